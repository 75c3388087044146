"""How likely a candidate is right: a logistic model over readable features, trained on annotated passages.

The weights lie in ``ontology/lexicon/confidence.json``; ``benchmarks/train_confidence.py`` makes them.
A candidate's confidence is the share of like candidates that the annotators wrote too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Doc, Token

from kg.data import ontology_path
from kg.extract.candidates import Candidate
from kg.extract.index import acting
from kg.extract.syntax import path_to_root
from kg.mentions import Resolved
from kg.model import Modality


@dataclass(frozen=True, slots=True)
class Scorer:
    """Weights by feature; an unknown feature counts nothing.

    `records` holds for each rule, by `record_key`, how many candidates it gave on the annotated passages, and how many
    were right.
    """

    bias: float
    weights: Mapping[str, float]
    records: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def confidence(self, doc: Doc, candidate: Candidate) -> float:
        """The probability that `candidate` is right, to three digits."""
        total = self.bias + sum(self.weights.get(name, 0.0) for name in self._features(doc, candidate))
        return round(1.0 / (1.0 + math.exp(-total)), 3)

    def _features(self, doc: Doc, candidate: Candidate) -> Iterator[str]:
        yield from features(doc, candidate)
        yield from record_features(candidate, *self.records.get(record_key(candidate), (0, 0)))

    def reasons(self, doc: Doc, candidate: Candidate, *, most: int = 5) -> list[tuple[str, float]]:
        """The features that weigh most in `candidate`'s confidence, strongest first."""
        found = [(name, self.weights[name]) for name in self._features(doc, candidate) if name in self.weights]
        return sorted(found, key=lambda item: (-abs(item[1]), item[0]))[:most]


@cache
def load_scorer() -> Scorer:
    """The scorer that ships with the project."""
    path = ontology_path("lexicon", "confidence.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    return Scorer(data["bias"], data["weights"], {rule: (n, right) for rule, (n, right) in data["records"].items()})


def record_key(candidate: Candidate) -> str:
    """Whose record counts: the rule's, with a holder that the sentence names or, marked by "?", with a guessed one."""
    return candidate.rule if candidate.how == "argument" else f"{candidate.rule}?"


def record_features(candidate: Candidate, seen: int, right: int) -> Iterator[str]:
    """What the record of a candidate's rule says: how often it was `seen` in training, how often it was `right`."""
    known = "0" if seen == 0 else "1-3" if seen < 4 else "4-10" if seen < 11 else "11+"
    yield f"known={known}"
    yield f"known+kind={known}+{candidate.kind}"
    yield f"known+holder={known}+{candidate.how}"
    yield f"rate={5 * (right + 1) // (seen + 4)}"


def path(one: Token, other: Token) -> str:
    """The dependency labels from one token up to the lowest common head and down to the other; "far" past six."""
    up = [token.i for token in path_to_root(one)]
    down = [token.i for token in path_to_root(other)]
    common = next((i for i in up if i in down), None)
    if common is None:
        return "apart"
    doc = one.doc
    ups = [doc[i].dep_ for i in up[: up.index(common)]]
    downs = [doc[i].dep_ for i in down[: down.index(common)]]
    if len(ups) + len(downs) > 6:
        return "far"
    return "<".join(ups) + "^" + ">".join(reversed(downs))


def features(doc: Doc, candidate: Candidate) -> Iterator[str]:
    """The features of a candidate, in a fixed order."""
    parts = candidate.parts
    trigger = doc[candidate.trigger]
    yield f"predicate={candidate.predicate}"
    yield f"kind={candidate.kind}"
    yield f"rule={candidate.rule}"
    yield f"lemma={trigger.lemma_.lower()}"
    yield f"pos={trigger.pos_}"
    yield f"dep={trigger.dep_}"
    acts = acting(candidate.subject).type.value
    yield f"subject={acts}"
    yield f"subject-kind={'official' if candidate.subject.principal else candidate.subject.kind}"
    yield f"instrument={parts.instrument}"
    yield f"change={parts.change}"
    yield f"predicate+instrument={candidate.predicate}+{parts.instrument}"
    yield f"predicate+kind={candidate.predicate}+{candidate.kind}"
    yield f"others={min(len(candidate.others), 2)}"
    yield f"targets={min(len(parts.targets), 2)}"
    yield f"predicate+others={candidate.predicate}+{bool(candidate.others)}"
    yield f"inherited={parts.inherited}"
    yield f"good={parts.good is not None}"
    yield f"modality={candidate.reading.modality.value}"
    if candidate.reading.negated:
        yield f"negated={trigger.pos_}+{candidate.how}"
        yield f"negated+predicate={candidate.predicate}"
        yield f"negated+modality={candidate.reading.modality.value}"
        yield f"negated+kind={candidate.kind}"
    yield f"source={candidate.source is not None}"
    yield f"other-guessed={candidate.guessed_other}"
    yield f"other-guessed+predicate={candidate.guessed_other}+{candidate.predicate}"
    for name in candidate.context:
        yield name
        if name == "inside-measure" or name.startswith(("verdict=", "mover=")):
            yield f"{name}+{candidate.predicate}"
        if name.startswith("mover="):
            yield f"{name}+{candidate.rule}"
    yield f"holder={candidate.how}"
    yield f"holder+predicate={candidate.how}+{candidate.predicate}"
    yield f"holder+subject={candidate.how}+{acts}"
    yield f"holder+kind={candidate.how}+{candidate.kind}"
    yield f"predicate+subject={candidate.predicate}+{acts}"
    subject = doc[candidate.subject.root]
    yield f"subject-dep={subject.dep_}"
    yield f"subject-dep+kind={subject.dep_}+{candidate.kind}"
    yield f"path={path(subject, trigger)}"
    if parts.anchor is not None:
        anchor = doc[parts.anchor]
        yield f"anchor={anchor.lemma_.lower()}"
        yield f"anchor-path={path(anchor, trigger)}"
    counts = (parts.instrument is not None) + (parts.good is not None) + (parts.change is not None)
    yield f"parts={counts}+{bool(candidate.others or parts.targets)}"
    yield f"predicate+parts={candidate.predicate}+{counts}+{bool(candidate.others or parts.targets)}"
    yield f"speaks-itself={candidate.source is not None and candidate.source.entity.id == candidate.subject.entity.id}"
    yield f"first-in-sentence={trigger.i - trigger.sent.start < 8}"
    yield f"weak-change={parts.weak_change}"
    distance = abs(candidate.subject.root - candidate.trigger)
    yield f"distance={'0-3' if distance <= 3 else '4-10' if distance <= 10 else '11+'}"
    yield f"same-sentence={doc[candidate.subject.root].sent.start == trigger.sent.start}"
    if candidate.kind == "stance":
        stake = _stake(candidate)
        yield f"stake={stake}+{candidate.predicate}"
        yield f"stake+holder={stake}+{candidate.how}"
    if candidate.reading.modality is not Modality.ASSERTED:
        yield f"kind+modality={candidate.kind}+{candidate.reading.modality.value}"


def _stake(candidate: Candidate) -> str:
    """What the holder of a stance has to do with the measure: whether it is his own or his country's, and whether it
    works on either."""
    acts = acting(candidate.subject)
    own = {acts.id, acts.country} - {None}

    def has(mentions: Iterable[Resolved]) -> str:
        named = [acting(mention) for mention in mentions]
        if not named:
            return "none"
        return "own" if any(own & {entity.id, entity.country} for entity in named) else "another"

    return f"{has(candidate.parts.by)}+{has(candidate.others)}+{has(candidate.parts.targets)}"
