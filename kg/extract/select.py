"""Which of several readings of the same words stand: one for each claim, the most confident."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Statement

RIVALS = (
    frozenset({"opposes", "rejects", "criticizes", "supports", "praises"}),
    frozenset({"seeks", "pressures"}),
    frozenset({"accuses", "criticizes"}),
    frozenset({"imposes", "tightens", "eases", "removes", "pauses", "maintains"}),
    frozenset({"negotiatesWith", "meetsWith", "signsAgreementWith", "cooperatesWith"}),
)
"""Predicates that read the same words in different ways."""


def select(scored: Iterable[tuple[Statement, float]]) -> list[Statement]:
    """The statements that stand beside each other, in order of confidence.

    A statement falls where a more confident one has the same sentence, subject and predicate and an object that
    shares a part with it or adds none.
    """
    kept: list[Statement] = []
    for statement, _ in sorted(scored, key=lambda item: (-item[1], item[0].sort_key)):
        if not any(_same_claim(statement, other) for other in kept):
            kept.append(statement)
    return kept


def _same_claim(one: Statement, other: Statement) -> bool:
    if one.start != other.start or one.subject.id != other.subject.id:
        return False
    same_object = _compatible(one, other)
    if one.predicate == other.predicate:
        return one.negated == other.negated and same_object
    rivals = any(one.predicate in group and other.predicate in group for group in RIVALS)
    return rivals and same_object and _trigger(one) == _trigger(other)


def _compatible(one: Statement, other: Statement) -> bool:
    """True where no part of the two objects contradicts: they may be two readings of one claim."""
    a, b = one.object, other.object
    pairs = (
        (a.actor and a.actor.id, b.actor and b.actor.id),
        (a.instrument, b.instrument),
        (a.change, b.change),
        (a.good and a.good.id, b.good and b.good.id),
    )
    return all(x is None or y is None or x == y for x, y in pairs)


def _trigger(statement: Statement) -> int:
    return next((anchor.start for anchor in statement.anchors if anchor.role.value == "predicate"), -1)
