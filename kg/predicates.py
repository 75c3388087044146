"""What networks, measures and pages need to know of a predicate: its words, group, event class and tone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kg.ontology import load_ontology


class Tone(StrEnum):
    """Whether what is said brings two sides together or sets them apart, by the PLOVER quad class."""

    COOPERATIVE = "cooperative"
    CONFLICTUAL = "conflictual"
    NEUTRAL = "neutral"

    @property
    def sign(self) -> int:
        """+1, -1 or 0."""
        return _SIGNS[self]


_SIGNS = {Tone.COOPERATIVE: 1, Tone.CONFLICTUAL: -1, Tone.NEUTRAL: 0}
_QUADS = {
    1: Tone.COOPERATIVE,
    2: Tone.COOPERATIVE,
    3: Tone.CONFLICTUAL,
    4: Tone.CONFLICTUAL,
}


@dataclass(frozen=True, slots=True)
class PredicateFacts:
    """`name` is the local name in the ontology, `group` the label of its family, `plover` its event class or None.

    `material` is true for acts (quads 2 and 4), false for words. `symmetric` is true where both sides do the same.
    """

    name: str
    label: str
    group: str
    plover: str | None
    tone: Tone
    material: bool
    symmetric: bool


@cache
def _table() -> Mapping[str, PredicateFacts]:
    return {
        predicate.name: PredicateFacts(
            name=predicate.name,
            label=predicate.label,
            group=predicate.group,
            plover=predicate.plover,
            tone=Tone.NEUTRAL if predicate.quad is None else _QUADS[predicate.quad],
            material=predicate.quad in (2, 4),
            symmetric=predicate.symmetric,
        )
        for predicate in load_ontology().predicates.values()
    }


def facts_of(predicate: str) -> PredicateFacts:
    """The facts of the predicate with this local name; DataError where the ontology does not declare it."""
    table = _table()
    return table[predicate] if predicate in table else table[load_ontology().predicate(predicate).name]
