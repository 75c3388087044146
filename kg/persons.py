"""Persons: titles and names, surnames within the document, office holders by date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg.capitals import acting_names
from kg.mentions import (
    Candidate,
    Resolved,
    has_two_surnames,
    title_before,
    titled_names,
    unlisted_names,
    unseen_persons,
)
from kg.model import Entity, EntityType, entity_id
from kg.parse import mended_letters
from kg.reading import Reading

_OF_A_STATE = frozenset(
    {"minister", "premier", "president", "chancellor", "treasurer", "prime", "secretary", "vice-minister"}
)
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "poss", "conj"})
_SMALL = frozenset({"de", "van", "von", "der", "den", "al", "bin", "el", "di", "la", "le", "ten"})


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    tokens: tuple[str, ...]


def resolve_persons(reading: Reading) -> None:
    """Add the persons of the document and the titles before their names."""
    names = _person_names(reading)
    full = [name for name in names if not _is_surname(name.tokens)]
    entities: dict[tuple[str, ...], Entity] = {}
    for name in full:
        entities.setdefault(name.tokens, _full_entity(reading, name))
    known = {m.entity.id: m.entity for m in reading.found if m.entity.type is EntityType.PERSON}
    people = _by_surname(reading, [*entities.items(), *((tuple(e.label.split()), e) for e in known.values())])
    for name in full:
        entity = entities[name.tokens]
        reading.add(name.start, name.end, entity, "name", f"full name {_label(name.tokens)!r}")
    for name in names:
        if _is_surname(name.tokens):
            _add_surname(reading, name, people)
    _add_bare_surnames(reading, people)
    _add_titles(reading)


def _person_names(reading: Reading) -> list[_Named]:
    """The spans that the recogniser or a title makes persons."""
    found: list[_Named] = []
    candidates: Iterable[Candidate] = sorted(
        (
            *titled_names(reading.doc, reading.taken, reading.words),
            *unseen_persons(reading.doc, reading.taken, reading.words),
            *(
                c
                for c in acting_names(reading.doc, reading.taken, reading.words)
                if c.end - c.start == 1 and reading.doc[c.start].lower_ in reading.words["family-name"]
            ),
            *(c for c in unlisted_names(reading.doc, reading.taken, reading.words) if c.type is EntityType.PERSON),
        ),
        key=lambda candidate: (candidate.start, -candidate.end),
    )
    reached = 0
    for candidate in candidates:
        if candidate.start < reached:
            continue
        tokens = tuple(token.text for token in reading.doc[candidate.start : candidate.end])
        if not all((token[0].isalpha() and "(" not in token) or token in "-'" for token in tokens) or any(
            t in reading.words["not-a-name"] or _is_people(reading, t) for t in map(str.lower, tokens)
        ):
            continue
        found.append(_Named(candidate.start, candidate.end, tokens))
        reached = candidate.end
    return found


def _is_people(reading: Reading, word: str) -> bool:
    """A word for people that the text has without a capital too: "Spouse Leaders" is nobody's name."""
    known = word in reading.words["group-human"] or word in reading.words["group-official"]
    return known and word in reading.lower_words


def _is_surname(tokens: Sequence[str]) -> bool:
    """One word, or one after particles: "De Croo", "von der Leyen"."""
    return all(token.lower() in _SMALL for token in tokens[:-1])


def _label(tokens: Sequence[str]) -> str:
    return mended_letters(" ".join(tokens)).replace(" - ", "-").replace(" '", "'")


def _full_entity(reading: Reading, name: _Named) -> Entity:
    label = _label(name.tokens)
    short = _label([token for token in name.tokens if not (len(token) <= 2 and token.endswith("."))])
    listed = {row.entity for row in reading.names.lookup(short)}
    if len(listed) == 1:
        entity = reading.gazetteer.entities[listed.pop()]
        if entity.type is EntityType.PERSON:
            return entity
    return Entity(entity_id(EntityType.PERSON, label), label, EntityType.PERSON)


def _surname(tokens: Sequence[str]) -> str:
    """The last word with the particle before it left out."""
    return tokens[-1]


