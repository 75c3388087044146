"""The two SHACL engines behind one signature: quads in, findings in their union out.

pyshacl is the reference; it runs on an rdflib graph in memory. `shacl`, written in Rust, gives the same findings many
times faster and is taken where it is installed (there are no wheels of it for every platform).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.validation.report import SH, SHAPES, Finding

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


def has_fast_engine() -> bool:
    """True where the `shacl` package is installed."""
    return importlib.util.find_spec("shacl") is not None


def fast_findings(quads: Iterable[ox.Quad], shapes: Path) -> Iterator[Finding]:
    """Findings of the Rust engine in the union of `quads`."""
    import shacl

    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert text is not None
    for result in shacl.Shapes.from_file(str(shapes)).validate_text(text.decode(), format="nquads").results:
        yield Finding(
            shape=_name(result.root_shape or result.source_shape or ""),
            focus=result.focus_node,
            path=result.path if result.path and result.path[0] == "<" else "",
            value=result.value or "",
            component=result.component,
            message=result.message or "",
        )


def reference_findings(quads: Iterable[ox.Quad], shapes: Path) -> Iterator[Finding]:
    """Findings of pyshacl in the union of `quads`."""
    import pyshacl
    from rdflib import Graph, URIRef

    text = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    graph = Graph().parse(data=text, format="nt")
    rules = Graph().parse(shapes, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=rules, do_owl_imports=False)
    # Results that only explain another one (sh:detail) do not hang at the report itself.
    for result in report.objects(predicate=URIRef(SH.result.value)):
        path = _value(report, result, "resultPath")
        value, focus = _value(report, result, "value"), _value(report, result, "focusNode")
        component = _value(report, result, "sourceConstraintComponent")
        yield Finding(
            shape=_root_shape(rules, _value(report, result, "sourceShape")),
            focus=focus.n3() if focus is not None else "",
            path=path.n3() if isinstance(path, URIRef) else "",
            value=_n3(value),
            component=str(component).removeprefix(SH.namespace),
            message=str(_value(report, result, "resultMessage") or ""),
        )


def _n3(value: Node | None) -> str:
    from rdflib import XSD, Literal

    if value is None:
        return ""
    if isinstance(value, Literal) and value.datatype == XSD.string:
        return Literal(str(value)).n3()
    return value.n3()


def _value(graph: Graph, node: Node, name: str) -> Node | None:
    from rdflib import URIRef

    return graph.value(node, URIRef(SH[name].value))


def _root_shape(rules: Graph, shape: Node | None) -> str:
    """The nearest shape with an IRI: `shape`, or the one whose property it is."""
    from rdflib import BNode, URIRef

    while isinstance(shape, BNode):
        shape = rules.value(predicate=URIRef(SH.property.value), object=shape)
    return _name(f"<{shape}>")


def _name(node: str) -> str:
    return node.strip("<>").removeprefix(SHAPES.namespace)
