"""Namesakes: of entities that documents know by a full name alone, which are the same.

What two documents say of a name are its facts: a country, and whom somebody serves. Facts contradict each other where
both give a country and not the same; where both give firms and none in common; where one gives a firm and the other
a public body. Two posts of an official do not, nor do institutes, universities and societies: the experts whom news
names have several chairs (of five names in the shared corpora whose employers differ, each was one person). As long as
no two documents contradict each other about a name, all of them mean one entity. Where some do, those meet that agree
with the same others; who agrees with several that contradict each other stays apart, since nothing says which is meant.

The outcome depends on the set of documents alone, not on their order or on what was built before.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace

from kg.decisions import Decisions
from kg.model import DocumentResult, Entity, EntityRef, EntityType, ObjectRef, Statement, digest, is_country_id
from kg.moves import compose, is_composed
from kg.ontology import load_ontology

Facts = tuple[str, ...]
_COUNTRY, _BLOC, _BODY, _COMPANY = "entity/country", "entity/bloc", "entity/governmentbody", "entity/company"


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of one document with facts; `label` and `type` as the document gives them."""

    document: str
    id: str
    label: str
    type: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Renaming:
    """What an entity is called that is kept apart from its namesakes, and why."""

    id: str
    label: str
    type: str
    reason: str

    @property
    def ref(self) -> EntityRef:
        return EntityRef(self.id, self.label, EntityType(self.type))


def encoded_facts(result: DocumentResult) -> str:
    """Id, label, type and facts of the entities of a document that have any, as JSON; empty where none has."""
    rows = [[e.id, e.label, e.type.value, e.facts] for e in result.entities if e.facts]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def decoded_facts(document: str, text: str) -> Iterator[Known]:
    """The entities that `encoded_facts` wrote."""
    for key, label, kind, facts in json.loads(text):
        yield Known(document, key, label, kind, tuple(facts))


def encoded_names(called: Mapping[str, Renaming]) -> str:
    """Renamings as JSON, the same for the same ones; empty where there are none."""
    rows = [[key, *astuple(called[key])] for key in sorted(called)]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def decoded_names(text: str) -> dict[str, Renaming]:
    """The renamings that `encoded_names` wrote."""
    return {key: Renaming(*row) for key, *row in json.loads(text)} if text else {}


def renamings(known: Iterable[Known], decisions: Decisions) -> dict[str, dict[str, Renaming]]:
    """For each document the entities that must be called otherwise, by id."""
    occurrences: defaultdict[str, list[Known]] = defaultdict(list)
    for one in known:
        occurrences[one.id].append(one)
    found: defaultdict[str, dict[str, Renaming]] = defaultdict(dict)
    for key, group in occurrences.items():
        tails = _tails({one.facts for one in group})
        for one in group:
            tail = tails.get(one.facts)
            named = Entity(f"{key}-{tail}" if tail else key, one.label, EntityType(one.type))
            kept = decisions.entity(named)
            if kept.id == key:
                continue
            reason = f"kept apart from others of the name: of {', '.join(map(_name, one.facts))}"
            if kept.id != named.id:
                reason = f"decided to be {kept.label}"
            found[one.document][key] = Renaming(kept.id, kept.label, kept.type.value, reason)
    return dict(found)


def contradict(one: Facts, other: Facts) -> bool:
    """Whether two documents cannot mean the same by what they say of a name."""
    for place in (_COUNTRY, _BLOC):
        here, there = ({fact for fact in facts if fact.startswith(place)} for facts in (one, other))
        if here and there and here.isdisjoint(there):
            return True
    serves, served = ({fact for fact in facts if not is_country_id(fact)} for facts in (one, other))
    if not serves or not served or not serves.isdisjoint(served):
        return False
    kinds = [{fact.rpartition("/")[0] for fact in facts} for facts in (serves, served)]
    return {_COMPANY} in kinds and all(kind <= {_COMPANY, _BODY} for kind in kinds)


def _tails(profiles: set[Facts]) -> dict[Facts, str]:
    """What is added to a name's id for each of its profiles; nothing where all of them may be one."""
    agreeing = {one: frozenset(other for other in profiles if not contradict(one, other)) for one in profiles}
    classes = sorted(
        {frozenset(one for one in profiles if agreeing[one] == group) for group in agreeing.values()}, key=sorted
    )
    if len(classes) < 2:
        return {}
    countries = [sorted({fact for one in group for fact in one if is_country_id(fact)}) for group in classes]
    everything = [sorted({fact for one in group for fact in one}) for group in classes]
    tails = {}
    for group, by_country, by_all in zip(classes, countries, everything, strict=True):
        if by_country and countries.count(by_country) == 1:
            tail = "of-" + "-".join(map(_slug, by_country))
        elif everything.count(by_all) == 1:
            tail = "of-" + "-".join(map(_slug, by_all))
        else:
            tail = digest(*(fact for one in sorted(group) for fact in (*one, "")))[:8]
        tails.update(dict.fromkeys(group, tail))
    return tails


def _slug(fact: str) -> str:
    return fact.rpartition("/")[2]


def _name(fact: str) -> str:
    return _slug(fact).replace("-", " ").title()


def renamed(result: DocumentResult, called: Mapping[str, Renaming]) -> DocumentResult:
    """`result` with its entities called as `called` says. Statements keep their ids, which tell them by their own
    document."""
    if not called:
        return result
    return replace(
        result,
        entities=tuple(_entity(entity, called) for entity in result.entities),
        mentions=tuple(
            replace(m, entity=called[m.entity].id, reason=f"{m.reason}; {called[m.entity].reason}")
            if m.entity in called
            else m
            for m in result.mentions
        ),
        statements=tuple(_statement(statement, called) for statement in result.statements),
    )


def _entity(entity: Entity, called: Mapping[str, Renaming]) -> Entity:
    name = called.get(entity.id)
    return entity if name is None else replace(entity, id=name.id, label=name.label, type=EntityType(name.type))


def _statement(statement: Statement, called: Mapping[str, Renaming]) -> Statement:
    return replace(
        statement,
        subject=_ref(statement.subject, called),
        object=_object(statement.object, called),
        source=_ref(statement.source, called) if statement.source is not None else None,
    )


def _ref(ref: EntityRef, called: Mapping[str, Renaming]) -> EntityRef:
    return called[ref.id].ref if ref.id in called else ref


def _object(about: ObjectRef, called: Mapping[str, Renaming]) -> ObjectRef:
    actor = _ref(about.actor, called) if about.actor is not None else None
    target = _ref(about.target, called) if about.target is not None else None
    if is_composed(about) and (actor, target) != (about.actor, about.target):
        return compose(
            load_ontology(),
            instrument=about.instrument,
            change=about.change,
            good=about.good,
            actor=actor,
            target=target,
            text=about.text,
        )
    itself = called.get(about.id)
    if itself is None:
        return replace(about, actor=actor, target=target)
    return replace(about, id=itself.id, label=itself.label, type=EntityType(itself.type), actor=actor, target=target)
