"""RDF in six syntaxes, whole or filtered, each sorted and the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import pyoxigraph as ox

from kg.errors import StoreError
from kg.model import Entity, Statement
from kg.rdf import Names, entity_quads, facts_quads, turtle
from kg.rdf.names import OA, RDF, SCHEMA, TKG


class Syntax(StrEnum):
    """The syntaxes. N-Quads, TriG and JSON-LD keep the named graphs, the others are their union."""

    TURTLE = "ttl"
    NTRIPLES = "nt"
    NQUADS = "nq"
    TRIG = "trig"
    JSONLD = "jsonld"
    RDFXML = "rdfxml"


_FORMATS = {
    Syntax.TURTLE: ox.RdfFormat.TURTLE,
    Syntax.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    Syntax.NQUADS: ox.RdfFormat.N_QUADS,
    Syntax.TRIG: ox.RdfFormat.TRIG,
    Syntax.JSONLD: ox.RdfFormat.JSON_LD,
    Syntax.RDFXML: ox.RdfFormat.RDF_XML,
}
_WITH_TRIPLE_TERMS = {Syntax.TURTLE, Syntax.NTRIPLES, Syntax.NQUADS, Syntax.TRIG}


def rdf_bytes(store: ox.Store, syntax: Syntax, *, names: Names, rdf12: bool = False) -> bytes:
    """The whole of `store`; with `rdf12` each statement node also reifies its triple by an RDF 1.2 triple term.

    Raises:
        StoreError: the syntax has no triple terms.
    """
    if rdf12:
        if syntax not in _WITH_TRIPLE_TERMS:
            known = ", ".join(sorted(_WITH_TRIPLE_TERMS))
            raise StoreError(f"{syntax} has no RDF 1.2 triple terms; use one of {known}")
        store = _copy(store, triple_terms(store))
    if syntax is Syntax.NQUADS:
        return b"".join(sorted(_dumped(store, ox.RdfFormat.N_QUADS)))
    if syntax is Syntax.NTRIPLES:
        graphs = (ox.DefaultGraph(), *store.named_graphs())
        return b"".join(sorted({line for graph in graphs for line in _dumped(store, ox.RdfFormat.N_TRIPLES, graph)}))
    if syntax is Syntax.TURTLE:
        return turtle(store, prefixes=names.prefixes())
    prefixes = names.prefixes()
    if syntax is Syntax.RDFXML:
        triples = sorted({quad.triple for quad in store}, key=str)
        return ox.serialize(triples, format=_FORMATS[syntax], prefixes=prefixes) or b""
    quads = sorted(store, key=lambda quad: (str(quad.graph_name), str(quad)))
    return ox.serialize(quads, format=_FORMATS[syntax], prefixes=prefixes) or b""


def _dumped(
    store: ox.Store, form: ox.RdfFormat, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None
) -> list[bytes]:
    return (store.dump(format=form, from_graph=graph) or b"").splitlines(keepends=True)


def triple_terms(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """``?statement rdf:reifies <<( subject predicate object )>>`` for the statement nodes in `quads`."""
    parts: dict[tuple[ox.NamedNode, ox.NamedNode], dict[str, ox.NamedNode]] = {}
    wanted = {RDF.subject.value: "s", RDF.predicate.value: "p", RDF.object.value: "o"}
    for quad in quads:
        place = wanted.get(quad.predicate.value)
        if place and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.graph_name, ox.NamedNode):
            assert isinstance(quad.object, ox.NamedNode)
            parts.setdefault((quad.subject, quad.graph_name), {})[place] = quad.object
    for (node, graph), spo in parts.items():
        if len(spo) == 3:
            yield ox.Quad(node, RDF.reifies, ox.Triple(spo["s"], spo["p"], spo["o"]), graph)


def _copy(store: ox.Store, more: Iterable[ox.Quad]) -> ox.Store:
    copy = ox.Store()
    copy.bulk_load(store.dump(format=ox.RdfFormat.N_QUADS) or b"", format=ox.RdfFormat.N_QUADS)
    copy.extend(more)
    return copy


def filtered(store: ox.Store, kept: Sequence[Statement], entities: Iterable[Entity], *, names: Names) -> ox.Store:
    """A store in memory with the statements `kept` and what belongs to them: documents, evidence, the entities that
    they name, the direct triples that follow from them, and the ontology."""
    result = ox.Store()
    result.extend(store.quads_for_pattern(None, None, None, names.ontology))
    named = set(_named(kept))
    actors = [entity for entity in entities if entity.id in named]
    result.extend(entity_quads(actors, kept, names=names))
    result.extend(facts_quads(kept, names=names))
    known = {quad.subject for quad in result.quads_for_pattern(None, RDF.type, None, names.entities)}
    by_document: dict[str, list[Statement]] = {}
    for statement in kept:
        by_document.setdefault(statement.document, []).append(statement)
    for document, statements in by_document.items():
        graph = names.document_graph(document)
        nodes: list[ox.NamedNode] = [names.document(document), *(names.node(statement.id) for statement in statements)]
        for node in list(nodes):
            nodes += _objects(store, node, TKG.evidence, graph)
        for node in list(nodes):
            nodes += _objects(store, node, OA.hasSelector, graph)
        for node in dict.fromkeys(nodes):
            for quad in store.quads_for_pattern(node, None, None, graph):
                if quad.predicate != SCHEMA.mentions or quad.object in known:
                    result.add(quad)
    return result


def _objects(store: ox.Store, node: ox.NamedNode, predicate: ox.NamedNode, graph: ox.NamedNode) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(node, predicate, None, graph)
    return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]


def _named(statements: Iterable[Statement]) -> Iterator[str]:
    for statement in statements:
        obj = statement.object
        yield statement.subject.id
        yield obj.id
        for ref in (statement.source, obj.actor, obj.target):
            if ref is not None:
                yield ref.id
