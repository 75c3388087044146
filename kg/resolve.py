"""Which entity each mention is, with the reason: gazetteer, form, title, surname, description, coreference.

`resolve` reads a parsed Doc once and gives every actor that the text names or takes up again. Where nothing decides
between two readings there is no mention, rather than a guess.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc

from kg.common_words import CommonWords
from kg.coref import resolve_first_person, resolve_pronouns
from kg.descriptions import resolve_descriptions
from kg.facts import add_facts
from kg.gazetteer import Gazetteer
from kg.incumbents import resolve_incumbents
from kg.mentions import Resolved
from kg.missions import resolve_missions
from kg.model import Document
from kg.name_index import NameIndex
from kg.naming import resolve_names
from kg.offices import OfficeIndex
from kg.persons import resolve_persons
from kg.reading import Reading
from kg.unnamed import resolve_groups
from kg.words import load_words

__all__ = ["NameIndex", "Resolved", "name_index", "resolve", "resolve_first_person"]


class _Same:
    """A gazetteer as a key: equal to itself alone."""

    __slots__ = ("gazetteer",)

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def __hash__(self) -> int:
        return id(self.gazetteer)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.gazetteer is self.gazetteer


@lru_cache(maxsize=4)
def _cached_index(key: _Same) -> tuple[NameIndex, OfficeIndex, CommonWords]:
    return NameIndex(key.gazetteer.names), OfficeIndex(key.gazetteer), CommonWords(key.gazetteer)


def name_index(gazetteer: Gazetteer) -> NameIndex:
    """The index over all names of `gazetteer`, made once."""
    return _cached_index(_Same(gazetteer))[0]


def resolve(doc: Doc, *, document: Document, gazetteer: Gazetteer) -> list[Resolved]:
    """The actors that `doc` mentions, in text order, each with the reason why it was resolved so.

    Args:
        doc: parsed and with entities, as `kg.parse.parse` gives it.
        document: its id keeps entities known by a surname alone to the document; its date chooses office holders.
    """
    reading = Reading(doc, document, gazetteer, load_words(), *_cached_index(_Same(gazetteer)))
    resolve_names(reading)
    resolve_missions(reading)
    resolve_persons(reading)
    resolve_incumbents(reading)
    resolve_descriptions(reading)
    resolve_groups(reading)
    resolve_pronouns(reading)
    add_facts(reading)
    return sorted(reading.found, key=lambda mention: (mention.start, mention.end))
