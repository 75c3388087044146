"""Resolve names: gazetteer hits by country and date, metonyms by syntax, unknown names by their form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kg.capitals import acting_names, organisation_phrases
from kg.gazetteer import Name, NameKind, covers
from kg.instruments import load_lists
from kg.mentions import (
    form_type,
    is_title,
    person_surnames,
    unlisted_names,
    unseen_persons,
)
from kg.model import Entity, EntityType, entity_id
from kg.name_index import NameHit
from kg.owners import adjective, known_as, owner_after, owner_before
from kg.parse import mended_letters
from kg.places import place_reason
from kg.reading import COUNTRY_LIKE, Reading

_KIND = {
    NameKind.NAME: "name",
    NameKind.CASE_SENSITIVE: "name",
    NameKind.ABBREVIATION: "abbreviation",
    NameKind.ADJECTIVE: "demonym",
    NameKind.METONYM: "metonym",
    NameKind.SURNAME: "surname",
}
_LED = frozenset({"led", "backed", "initiated", "imposed", "proposed", "sponsored", "style", "owned", "made", "run"})
_HOLDINGS = frozenset(
    {
        "bond", "believe", "confidence", "equity", "faith", "holding", "interest", "invest", "investment", "investor",
        "participation", "share", "shareholder", "stake", "stock", "trust",
    }
)  # fmt: skip
_OWNED = frozenset({EntityType.GOVERNMENT_BODY, EntityType.ORGANIZATION})
_SHORT = 2
"""Words of a name that without its country says nothing: "Statistics Bureau", "Chamber of Commerce"."""
_SMALL = frozenset({"of", "for", "and", "the", "on"})
_QUANTIFIERS = frozenset({"many", "most", "some", "few", "several", "more", "ordinary"})
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z&.-]{0,9}")


def resolve_names(reading: Reading) -> None:
    """Add all names of organisations, countries and bodies; persons that the gazetteer knows by their full name."""
    hits = reading.names.find(reading.doc)
    phrases = _own_phrases(reading, hits)
    hits = [hit for hit in hits if not any(start < hit.end and hit.start < end for start, end in phrases)]
    unclear = [hit for hit in hits if not _add_hit(reading, hit, unclear_too=False)]
    for start, end in phrases:
        if reading.is_free(start, end):
            kind = form_type([token.lower_ for token in reading.doc[start:end]], reading.words)
            _add_unlisted(reading, start, end, kind or EntityType.ORGANIZATION)
    for hit in unclear:
        _add_hit(reading, hit, unclear_too=True)
    surnames = person_surnames(reading.doc, reading.words)
    people = {
        index
        for person in unseen_persons(reading.doc, reading.taken, reading.words)
        for index in range(person.start, person.end)
    }
    for candidate in unlisted_names(reading.doc, reading.taken, reading.words):
        if people.intersection(range(candidate.start, candidate.end)):
            continue
        if candidate.end - candidate.start == 1 and (
            reading.doc[candidate.start].text in surnames
            or reading.doc[candidate.start].lower_ in reading.words["family-name"]
        ):
            continue
        if candidate.type in (EntityType.ORGANIZATION, EntityType.COMPANY, EntityType.GOVERNMENT_BODY):
            _add_unlisted(reading, candidate.start, candidate.end, candidate.type)
    for candidate in acting_names(reading.doc, reading.taken, reading.words):
        lowered = reading.doc[candidate.start : candidate.end].text.lower()
        common = any(
            word in reading.words[name]
            for word in lowered.split()
            for name in ("group-official", "group-organisation", "group-country", "government", "company-description")
        )
        is_family = candidate.end - candidate.start == 1 and lowered in reading.words["family-name"]
        if reading.doc[candidate.end - 1].text not in surnames and not common and not is_family:
            _add_unlisted(reading, candidate.start, candidate.end, candidate.type)
    _add_compounds(reading)
    _define_abbreviations(reading)
    _repeat_short_names(reading)


def _own_phrases(reading: Reading, hits: Sequence[NameHit]) -> list[tuple[int, int]]:
    """Organisation names by their form that are longer than the gazetteer names within them."""
    chosen = []
    for start, end in organisation_phrases(reading.doc, reading.words):
        inside = [hit for hit in hits if start <= hit.start and hit.end <= end]
        crossing = [hit for hit in hits if hit.start < end and start < hit.end and hit not in inside]
        crossing = [hit for hit in crossing if hit.end > end or reading.doc[hit.start].pos_ != "DET"]
        if crossing:
            continue
        if any(_is_body(reading, hit) and hit.end == end for hit in inside):
            continue
        if any(_is_all_but_form(reading, hit, start, end) for hit in inside) or _is_body_of(reading, inside, end):
            continue
        if _is_two(reading, inside, start, end):
            continue
        if all(token.lower_ in reading.words["not-a-name"] for token in reading.doc[start:end]):
            continue
        if reading.doc[end - 1].lower_ in reading.words["government"] and end - start <= 3:
            continue
        chosen.append((start, end))
    return chosen


def _is_all_but_form(reading: Reading, hit: NameHit, start: int, end: int) -> bool:
    """Whether the gazetteer's name is all of the phrase but its article and its company's legal form."""
    if any(token.lower_ != "the" for token in reading.doc[start : hit.start]):
        return False
    return all(token.lower_ in reading.words["company-suffix"] for token in reading.doc[hit.end : end])


def _is_body_of(reading: Reading, inside: Sequence[NameHit], end: int) -> bool:
    """Whether the phrase is a body's name, "of" and its country: "Foreign Ministry of China"."""
    if len(inside) != 2 or inside[1].end != end or reading.doc[inside[0].end].lower_ != "of":
        return False
    owners = {reading.gazetteer.entities[name.entity].country for name in inside[0].names}
    return any(name.entity in owners for name in inside[1].names)


