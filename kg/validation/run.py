"""Validation of a build's folder or of any RDF file."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import pyoxigraph as ox

from kg.data import ontology_path
from kg.errors import InputError
from kg.ontology import load_ontology
from kg.rdf import ontology_quads
from kg.rdf.names import RDF, TKG
from kg.validation.engines import fast_findings, has_fast_engine, reference_findings
from kg.validation.layout import layout_findings
from kg.validation.report import Validation

GRAPH_FILES = ("graph.nq", "graph.ttl")
"""What is read of a build's folder: the first that is there."""


class Engine(StrEnum):
    """Which SHACL engine runs: the fast one where it is installed, pyshacl (the reference), or the fast one."""

    AUTO = "auto"
    PYSHACL = "pyshacl"
    SHACL = "shacl"


def validate(path: Path, *, engine: Engine = Engine.AUTO) -> Validation:
    """Validate a build's folder, or an RDF file of any kind that pyoxigraph reads, by its suffix.

    Raises:
        InputError: there is no graph, it is not RDF, or `engine` is not installed.
    """
    return validate_quads(read_graph(path), engine=engine)


def validate_quads(quads: Iterable[ox.Quad], *, engine: Engine = Engine.AUTO) -> Validation:
    """Validate the union of `quads`; the ontology is added where it is not among them."""
    if engine is Engine.SHACL and not has_fast_engine():
        raise InputError("the engine 'shacl' is not installed; pip install 'tradekg[shacl]', or use --engine pyshacl")
    data = list(quads)
    layout = list(layout_findings(data, load_ontology()))
    if not any(quad.subject == TKG.Statement and quad.predicate == RDF.type for quad in data):
        data.extend(ontology_quads())
    fast = engine is Engine.SHACL or (engine is Engine.AUTO and has_fast_engine())
    found = (fast_findings if fast else reference_findings)(data, ontology_path("shapes.ttl"))
    findings = {*found, *layout}
    return Validation(
        findings=tuple(sorted(findings)),
        quads=len(data),
        statements=len({quad.subject for quad in data if quad.object == TKG.Statement and quad.predicate == RDF.type}),
        engine=(Engine.SHACL if fast else Engine.PYSHACL).value,
    )


def read_graph(path: Path) -> list[ox.Quad]:
    """The quads of a build's folder or of an RDF file.

    Raises:
        InputError: there is no such graph, or it is malformed (with its line).
    """
    file = path
    if path.is_dir():
        file = next((path / name for name in GRAPH_FILES if (path / name).is_file()), path / GRAPH_FILES[0])
    form = ox.RdfFormat.from_extension(file.suffix.removeprefix("."))
    if form is None:
        raise InputError(f"{file}: not an RDF file by its suffix; .ttl, .nt, .nq, .trig, .rdf and .jsonld are")
    try:
        return list(ox.parse(path=file, format=form))
    except SyntaxError as error:
        raise InputError(f"{file}:{error.lineno}: {error.msg}") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror or error}") from error