def _by_surname(reading: Reading, people: Iterable[tuple[tuple[str, ...], Entity]]) -> dict[str, list[Entity]]:
    """Persons of the document by the word that takes them up again: last name, or first where that is the family's."""
    given = {**reading.words["male-name"], **reading.words["female-name"]}
    found: dict[str, list[Entity]] = {}
    for tokens, entity in people:
        keys = [_surname(tokens)]
        if tokens[0].lower() not in given and len(_label(tokens).split()) in (2, 3):
            keys.append(tokens[0])
        if has_two_surnames(tokens, given):
            keys.append(tokens[1])
        if len(tokens) > 2 and (tokens[-2].lower() in _SMALL or tokens[-2] == "-"):
            keys.append(_label(tokens[-3 if tokens[-2] == "-" else -2 :]))
        for key in keys:
            if entity not in found.setdefault(key, []):
                found[key].append(entity)
    return found


def _add_surname(reading: Reading, name: _Named, people: dict[str, list[Entity]]) -> None:
    surname = _label(name.tokens)
    candidates = people.get(surname) or people.get(name.tokens[-1], [])
    if len(candidates) == 1:
        reading.add(
            name.start,
            name.end,
            candidates[0],
            "surname",
            f"surname of {candidates[0].label}, named in full in the text",
        )
        return
    if candidates:
        recent = _latest(reading, candidates, name.start)
        if recent is not None:
            reason = f"surname of {recent.label}, of those who bear it the last one named"
            reading.add(name.start, name.end, recent, "surname", reason)
        return
    entity = reading.offices.holder(surname, _title_words(reading, name.start), reading.date) or _holder_spoken_of(
        reading, surname
    )
    if entity is not None:
        reading.add(name.start, name.end, entity, "office", f"{surname} held office at the time: {entity.label}")
        people[surname] = [entity]
        return
    firm = None if _title_words(reading, name.start) else _organisation_called(reading, surname)
    if firm is not None:
        reading.add(name.start, name.end, firm, "name", f"{surname} is an organisation elsewhere in the text")
        return
    if not _title_words(reading, name.start) and (_is_common(reading, surname) or _names_an_event(reading, name)):
        return
    entity = Entity(entity_id(EntityType.PERSON, surname, within=reading.document.id), surname, EntityType.PERSON)
    reading.add(name.start, name.end, entity, "surname", "surname alone; kept to this document")
    people[surname] = [entity]


def _is_common(reading: Reading, name: str) -> bool:
    """A word that the text has without a capital too, or an abbreviation among words that are none."""
    return name.lower() in reading.lower_words or (len(name) > 1 and name.isupper() and not reading.doc.text.isupper())


def _names_an_event(reading: Reading, name: _Named) -> bool:
    """Before the head of an event or plan: "the Taupo meeting"."""
    token = reading.doc[name.end - 1]
    return token.dep_ == "compound" and token.head.lower_ in reading.words["event-head"]


def _organisation_called(reading: Reading, name: str) -> Entity | None:
    """The organisation of the document that has this one word for a name."""
    named = {m.entity.id: m.entity for m in reading.found if m.entity.label == name and m.kind == "name"}
    found = [entity for entity in named.values() if entity.type in (EntityType.COMPANY, EntityType.ORGANIZATION)]
    return found[0] if len(found) == 1 else None


def _holder_spoken_of(reading: Reading, surname: str) -> Entity | None:
    """Who of that surname held, at the document's date, an office whose title the document speaks of."""
    if reading.date is None:
        return None
    named = {key for mention in reading.found for key in (mention.entity.id, mention.entity.country) if key}
    return reading.offices.holder_spoken_of(surname, reading.lowered, named, reading.date)


def _latest(reading: Reading, candidates: Sequence[Entity], index: int) -> Entity | None:
    """The one of several persons of a surname who was named last before; the only one in any case."""
    if len(candidates) == 1:
        return candidates[0]
    return next((mention.entity for mention in reading.before(index) if mention.entity in candidates), None)


def _title_words(reading: Reading, start: int) -> str:
    span = title_before(reading.doc, start, reading.words)
    return reading.doc[span[0] : span[1]].text.lower() if span else ""


def _add_bare_surnames(reading: Reading, people: dict[str, list[Entity]]) -> None:
    """Surnames that neither the recogniser nor a title marked."""
    for token in reading.tokens:
        if reading.owner[token.i] >= 0 or not token.text[0].isupper():
            continue
        candidates = people.get(token.text)
        if not candidates:
            holder = _holder_by_surname(reading, token)
            if holder is not None:
                reason = f"{token.text} held office at the time: {holder.label}"
                reading.add(token.i, token.i + 1, holder, "office", reason)
            continue
        if token.pos_ != "PROPN" and token.dep_ not in _ARGUMENTS and not _only_a_name(reading, token):
            continue
        entity = _latest(reading, candidates, token.i)
        if entity is not None:
            reason = f"surname of {entity.label}, named in full in the text"
            reading.add(token.i, token.i + 1, entity, "surname", reason)


