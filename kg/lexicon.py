"""The lexicon: which words say which instrument, change, stance or modality.

Rows live in ``ontology/lexicon/*.csv``; nothing here names a word of English except the column
names. The loader rejects a predicate, instrument, change or modality that the ontology does not
declare, with file and line. Every row has a sentence that it must read and one that it must leave
alone (`illustrations`); the tests read them all.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from kg.data import ontology_path
from kg.errors import DataError
from kg.model import Modality
from kg.ontology import Ontology, load_ontology

SLOTS = frozenset(
    {"subj", "obj", "iobj", "to", "that", "poss", "mod", "self", "speaker", "none"}
    | {"to-prep", "for", "on", "upon", "with", "against", "from", "of", "at", "in", "into", "by", "about", "over"}
    | {"between", "among", "as", "regarding", "concerning", "toward", "towards"}
    | {"behind", "before", "alongside", "under"}
)


ILLUSTRATED = ("triggers.csv", "modality.csv", "changes.csv", "instruments.csv", "roles.csv")
"""The files whose rows carry an example, a counter-example and the source of the row."""
ILLUSTRATION = ("example", "counterexample", "source")


class Needs(StrEnum):
    """What a trigger must find beside its holder before it fires."""

    POLICY = "policy"
    ADDRESSEE_POLICY = "addressee+policy"
    ADDRESSEE = "addressee"
    HOLDER_POLICY = "holder+policy"
    HOLDER_ANY = "holder+any"
    ANY = "any"
    CHANGE = "change"
    BALANCE = "balance"
    SPEAKER = "speaker"
    RETALIATION = "retaliation"
    CASE = "case"
    HOLDER_CASE = "holder+case"
    TRADE = "trade"
    VOLUME = "volume"
    ACTORS = "actors"
    HOLDER_ACTORS = "holder+actors"
    INVESTMENT = "investment"
    TALKS = "talks"
    OTHER = "other"
    AGREEMENT = "agreement"
    AGREEMENT_NOUN = "agreement-noun"
    COOPERATION = "cooperation"
    TIES = "ties"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """A noun that names an instrument, alone or beside one of its modifiers."""

    id: str
    heads: frozenset[str]
    modifiers: frozenset[str]
    instrument: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A word that names a change. `themes` are instruments that it must work on, lemmas that it must, or the
    preposition after which the measure stands ("hit Canada with tariffs")."""

    id: str
    lemma: str
    pos: str
    kind: str
    themes: frozenset[str]
    change: str
    instrument: str | None

    @property
    def rank(self) -> int:
        """Lower is more specific; the most specific row that fits is taken."""
        kinds = {"words": 0, "instruments": 1, "phrase": 2, "actor": 2, "none": 3, "any": 3, "measure": 4, "subject": 5}
        return kinds[self.kind] - (len(kinds) if " " in self.lemma else 0)


@dataclass(frozen=True, slots=True)
class ModalityRow:
    """A governing word that makes what it governs uncertain, wanted or denied."""

    id: str
    lemma: str
    pos: str
    modality: Modality | None
    negated: bool


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """A word that opens a statement: its predicate, where its arguments stand, and what it needs."""

    id: str
    lemma: str
    particles: tuple[str, ...]
    pos: str
    predicate: str
    args: Mapping[str, tuple[str, ...]]
    needs: Needs