def _is_two(reading: Reading, inside: Sequence[NameHit], start: int, end: int) -> bool:
    """Whether the phrase is a country or bloc and something else: "China-ASEAN", "European Union to Vietnam"."""
    if not inside or inside[0].start != start or not _is_country_like(reading, inside[0]):
        return False
    join = reading.doc[inside[0].end].lower_ if inside[0].end < end else ""
    if join in ("on", "to"):
        return True
    named = len(inside) == 2 and inside[1].start == inside[0].end + 1 and _is_country_like(reading, inside[1])
    return join == "-" and named and reading.doc[end - 1].lower_ not in reading.words["organisation-form"]


def _is_country_like(reading: Reading, hit: NameHit) -> bool:
    return all(reading.gazetteer.entities[name.entity].type in COUNTRY_LIKE for name in hit.names)


def _is_body(reading: Reading, hit: NameHit) -> bool:
    return any(reading.gazetteer.entities[name.entity].type not in COUNTRY_LIKE for name in hit.names)


def _add_hit(reading: Reading, hit: NameHit, *, unclear_too: bool) -> bool:
    """Resolve a gazetteer hit; False where several entities bear the name and nothing has decided yet."""
    names = _in_time(reading, hit.names)
    if not names or _is_given_name(reading, hit):
        return True
    entities = list(dict.fromkeys(name.entity for name in names))
    if len(entities) > 1:
        if not unclear_too:
            return False
        chosen, reason = _by_country(reading, hit, entities)
    else:
        chosen, reason = reading.gazetteer.entities[entities[0]], ""
    if chosen is not None and _is_of_another(reading, hit, chosen):
        chosen = None
    if chosen is None:
        return _add_shared(reading, hit, entities)
    kind = next((name.kind for name in names if name.entity == chosen.id), names[0].kind)
    _add_known(reading, hit, chosen, kind, reason)
    return True


def _in_time(reading: Reading, names: Iterable[Name]) -> list[Name]:
    """The names that were borne at the document's date; without a date, those that are borne still; where no entity
    bore one then, all but seats of power, which stood for nobody or another."""
    date = reading.date
    names = list(names)
    fitting = [n for n in names if (not n.until if date is None else covers(n.since, n.until, date))]
    return fitting or [name for name in names if name.kind is not NameKind.METONYM]


def _is_given_name(reading: Reading, hit: NameHit) -> bool:
    """Whether a country's name is a person's: "Chad Bown", "Jordan Ellis"."""
    token = reading.doc[hit.start]
    given = any(token.lower_ in reading.words[name] for name in ("female-name", "male-name"))
    if not given or hit.end - hit.start > 1 or not _is_country_like(reading, hit):
        return False
    return token.ent_type_ == "PERSON" and token.dep_ == "compound" and token.head.i > token.i


