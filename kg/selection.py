"""Which statements of a build to take, as the filters of `kg export` and `kg diff` say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.errors import InputError
from kg.model import Document, Entity, EntityRef, Statement
from kg.ontology import load_ontology


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Filters; an empty tuple or None takes all.

    `since` and `until` are ISO dates (day, month or year), both inclusive, compared with the date of the statement's
    document; a statement without a date then drops out. `actors` and `sources` are ids of entities; an actor may be
    subject, object, or the actor or target of the object.
    """

    since: str | None = None
    until: str | None = None
    actors: frozenset[str] = frozenset()
    predicates: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    min_confidence: float = 0.0

    @property
    def is_everything(self) -> bool:
        """True where no filter is set."""
        return self == Selection()

    def keep(self, statement: Statement, *, date: str | None) -> bool:
        """True where `statement`, whose document has `date`, passes."""
        obj = statement.object
        parts = (obj.actor, obj.target)
        named = {statement.subject.id, obj.id, *(part.id for part in parts if part)}
        return (
            statement.confidence >= self.min_confidence
            and within(date, since=self.since, until=self.until)
            and (not self.predicates or statement.predicate in self.predicates)
            and (not self.actors or not self.actors.isdisjoint(named))
            and (not self.sources or (statement.source is not None and statement.source.id in self.sources))
        )


def within(date: str | None, *, since: str | None, until: str | None) -> bool:
    """True where `date` may lie between two dates of any precision; 2024 lies in and after 2024-05."""
    if since is None and until is None:
        return True
    if date is None:
        return False
    after = since is None or date[: len(since)] >= since[: len(date)]
    return after and (until is None or date[: len(until)] <= until[: len(date)])


def is_date(text: str) -> bool:
    """True for a day, month or year as ISO 8601 writes them."""
    return re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", text) is not None


def selected(
    statements: Iterable[Statement], selection: Selection, *, dates: Mapping[str, str | None]
) -> list[Statement]:
    """The statements that pass; `dates` are those of documents by id."""
    return [statement for statement in statements if selection.keep(statement, date=dates.get(statement.document))]


def dates_of(documents: Iterable[Document]) -> dict[str, str | None]:
    """The date of each document by its id."""
    return {document.id: document.date for document in documents}


def actor_ids(names: Iterable[str], *, entities: Iterable[Entity], statements: Iterable[Statement]) -> frozenset[str]:
    """The ids of the actors that `names` mean: ids, labels or aliases, in any case.

    Raises:
        InputError: nobody has such a name.
    """
    known: dict[str, set[str]] = {}

    def add(name: str, identifier: str) -> None:
        known.setdefault(name.casefold(), set()).add(identifier)

    for entity in entities:
        for name in (entity.id, entity.label, *entity.aliases):
            add(name, entity.id)
    for statement in statements:
        for ref in _refs(statement):
            add(ref.id, ref.id)
            add(ref.label, ref.id)
    found: set[str] = set()
    for name in names:
        ids = known.get(name.casefold())
        if not ids:
            raise InputError(f"nobody is called {name!r} in this build; `kg query actors` lists who is")
        found |= ids
    return frozenset(found)


def _refs(statement: Statement) -> Iterable[EntityRef]:
    yield statement.subject
    obj = statement.object
    if obj.type.is_actor:
        yield EntityRef(obj.id, obj.label, obj.type)
    for ref in (obj.actor, obj.target, statement.source):
        if ref is not None:
            yield ref


def declared(predicates: Iterable[str]) -> frozenset[str]:
    """`predicates`, each of which the ontology declares.

    Raises:
        DataError: it does not.
    """
    ontology = load_ontology()
    return frozenset(ontology.predicate(name).name for name in predicates)