@dataclass(frozen=True, slots=True)
class Illustration:
    """What shows a row at work: a sentence that it must read, and one with the word that it must leave alone.

    `marked` is the text in square brackets in the example, which names the holder where another is named first.
    """

    file: str
    row: Mapping[str, str]
    example: str
    marked: str | None
    counterexample: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rows, indexed by lemma and part of speech."""

    instruments: Mapping[str, tuple[InstrumentRow, ...]]
    changes: Mapping[tuple[str, str], tuple[ChangeRow, ...]]
    modalities: Mapping[tuple[str, str], ModalityRow]
    triggers: Mapping[tuple[str, str], tuple[TriggerRow, ...]]
    roles: Mapping[str, str]
    announcing: frozenset[str] = frozenset()
    """The ids of the rows whose word says that something is to be done, not that it is ("announced", "proposed")."""


@cache
def load_lexicon(folder: Path | None = None) -> Lexicon:
    """The lexicon of `folder`, the project's own where None.

    Raises:
        DataError: a row names what the ontology does not declare, or is malformed.
    """
    root = folder or ontology_path("lexicon")
    ontology = load_ontology()
    changes, triggers = _changes(root / "changes.csv", ontology), _triggers(root / "triggers.csv", ontology)
    modalities = _modalities(root / "modality.csv")
    return Lexicon(
        instruments=_instruments(root / "instruments.csv", ontology),
        changes=changes,
        modalities=modalities,
        triggers=triggers,
        roles=_roles(root / "roles.csv"),
        announcing=_announcing((*changes.values(), *triggers.values()), modalities),
    )


def illustrations(folder: Path | None = None) -> Iterator[Illustration]:
    """The example and counter-example of every row of the illustrated files, in file order.

    Raises:
        DataError: a row lacks one of them, or its source.
    """
    root = folder or ontology_path("lexicon")
    for name in ILLUSTRATED:
        for line, row in rows(root / name, ("id", "lemma" if name != "instruments.csv" else "head", *ILLUSTRATION)):
            empty = [column for column in ILLUSTRATION if not row[column].strip()]
            if empty:
                raise DataError(f"row {row['id']!r} has no {empty[0]}", path=root / name, line=line)
            before, _, rest = row["example"].partition("[")
            marked, _, after = rest.partition("]")
            yield Illustration(name, row, f"{before}{marked}{after}", marked or None, row["counterexample"])


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their line numbers; unknown or missing columns and repeated ids are errors."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = set(columns) - set(reader.fieldnames or ())
        if missing:
            raise DataError(f"columns missing: {', '.join(sorted(missing))}", path=path, line=1)
        seen: set[str] = set()
        for row in reader:
            if None in row or None in row.values():
                raise DataError("wrong number of fields", path=path, line=reader.line_num)
            if row["id"] in seen:
                raise DataError(f"id {row['id']!r} stands twice", path=path, line=reader.line_num)
            seen.add(row["id"])
            yield reader.line_num, row


def _roles(path: Path) -> dict[str, str]:
    roles: dict[str, str] = {}
    for line, row in rows(path, ("id", "lemma", "kind")):
        if row["lemma"] in roles:
            raise DataError(f"the role {row['lemma']!r} stands twice", path=path, line=line)
        roles[row["lemma"]] = row["kind"]
    return roles


def _words(cell: str) -> frozenset[str]:
    return frozenset(word for word in cell.split("|") if word)


def _instruments(path: Path, ontology: Ontology) -> dict[str, tuple[InstrumentRow, ...]]:
    index: dict[str, list[InstrumentRow]] = {}
    for line, row in rows(path, ("id", "head", "modifier", "instrument")):
        if row["instrument"] not in ontology.instruments:
            raise DataError(f"the ontology declares no instrument {row['instrument']!r}", path=path, line=line)
        entry = InstrumentRow(row["id"], _words(row["head"]), _words(row["modifier"]), row["instrument"])
        for head in entry.heads:
            index.setdefault(head, []).append(entry)
    return {head: tuple(found) for head, found in index.items()}


def _changes(path: Path, ontology: Ontology) -> dict[tuple[str, str], tuple[ChangeRow, ...]]:
    index: dict[tuple[str, str], list[ChangeRow]] = {}
    for line, row in rows(path, ("id", "lemma", "pos", "theme", "change", "instrument")):
        if row["change"] not in ontology.changes:
            raise DataError(f"the ontology declares no change {row['change']!r}", path=path, line=line)
        if row["instrument"] and row["instrument"] not in ontology.instruments:
            raise DataError(f"the ontology declares no instrument {row['instrument']!r}", path=path, line=line)
        kind, themes = _theme(row["theme"], ontology, path, line)
        entry = ChangeRow(row["id"], row["lemma"], row["pos"], kind, themes, row["change"], row["instrument"] or None)
        index.setdefault((row["lemma"].split(" ")[0], row["pos"]), []).append(entry)
    return {key: tuple(sorted(found, key=lambda entry: entry.rank)) for key, found in index.items()}


def _theme(cell: str, ontology: Ontology, path: Path, line: int) -> tuple[str, frozenset[str]]:
    if cell.startswith("word:"):
        return "words", _words(cell.removeprefix("word:"))
    if cell.startswith("after:"):
        return "phrase", _words(cell.removeprefix("after:"))
    if cell in {"measure", "none", "any", "actor", "subject"}:
        return cell, frozenset()
    names = frozenset(cell.split(","))
    unknown = names - set(ontology.instruments)
    if unknown:
        raise DataError(f"the ontology declares no instrument {min(unknown)!r}", path=path, line=line)
    return "instruments", names


def _modalities(path: Path) -> dict[tuple[str, str], ModalityRow]:
    index: dict[tuple[str, str], ModalityRow] = {}
    for line, row in rows(path, ("id", "lemma", "pos", "effect")):
        negated = row["effect"] == "negated"
        try:
            modality = None if negated else Modality(row["effect"])
        except ValueError:
            raise DataError(f"unknown effect {row['effect']!r}", path=path, line=line) from None
        index[row["lemma"], row["pos"]] = ModalityRow(row["id"], row["lemma"], row["pos"], modality, negated)
    return index


def _announcing(
    groups: Iterable[tuple[ChangeRow, ...] | tuple[TriggerRow, ...]],
    modalities: Mapping[tuple[str, str], ModalityRow],
) -> frozenset[str]:
    intended = {key for key, row in modalities.items() if row.modality is Modality.INTENDED and row.lemma not in _DONE}
    return frozenset(row.id for group in groups for row in group if (row.lemma, row.pos) in intended)


_DONE = frozenset({"set", "resolve"})
"""Words that open an intention ("set to impose") and do by themselves what they say ("set a tariff")."""


def _triggers(path: Path, ontology: Ontology) -> dict[tuple[str, str], tuple[TriggerRow, ...]]:
    index: dict[tuple[str, str], list[TriggerRow]] = {}
    for line, row in rows(path, ("id", "lemma", "pos", "predicate", "args", "needs")):
        if row["predicate"] not in ontology.predicates:
            raise DataError(f"the ontology declares no predicate {row['predicate']!r}", path=path, line=line)
        try:
            needs = Needs(row["needs"])
        except ValueError:
            raise DataError(f"unknown need {row['needs']!r}", path=path, line=line) from None
        lemma, *particles = row["lemma"].split(" ")
        entry = TriggerRow(
            row["id"], lemma, tuple(particles), row["pos"], row["predicate"], _args(row["args"], path, line), needs
        )
        index.setdefault((lemma, row["pos"]), []).append(entry)
    return {key: tuple(found) for key, found in index.items()}


def _args(cell: str, path: Path, line: int) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for part in cell.split():
        role, _, slots = part.partition("=")
        names = tuple(slots.split(","))
        unknown = set(names) - SLOTS
        if unknown or not slots:
            raise DataError(f"unknown slot in {part!r}; known are {', '.join(sorted(SLOTS))}", path=path, line=line)
        found[role] = names
    return found
