"""A possible statement, before it is scored, and the sets of predicates and instruments that its readers share."""

from __future__ import annotations

from msgspec import Struct

from kg.extract.modality import Reading
from kg.extract.parts import Parts
from kg.mentions import Resolved

SYMMETRIC = frozenset({"negotiatesWith", "meetsWith", "signsAgreementWith", "cooperatesWith"})
"""Predicates that hold both ways."""
MEASURES = frozenset(
    {"tariff", "quota", "importBan", "exportControl", "embargo", "entityListing", "sanction", "subsidy"}
    | {"tradeRemedy", "investmentScreening", "tradeBarrier", "tradeLegislation", "tradePreference"}
)
"""Instruments that somebody has in force."""


class Candidate(Struct, frozen=True):
    """A possible statement, before it is scored: mentions, parts and the tokens that gave them."""

    trigger: int
    rule: str
    predicate: str
    subject: Resolved
    parts: Parts
    others: tuple[Resolved, ...]
    reading: Reading
    source: Resolved | None
    kind: str
    how: str = "argument"
    guessed_other: bool = False
    context: tuple[str, ...] = ()