def _is_of_another(reading: Reading, hit: NameHit, body: Entity) -> bool:
    """Whether the text gives a name of common words to another country than the body's: "the French Commission"."""
    if body.type not in _OWNED or body.country is None:
        return False
    if not reading.common.make_up(token.lower_ for token in reading.doc[hit.start : hit.end]):
        return False
    owner = owner_before(reading, hit.start, hit.end)
    return owner is not None and owner.entity.id != body.country


def _by_country(reading: Reading, hit: NameHit, entities: Sequence[str]) -> tuple[Entity | None, str]:
    """The one of several bodies of the same name whose country the text names nearest or most."""
    known = reading.gazetteer.entities
    in_full = {mention.entity.id for mention in reading.found if mention.kind == "name"}.intersection(entities)
    if len(in_full) == 1:
        return known[in_full.pop()], f"{_plain(reading, hit.start, hit.end)} is named in full in the text"
    if all(known[entity].type is EntityType.PERSON for entity in entities):
        return _in_office(reading, entities)
    owners = Counter(known[entity].country or entity for entity in entities)
    countries = {
        known[entity].country or entity: known[entity]
        for entity in entities
        if owners[known[entity].country or entity] == 1
    }
    after = owner_after(reading, hit.end)
    if after is not None and after.id in countries:
        return countries[after.id], f"name, of {after.label} beside it"
    for mention in reading.before(hit.start):
        if mention.end < hit.start - 2:
            break
        if mention.entity.id in countries:
            return countries[mention.entity.id], f"name, of {mention.entity.label} beside it"
    counted = reading.countries()
    named = [country for country in countries if counted[country]]
    if not named:
        owned = {mention.entity.country for mention in reading.found}
        named = [country for country in countries if country in owned]
    if len(named) == 1:
        return countries[named[0]], f"name, of {known[named[0]].label}, the only country in the text that has one"
    near = reading.country_near(hit.start)
    if near is not None and near.id in countries:
        return countries[near.id], f"name, of {near.label}, the country in context"
    undated = [known[entity] for entity in entities if known[entity].country is None]
    if len(undated) == 1:
        return undated[0], "name"
    return None, ""


def _in_office(reading: Reading, persons: Sequence[str]) -> tuple[Entity | None, str]:
    """The one of several persons of a name who held an office at the document's date."""
    date = reading.date
    holding = [person for person in persons if date and reading.gazetteer.offices_held(person, date)]
    if len(holding) != 1:
        return None, ""
    return reading.gazetteer.entities[holding[0]], f"of those of the name the one in office on {date}"


def _add_shared(reading: Reading, hit: NameHit, entities: Sequence[str]) -> bool:
    """A name that several entities bear and nothing decides: an entity of this document, known by the name alone."""
    label = _plain(reading, hit.start, hit.end)
    kind = reading.gazetteer.entities[entities[0]].type
    if kind in COUNTRY_LIKE or kind is EntityType.PERSON:
        return True
    if _add_owned(reading, hit.start, hit.end, kind):
        return True
    entity = Entity(entity_id(kind, label, within=reading.document.id), label, kind)
    reason = f"name that {len(entities)} entities of the gazetteer bear; the text does not say which"
    reading.add(hit.start, hit.end, entity, "name", reason)
    return True


def _add_owned(reading: Reading, start: int, end: int, kind: EntityType) -> bool:
    """Add a name of common words with the country that has it before it: "Kenya's Trade Ministry"."""
    if kind not in _OWNED or not reading.common.make_up(token.lower_ for token in reading.doc[start:end]):
        return False
    owner = owner_before(reading, start, end)
    if owner is None:
        return False
    country, name = owner.entity, _plain(reading, start, end)
    label = f"{adjective(reading, country)} {name}"
    entity = known_as(reading, name, country)
    if entity is None and sum(token.lower_ not in _SMALL for token in reading.doc[start:end]) > _SHORT:
        return False
    entity = entity or Entity(entity_id(kind, label), label, kind, country=country.id)
    if owner.end == start:
        start = owner.start
        reading.remove_inside(owner.start, owner.end)
    reading.add(start, end, entity, "name", f"{name} of {country.label}")
    return True


