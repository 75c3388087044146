"""What a validation found, as records and as a SHACL report in RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.rdf import Names, turtle
from kg.rdf.names import RDF, Vocabulary

SH = Vocabulary("http://www.w3.org/ns/shacl#")
SHAPES = Vocabulary("https://w3id.org/tradekg/shapes#")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One violation. `focus`, `path` and `value` are terms in N-Triples syntax, `path` and `value` maybe "".

    `shape` is the name of the enclosing named shape ("Statement", "Facts"), `component` the local name of the broken
    constraint ("MinCountConstraintComponent").
    """

    shape: str
    focus: str
    path: str
    value: str
    component: str
    message: str


@dataclass(frozen=True, slots=True)
class Validation:
    """The outcome: findings sorted, how many quads (with those of the ontology) and statement nodes were
    looked at, and the engine that ran the shapes."""

    findings: tuple[Finding, ...]
    quads: int
    statements: int
    engine: str

    @property
    def conforms(self) -> bool:
        """True where nothing was found."""
        return not self.findings

    def as_turtle(self) -> bytes:
        """The findings as a SHACL validation report."""
        prefixes = {**Names().prefixes(), "sh": SH.namespace, "shape": SHAPES.namespace}
        return turtle(self._triples(), prefixes=prefixes)

    def _triples(self) -> Iterator[ox.Triple]:
        report = ox.BlankNode("report")
        yield ox.Triple(report, RDF.type, SH.ValidationReport)
        yield ox.Triple(report, SH.conforms, ox.Literal(self.conforms))
        width = len(str(len(self.findings)))
        for number, finding in enumerate(self.findings, 1):
            node = ox.BlankNode(f"result{number:0{width}}")
            yield ox.Triple(report, SH.result, node)
            yield ox.Triple(node, RDF.type, SH.ValidationResult)
            yield ox.Triple(node, SH.focusNode, term(finding.focus))
            yield ox.Triple(node, SH.resultMessage, ox.Literal(finding.message))
            yield ox.Triple(node, SH.resultSeverity, SH.Violation)
            yield ox.Triple(node, SH.sourceConstraintComponent, _component(finding))
            yield ox.Triple(node, SH.sourceShape, SHAPES[finding.shape])
            if finding.path:
                yield ox.Triple(node, SH.resultPath, term(finding.path))
            if finding.value:
                yield ox.Triple(node, SH.value, term(finding.value))


def _component(finding: Finding) -> ox.NamedNode:
    return (SH if finding.component.endswith("ConstraintComponent") else SHAPES)[finding.component]


def term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The term that `text` writes in N-Triples syntax."""
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    triple = next(iter(ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)))
    assert isinstance(triple.object, ox.NamedNode | ox.Literal)
    return triple.object
