"""How well a build says what annotators read: precision and recall by predicate and by phenomenon, and every error.

A match is what `kg.matching` calls one. Figures count claims: `hits` of `predicted` claims match one of `gold`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kg.gold import Claim, Passage
from kg.matching import Strictness, families, matched, same_actor
from kg.phenomena import Phenomenon, phenomena

BINS = 10
Key = TypeVar("Key")
Features = Callable[[Passage, Claim], Iterable[Phenomenon]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Claims that match, claims of the build, claims of the gold."""

    hits: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """The share of the build's claims that match; 0 where there are none."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold's claims that are matched; 0 where there are none."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / (self.predicted + self.gold) if self.hits else 0.0


@dataclass(frozen=True, slots=True)
class SplitFigures:
    """Figures of a class into which each side is sorted by itself: found of the gold's, right of the build's."""

    found: int = 0
    gold: int = 0
    right: int = 0
    predicted: int = 0

    @property
    def precision(self) -> float:
        """The share of the build's claims of this class that match any of the gold."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold's claims of this class that the build matches."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one strictness, and how many of its pairs agree in source and in modality."""

    figures: Figures
    same_source: int
    same_modality: int

    @property
    def source_accuracy(self) -> float | None:
        """The share of the pairs with the same source or with none; None where nothing matches."""
        return self.same_source / self.figures.hits if self.figures.hits else None

    @property
    def modality_accuracy(self) -> float | None:
        """The share of the pairs with the same modality; None where nothing matches."""
        return self.same_modality / self.figures.hits if self.figures.hits else None


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a claim of the gold was seen, with subject and object, but given another predicate."""

    gold: str
    predicted: str
    count: int


@dataclass(frozen=True, slots=True)
class Bin:
    """The build's claims whose confidence lies in ``[low, high)`` (the last bin includes 1)."""

    low: float
    high: float
    count: int
    confidence: float
    """Their mean confidence."""
    right: float
    """The share of them that match strictly."""


@dataclass(frozen=True, slots=True)
class Erring:
    """A sentence in which claims were missed or wrong."""

    passage: str
    start: int
    end: int
    quote: str
    missed: tuple[Claim, ...]
    wrong: tuple[Claim, ...]
    right: tuple[Claim, ...]
    """The gold claims of the sentence that were matched, for comparison."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A build against gold. Tables are by strict match unless they say otherwise."""

    passages: int
    strict: Score
    lenient: Score
    predicates: Mapping[str, Figures]
    lenient_predicates: Mapping[str, Figures]
    phenomena: Mapping[Phenomenon, SplitFigures]
    confusions: tuple[Confusion, ...]
    reliability: tuple[Bin, ...]
    errors: tuple[Erring, ...]

    @property
    def calibration_error(self) -> float:
        """The expected calibration error: the bins' mean distance of confidence from the share right, by count."""
        total = sum(item.count for item in self.reliability)
        off = sum(abs(item.confidence - item.right) * item.count for item in self.reliability)
        return off / total if total else 0.0


@dataclass(slots=True)
class _Tally:
    """Counts over passages."""

    hits: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    source: int = 0
    modality: int = 0

    def add(self, gold: Sequence[Claim], claims: Sequence[Claim], pairs: Sequence[tuple[int, int]]) -> None:
        self.gold.update(claim.predicate for claim in gold)
        self.predicted.update(claim.predicate for claim in claims)
        for i, j in pairs:
            one, other = gold[i], claims[j]
            self.hits[one.predicate] += 1
            self.source += (not one.source and not other.source) or same_actor(one.source, other.source)
            self.modality += one.modality is other.modality

    def score(self) -> Score:
        figures = Figures(self.hits.total(), self.predicted.total(), self.gold.total())
        return Score(figures, self.source, self.modality)

    def by_predicate(self) -> dict[str, Figures]:
        names = sorted({*self.gold, *self.predicted})
        return {name: Figures(self.hits[name], self.predicted[name], self.gold[name]) for name in names}


