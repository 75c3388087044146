"""Descriptions that take up an actor: "the Japanese government", "the ministry", "the minister", "both sides".

A description resolves within the document, by the type of its head noun; titles also by who held the office at the
document's date. Where two readings are equally good it resolves to none.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from kg.mentions import Resolved, form_type
from kg.model import Entity, EntityType
from kg.reading import Reading
from kg.salience import nearest, speaker_bonus

_COUNTRY_LIKE = frozenset({EntityType.COUNTRY, EntityType.BLOC})
_COMPANY_LIKE = frozenset({EntityType.COMPANY, EntityType.ORGANIZATION})
_BODY_LIKE = frozenset({EntityType.GOVERNMENT_BODY, EntityType.ORGANIZATION, EntityType.INTERGOVERNMENTAL_ORGANIZATION})
_PUBLIC = frozenset({EntityType.GOVERNMENT_BODY, EntityType.INTERGOVERNMENTAL_ORGANIZATION})
_ANY_BODY = frozenset({"agency", "body", "organisation", "organization", "regulator", "watchdog"})
"""Nouns that take up a public body whatever its name says."""
_REACH = 40
"""How many sentences back a description looks."""


_LED_BY_PERSON = frozenset({"administration", "government", "cabinet"})
"""What acts for the country where it has the name of whoever leads it."""


def resolve_descriptions(reading: Reading) -> None:
    """Add "X government", "the ministry", "the company", "the minister", "both sides"."""
    for token in reading.tokens:
        if reading.owner[token.i] >= 0 or token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "amod"):
            continue
        if token.lower_ in reading.words["government"] and _add_government(reading, token):
            continue
        if _add_joint(reading, token) or _add_by_country(reading, token):
            continue
        _add_description(reading, token)


def _add_government(reading: Reading, token: Token) -> bool:
    """ "the Japanese government", "Japan's authorities", "the Chinese side" are the country."""
    before = reading.at(token.i - 1)
    if before is None and token.i and reading.doc[token.i - 1].lower_ in ("'s", "'"):
        before = reading.at(token.i - 2)
    if before is not None and before.kind != "place" and before.entity.type in (EntityType.COUNTRY, EntityType.BLOC):
        start, entity = before.start, before.entity
        reading.remove_inside(before.start, before.end)
        reading.add(
            start,
            token.i + 1,
            entity,
            "description",
            f"{entity.label}'s {token.lower_} is {entity.label}",
            root=token.i,
        )
        return True
    if before is not None and before.entity.type is EntityType.PERSON and token.lower_ in _LED_BY_PERSON:
        country = _led_by(reading, before.entity)
        if country is not None:
            start = before.start
            if reading.doc[token.i - 1].lower_ in ("'s", "'"):
                start = token.i
            else:
                reading.remove_inside(before.start, before.end)
            reading.add(
                start,
                token.i + 1,
                country,
                "description",
                f"the {before.entity.label} {token.lower_} is {country.label}",
                root=token.i,
            )
            return True
    return False


def _led_by(reading: Reading, person: Entity) -> Entity | None:
    """The country that `person` governs: by a known office, else by a title of a country that the text gives him."""
    known = reading.offices.country_of(person.id)
    titles = (m.principal or m.entity for m in reading.found if m.kind == "title" and _is_title_of(reading, m, person))
    return known or next((entity for entity in titles if entity.type is EntityType.COUNTRY), None)


def _is_title_of(reading: Reading, title: Resolved, person: Entity) -> bool:
    bearer = reading.at(title.end) if title.end < len(reading.doc) else None
    return bearer is not None and bearer.entity.id == person.id


def _add_by_country(reading: Reading, token: Token) -> bool:
    """ "the Chinese company", "the Dutch chip maker": the company of that country named most prominently before."""
    if token.lower_ not in reading.words["company-description"] or token.tag_ not in ("NN", "NNP"):
        return False
    first = token.i
    while first and reading.owner[first - 1] < 0 and _describes(reading, token, reading.doc[first - 1]):
        first -= 1
    nation = reading.at(first - 1)
    if nation is None or nation.entity.type is not EntityType.COUNTRY or nation.end != first or not nation.start:
        return False
    if nation.kind == "place" or reading.doc[nation.start - 1].lower_ not in ("the", "this", "that"):
        return False
    key = nation.entity.id
    found = nearest(reading, token, lambda m: m.entity.type in _COMPANY_LIKE and m.entity.country == key, reach=_REACH)
    if found is None:
        return False
    start, text = nation.start, reading.doc[nation.start : token.i + 1].text
    reading.remove_inside(nation.start, nation.end)
    reason = f"{text!r} takes up {found.entity.label}, of {nation.entity.label}"
    reading.add(start, token.i + 1, found.entity, "description", reason, root=token.i)
    return True


def _describes(reading: Reading, noun: Token, word: Token) -> bool:
    """A noun before "company" that says of what kind ("telecoms"), or an adjective that changes nothing."""
    return word.head == noun and (word.dep_ == "compound" or word.lower_ in reading.words["description-adjective"])


def _add_joint(reading: Reading, token: Token) -> bool:
    """ "the two countries", "both sides": the two countries or bodies named last before, in the order in which the
    document first names them."""
    lefts = {child.lower_ for child in token.lefts}
    if token.lower_ not in reading.words["joint-description"] or not lefts & {"two", "both", "three"}:
        return False
    wanted = 3 if "three" in lefts else 2
    seen = sorted(_parties(reading, token, wanted), key=lambda entity: _first_named(reading, entity))
    if len(seen) < wanted:
        return False
    start = token.i
    while start > 0 and reading.doc[start - 1] in list(token.lefts) and reading.owner[start - 1] < 0:
        start -= 1
    reading.add(
        start,
        token.i + 1,
        seen[0],
        "description",
        f"{reading.doc[start : token.i + 1].text!r}: {' and '.join(e.label for e in seen)}",
        others=tuple(seen[1:]),
        root=token.i,
    )
    return True


def _parties(reading: Reading, token: Token, wanted: int) -> list[Entity]:
    """The last `wanted` parties named before: countries (those of bodies too), persons or companies, by the noun."""
    types = _joint_types(token)
    seen: list[Entity] = []
    for own_only in (True, False):
        for mention in reading.before(token.left_edge.i):
            entity: Entity | None = mention.entity
            if mention.entity.type not in types and not own_only and EntityType.COUNTRY in types:
                entity = reading.gazetteer.entities.get(mention.entity.country or "")
            for party in (*reversed(mention.others), entity):
                if party is not None and party.type in types and mention.kind != "place" and party not in seen:
                    seen.append(party)
            if len(seen) >= wanted:
                return seen[:wanted][::-1]
    return []


def _first_named(reading: Reading, entity: Entity) -> int:
    """Where the document first names `entity` or somebody of it."""
    return min(
        (m.start for m in reading.found if entity.id in {m.entity.id, m.entity.country} or entity in m.others),
        default=len(reading.doc),
    )


def _joint_types(token: Token) -> frozenset[EntityType]:
    if token.lower_ in ("leaders", "ministers", "men", "presidents"):
        return frozenset({EntityType.PERSON})
    if token.lower_ in ("companies", "firms"):
        return frozenset({EntityType.COMPANY, EntityType.ORGANIZATION})
    if token.lower_ in ("countries", "nations"):
        return frozenset({EntityType.COUNTRY})
    return frozenset({EntityType.COUNTRY, EntityType.BLOC})


def _add_description(reading: Reading, token: Token) -> None:
    """A definite noun phrase that takes up an actor named before."""
    lefts = list(token.lefts)
    if token.tag_ in ("NNS", "NNPS") or not any(child.lower_ in ("the", "this", "that") for child in lefts):
        return
    if any(child.dep_ == "prep" and child.lower_ == "of" for child in token.rights):
        return
    modifiers = [child for child in lefts if child.dep_ not in ("det", "predet")]
    start = token.left_edge.i
    if not reading.is_free(start, token.i + 1):
        return
    text = reading.doc[start : token.i + 1].text
    found: tuple[Entity, Entity | None, str] | None
    if token.lower_ == "administration":
        entity = reading.administration(start)
        found = (entity, None, f"is the executive of {entity.label}") if entity is not None else None
    elif token.lower_ in reading.words["person-description"]:
        found = _person(reading, token, [child.lower_ for child in modifiers])
    elif all(child.dep_ == "compound" or child.lower_ in reading.words["description-adjective"] for child in modifiers):
        found = _thing(reading, token, [child.lower_ for child in modifiers if child.dep_ == "compound"])
    else:
        return
    if found is not None:
        entity, principal, reason = found
        reading.add(start, token.i + 1, entity, "description", f"{text!r} {reason}", principal=principal, root=token.i)


def _person(reading: Reading, token: Token, modifiers: list[str]) -> tuple[Entity, Entity | None, str] | None:
    """Who bore that title in the text; else who held the office at the time; else, for "the official", who spoke."""
    title, start = " ".join([*modifiers, token.lower_]), token.left_edge.i
    titled = nearest(reading, token, lambda mention: _bears_title(reading, mention, title), reach=_REACH)
    if titled is not None:
        return titled.entity, titled.principal, f"takes up {titled.entity.label}, who bears the title"
    holder = _incumbent(reading, token, title)
    if holder is not None:
        return holder, None, f"is {holder.label}, who held the office on {reading.date}"
    described = nearest(
        reading, token, lambda mention: _is_described(reading, mention, title, before=start), reach=_REACH
    )
    if described is not None:
        return described.entity, described.principal, f"takes up {described.entity.label}, described so"
    if modifiers or reading.offices.of_title(title):
        return None
    spoke = nearest(reading, token, lambda mention: _has_spoken(reading, mention), reach=2)
    if spoke is None:
        return None
    return spoke.entity, spoke.principal, f"takes up {spoke.entity.label}, who spoke before"


def _incumbent(reading: Reading, token: Token, title: str) -> Entity | None:
    """Who held the office at the document's date: in the country in context, else in the one named that fits."""
    if reading.date is None:
        return None
    near = _country_of_last(reading, token) or reading.country_near(token.i)
    named = {key for mention in reading.found for key in (mention.entity.id, mention.entity.country) if key}
    for countries in ({near.id} if near is not None else set(), named):
        holders = {holder for key in countries for holder in reading.offices.incumbents(title, key, reading.date)}
        if len(holders) == 1:
            return reading.gazetteer.entities.get(holders.pop())
        if holders:
            return None
    return None


