"""RDF in six syntaxes, whole or filtered, each sorted and the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.model import Entity, Statement
from kg.rdf import Names, entity_quads, facts_quads, turtle_of_lines
from kg.rdf.names import DCTERMS, OA, RDF, SCHEMA, TKG
from kg.store import GraphName, graph_triples


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


def rdf_bytes(
    store: ox.Store, syntax: Syntax, *, names: Names, rdf12: bool = False, nquads_file: Path | None = None
) -> bytes:
    """The whole of `store`; with `rdf12` each statement node also reifies its triple by an RDF 1.2 triple term.

    `nquads_file` is the same graph as a build wrote it, if it is there: to read it is much faster than to gather the
    terms from a store on disk.

    Raises:
        StoreError: the syntax has no triple terms.
    """
    if rdf12:
        if syntax not in _WITH_TRIPLE_TERMS:
            known = ", ".join(sorted(_WITH_TRIPLE_TERMS))
            raise StoreError(f"{syntax} has no RDF 1.2 triple terms; use one of {known}")
        store, nquads_file = _copy(store, triple_terms(store)), None
    prefixes = names.prefixes()
    if syntax in (Syntax.NTRIPLES, Syntax.TURTLE, Syntax.RDFXML):
        lines = _triples_of_file(nquads_file) if nquads_file else _triples_of_store(store)
        lines.sort()
        once = dict.fromkeys(lines)
        if syntax is Syntax.TURTLE:
            return turtle_of_lines(once, prefixes=prefixes)
        data = b"".join(line + b"\n" for line in once)
        source = ox.RdfFormat.N_TRIPLES
    else:
        data = nquads_file.read_bytes() if nquads_file else b"".join(_nquads(store, names))
        source = ox.RdfFormat.N_QUADS
    if _FORMATS[syntax] == source:
        return data
    quads = ox.parse(data, format=source)
    return ox.serialize(quads, format=_FORMATS[syntax], prefixes=prefixes) or b""


def _nquads(store: ox.Store, names: Names) -> Iterator[bytes]:
    """Lines in the order of a build: the shared graphs, sorted, then each document's, sorted, in the order of ids."""
    identifiers = store.quads_for_pattern(None, DCTERMS.identifier, None, None)
    documents = {
        quad.graph_name: quad.object.value
        for quad in identifiers
        if isinstance(quad.object, ox.Literal) and names.is_document_graph(quad.graph_name)
    }
    shared: list[bytes] = []
    for graph in (ox.DefaultGraph(), *store.named_graphs()):
        if graph not in documents:
            shared += _named(store, graph)
    yield from sorted(shared)
    for graph in sorted(documents, key=lambda graph: documents[graph]):
        yield from sorted(_named(store, graph))


def _named(store: ox.Store, graph: GraphName) -> list[bytes]:
    """The triples of `graph` as lines of N-Quads."""
    ending = b" .\n" if isinstance(graph, ox.DefaultGraph) else b" " + str(graph).encode() + b" .\n"
    return [line[:-2] + ending for line in graph_triples(store, graph)]


def _triples_of_store(store: ox.Store) -> list[bytes]:
    return [line for graph in (ox.DefaultGraph(), *store.named_graphs()) for line in graph_triples(store, graph)]


def _triples_of_file(file: Path) -> list[bytes]:
    """The lines of a build's N-Quads, all of which name a graph, without it."""
    return [line.rsplit(b" ", 2)[0] + b" ." for line in file.read_bytes().split(b"\n") if line]


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
    named = set(_names_of(kept))
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


def _names_of(statements: Iterable[Statement]) -> Iterator[str]:
    for statement in statements:
        obj = statement.object
        yield statement.subject.id
        yield obj.id
        for ref in (statement.source, obj.actor, obj.target):
            if ref is not None:
                yield ref.id
