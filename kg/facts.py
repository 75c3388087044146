"""What a document says of those that it alone introduces: their country and whom they serve.

A full name is not enough for two documents to mean the same person: `kg.pipeline.namesakes` lets two meet only where
these facts do not contradict each other. What the gazetteer knows needs none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec
from spacy.tokens import Token

from kg.mentions import Resolved
from kg.model import Entity, EntityType, entity_id, is_country_id
from kg.reading import COUNTRY_LIKE, Reading

_ORGANISED = frozenset({EntityType.COMPANY, EntityType.ORGANIZATION, EntityType.GOVERNMENT_BODY})
_SERVED = _ORGANISED | COUNTRY_LIKE | {EntityType.INTERGOVERNMENTAL_ORGANIZATION}
_TIES = frozenset({"of", "at", "for", "from", "with"})


def add_facts(reading: Reading) -> None:
    """Give the entities of the document that stand for a full name alone their facts."""
    facts: dict[str, dict[str, Entity]] = {}
    for mention in reading.found:
        if _is_own(reading, mention.entity):
            known = facts.setdefault(mention.entity.id, {})
            known.update((entity.id, entity) for entity in _said_of(reading, mention))
    with_facts = {key: _ids(found) for key, found in facts.items() if found}
    if with_facts:
        reading.found = [_with_facts(mention, with_facts) for mention in reading.found]


def _is_own(reading: Reading, entity: Entity) -> bool:
    """Known by its full name alone: not by the gazetteer, and not kept to the document."""
    if entity.id in reading.gazetteer.entities or entity.id != entity_id(entity.type, entity.label):
        return False
    return entity.type in _ORGANISED or (entity.type is EntityType.PERSON and " " in entity.label)


def _said_of(reading: Reading, mention: Resolved) -> Iterator[Entity]:
    before = reading.at(mention.start - 1)
    if mention.entity.type is not EntityType.PERSON:
        if before is None and mention.start > 1 and reading.doc[mention.start - 1].lower_ in ("'s", "'"):
            before = reading.at(mention.start - 2)
        if before is not None and before.entity.type is EntityType.COUNTRY and before.kind in ("name", "demonym"):
            yield before.entity
        return
    if before is not None and before.kind == "title" and before.end == mention.start:
        yield from (entity for entity in (before.entity, before.principal) if entity is not None)
    root = reading.doc[mention.root]
    beside = [child for child in root.children if child.dep_ == "appos"]
    if root.dep_ == "appos":
        beside.append(root.head)
    for noun in beside:
        yield from _served(reading, noun, mention)


def _served(reading: Reading, noun: Token, person: Resolved) -> Iterator[Entity]:
    """Whom the description of a person names: "Canada's trade minister", "an analyst at Toyota"."""
    nearby = [child for child in noun.lefts if child.dep_ in ("poss", "compound", "amod", "nmod")]
    for prep in noun.rights:
        if prep.dep_ == "prep" and prep.lower_ in _TIES:
            nearby.extend(word for child in prep.children if child.dep_ == "pobj" for word in _named_by(child))
    own = reading.at(noun.i)
    if own is not None and own.principal is not None:
        yield own.principal
    for token in nearby:
        found = reading.at(token.i)
        if found is not None and found.kind != "place" and found.entity.type in _SERVED and found != person:
            yield found.entity


def _named_by(noun: Token) -> Iterator[Token]:
    """A noun and what names it: "the Australian bank Westpac"."""
    yield noun
    yield from (child for child in noun.children if child.dep_ in ("amod", "compound", "nmod", "appos", "poss"))


def _ids(found: dict[str, Entity]) -> tuple[str, ...]:
    """The facts as ids, with the countries of public bodies; of several countries none, since the text is at odds."""
    ids = set(found)
    for entity in found.values():
        if entity.type is EntityType.GOVERNMENT_BODY and entity.country is not None:
            ids.add(entity.country)
    countries = {key for key in ids if is_country_id(key)}
    return tuple(sorted(ids if len(countries) < 2 else ids - countries))


def _with_facts(mention: Resolved, facts: dict[str, tuple[str, ...]]) -> Resolved:
    ids = facts.get(mention.entity.id)
    others = tuple(_known(other, facts) for other in mention.others)
    if ids is None and others == mention.others:
        return mention
    return msgspec.structs.replace(mention, entity=_known(mention.entity, facts), others=others)


def _known(entity: Entity, facts: dict[str, tuple[str, ...]]) -> Entity:
    ids = facts.get(entity.id, ())
    country = next((key for key in ids if key.startswith("entity/country/")), entity.country)
    return replace(entity, facts=ids, country=country) if ids else entity