def _country_of_last(reading: Reading, token: Token) -> Entity | None:
    """The country of the last person or body with one that the sentence names before `token`, if no country is."""
    for mention in reading.before(token.i):
        if mention.start < token.sent.start or mention.entity.type is EntityType.COUNTRY:
            return None
        if mention.entity.country is not None and mention.entity.type is not EntityType.GROUP:
            return reading.gazetteer.entities.get(mention.entity.country)
    return None


def _has_spoken(reading: Reading, mention: Resolved) -> bool:
    return mention.entity.type is EntityType.PERSON and speaker_bonus(reading, mention) > 0


def _bears_title(reading: Reading, mention: Resolved, title: str) -> bool:
    """A person with that title before the name, or by office at the date."""
    if mention.entity.type is not EntityType.PERSON:
        return False
    before = reading.at(mention.start - 1)
    if before is not None and before.kind == "title" and before.end == mention.start:
        said = reading.doc[before.start : before.end].text.lower()
        if said.endswith(title) or title.endswith(said):
            return True
    held = reading.gazetteer.offices_held(mention.entity.id, reading.date) if reading.date else ()
    return any(known.lower() == title for term in held for known in term.titles)


def _is_described(reading: Reading, mention: Resolved, title: str, *, before: int) -> bool:
    """The title stands beside the name ("Gao Feng, its spokesman") and before token `before`, or heads an unnamed
    group of one."""
    head = reading.doc[mention.root]
    if mention.entity.type is EntityType.GROUP:
        return head.lower_ == title and head.tag_ in ("NN", "NNP")
    if mention.entity.type is not EntityType.PERSON:
        return False
    sent = reading.doc[mention.start].sent
    begin, end = max(sent.start, mention.start - 3), min(sent.end, mention.end + 7, max(mention.end, before))
    return f" {title} " in f" {' '.join(token.lower_ for token in reading.doc[begin:end])} "


