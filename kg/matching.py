"""When a claim of a build says what a claim of the gold says.

Two claims may match where they touch the same sentence (two characters of slack), name the same subject and share some
of the object: an actor (object actor or target), the instrument, a word of the good, or half of the words of the
object's text. Strictly, predicate and polarity are the same and the changes do not contradict each other; leniently,
the predicates are of one family (``ontology/evaluation/families.csv``). Names are compared without case, articles and
punctuation, after ``ontology/evaluation/aliases.csv``; a person may be named by surname, an organisation in short.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache

from kg.data import ontology_path
from kg.errors import DataError
from kg.gold import Claim
from kg.ontology import load_ontology

_EMPTY_WORDS = frozenset({"of", "the", "and", "for", "in", "to", "a", "u", "s", "government", "officials", "official"})
_ANY_INSTRUMENT = "other"
_SLACK = 2


class Strictness(Enum):
    """How much must agree besides subject, object and place."""

    STRICT = "strict"
    LENIENT = "lenient"
    ARGUMENTS = "arguments"
    """Whatever the predicate: what was seen and called something else."""


@cache
def families() -> Mapping[str, str]:
    """The family of each predicate that gold annotates, by local name."""
    declared = load_ontology().predicates
    found = {}
    path = ontology_path("evaluation", "families.csv")
    for line, (predicate, family) in _rows(("predicate", "family"), path.name):
        if predicate not in declared:
            raise DataError(f"the ontology has no predicate {predicate!r}", path=path, line=line)
        found[predicate] = family
    return found


@cache
def _aliases() -> Mapping[str, str]:
    return dict(row for _, row in _rows(("alias", "name"), "aliases.csv"))


def _rows(columns: tuple[str, str], name: str) -> list[tuple[int, tuple[str, str]]]:
    path = ontology_path("evaluation", name)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader, ())) != columns:
            raise DataError(f"the columns are not {','.join(columns)}", path=path, line=1)
        rows = []
        for row in reader:
            if len(row) != 2 or not all(row):
                raise DataError("a row has two cells", path=path, line=reader.line_num)
            rows.append((reader.line_num, (row[0], row[1])))
    return rows


@cache
def normal_name(name: str) -> str:
    """`name` as it is compared: lower case, without punctuation and leading article, short forms replaced."""
    plain = re.sub(r"[^\w]+", " ", re.sub(r"[’'`]", "", name.lower())).strip()
    plain = re.sub(r"^(the|a|an) ", "", plain)
    return _aliases().get(plain, plain)


def same_actor(one: str | None, other: str | None) -> bool:
    """True where both names mean the same actor."""
    if not one or not other:
        return False
    first, second = normal_name(one), normal_name(other)
    if first == second:
        return bool(first)
    words = set(first.split()) - _EMPTY_WORDS, set(second.split()) - _EMPTY_WORDS
    if not all(words):
        return False
    shorter, longer = sorted(words, key=len)
    return shorter <= longer and (first.split()[-1] == second.split()[-1] or len(shorter) >= 2)


@cache
def object_words(text: str | None) -> frozenset[str]:
    """The words of `text` that count, the plural's s taken off."""
    words = (word for word in re.findall(r"[a-z0-9]+", (text or "").lower()) if word not in _EMPTY_WORDS)
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)


def same_object(gold: Claim, claim: Claim) -> bool:
    """True where both claims share an actor, the instrument, a word of the good, or half of the object's words."""
    if any(
        same_actor(one, other)
        for one in (gold.object_actor, gold.target)
        for other in (claim.object_actor, claim.target)
    ):
        return True
    if gold.instrument is not None and gold.instrument == claim.instrument != _ANY_INSTRUMENT:
        return True
    if object_words(gold.good) & object_words(claim.good):
        return True
    first, second = object_words(gold.text), object_words(claim.text)
    return bool(first and second) and 4 * len(first & second) >= len(first) + len(second)


def agrees(gold: Claim, claim: Claim, strictness: Strictness) -> bool:
    """True where both claims say the same of the same sentence."""
    near = claim.start < gold.end + _SLACK and claim.end > gold.start - _SLACK
    if not near or not same_actor(gold.subject, claim.subject):
        return False
    if strictness is Strictness.STRICT:
        if gold.predicate != claim.predicate or gold.negated != claim.negated:
            return False
        if gold.change and claim.change and gold.change != claim.change:
            return False
    elif strictness is Strictness.LENIENT and families().get(gold.predicate) != families().get(claim.predicate):
        return False
    return same_object(gold, claim)


def matched(gold: Sequence[Claim], claims: Sequence[Claim], strictness: Strictness) -> list[tuple[int, int]]:
    """Index pairs (gold, claim) that agree: one to one, as many as there can be (Kuhn's augmenting paths)."""
    return pairs([[j for j, c in enumerate(claims) if agrees(g, c, strictness)] for g in gold])


def pairs(candidates: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """A maximum matching of a bipartite graph: `candidates` lists the right-hand neighbours of each left-hand node."""
    owner: dict[int, int] = {}

    def augment(i: int, seen: set[int]) -> bool:
        for j in candidates[i]:
            if j in seen:
                continue
            seen.add(j)
            if j not in owner or augment(owner[j], seen):
                owner[j] = i
                return True
        return False

    for i in range(len(candidates)):
        augment(i, set())
    return sorted((i, j) for j, i in owner.items())
