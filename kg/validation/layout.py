"""What no SHACL shape can say: which graph holds what, that direct triples follow from statements, and no blank nodes.

Each check is a finding with the name of its rule as `shape`:

- ``Facts``: a direct triple is there exactly where an affirmed statement of a factual modality carries it;
- ``FactsGraph``: direct triples stand in the graph of facts and in no other;
- ``DocumentGraph``: a statement node stands in the graph of one document;
- ``NoBlankNodes``: every resource has an IRI.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kg.model import Modality
from kg.ontology import Ontology
from kg.rdf.names import RDF, TKG
from kg.validation.report import Finding

_Triple = tuple[str, str, str]


def layout_findings(quads: Sequence[ox.Quad], ontology: Ontology) -> Iterator[Finding]:
    """What is wrong with the layout of `quads`. Graphs are looked at where there is at least one named graph."""
    predicates = {predicate.iri for predicate in ontology.predicates.values()}
    direct: dict[_Triple, set[str]] = defaultdict(set)
    nodes: dict[str, set[str]] = defaultdict(set)
    named = False
    for quad in quads:
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
        named = named or bool(graph)
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            yield _finding("NoBlankNodes", quad, "A build has no blank nodes.")
        elif quad.predicate.value in predicates and isinstance(quad.object, ox.NamedNode | ox.Literal):
            direct[str(quad.subject), str(quad.predicate), str(quad.object)].add(graph)
        elif quad.predicate == RDF.subject:
            nodes[str(quad.subject)].add(graph)
    yield from _facts(direct.keys(), carried_triples(quads, ontology))
    if named:
        yield from _graphs(direct, nodes)


def carried_triples(quads: Iterable[ox.Quad], ontology: Ontology) -> set[_Triple]:
    """The direct triples that the statement nodes in `quads` carry."""
    factual = {ontology.modalities[modality.value].iri for modality in Modality if modality.is_factual}
    wanted = {RDF.subject.value, RDF.predicate.value, RDF.object.value, TKG.polarity.value, TKG.modality.value}
    parts: dict[str, dict[str, object]] = defaultdict(dict)
    for quad in quads:
        if quad.predicate.value in wanted and isinstance(quad.subject, ox.NamedNode):
            parts[quad.subject.value][quad.predicate.value] = quad.object
    return {
        (str(part[RDF.subject.value]), str(part[RDF.predicate.value]), str(part[RDF.object.value]))
        for part in parts.values()
        if len(part) == len(wanted)
        and part[TKG.polarity.value] == TKG.Affirmed
        and getattr(part[TKG.modality.value], "value", "") in factual
    }


def _facts(direct: Iterable[_Triple], carried: set[_Triple]) -> Iterator[Finding]:
    there = set(direct)
    for subject, predicate, obj in there - carried:
        message = "No affirmed statement of a factual modality carries this direct triple."
        yield Finding("Facts", subject, predicate, obj, "DirectTriple", message)
    for subject, predicate, obj in carried - there:
        yield Finding(
            "Facts", subject, predicate, obj, "DirectTriple", "A statement carries this triple: it is missing."
        )


def _graphs(direct: dict[_Triple, set[str]], nodes: dict[str, set[str]]) -> Iterator[Finding]:
    for (subject, predicate, obj), graphs in direct.items():
        for graph in graphs:
            if not graph.endswith("graph/facts"):
                message = f"A direct triple stands in <{graph}>, not in the graph of facts."
                yield Finding("FactsGraph", subject, predicate, obj, "DirectTriple", message)
    for node, graphs in nodes.items():
        if len(graphs) != 1 or "graph/document/" not in next(iter(graphs)):
            message = "A statement node stands in the graph of one document."
            yield Finding("DocumentGraph", node, "", "", "StatementNode", message)


def _finding(shape: str, quad: ox.Quad, message: str) -> Finding:
    return Finding(shape, str(quad.subject), str(quad.predicate), str(quad.object), "BlankNode", message)