def _thing(reading: Reading, token: Token, modifiers: list[str]) -> tuple[Entity, Entity | None, str] | None:
    """A country, bloc, company or body of the kind that the noun names."""
    fits = _kind_test(reading, token.lower_, modifiers)
    if fits is None:
        return None
    found = nearest(reading, token, fits, reach=_REACH)
    if found is not None:
        return found.entity, found.principal, f"takes up {found.entity.label}"
    if token.lower_ in reading.words["country-description"] or token.lower_ in reading.words["bloc-description"]:
        owner = nearest(
            reading, token, lambda mention: _owner(reading, mention, token.lower_) is not None, reach=_REACH
        )
        entity = _owner(reading, owner, token.lower_) if owner is not None else None
        if owner is not None and entity is not None:
            return entity, None, f"is {entity.label}, to which {owner.entity.label} belongs"
    return None


def _owner(reading: Reading, mention: Resolved, word: str) -> Entity | None:
    """The country (for "the bloc", the bloc) that a body mentioned belongs to."""
    entity = reading.gazetteer.entities.get(mention.entity.country or "")
    wanted = EntityType.BLOC if word in reading.words["bloc-description"] else EntityType.COUNTRY
    return entity if entity is not None and entity.type is wanted else None


def _may_be_company(reading: Reading, mention: Resolved) -> bool:
    """An organisation that only its name makes one: not in the gazetteer, without "Institute" or the like."""
    entity = mention.entity
    if entity.type is not EntityType.ORGANIZATION or entity.id in reading.gazetteer.entities:
        return False
    return form_type(entity.label.lower().split(), reading.words) is None