def _add_known(reading: Reading, hit: NameHit, entity: Entity, name_kind: NameKind, reason: str) -> None:
    doc, start, end = reading.doc, hit.start, hit.end
    kind = _KIND[name_kind]
    text = _plain(reading, start, end)
    if name_kind is NameKind.METONYM:
        place = place_reason(doc, start, end, reading.words)
        if place is not None:
            reading.add(start, end, entity, "place", f"{text} is a place here: {place}")
            return
        reason = f"{text} stands for {entity.label}: it is no place in its sentence"
    elif entity.type is EntityType.COUNTRY and place_reason(doc, start, end, reading.words) == "dateline":
        reading.add(start, end, entity, "place", f"{text} is a place here: dateline")
        return
    elif name_kind is NameKind.ADJECTIVE and text.endswith("s") and start and doc[start - 1].lower_ in _QUANTIFIERS:
        label = f"{doc[start - 1].lower_} {text}"
        group = Entity(entity_id(EntityType.GROUP, label), label, EntityType.GROUP, country=entity.id)
        reading.add(start, end, group, "group", f"some of the people of {entity.label}")
        return
    elif name_kind is NameKind.ADJECTIVE:
        root = doc[start:end].root
        used = "as a noun" if root.tag_ in ("NNS", "NNPS") or root.dep_ in ("nsubj", "pobj", "dobj") else "adjective"
        reason = f"demonym {text!r}, {used}"
    reading.add(start, end, entity, kind, reason or f"{kind} {text!r} in the gazetteer")


def _plain(reading: Reading, start: int, end: int) -> str:
    return mended_letters(" ".join(reading.doc[start:end].text.split()))


def _add_unlisted(reading: Reading, start: int, end: int, kind: EntityType) -> None:
    """A name that the gazetteer lacks: an entity by its own words, the same one wherever it is named in full."""
    place = place_reason(reading.doc, start, end, reading.words)
    if place == "dateline" or (place is not None and _is_somewhere(reading, start, end)):
        return
    if end - start == 1 and reading.offices.holder(reading.doc[start].text, "", reading.date or "") is not None:
        return  # a head of state or government by surname: kg.persons adds the person
    if reading.doc[start].lower_ == "the" and end - start > 1:
        start += 1
    label = _plain(reading, start, end)
    if load_lists().get(label) is not None or label.lower() in reading.words["not-a-name"]:
        return  # "CBAM", "Most Favored Nation": an instrument; "Belt and Road Initiative": a plan
    if _is_fragment(reading, start, end):
        return
    if _heads_a_body(reading, start, end) and _add_owned(reading, start, end, kind):
        return
    within = None if end - start > 1 or label.isupper() else reading.document.id
    entity = Entity(entity_id(kind, label, within=within), label, kind)
    reading.add(start, end, entity, "name", f"not in the gazetteer; {kind.value} by its form or context")


def _is_fragment(reading: Reading, start: int, end: int) -> bool:
    """A word that the text has without a capital too, the end of "Asia-Pacific", the rest of "Secretary of State for
    Trade", a heading in capitals."""
    doc = reading.doc
    if doc[start:end].text.isupper() and _is_heading(doc[start:end].text) and not doc.text.isupper():
        return True
    before = doc[start - 1] if start else None
    if before is not None and before.text == "-" and not before.whitespace_ and end - start == 1:
        return True
    if (
        start > 1
        and doc[start].lower_ == "state"
        and doc[start - 1].lower_ == "of"
        and is_title(doc[start - 2], reading.words)
    ):
        return True
    if end - start == 1 and doc[start].text in reading.short_for_things:
        return True
    return end - start == 1 and not doc[start].is_upper and doc[start].lower_ in reading.lower_words


def _is_heading(capitals: str) -> bool:
    """Words too long for an abbreviation: "RENEWED VIGOUR", "HEADSTART"."""
    words = capitals.split()
    return any(word.isalpha() and len(word) > (4 if len(words) > 1 else 6) for word in words)


def _heads_a_body(reading: Reading, start: int, end: int) -> bool:
    """Whether a name has the form of one: "Chamber of Commerce", "Iron and Steel Association"."""
    kind = form_type([token.lower_ for token in reading.doc[start:end]], reading.words)
    return kind in _OWNED


def _is_somewhere(reading: Reading, start: int, end: int) -> bool:
    """ "traders in Bordeaux": one capitalised word after "in", unless that belongs to a verb or noun of trust or
    shares ("a stake in Evergrande")."""
    root = reading.doc[start:end].root
    prep = root.head
    return (
        end - start == 1
        and not root.text.isupper()
        and root.dep_ == "pobj"
        and prep.lower_ in ("in", "near", "outside", "around")
        and prep.head.lemma_.lower() not in _HOLDINGS
    )


