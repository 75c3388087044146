"""Pairs of entities that may be one: names that contain each other, abbreviate each other, or differ by a letter.

Only pairs that share a word, initials or a beginning are compared, so that the work grows with the names and not with
their square. The score is between 0 and 1: how alike the names are, not a probability.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from kg.model import Entity, EntityType
from kg.words import Words, load_words

_ORGANISED = frozenset(
    {
        EntityType.COMPANY,
        EntityType.ORGANIZATION,
        EntityType.GOVERNMENT_BODY,
        EntityType.INTERGOVERNMENTAL_ORGANIZATION,
        EntityType.BLOC,
    }
)
_EMPTY = frozenset({"the", "of", "and", "for", "on", "in", "a"})
_CROWD = 60
"""A word that more entities share than this ("ministry") makes no pair by itself."""


@dataclass(frozen=True, slots=True)
class DoubtfulPair:
    """Two entities that may be one. `one` is the better known: with identifiers, else more mentioned, else by id."""

    one: Entity
    other: Entity
    score: float
    reason: str


def doubtful_pairs(counted: Iterable[tuple[Entity, int]], *, least: float = 0.6) -> list[DoubtfulPair]:
    """The pairs with a score of at least `least`, highest first.

    Args:
        counted: entities with the number of their mentions. Countries, whose names are all known, and groups, whose
            labels are their identity, make no pairs.
    """
    words = load_words()
    named = [
        (entity, count) for entity, count in counted if entity.type in _ORGANISED or entity.type is EntityType.PERSON
    ]
    ranked = sorted(named, key=lambda item: (not item[0].identifiers, -item[1], item[0].id))
    entities = [entity for entity, _ in ranked]
    pairs = []
    for first, second in sorted(_candidates(entities, words)):
        one, other = entities[first], entities[second]
        if (one.type is EntityType.PERSON) != (other.type is EntityType.PERSON) or _apart(one, other):
            continue
        score, reason = _likeness(one, other, words)
        if score >= least:
            pairs.append(DoubtfulPair(one, other, round(score, 2), reason))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.one.id, pair.other.id))


def _apart(one: Entity, other: Entity) -> bool:
    """Both identified elsewhere, or of two countries: known to be two."""
    return bool(one.identifiers and other.identifiers) or bool(
        one.country and other.country and one.country != other.country
    )


def _candidates(entities: list[Entity], words: Words) -> set[tuple[int, int]]:
    blocks: dict[str, list[int]] = {}
    for index, entity in enumerate(entities):
        for key in set(_keys(entity, words)):
            blocks.setdefault(key, []).append(index)
    return {pair for block in blocks.values() if len(block) <= _CROWD for pair in combinations(block, 2)}


def _keys(entity: Entity, words: Words) -> Iterator[str]:
    for name in (entity.label, *entity.aliases):
        parts = _parts(name, words)
        yield from parts
        if parts:
            yield "begins " + parts[-1 if entity.type is EntityType.PERSON else 0][:4]
        if len(parts) > 2:
            yield "".join(part[0] for part in parts)


def _parts(name: str, words: Words) -> tuple[str, ...]:
    """The words of a name in lower case, without articles and a company's legal form."""
    parts = [part for part in re.findall(r"[^\W_]+", name.lower().replace(".", "")) if part not in _EMPTY]
    while len(parts) > 1 and parts[-1] in words["company-suffix"]:
        parts.pop()
    return tuple(parts)


def _likeness(one: Entity, other: Entity, words: Words) -> tuple[float, str]:
    """The best score over all names of both, with the reason."""
    best = (0.0, "")
    for left in (one.label, *one.aliases):
        for right in (other.label, *other.aliases):
            found = _compared(_parts(left, words), _parts(right, words), one.type)
            if found[0] > best[0]:
                best = (found[0], f"{found[1]}: {left!r} and {right!r}")
    return best


def _compared(left: tuple[str, ...], right: tuple[str, ...], kind: EntityType) -> tuple[float, str]:
    if not left or not right:
        return 0.0, ""
    if left == right:
        return 0.98, "the same words"
    if set(left) == set(right):
        return 0.9, "the same words in another order"
    short, long = sorted((left, right), key=len)
    if kind is EntityType.PERSON:
        return _compared_persons(short, long)
    if len(short) == 1 and len(long) > 2 and short[0] == "".join(part[0] for part in long):
        return 0.85, "initials"
    if set(short) <= set(long) and len(short) > 1:
        return 0.6 + 0.3 * len(short) / len(long), "one contains the other"
    if long[: len(short)] == short and len(short[0]) > 3:
        return 0.7, "one begins with the other"
    return _spelt_alike(left, right)


def _compared_persons(short: tuple[str, ...], long: tuple[str, ...]) -> tuple[float, str]:
    if len(short) == 1:
        return (0.65, "surname alone") if short[0] in (long[0], long[-1]) and len(long) > 1 else (0.0, "")
    if short[-1] == long[-1]:
        if set(short) <= set(long):
            return 0.9, "one contains the other"
        if short[0][0] == long[0][0] and 1 in (len(short[0]), len(long[0])):
            return 0.85, "initial and surname"
    return _spelt_alike(short, long)


def _spelt_alike(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[float, str]:
    one, other = " ".join(left), " ".join(right)
    if len(left) != len(right) or min(len(one), len(other)) < 6:
        return 0.0, ""
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return (ratio - 0.05, "spelt alike") if ratio >= 0.88 else (0.0, "")