def evaluate(
    gold: Sequence[Passage], claims: Iterable[Claim], *, min_confidence: float = 0.0, features: Features | None = None
) -> Evaluation:
    """The evaluation of a build's `claims`, those of at least `min_confidence`, against `gold`.

    Claims on documents that are no passage of the gold, and with predicates that gold does not annotate, do not count.
    `features` says which phenomena a claim shows; by default those that need no parse.
    """
    by_passage: dict[str, list[Claim]] = defaultdict(list)
    known = families()
    for claim in claims:
        if claim.predicate in known and (claim.confidence is None or claim.confidence >= min_confidence):
            by_passage[claim.document].append(claim)
    strict, lenient, shown = _Tally(), _Tally(), _Shown(features or _plain)
    confused: Counter[tuple[str, str]] = Counter()
    judged: list[tuple[float, bool]] = []
    errors: list[Erring] = []
    for passage in gold:
        found = by_passage[passage.id]
        pairs = matched(passage.claims, found, Strictness.STRICT)
        strict.add(passage.claims, found, pairs)
        lenient.add(passage.claims, found, matched(passage.claims, found, Strictness.LENIENT))
        hit, right = {i for i, _ in pairs}, {j for _, j in pairs}
        missed = [claim for i, claim in enumerate(passage.claims) if i not in hit]
        wrong = [claim for j, claim in enumerate(found) if j not in right]
        for i, j in matched(missed, wrong, Strictness.ARGUMENTS):
            if missed[i].predicate != wrong[j].predicate:
                confused[missed[i].predicate, wrong[j].predicate] += 1
        shown.add(passage, found, hit, right)
        judged.extend((c.confidence, j in right) for j, c in enumerate(found) if c.confidence is not None)
        errors.extend(_erring(passage, missed, wrong, [passage.claims[i] for i in sorted(hit)]))
    return Evaluation(
        passages=len(gold),
        strict=strict.score(),
        lenient=lenient.score(),
        predicates=strict.by_predicate(),
        lenient_predicates=lenient.by_predicate(),
        phenomena=shown.figures(),
        confusions=tuple(
            Confusion(one, other, count)
            for (one, other), count in sorted(confused.items(), key=lambda item: (-item[1], item[0]))
        ),
        reliability=tuple(reliability(judged)),
        errors=tuple(errors),
    )


def _plain(passage: Passage, claim: Claim) -> Iterable[Phenomenon]:
    return phenomena(claim, passage.text)


@dataclass(slots=True)
class _Shown:
    """Counts by phenomenon: of the gold's and of the build's claims that show it, all and those that match."""

    features: Features
    gold: Counter[Phenomenon] = field(default_factory=Counter)
    found: Counter[Phenomenon] = field(default_factory=Counter)
    predicted: Counter[Phenomenon] = field(default_factory=Counter)
    right: Counter[Phenomenon] = field(default_factory=Counter)

    def add(self, passage: Passage, claims: Sequence[Claim], hit: set[int], right: set[int]) -> None:
        sides = ((passage.claims, hit, self.gold, self.found), (claims, right, self.predicted, self.right))
        for side, matching, total, good in sides:
            for index, claim in enumerate(side):
                shown = list(self.features(passage, claim))
                total.update(shown)
                if index in matching:
                    good.update(shown)

    def figures(self) -> dict[Phenomenon, SplitFigures]:
        return {
            name: SplitFigures(self.found[name], self.gold[name], self.right[name], self.predicted[name])
            for name in Phenomenon
            if self.gold[name] or self.predicted[name]
        }


def reliability(judged: Iterable[tuple[float, bool]], *, bins: int = BINS) -> list[Bin]:
    """The bins, of equal width, that hold any of the `judged` claims: (confidence, right)."""
    inside: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        inside[min(int(confidence * bins), bins - 1)].append((confidence, right))
    return [
        Bin(
            low=number / bins,
            high=(number + 1) / bins,
            count=len(items),
            confidence=sum(confidence for confidence, _ in items) / len(items),
            right=sum(right for _, right in items) / len(items),
        )
        for number, items in sorted(inside.items())
    ]


def _erring(
    passage: Passage, missed: Sequence[Claim], wrong: Sequence[Claim], right: Sequence[Claim]
) -> Iterable[Erring]:
    """The sentences of `passage` with errors, in order; a wrong claim belongs to the sentence that holds most of it."""

    def home(claim: Claim) -> tuple[int, int]:
        def shared(span: tuple[int, int]) -> int:
            return min(claim.end, span[1]) - max(claim.start, span[0])

        return max(passage.sentences, key=shared, default=(claim.start, claim.end))

    sides = [_grouped(claims, home) for claims in (missed, wrong, right)]
    for span in sorted({*sides[0], *sides[1]}):
        lost, false, kept = (tuple(side.get(span, ())) for side in sides)
        quote = " ".join(passage.text[span[0] : span[1]].split())
        yield Erring(passage.id, *span, quote, lost, false, kept)


def _grouped(claims: Iterable[Claim], key: Callable[[Claim], Key]) -> dict[Key, list[Claim]]:
    groups: dict[Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[key(claim)].append(claim)
    return groups