def _add_compounds(reading: Reading) -> None:
    """Countries within one hyphenated word: "U.S.-Canadian talks", "the Washington-led group"."""
    for token in reading.tokens:
        if reading.owner[token.i] >= 0 or "-" not in token.text or not token.text[0].isupper():
            continue
        parts = token.text.split("-")
        found = [_country_named(reading, part) for part in parts]
        entities = [entity for entity in found if entity is not None]
        if not entities or found[0] is None:
            continue
        if len(entities) == len(parts):
            reading.add(token.i, token.i + 1, entities[0], "demonym", f"in {token.text!r}", others=tuple(entities[1:]))
        elif parts[1] in _LED:
            reading.add(token.i, token.i + 1, entities[0], "demonym", f"in {token.text!r}")
        elif parts[1] == "based":
            reading.add(token.i, token.i + 1, entities[0], "place", f"{parts[0]} is a place here: seat")


def _country_named(reading: Reading, text: str) -> Entity | None:
    known = reading.gazetteer.entities
    entities = {name.entity for name in _in_time(reading, reading.names.lookup(text))}
    countries = [known[entity] for entity in entities if known[entity].type in COUNTRY_LIKE]
    return countries[0] if len(countries) == 1 else None


def _define_abbreviations(reading: Reading) -> None:
    """ "American Soybean Association (ASA)" and "..., GATT," define the short form for the whole document."""
    doc = reading.doc
    defined: dict[str, Entity] = {}
    for mention in sorted(reading.found, key=lambda m: m.start):
        at = mention.end
        if at + 2 >= len(doc) or doc[at].text not in ("(", ","):
            continue
        if at + 3 < len(doc) and doc[at + 1].lower_ in ("the", "or"):
            at += 1
        short = doc[at + 1].text
        closes = doc[at + 2].text in (")", ",", ".")
        if not closes or not _ABBREVIATION.fullmatch(short):
            continue
        known = reading.at(at + 1)
        full = doc[mention.start : mention.end].text
        if known is not None and (known.entity.id == mention.entity.id or full.endswith(known.entity.label)):
            continue
        if _stands_for(short, full):
            defined[short] = mention.entity
    for token in reading.tokens if defined else ():
        entity = defined.get(token.text)
        if entity is None:
            continue
        if reading.owner[token.i] >= 0:
            present = reading.at(token.i)
            if present is None or present.end - present.start > 1:
                continue
            reading.remove_inside(token.i, token.i + 1)
        reading.add(
            token.i, token.i + 1, entity, "abbreviation", f"{token.text} is defined in the text as {entity.label}"
        )


def _stands_for(short: str, full: str) -> bool:
    """Its letters are initials in order ("ASA"), or it begins the way the name's words do ("Keidanren" does not)."""
    letters = [letter for letter in short.lower() if letter.isalpha()]
    words = re.findall(r"[a-z]+", full.lower())
    if len(short) < 2 or not short[:2].isupper() or not any(word.startswith(letters[0]) for word in words):
        return False
    spelt = "".join(words)
    position = 0
    for letter in letters:
        position = spelt.find(letter, position) + 1
        if position == 0:
            return False
    return sum(word[0] in letters for word in words) >= min(2, len(words))


def _repeat_short_names(reading: Reading) -> None:
    """ "Toshiba" after "Toshiba Corp": the first words of a company's or organisation's name, elsewhere in the text."""
    doc, words = reading.doc, reading.words
    short: dict[str, Entity | None] = {}
    for mention in reading.found:
        if mention.entity.type not in (EntityType.COMPANY, EntityType.ORGANIZATION) or mention.kind != "name":
            continue
        tokens = [token.text for token in doc[mention.start : mention.end]]
        if len(tokens) > 1 and tokens[-1].lower() in words["company-form"]:
            first = tokens[0]
            known = short.get(first, mention.entity)
            short[first] = mention.entity if known == mention.entity else None
    for token in reading.tokens if short else ():
        entity = short.get(token.text)
        if entity is None:
            continue
        present = reading.at(token.i)
        if present is not None and present.end - present.start > 1:
            continue
        if present is not None:
            if present.entity.id == entity.id or present.entity.id.startswith("entity/country"):
                continue
            reading.remove_inside(token.i, token.i + 1)
        reading.add(token.i, token.i + 1, entity, "name", f"short for {entity.label}, named in full in the text")
