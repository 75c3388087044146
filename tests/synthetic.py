"""Seeded made-up news for measurements: many statements between many actors, with the clustering that real news has."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from kg.model import (
    Anchor,
    Document,
    Entity,
    EntityRef,
    EntityType,
    Modality,
    ObjectRef,
    Qualifiers,
    Role,
    Statement,
    slug,
    statement_id,
)

_SYLLABLES = [first + last for first in "klmrstvdgb" for last in ("a", "o", "in", "er")]
_GOODS = [
    "steel",
    "aluminum",
    "soybeans",
    "solar panels",
    "memory chips",
    "rare earths",
    "beef",
    "cars",
    "wine",
    "batteries",
]
_MOVES = [
    ("ease", "easing"),
    ("tighten", "tightening"),
    ("remove", "removal"),
    ("impose", "introduction"),
    ("pause", "pause"),
]
_INSTRUMENTS = [
    ("tariff", "tariffs"),
    ("exportControl", "export controls"),
    ("quota", "quotas"),
    ("subsidy", "subsidies"),
]
_STANCES = ["supports", "opposes", "seeks", "rejects", "threatens", "offers"]
_ACTIONS = ["imposes", "eases", "removes", "maintains", "retaliatesAgainst", "tightens"]
_DEALINGS = ["negotiatesWith", "meetsWith", "exportsTo", "criticizes", "accuses", "cooperatesWith", "pressures", "buys"]
_ACTOR_TYPES = [
    EntityType.COUNTRY,
    EntityType.GOVERNMENT_BODY,
    EntityType.COMPANY,
    EntityType.PERSON,
    EntityType.ORGANIZATION,
]
_MODALITIES = [Modality.ASSERTED] * 6 + list(Modality)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a build would have held in memory."""

    statements: list[Statement]
    entities: list[Entity]
    documents: list[Document]


def synthetic(*, statements: int, actors: int, seed: int = 7, camps: int = 6) -> Corpus:
    """`statements` statements among `actors` actors in `camps` camps that deal mostly among themselves."""
    rng = random.Random(seed)
    entities = [_actor(rng, number) for number in range(actors)]
    weights = [1 / (number + 1) ** 0.8 for number in range(actors)]
    everybody = range(actors)
    reach = list(accumulate(weights))
    camp_members = [everybody[camp::camps] for camp in range(camps)]
    camp_reach = [list(accumulate(weights[camp::camps])) for camp in range(camps)]
    documents = [_document(rng, number) for number in range(max(1, statements // 6))]
    made: dict[str, Statement] = {}
    while len(made) < statements:
        first = rng.choices(everybody, cum_weights=reach)[0]
        camp = first % camps
        pool, pool_reach = (camp_members[camp], camp_reach[camp]) if rng.random() < 0.8 else (everybody, reach)
        second = rng.choices(pool, cum_weights=pool_reach)[0]
        if first == second:
            continue
        statement = _statement(rng, entities[first].ref, entities[second].ref, rng.choice(documents), len(made))
        made[statement.id] = statement
    return Corpus(list(made.values()), entities, documents)


def _actor(rng: random.Random, number: int) -> Entity:
    name = "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))).capitalize()
    kind = _ACTOR_TYPES[number % len(_ACTOR_TYPES)]
    return Entity(
        f"entity/{slug(kind.value)}/{slug(name)}-{number}", f"{name} {number}", kind, (name, name[:3].upper())
    )


def _document(rng: random.Random, number: int) -> Document:
    day = date(2019, 1, 1) + timedelta(days=rng.randint(0, 2500))
    return Document(f"news/{number:05}", "", f"Report {number}", day.isoformat(), f"Wire {number % 9}", None)


def _statement(rng: random.Random, subject: EntityRef, other: EntityRef, document: Document, number: int) -> Statement:
    kind = rng.random()
    if kind < 0.45:
        predicate = rng.choice(_STANCES)
        obj = _move(rng, other)
    elif kind < 0.65:
        predicate = rng.choice(_ACTIONS)
        obj = _measure(rng, subject, other)
    else:
        predicate = rng.choice(_DEALINGS)
        obj = ObjectRef(other.id, other.label, other.type, actor=other, text=other.label)
    negated = rng.random() < 0.06
    verb = ("did not say that it " if negated else "made plain that it ") + predicate
    quote = f"On day {number}, {subject.label} {verb} {obj.label}, according to people who follow the matter."
    at = quote.index(subject.label)
    verb_at = quote.index(predicate)
    object_at = verb_at + len(predicate) + 1
    anchors = (
        Anchor(Role.SUBJECT, at, at + len(subject.label), "name"),
        Anchor(Role.PREDICATE, verb_at, verb_at + len(predicate)),
        Anchor(Role.OBJECT, object_at, object_at + len(obj.label)),
    )
    source = subject if rng.random() < 0.3 else other if rng.random() < 0.2 else None
    modality = rng.choice(_MODALITIES)
    identity = statement_id(document.id, 0, len(quote), subject, predicate, obj, negated, source)
    confidence = round(rng.uniform(0.45, 0.98), 2)
    return Statement(
        identity, document.id, 0, len(quote), quote, subject, predicate, obj, negated, modality, source,
        Qualifiers(), confidence, "synthetic", anchors,
    )  # fmt: skip


def _move(rng: random.Random, by: EntityRef) -> ObjectRef:
    change, noun = rng.choice(_MOVES)
    instrument, plural = rng.choice(_INSTRUMENTS)
    good = rng.choice(_GOODS)
    label = f"{noun} of {plural} on {good} by {by.label}"
    return ObjectRef(
        f"move/{slug(label)}", label, EntityType.POLICY_MOVE, by, instrument, change,
        EntityRef(f"good/{slug(good)}", good, EntityType.GOOD), None, label,
    )  # fmt: skip


def _measure(rng: random.Random, by: EntityRef, target: EntityRef) -> ObjectRef:
    instrument, plural = rng.choice(_INSTRUMENTS)
    good = rng.choice(_GOODS)
    label = f"{plural} on {good} by {by.label} on {target.label}"
    return ObjectRef(
        f"measure/{slug(label)}", label, EntityType.MEASURE, by, instrument, None,
        EntityRef(f"good/{slug(good)}", good, EntityType.GOOD), target, label,
    )  # fmt: skip