def _holder_by_surname(reading: Reading, token: Token) -> Entity | None:
    """Who of that surname leads a state or government, or holds an office that the document speaks of."""
    if token.lower_ in reading.words["not-a-name"] or token.ent_type_ == "DATE" or reading.date is None:
        return None
    if token.pos_ == "PROPN":
        return reading.offices.holder(token.text, "", reading.date) or _holder_spoken_of(reading, token.text)
    return _holder_spoken_of(reading, token.text) if _only_a_name(reading, token) else None


def _only_a_name(reading: Reading, token: Token) -> bool:
    """A word that the text has with a capital alone, whatever part of speech the tagger makes it."""
    return len(token) > 3 and token.text.istitle() and token.lower_ not in reading.lower_words


def _add_titles(reading: Reading) -> None:
    """The title before a person's name as a mention of the body or country that it belongs to."""
    for mention in [m for m in reading.found if m.entity.type is EntityType.PERSON]:
        span = title_before(reading.doc, mention.start, reading.words)
        if span is None:
            continue
        start, end = span
        inside = [m for m in reading.found if start <= m.start and m.end <= end]
        if len(inside) == 1 and inside[0].entity.type is EntityType.GOVERNMENT_BODY and inside[0].kind != "title":
            reading.remove_inside(start, end)
            known = reading.offices.body_of(
                reading.doc[start:end].text, mention.entity, inside[0].entity.country, reading.date
            )
            reason = f"title of {mention.entity.label}: {reading.doc[start:end].text}"
            _add_title(reading, start, end, known or inside[0].entity, reason)
            continue
        if inside:
            end = inside[0].start
            while end > start and reading.doc[end - 1].lower_ in ("to", "of", "for", "the"):
                end -= 1
        while start < end and reading.owner[start] >= 0:
            start += 1
        if start >= end or not reading.is_free(start, end):
            continue
        body = _title_body(reading, start, end, mention)
        if body is not None:
            entity, reason = body
            _add_title(reading, start, end, entity, reason)


def _add_title(reading: Reading, start: int, end: int, entity: Entity, reason: str) -> None:
    """A title's principal is the country that its holder speaks for."""
    country = reading.gazetteer.entities.get(entity.country or "")
    principal = country if entity.type is EntityType.GOVERNMENT_BODY else None
    reading.add(start, end, entity, "title", reason, principal=principal, root=end - 1)


def _title_body(reading: Reading, start: int, end: int, person: Resolved) -> tuple[Entity, str] | None:
    """The body that the title names or heads, else the country before it."""
    title = reading.doc[start:end].text
    beside = reading.at(start - 1) if start else None
    nation = (
        beside.entity if beside is not None and beside.entity.type in (EntityType.COUNTRY, EntityType.BLOC) else None
    )
    body = reading.offices.body_of(title, person.entity, nation.id if nation is not None else None, reading.date)
    if body is not None:
        country = reading.gazetteer.entities.get(body.country or "")
        if country is not None and country.type is EntityType.COUNTRY and _of_whole_state(title):
            return country, f"title of {person.entity.label}: {title}, in the government of {country.label}"
        return body, f"title of {person.entity.label}: {title}"
    member = reading.words["member-title"].get(title.lower().split()[-1], "")
    chamber = reading.gazetteer.entities.get(member)
    if chamber is not None and (nation is None or nation.id == chamber.country):
        return chamber, f"title of {person.entity.label}: {title}"
    if beside is not None and beside.kind != "place":
        return beside.entity, f"title of {person.entity.label} after {beside.entity.label}"
    if any(token.lower_ in _OF_A_STATE for token in reading.doc[start:end]):
        country = reading.offices.country_of(person.entity.id) or _main_country(reading)
        if country is not None:
            return country, f"title of {person.entity.label}: {title!r} in {country.label}, the country in context"
    return None


def _of_whole_state(title: str) -> bool:
    """A minister or premier acts for the country; a secretary or chairman for the body."""
    return any(word in title.lower().replace("-", " ").split() for word in ("minister", "premier", "president"))


def _main_country(reading: Reading) -> Entity | None:
    """The only country that the text names, or the one that it names twice as often as any other."""
    ranked = reading.countries().most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return reading.gazetteer.entities.get(ranked[0][0])
