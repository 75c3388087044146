"""The cue words of attribution: what says, thinks, asks, finds, and how it takes its source and content.

Read from ``ontology/lexicon/cues.csv``; one row a word, with an example that must fire it and a counter-example
that must not.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kg.data import ontology_path
from kg.errors import DataError

COLUMNS = ("id", "lemma", "pos", "pattern", "type", "example", "counterexample")


class CueType(StrEnum):
    """What the source does with the content."""

    SPEECH = "speech"
    """says it: the content is asserted by the source"""
    THOUGHT = "thought"
    """believes, expects, knows or feels it"""
    EVIDENCE = "evidence"
    """a study, document or figure shows it"""
    STANCE = "stance"
    """wants, urges, praises or blames it: the cue itself is the event, the content need not hold"""


class CuePos(StrEnum):
    """The kind of word that a cue is."""

    VERB = "verb"
    NOUN = "noun"
    ADJECTIVE = "adj"
    PREPOSITION = "prep"


SLOTS = frozenset(
    {"clause", "quote", "object", "inf", "objinf", "as", "passive", "addressee", "source", "vehicle", "light"}
)
"""How a cue takes its content; besides these, `prep:X` is a phrase with the preposition X.

Of verbs, nouns and adjectives: `clause` is a finite clause, `inf` an infinitive. Of verbs: `quote` is a quotation
(`clause` includes it), `object` a direct object, `objinf` an object with an infinitive, `as` an object with what is
said of it; `passive` lets a passive without agent fire; `addressee` is who is told, before the clause; `light` has
the holder of the claim, worry or plan that its object names as subject ("made the claim that").
Of prepositions: `source` is their object. Of nouns: `vehicle` is a text or occasion whose user is the source.
"""


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of the cue lexicon; `lemma` holds the particle or the words of a longer cue after a space."""

    id: str
    lemma: str
    pos: CuePos
    slots: frozenset[str]
    type: CueType
    example: str
    counterexample: str

    @property
    def prepositions(self) -> frozenset[str]:
        """The prepositions whose object is content."""
        return frozenset(slot.removeprefix("prep:") for slot in self.slots if slot.startswith("prep:"))


@dataclass(frozen=True)
class CueLexicon:
    """All cues, by part of speech and lemma."""

    verbs: Mapping[str, Cue]
    nouns: Mapping[str, Cue]
    adjectives: Mapping[str, Cue]
    prepositions: Mapping[str, Cue]

    @functools.cached_property
    def prepositions_by_first(self) -> Mapping[str, Sequence[tuple[list[str], Cue]]]:
        """The words of each preposition with its cue, by the first of them."""
        found: dict[str, list[tuple[list[str], Cue]]] = {}
        for cue in self.prepositions.values():
            words = cue.lemma.split()
            found.setdefault(words[0], []).append((words, cue))
        return found

    @functools.cached_property
    def vehicles(self) -> frozenset[str]:
        """Nouns for texts and occasions that somebody uses to say something: statement, speech."""
        return frozenset(lemma for lemma, cue in self.nouns.items() if "vehicle" in cue.slots)

    @functools.cached_property
    def light(self) -> frozenset[str]:
        """Verbs whose subject is whoever has the claim, worry or decision that their object names."""
        return frozenset(lemma for lemma, cue in self.verbs.items() if "light" in cue.slots)

    @functools.cached_property
    def judging(self) -> frozenset[str]:
        """The ids of the verbs that say what somebody takes something for: to call, to describe."""
        return frozenset(cue.id for cue in self.verbs.values() if "as" in cue.slots)

    @property
    def rows(self) -> list[Cue]:
        """All cues in the order of their ids."""
        tables = (self.verbs, self.nouns, self.adjectives, self.prepositions)
        return sorted((cue for table in tables for cue in table.values()), key=lambda cue: cue.id)


@functools.cache
def load_cues(path: Path | None = None) -> CueLexicon:
    """The cue lexicon of `path`, by default the one of the ontology.

    Raises:
        DataError: a row is malformed, or a lemma stands twice; with file and line.
    """
    path = path or ontology_path("lexicon", "cues.csv")
    tables: dict[CuePos, dict[str, Cue]] = {pos: {} for pos in CuePos}
    ids: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise DataError(f"columns must be {','.join(COLUMNS)}", path=path, line=1)
        for row in reader:
            cue = _cue(row, path, reader.line_num)
            table = tables[cue.pos]
            if cue.lemma in table or cue.id in ids:
                raise DataError(
                    f"{cue.pos} {cue.lemma!r} or id {cue.id!r} stands twice", path=path, line=reader.line_num
                )
            ids.add(cue.id)
            table[cue.lemma] = cue
    return CueLexicon(tables[CuePos.VERB], tables[CuePos.NOUN], tables[CuePos.ADJECTIVE], tables[CuePos.PREPOSITION])


def _cue(row: Mapping[str, str | None], path: Path, line: int) -> Cue:
    values = {column: (row.get(column) or "").strip() for column in COLUMNS}
    for column in COLUMNS:
        if not values[column]:
            raise DataError(f"column {column!r} is empty", path=path, line=line)
    if None in row:
        raise DataError("more fields than columns; quote a field that holds a comma", path=path, line=line)
    slots = frozenset(values["pattern"].split())
    unknown = sorted(slot for slot in slots if slot not in SLOTS and not slot.startswith("prep:"))
    if unknown:
        raise DataError(
            f"unknown pattern {unknown[0]!r}; known: {', '.join(sorted(SLOTS))}, prep:X", path=path, line=line
        )
    try:
        pos, kind = CuePos(values["pos"]), CueType(values["type"])
    except ValueError as error:
        raise DataError(f"{error}; see CuePos and CueType", path=path, line=line) from None
    return Cue(values["id"], values["lemma"], pos, slots, kind, values["example"], values["counterexample"])
