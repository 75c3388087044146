"""From quads back to records. Reading what `mapping` wrote gives equal statements, sorted as in a build."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import DataError
from kg.model import (
    Anchor,
    Document,
    Entity,
    EntityRef,
    EntityType,
    Modality,
    ObjectRef,
    Qualifiers,
    Role,
    Statement,
)
from kg.ontology import Ontology, load_ontology
from kg.rdf.mapping import DEFAULT_NAMES
from kg.rdf.names import DC, DCTERMS, OA, PROV, RDF, RDFS, SCHEMA, SKOS, TKG, Names

_FRAGMENT = re.compile(r"char=(\d+),(\d+)")
_TYPES = {TKG[kind.value].value: kind for kind in EntityType}


def statements_from_quads(quads: Iterable[Quad | Triple], *, names: Names = DEFAULT_NAMES) -> list[Statement]:
    """The statements in `quads`, which must hold the graphs of documents and of entities; sorted.

    Anchors come in the order of `Role`. Where an id has been seen with several labels, all statements get the one that
    the graph kept.

    Raises:
        DataError: a statement node lacks a part.
    """
    graph = _Graph(quads, names)
    found = [graph.statement(node) for node in graph.of_type(TKG.Statement)]
    return sorted(found, key=lambda statement: statement.sort_key)


def entities_from_quads(quads: Iterable[Quad | Triple], *, names: Names = DEFAULT_NAMES) -> list[Entity]:
    """The actors in `quads` with their aliases and identifiers, sorted by id."""
    graph = _Graph(quads, names)
    kinds = [kind for kind in EntityType if kind.is_actor]
    found = [graph.entity(node) for kind in kinds for node in graph.of_type(TKG[kind.value])]
    return sorted(found, key=lambda entity: entity.id)


def documents_from_quads(quads: Iterable[Quad | Triple], *, names: Names = DEFAULT_NAMES) -> list[Document]:
    """The documents in `quads`, without their texts, sorted by id."""
    graph = _Graph(quads, names)
    found = [graph.document(node) for node in graph.of_type(TKG.Document)]
    return sorted(found, key=lambda document: document.id)


class _Graph:
    """Quads by subject and predicate, whatever graph they stand in."""

    def __init__(self, quads: Iterable[Quad | Triple], names: Names) -> None:
        self._names = names
        self._ontology: Ontology = load_ontology()
        self._concepts = {
            concept.iri: name
            for scheme in (self._ontology.instruments, self._ontology.changes, self._ontology.modalities)
            for name, concept in scheme.items()
        }
        self._values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._refs: dict[str, EntityRef] = {}
        for quad in quads:
            value = quad.object
            if isinstance(quad.subject, NamedNode) and isinstance(value, NamedNode | Literal):
                values = self._values[quad.subject.value][quad.predicate.value]
                if value.value not in values:
                    values.append(value.value)

    def of_type(self, kind: NamedNode) -> list[str]:
        return [node for node, values in self._values.items() if kind.value in values.get(RDF.type.value, ())]

    def _get(self, node: str, predicate: NamedNode) -> str | None:
        values = self._values[node].get(predicate.value) if node in self._values else None
        return values[0] if values else None

    def _all(self, node: str, predicate: NamedNode) -> tuple[str, ...]:
        return tuple(sorted(self._values[node].get(predicate.value, ())))

    def _need(self, node: str, predicate: NamedNode) -> str:
        value = self._get(node, predicate)
        if value is None:
            raise DataError(f"<{node}> has no <{predicate.value}>; is this the whole graph of a build?")
        return value

    def _id(self, node: str) -> str:
        return node.removeprefix(self._names.base_iri)

    def _ref(self, node: str) -> EntityRef:
        ref = self._refs.get(node)
        if ref is None:
            kind = next((_TYPES[iri] for iri in self._all(node, RDF.type) if iri in _TYPES), None)
            if kind is None:
                raise DataError(f"<{node}> has no type that a statement can be about; is the graph of entities there?")
            ref = self._refs[node] = EntityRef(self._id(node), self._need(node, RDFS.label), kind)
        return ref

    def _optional_ref(self, node: str, predicate: NamedNode) -> EntityRef | None:
        value = self._get(node, predicate)
        return self._ref(value) if value is not None else None

    def _concept(self, node: str, predicate: NamedNode) -> str | None:
        value = self._get(node, predicate)
        if value is not None and value not in self._concepts:
            raise DataError(f"<{node}> names <{value}>, which is no concept of the ontology")
        return self._concepts[value] if value is not None else None

    def statement(self, node: str) -> Statement:
        evidence = self._need(node, TKG.evidence)
        selectors = self._all(evidence, OA.hasSelector)
        start, end, quote = (
            next((value for selector in selectors if (value := self._get(selector, predicate)) is not None), None)
            for predicate in (OA.start, OA.end, OA.exact)
        )
        if start is None or end is None or quote is None:
            raise DataError(f"<{evidence}> lacks a position or a quotation")
        return Statement(
            id=self._id(node),
            document=self._need(self._need(node, PROV.wasDerivedFrom), DCTERMS.identifier),
            start=int(start),
            end=int(end),
            quote=quote,
            subject=self._ref(self._need(node, RDF.subject)),
            predicate=self._need(node, RDF.predicate).removeprefix(TKG.namespace),
            object=self._object(node),
            negated=self._need(node, TKG.polarity) == TKG.Negated.value,
            modality=Modality(self._concept(node, TKG.modality) or ""),
            source=self._optional_ref(node, TKG.source),
            qualifiers=Qualifiers(
                amount=self._get(node, TKG.amount),
                time=self._get(node, TKG.time),
                place=self._get(node, TKG.place),
                quoted=self._get(node, TKG.quoted) == "true",
                page=int(page) if (page := self._get(node, TKG.page)) else None,
            ),
            confidence=float(self._need(node, TKG.confidence)),
            rule=self._need(node, TKG.rule),
            anchors=tuple(self._anchors(node)),
        )

    def _object(self, node: str) -> ObjectRef:
        ref = self._ref(self._need(node, RDF.object))
        return ObjectRef(
            id=ref.id,
            label=ref.label,
            type=ref.type,
            actor=self._optional_ref(node, TKG.actor),
            instrument=self._concept(node, TKG.instrument),
            change=self._concept(node, TKG.change),
            good=self._optional_ref(node, TKG.good),
            target=self._optional_ref(node, TKG.target),
            text=self._get(node, TKG.objectText) or "",
        )

    def _anchors(self, node: str) -> Iterable[Anchor]:
        for role in Role:
            fragment = self._get(node, TKG[f"{role}Fragment"])
            if fragment is None:
                continue
            match = _FRAGMENT.fullmatch(fragment)
            if match is None:
                raise DataError(f"<{node}> has the fragment {fragment!r}, which is not char=START,END")
            reason = self._get(node, TKG[f"{role}Reason"]) or ""
            yield Anchor(role, int(match[1]), int(match[2]), reason)

    def entity(self, node: str) -> Entity:
        country = self._get(node, TKG.country)
        ref = self._ref(node)
        return Entity(
            id=ref.id,
            label=ref.label,
            type=ref.type,
            aliases=self._all(node, SKOS.altLabel),
            identifiers=self._all(node, SKOS.exactMatch),
            country=self._id(country) if country is not None else None,
        )

    def document(self, node: str) -> Document:
        original = self._get(node, PROV.alternateOf)
        return Document(
            id=self._need(node, DCTERMS.identifier),
            text="",
            title=self._get(node, DCTERMS.title),
            date=self._get(node, DCTERMS.issued),
            publisher=self._get(node, DC.publisher),
            url=self._get(node, SCHEMA.url),
            copy_of=None if original is None else self._get(original, DCTERMS.identifier),
        )
