"""Which of several readings of the same words stand: one for each claim, the most confident."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from kg.extract.candidates import SYMMETRIC, Candidate
from kg.extract.parts import Parts
from kg.model import Statement

RIVALS = (
    frozenset({"opposes", "rejects", "criticizes", "supports", "praises"}),
    frozenset({"seeks", "pressures", "supports"}),
    frozenset({"accuses", "criticizes", "warns", "opposes"}),
    frozenset({"imposes", "tightens", "eases", "removes", "pauses", "maintains"}),
    frozenset({"negotiatesWith", "meetsWith", "signsAgreementWith", "cooperatesWith"}),
)
"""Predicates that read the same words in different ways, from whichever of them."""


NAMED = frozenset({"argument", "holder", "we-body", "we-country"})
"""The ways to a subject that the sentence itself names in its grammar."""
GUESS = 0.35
"""The least confidence of a reading with another subject."""
ONE_CASE = SYMMETRIC | {"investigates", "retaliatesAgainst"}
"""Predicates that a sentence states once for each pair of actors, whatever instrument it names beside."""


class Scored(Struct, frozen=True):
    """A statement with the candidate that it was made of."""

    statement: Statement
    candidate: Candidate


def is_likely(candidate: Candidate, confidence: float) -> bool:
    """True where the candidate's subject is named or, if guessed, its `confidence` reaches `GUESS`."""
    return candidate.how in NAMED or confidence >= GUESS


def select(scored: Iterable[Scored]) -> list[Scored]:
    """Those whose statements stand beside each other, the most confident first.

    An unlikely one falls, and one where a more confident one reads the same words: with the same subject and a
    compatible object, or with another where either was only guessed. So one word says one thing of a subject and an
    object.
    """
    kept: list[Scored] = []
    likely = (item for item in scored if is_likely(item.candidate, item.statement.confidence))
    for item in sorted(likely, key=lambda item: (-item.statement.confidence, item.statement.sort_key)):
        if not any(_rivals(item, other) for other in kept):
            kept.append(item)
    return kept


def _rivals(one: Scored, other: Scored) -> bool:
    a, b = one.statement, other.statement
    if a.start != b.start:
        return False
    same_words = one.candidate.trigger == other.candidate.trigger
    same_predicate = a.predicate == b.predicate
    if same_predicate and a.predicate in SYMMETRIC and {a.subject.id, _other(a)} == {b.subject.id, _other(b)}:
        return True
    if a.subject.id != b.subject.id:
        return same_words and same_predicate and one.candidate.how != other.candidate.how
    if same_predicate:
        overlap = _overlaps(one.candidate.parts, other.candidate.parts) and _same_good(a, b)
        return a.negated == b.negated and (_compatible(a, b) or overlap)
    one_word = same_words and "tie" not in {one.candidate.kind, other.candidate.kind}
    readings = one_word or any(a.predicate in group and b.predicate in group for group in RIVALS)
    overlap = same_words or (
        one.candidate.kind != other.candidate.kind and _overlaps(one.candidate.parts, other.candidate.parts)
    )
    return readings and overlap and _compatible(a, b)


def _overlaps(one: Parts, other: Parts) -> bool:
    """True where both objects are read from the same head word."""
    return one.anchor is not None and one.anchor == other.anchor


def _same_good(one: Statement, other: Statement) -> bool:
    a, b = one.object.good, other.object.good
    return a is None or b is None or a.id == b.id


def _other(statement: Statement) -> str | None:
    """Whom the object names beside the subject: the actor of a stance, the target of an action."""
    actor, target = statement.object.actor, statement.object.target
    if actor is not None and actor.id != statement.subject.id:
        return actor.id
    return target.id if target is not None else None


def _compatible(one: Statement, other: Statement) -> bool:
    """True where no part of the two objects contradicts: they may be two readings of one claim."""
    a, b = one.object, other.object
    if one.predicate == other.predicate and one.predicate in ONE_CASE:
        return _other(one) is None or _other(other) is None or _other(one) == _other(other)
    pairs = (
        (_other(one), _other(other)),
        (a.instrument, b.instrument),
        (a.change, b.change),
        (a.good and a.good.id, b.good and b.good.id),
    )
    return all(x is None or y is None or x == y for x, y in pairs)
