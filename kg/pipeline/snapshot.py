"""What the journal holds, as those see it who write the outputs: sorted, filtered, read as often as needed."""

from __future__ import annotations

import contextlib
import gc
import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from kg.model import Document, DocumentResult, Entity, Statement
from kg.pipeline.copies import copies
from kg.pipeline.journal import Journal
from kg.pipeline.pieces import Pieces, shaped

MOST_STATEMENTS = 120_000
"""How many statements are held in memory at once, for the outputs that need that."""


@dataclass(slots=True)
class EntityCount:
    """An entity over all documents: in how many it is mentioned, how often, and in how many statements it stands."""

    entity: Entity
    documents: int = 0
    mentions: int = 0
    statements: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def as_json(self, *, base_iri: str) -> dict[str, Any]:
        """The object of one line of ``entities.jsonl``; ids are IRIs below `base_iri`."""
        entity = self.entity
        return {
            "id": base_iri + entity.id,
            "label": entity.label,
            "type": entity.type.value,
            "aliases": sorted(entity.aliases),
            "identifiers": sorted(entity.identifiers),
            "country": base_iri + entity.country if entity.country else None,
            "documents": self.documents,
            "mentions": self.mentions,
            "statements": self.statements,
            "reasons": dict(sorted(self.reasons.items())),
        }


class Snapshot:
    """The results of all documents of an output, document by document, sorted by id."""

    def __init__(self, journal: Journal, *, min_confidence: float = 0.0) -> None:
        self._journal = journal
        self._min_confidence = min_confidence

    def results(self) -> Iterator[DocumentResult]:
        """Each document's result, its statements sorted and unique; one is in memory at a time."""
        for result in self._journal.results():
            yield shaped(result, self._min_confidence)

    def statements(self) -> Iterator[Statement]:
        """All statements, in the order of ``statements.jsonl``."""
        for result in self.results():
            yield from result.statements

    def copies(self) -> dict[str, str]:
        """Each document that is a copy of another one, with that one."""
        return copies(self._journal.sketches())

    def pieces(self) -> Iterator[Pieces]:
        """What each document adds to the outputs, in the same order."""
        return self._journal.pieces()


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known of all documents at once: `entities` sorted by id, `documents` without their texts, `counts`.

    `copies` gives, for a document that is a near-duplicate, the one that it copies. `statements` are all, in their
    order, or of a very large graph the most certain `MOST_STATEMENTS`.
    """

    entities: list[EntityCount]
    documents: list[Document]
    statements: list[Statement]
    counts: Counter[str]
    predicates: Counter[str]
    copies: dict[str, str]

    @property
    def is_complete(self) -> bool:
        """Whether `statements` are all that there are."""
        return len(self.statements) == self.counts["statements"]


def overview(snapshot: Snapshot, *, most: int = MOST_STATEMENTS) -> Overview:
    """The overview of all documents, from one pass over them."""
    entities: dict[str, EntityCount] = {}
    documents: list[Document] = []
    counts: Counter[str] = Counter()
    predicates: Counter[str] = Counter()

    def said() -> Iterator[Statement]:
        for result in snapshot.results():
            documents.append(result.document)
            counts.update(documents=1, sentences=result.sentences, tokens=result.tokens)
            counts["statements"] += len(result.statements)
            predicates.update(statement.predicate for statement in result.statements)
            _add_entities(result, entities)
            yield from result.statements

    chosen = heapq.nsmallest(most, said(), key=by_certainty)
    chosen.sort(key=lambda statement: statement.sort_key)
    copied = snapshot.copies()
    documents = [replace(document, copy_of=copied.get(document.id)) for document in documents]
    return Overview([entities[key] for key in sorted(entities)], documents, chosen, counts, predicates, copied)


@contextlib.contextmanager
def rarely_collecting() -> Iterator[None]:
    """Let the collector of cycles look less often: the records stay, and each time it goes through all of them."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def by_certainty(statement: Statement) -> tuple[float, tuple[str, int, int, str]]:
    """A key that sorts the most certain statements first."""
    return (-statement.confidence, statement.sort_key)


def merged_entity(first: Entity, second: Entity) -> Entity:
    """Two views of one entity as one: the label of the first, the names and identifiers of both."""
    if first == second:
        return first
    aliases = sorted({*first.aliases, *second.aliases})
    identifiers = sorted({*first.identifiers, *second.identifiers})
    country = first.country or second.country
    facts = tuple(sorted({*first.facts, *second.facts}))
    return replace(first, aliases=tuple(aliases), identifiers=tuple(identifiers), country=country, facts=facts)


def _add_entities(result: DocumentResult, counts: dict[str, EntityCount]) -> None:
    for entity in result.entities:
        known = counts.get(entity.id)
        if known is None:
            counts[entity.id] = EntityCount(entity)
        else:
            known.entity = merged_entity(known.entity, entity)
    _count(result, counts)


def _count(result: DocumentResult, counts: dict[str, EntityCount]) -> None:
    met: set[str] = set()
    for mention in result.mentions:
        count = counts.get(mention.entity)
        if count is not None:
            met.add(mention.entity)
            count.mentions += 1
            count.reasons[mention.reason] += 1
    for key in met:
        counts[key].documents += 1
    for statement in result.statements:
        about = statement.object
        refs = (statement.subject, statement.source, about.actor, about.target, about.good)
        for key in {about.id, *(ref.id for ref in refs if ref is not None)}:
            if key in counts:
                counts[key].statements += 1
