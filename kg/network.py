"""Statements as a network: typed nodes, and edges that carry sign, weight, dates and the statements behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import networkx as nx

from kg.model import Document, Entity, EntityRef, EntityType, Modality, ObjectRef, Statement
from kg.predicates import PredicateFacts, Tone, facts_of
from kg.selection import dates_of, within


class Status(StrEnum):
    """How a statement stands: affirmed (it carries a direct triple), open (possible, obliged, conditional), denied."""

    AFFIRMED = "affirmed"
    OPEN = "open"
    DENIED = "denied"

    @classmethod
    def of(cls, statement: Statement) -> Status:
        """The status of one statement."""
        if statement.negated:
            return cls.DENIED
        return cls.AFFIRMED if statement.is_direct else cls.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which statements to take; an empty collection or None takes all.

    `types` must hold the type of subject and object alike; `since` and `until` are ISO dates compared with the
    date of the statement's document (both inclusive; a statement without a date then drops out).
    """

    predicates: Collection[str] = ()
    groups: Collection[str] = ()
    tones: Collection[Tone] = ()
    types: Collection[EntityType] = ()
    modalities: Collection[Modality] = ()
    statuses: Collection[Status] = ()
    sources: Collection[str] = ()
    actors: Collection[str] = ()
    since: str | None = None
    until: str | None = None
    min_confidence: float = 0.0

    def keep(self, statement: Statement, *, facts: PredicateFacts, date: str | None) -> bool:
        """True where `statement`, whose document has `date`, passes."""
        source = statement.source.id if statement.source else ""
        return (
            statement.confidence >= self.min_confidence
            and within(date, since=self.since, until=self.until)
            and (not self.predicates or statement.predicate in self.predicates)
            and (not self.groups or facts.group in self.groups)
            and (not self.tones or facts.tone in self.tones)
            and (not self.types or {statement.subject.type, statement.object.type} <= set(self.types))
            and (not self.modalities or statement.modality in self.modalities)
            and (not self.statuses or Status.of(statement) in self.statuses)
            and (not self.sources or source in self.sources)
            and (not self.actors or statement.subject.id in self.actors or statement.object.id in self.actors)
        )


def chosen(
    statements: Iterable[Statement], *, documents: Iterable[Document] = (), filters: Filters | None = None
) -> list[Statement]:
    """The `statements` that pass `filters`, sorted."""
    ordered = sorted(statements, key=lambda statement: statement.sort_key)
    if filters is None:
        return ordered
    dates = dates_of(documents)
    return [
        statement
        for statement in ordered
        if filters.keep(statement, facts=facts_of(statement.predicate), date=dates.get(statement.document))
    ]


def copies_of(documents: Iterable[Document]) -> dict[str, str]:
    """Of each document that is a near-duplicate, such as a wire copy, the one that it copies; by ids."""
    return {document.id: document.copy_of for document in documents if document.copy_of is not None}


def independent(statements: Iterable[Statement], *, copies: Mapping[str, str]) -> dict[str, float]:
    """The documents that say the same thing on their own, each with the confidence of its best statement.

    A document and its `copies` count as one, under the id of what they copy. A document whose sentences all stand word
    for word in a document before it (a reprint) is not counted again.
    """
    quotes: defaultdict[str, set[str]] = defaultdict(set)
    best: defaultdict[str, float] = defaultdict(float)
    for statement in statements:
        document = copies.get(statement.document, statement.document)
        quotes[document].add(" ".join(statement.quote.split()))
        best[document] = max(best[document], statement.confidence)
    seen: set[str] = set()
    kept = {}
    for document in sorted(quotes):
        if not quotes[document] <= seen:
            kept[document] = best[document]
        seen |= quotes[document]
    return kept


def network(
    statements: Iterable[Statement],
    *,
    entities: Iterable[Entity] = (),
    documents: Iterable[Document] = (),
    filters: Filters | None = None,
) -> nx.MultiDiGraph:
    """The network of `statements` that pass `filters`; the arguments are left as they are.

    Nodes are ids relative to the base IRI, with `label`, `type`, `aliases`, `identifiers`, and `statements` (how many
    name the node). Edges run from subject to object, one for each predicate and status, keyed ``predicate`` or
    ``predicate:status``, with `predicate`, `group`, `tone`, `sign` (+1, -1, 0; a denied statement has none), `status`,
    `modality` (the commonest), `documents` (how many independent ones), `weight` (the sum of their best confidences),
    `confidence` (the best), `first` and `last` (ISO dates or None), `statements` (the ids).
    """
    documents = list(documents)
    dates, copies = dates_of(documents), copies_of(documents)
    kept = chosen(statements, documents=documents, filters=filters)
    graph = nx.MultiDiGraph()
    known = {entity.id: entity for entity in entities}
    for ref in _refs(kept):
        _add_node(graph, ref, known)
    for (subject, obj, key), members in sorted(_grouped(kept).items()):
        graph.add_edge(subject, obj, key=key, **_edge(members, dates, copies))
    return graph


def _refs(statements: Sequence[Statement]) -> Iterator[EntityRef | ObjectRef]:
    for statement in statements:
        yield statement.subject
        yield statement.object


def _add_node(graph: nx.MultiDiGraph, ref: EntityRef | ObjectRef, known: Mapping[str, Entity]) -> None:
    if ref.id in graph:
        graph.nodes[ref.id]["statements"] += 1
        return
    entity = known.get(ref.id)
    graph.add_node(
        ref.id,
        label=ref.label,
        type=ref.type.value,
        aliases=entity.aliases if entity else (),
        identifiers=entity.identifiers if entity else (),
        statements=1,
    )


def _grouped(statements: Iterable[Statement]) -> dict[tuple[str, str, str], list[Statement]]:
    groups: defaultdict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        status = Status.of(statement)
        key = statement.predicate if status is Status.AFFIRMED else f"{statement.predicate}:{status}"
        groups[statement.subject.id, statement.object.id, key].append(statement)
    return groups


def _edge(members: Sequence[Statement], dates: Mapping[str, str | None], copies: Mapping[str, str]) -> dict[str, Any]:
    first = members[0]
    facts = facts_of(first.predicate)
    status = Status.of(first)
    evidence = independent(members, copies=copies)
    known = sorted(date for date in (dates.get(member.document) for member in members) if date)
    modalities = [member.modality.value for member in members]
    return {
        "predicate": first.predicate,
        "group": facts.group,
        "tone": facts.tone.value,
        "sign": 0 if status is Status.DENIED else facts.tone.sign,
        "status": status.value,
        "modality": max(sorted(set(modalities)), key=modalities.count),
        "documents": len(evidence),
        "weight": round(sum(evidence.values()), 4),
        "confidence": max(member.confidence for member in members),
        "first": known[0] if known else None,
        "last": known[-1] if known else None,
        "statements": tuple(member.id for member in members),
    }
