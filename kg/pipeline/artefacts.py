"""The outputs that other modules make, written from the overview and, document by document, from workers' pieces."""

from __future__ import annotations

import heapq
import importlib
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad

from kg.pipeline.pieces import json_line, without_prefixes
from kg.pipeline.snapshot import by_certainty
from kg.rdf import Names, entity_quads, facts_quads, nquads, ontology_quads, turtle
from kg.rdf.names import PROV

if TYPE_CHECKING:
    from kg.pipeline.journal import Journal
    from kg.pipeline.snapshot import Overview
    from kg.pipeline.write import Material
    from kg.store import StoreLoad

STATEMENTS = "statements.jsonl"
OPEN = "open.jsonl"
NQUADS = "graph.nq"
TURTLE = "graph.ttl"
GRAPHML = "graph.graphml"
REPORT = "report.md"
PAGE = "graph.html"
PICTURES = ("kg.render", "kg.export.networks")
"""The modules that `write_pictures` imports."""
OTHERS = ("kg.report", "kg.store")
"""Those that other writers do."""
STORE_PART = 50_000_000
"""Bytes of N-Quads that are loaded into the store at once, about 250,000 lines: the loader's memory grows with them,
but what is loaded at once has not to be sorted anew."""
PAGE_STATEMENTS = 20_000
"""How many statements a page holds at most."""


def write_documents(material: Material) -> None:
    """``statements.jsonl``, ``graph.nq`` and ``graph.ttl``: of the graphs the shared ones, sorted, come first, then
    each document's, sorted, in the order of ids."""
    names = Names(material.options.base_iri)
    prefixes = names.prefixes()
    shared = _shared(material, names)
    folder = material.folder
    with (
        (folder / STATEMENTS).open("wb") as lines_file,
        (folder / NQUADS).open("wb") as quads_file,
        (folder / TURTLE).open("wb") as turtle_file,
    ):
        shared_lines = nquads(shared)
        material.shared.set_result(shared_lines)
        quads_file.write(shared_lines)
        turtle_file.writelines(f"@prefix {name}: <{prefixes[name]}> .\n".encode() for name in sorted(prefixes))
        turtle_file.write(b"\n" + without_prefixes(turtle(shared, prefixes=prefixes)))
        for pieces in material.snapshot.pieces():
            lines_file.write(zlib.decompress(pieces.lines))
            quads_file.write(zlib.decompress(pieces.quads))
            turtle_file.write(zlib.decompress(pieces.turtle))


def write_open(material: Material) -> None:
    """``open.jsonl``: the open triples, sorted by document and place; only where they were asked for."""
    if not material.options.with_open:
        return
    with (material.folder / OPEN).open("w", encoding="utf-8", newline="\n") as file:
        for result in material.snapshot.results():
            file.writelines(json_line(triple.as_json(result.document.id)) for triple in result.open_triples)


def _shared(material: Material, names: Names) -> list[Quad]:
    view = material.view
    entities = (count.entity for count in view.entities)
    parts: tuple[Iterable[Quad], ...] = (
        ontology_quads(names=names),
        entity_quads(entities, view.statements if view.is_complete else material.snapshot.statements(), names=names),
        facts_quads(view.statements if view.is_complete else material.snapshot.statements(), names=names),
    )
    copies = (
        Quad(names.document(copy), PROV.alternateOf, names.document(original), names.entities)
        for copy, original in view.copies.items()
    )
    return list(chain(*parts, copies))


def write_pictures(view: Overview, folder: Path) -> None:
    """Into `folder`: ``graph.html``, the page to look at, and ``graph.graphml``, the network of all statements.

    Of a graph too large for a page it holds the most certain statements; the network lies as on the page where that
    has them all.
    """
    from kg.export.networks import graphml
    from kg.network import network
    from kg.render import page_of, picture

    entities = [count.entity for count in view.entities]
    statements = view.statements
    title = "Knowledge graph"
    if view.counts["statements"] > PAGE_STATEMENTS:
        statements = heapq.nsmallest(PAGE_STATEMENTS, statements, key=by_certainty)
        title += f": the {PAGE_STATEMENTS:,} most certain of {view.counts['statements']:,} statements"
    drawn = picture(statements, entities, view.documents)
    (folder / PAGE).write_text(page_of(drawn, title=title), encoding="utf-8", newline="\n")
    made = network(view.statements, entities=entities, documents=view.documents)
    places = drawn.places if len(statements) == len(view.statements) else None
    (folder / GRAPHML).write_bytes(graphml(made, places=places))


def write_report(material: Material) -> None:
    """``report.md``: who is active, what is contested, who stands together."""
    from kg.report import report

    text = report(material.view.statements, material.view.documents)
    (material.folder / REPORT).write_text(text, encoding="utf-8", newline="\n")


def import_writers(modules: Iterable[str]) -> None:
    """Import what writers will need, while others work."""
    for name in modules:
        importlib.import_module(name)


def has_store(out: Path) -> bool:
    """Whether a store is there."""
    from kg.store import FOLDER, current_generation

    return current_generation(out / FOLDER) is not None


def loading_store(out: Path, journal: Journal, shared: Future[bytes]) -> AbstractContextManager[StoreLoad]:
    """Load what the documents of `journal` say, and then the `shared` N-Quads, into the store of `out`, beside the one
    that readers have open."""
    from kg.store import FOLDER, loading_store

    return loading_store(out / FOLDER, _graph_parts(journal, shared))


def _graph_parts(journal: Journal, shared: Future[bytes]) -> Iterator[bytes]:
    """The N-Quads of all documents in parts of a size that is good to load; `shared` with the last of them."""
    part: list[bytes] = []
    size = 0
    with journal.reader() as own:
        for pieces in own.pieces():
            part.append(zlib.decompress(pieces.quads))
            size += len(part[-1])
            if size >= STORE_PART:
                yield b"".join(part)
                part, size = [], 0
    yield b"".join([*part, shared.result()])