def _kind_test(reading: Reading, word: str, modifiers: list[str]) -> Callable[[Resolved], bool] | None:
    words = reading.words
    kinds: set[EntityType] = set()
    if word in words["country-description"]:
        kinds.add(EntityType.COUNTRY)
    if word in words["company-description"]:
        kinds.add(EntityType.COMPANY)
    if word in words["bloc-description"]:
        kinds.add(EntityType.BLOC)
    if modifiers:
        kinds -= _COUNTRY_LIKE
    countries = set(filter(None, words["country-description"].get(word, "").split("|")))
    is_body = word in words["body-description"]
    names_any = word in _ANY_BODY and not modifiers
    if not kinds and not is_body:
        return None

    def fits(mention: Resolved) -> bool:
        if mention.entity.type in kinds:
            is_country = mention.entity.type is EntityType.COUNTRY
            return not (countries and is_country) or mention.entity.id.rpartition("/")[2] in countries
        if EntityType.COMPANY in kinds and _may_be_company(reading, mention):
            return True
        if not is_body or mention.entity.type not in _BODY_LIKE:
            return False
        if names_any and mention.entity.type in _PUBLIC:
            return True
        names = (mention.entity.label, *mention.entity.aliases)
        return any(all(part in name.lower() for part in (word, *modifiers)) for name in names)

    return fits
