"""Whose a body is: "Kenya's Trade Ministry", "the French Commission", "the Foreign Ministry of China".

A name of common words alone says what a body does and not whose it is. The country beside it says that, and is part
of the name by which the body is known outside of its country.
"""

from __future__ import annotations

from kg.mentions import Resolved
from kg.model import Entity, EntityType
from kg.reading import Reading


def owner_before(reading: Reading, start: int, end: int) -> Resolved | None:
    """The country whose adjective or genitive stands before tokens ``[start, end)`` and belongs to them."""
    if not start:
        return None
    genitive = reading.doc[start - 1].lower_ in ("'s", "'")
    at = start - 2 if genitive else start - 1
    mention = reading.at(at)
    if mention is None or mention.end != at + 1 or mention.entity.type is not EntityType.COUNTRY:
        return None
    if mention.kind not in ("name", "abbreviation", "demonym", *(("metonym",) if genitive else ())):
        return None
    word = reading.doc[mention.root]
    belongs = start <= word.head.i < end and word.dep_ in ("amod", "compound", "nmod", "poss")
    return mention if genitive or belongs else None


def owner_after(reading: Reading, end: int) -> Entity | None:
    """The country in "of (the) COUNTRY" after a name that ends at `end`."""
    doc = reading.doc
    if end + 1 >= len(doc) or doc[end].lower_ != "of":
        return None
    mention = reading.at(end + 2 if doc[end + 1].lower_ == "the" else end + 1)
    return mention.entity if mention is not None and mention.entity.type is EntityType.COUNTRY else None


def adjective(reading: Reading, country: Entity) -> str:
    """ "Kenyan" for Kenya; "U.S." for the United States, as the news has it."""
    return "U.S." if country.label == "United States" else reading.names.adjectives.get(country.id, country.label)


def known_as(reading: Reading, name: str, country: Entity) -> Entity | None:
    """The one body of the gazetteer called so with its country: "China Iron and Steel Association"."""
    forms = (f"{country.label} {name}", f"{adjective(reading, country)} {name}", f"{name} of {country.label}")
    found = {row.entity for form in forms for row in reading.names.lookup(form)}
    return reading.gazetteer.entities[found.pop()] if len(found) == 1 else None
