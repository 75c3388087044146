"""The lexicon of political events: which words say which class of PLOVER, and which words turn a class into another.

Rows live in ``ontology/lexicon/plover.csv``, each with a sentence that gives its class and one that does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from kg.data import ontology_path
from kg.errors import DataError
from kg.lexicon import rows

COLUMNS = ("id", "lemma", "pos", "kind", "class", "with", "example", "counterexample")


class Plover(StrEnum):
    """The classes of PLOVER that a lexicon row may name; the values are those of the ontology's labels."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class Kind(StrEnum):
    """What a word does: it is an event, a light one that gives way to its object's class, or turns another's class."""

    EVENT = "event"
    LIGHT = "light"
    DEMAND = "demand"
    PROMISE = "promise"
    REFUSAL = "refusal"
    THREAT = "threat"
    REVERSAL = "reversal"


_VERBAL = frozenset({Plover.REQUEST, Plover.ACCUSE, Plover.REJECT, Plover.THREATEN})
_MATERIAL = frozenset({Plover.PROTEST, Plover.SANCTION, Plover.MOBILIZE, Plover.COERCE, Plover.ASSAULT})
_GIVEN = frozenset({Plover.AID, Plover.COOPERATE})
CONFLICT = _VERBAL | _MATERIAL
"""The classes of conflict; the others are cooperation."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """A word and what it says, where one of the lemmas `needs` stands beside it or none is needed."""

    id: str
    lemma: str
    pos: str
    kind: Kind
    plover: Plover | None
    needs: frozenset[str]
    example: str
    counterexample: str


@cache
def load_events(path: Path | None = None) -> Mapping[tuple[str, str], tuple[EventRow, ...]]:
    """The rows by lemma and part of speech; those that need another word come first.

    Raises:
        DataError: a row names an unknown kind or class, or a class where its kind has none.
    """
    path = path or ontology_path("lexicon", "plover.csv")
    index: dict[tuple[str, str], list[EventRow]] = {}
    for line, row in rows(path, COLUMNS):
        try:
            kind = Kind(row["kind"])
            plover = Plover(row["class"]) if row["class"] else None
        except ValueError as error:
            raise DataError(str(error), path=path, line=line) from None
        if (plover is not None) != (kind in {Kind.EVENT, Kind.LIGHT}):
            raise DataError(f"a row of the kind {kind} and the class {row['class']!r}", path=path, line=line)
        needs = frozenset(row["with"].split())
        entry = EventRow(
            row["id"], row["lemma"], row["pos"], kind, plover, needs, row["example"], row["counterexample"]
        )
        index.setdefault((entry.lemma, entry.pos), []).append(entry)
    return {key: tuple(sorted(found, key=lambda entry: not entry.needs)) for key, found in index.items()}


def turned(kind: Kind, plover: Plover | None) -> Plover:
    """The class of an event that is demanded, promised, refused, threatened or ended; `plover` is its own, if known."""
    if kind is Kind.THREAT:
        return Plover.THREATEN
    if kind is Kind.DEMAND:
        if plover is Plover.ACCUSE:
            return plover
        return Plover.THREATEN if plover in {Plover.SANCTION, Plover.COERCE} else Plover.REQUEST
    if kind is Kind.PROMISE:
        if plover in _VERBAL and plover is not None:
            return plover
        return Plover.THREATEN if plover in _MATERIAL else Plover.AGREE
    if kind is Kind.REFUSAL:
        return Plover.CONCEDE if plover in _MATERIAL else Plover.REJECT
    if plover in CONFLICT:
        return Plover.CONCEDE
    return Plover.SANCTION if plover is None or plover in _GIVEN else Plover.REJECT
