"""How likely a candidate is right: a logistic model over readable features, trained on annotated passages.

The weights lie in ``ontology/lexicon/confidence.json``; ``benchmarks/train_confidence.py`` makes them.
A candidate's confidence is the share of like candidates that the annotators wrote too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
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
        weights = map(self.weights.get, self._features(doc, candidate))
        total = self.bias + sum(weight for weight in weights if weight is not None)
        return round(1.0 / (1.0 + math.exp(-total)), 3)

    def _features(self, doc: Doc, candidate: Candidate) -> list[str]:
        record = self.records.get(record_key(candidate), (0, 0))
        return [*features(doc, candidate), *record_features(candidate, *record)]

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


def record_features(candidate: Candidate, seen: int, right: int) -> list[str]:
    """What the record of a candidate's rule says: how often it was `seen` in training, how often it was `right`."""
    known = "0" if seen == 0 else "1-3" if seen < 4 else "4-10" if seen < 11 else "11+"
    return [
        f"known={known}",
        f"known+kind={known}+{candidate.kind}",
        f"known+holder={known}+{candidate.how}",
        f"rate={5 * (right + 1) // (seen + 4)}",
    ]


def path(one: Token, other: Token) -> str:
    """The dependency labels from one token up to the lowest common head and down to the other; "far" past six."""
    down: dict[int, list[str]] = {}
    labels: list[str] = []
    for token in path_to_root(other):
        down[token.i] = list(labels)
        labels.append(token.dep_)
    ups: list[str] = []
    for token in path_to_root(one):
        downs = down.get(token.i)
        if downs is not None:
            return "far" if len(ups) + len(downs) > 6 else "<".join(ups) + "^" + ">".join(reversed(downs))
        ups.append(token.dep_)
    return "apart"


def features(doc: Doc, candidate: Candidate) -> list[str]:
    """The features of a candidate, in a fixed order."""
    parts, predicate, kind, how = candidate.parts, candidate.predicate, candidate.kind, candidate.how
    trigger, subject = doc[candidate.trigger], doc[candidate.subject.root]
    modality = candidate.reading.modality.value
    acts = acting(candidate.subject).type.value
    counts = (parts.instrument is not None) + (parts.good is not None) + (parts.change is not None)
    with_whom = bool(candidate.others or parts.targets)
    distance = abs(candidate.subject.root - candidate.trigger)
    found = [
        f"predicate={predicate}",
        f"kind={kind}",
        f"rule={candidate.rule}",
        f"lemma={trigger.lemma_.lower()}",
        f"pos={trigger.pos_}",
        f"dep={trigger.dep_}",
        f"subject={acts}",
        f"subject-kind={'official' if candidate.subject.principal else candidate.subject.kind}",
        f"instrument={parts.instrument}",
        f"change={parts.change}",
        f"predicate+instrument={predicate}+{parts.instrument}",
        f"predicate+kind={predicate}+{kind}",
        f"others={min(len(candidate.others), 2)}",
        f"targets={min(len(parts.targets), 2)}",
        f"predicate+others={predicate}+{bool(candidate.others)}",
        f"inherited={parts.inherited}",
        f"good={parts.good is not None}",
        f"modality={modality}",
    ]
    if candidate.reading.negated:
        found += [
            f"negated={trigger.pos_}+{how}",
            f"negated+predicate={predicate}",
            f"negated+modality={modality}",
            f"negated+kind={kind}",
        ]
    found += [
        f"source={candidate.source is not None}",
        f"other-guessed={candidate.guessed_other}",
        f"other-guessed+predicate={candidate.guessed_other}+{predicate}",
    ]
    for name in candidate.context:
        found.append(name)
        if name == "inside-measure" or name.startswith(("verdict=", "mover=")):
            found.append(f"{name}+{predicate}")
        if name.startswith("mover="):
            found.append(f"{name}+{candidate.rule}")
    found += [
        f"holder={how}",
        f"holder+predicate={how}+{predicate}",
        f"holder+subject={how}+{acts}",
        f"holder+kind={how}+{kind}",
        f"predicate+subject={predicate}+{acts}",
        f"subject-dep={subject.dep_}",
        f"subject-dep+kind={subject.dep_}+{kind}",
        f"path={path(subject, trigger)}",
    ]
    if parts.anchor is not None:
        anchor = doc[parts.anchor]
        found += [f"anchor={anchor.lemma_.lower()}", f"anchor-path={path(anchor, trigger)}"]
    found += [
        f"parts={counts}+{with_whom}",
        f"predicate+parts={predicate}+{counts}+{with_whom}",
        f"speaks-itself={candidate.source is not None and candidate.source.entity.id == candidate.subject.entity.id}",
        f"first-in-sentence={trigger.i - trigger.sent.start < 8}",
        f"weak-change={parts.weak_change}",
        f"distance={'0-3' if distance <= 3 else '4-10' if distance <= 10 else '11+'}",
        f"same-sentence={subject.sent.start == trigger.sent.start}",
    ]
    if kind == "stance":
        stake = _stake(candidate)
        found += [f"stake={stake}+{predicate}", f"stake+holder={stake}+{how}"]
    if candidate.reading.modality is not Modality.ASSERTED:
        found.append(f"kind+modality={kind}+{modality}")
    return found


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
