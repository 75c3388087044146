"""The outputs that other modules make, each written from the snapshot document by document where that can be."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kg.rdf import Names, document_quads, entity_quads, facts_quads, nquads, ontology_quads, turtle

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from kg.pipeline.write import Material

NQUADS = "graph.nq"
TURTLE = "graph.ttl"
GRAPHML = "graph.graphml"
PAGE = "graph.html"
PAGE_STATEMENTS = 20_000
"""How many statements a page holds at most."""


def write_rdf(material: Material) -> None:
    """``graph.nq`` and ``graph.ttl``: the shared graphs, sorted, then each document's, sorted, in the order of ids."""
    names = Names(material.options.base_iri)
    with (material.folder / NQUADS).open("wb") as quads_file, (material.folder / TURTLE).open("wb") as turtle_file:
        prefixes = names.prefixes()
        turtle_file.writelines(f"@prefix {name}: <{prefixes[name]}> .\n".encode() for name in sorted(prefixes))
        for chunk in chain([_shared(material, names)], _documents(material)):
            quads_file.write(nquads(chunk))
            turtle_file.write(b"\n" + _without_prefixes(turtle(chunk, prefixes=prefixes)))


def _shared(material: Material, names: Names) -> list[Quad]:
    entities = (count.entity for count in material.entities)
    parts: tuple[Iterable[Quad], ...] = (
        ontology_quads(names=names),
        entity_quads(entities, material.snapshot.statements(), names=names),
        facts_quads(material.snapshot.statements(), names=names),
    )
    return list(chain.from_iterable(parts))


def _documents(material: Material) -> Iterator[list[Quad]]:
    for result in material.snapshot.results():
        names = Names(material.options.base_iri)  # it keeps all the nodes that it made
        yield list(document_quads(result, names=names))


def _without_prefixes(data: bytes) -> bytes:
    return data.partition(b"\n\n")[2] if data.startswith(b"@prefix") else data


def write_page(material: Material) -> None:
    """``graph.html``: the page to look at; of a graph too large for one, the most certain statements."""
    from kg.render import render_page

    statements = heapq.nsmallest(
        PAGE_STATEMENTS,
        material.snapshot.statements(),
        key=lambda statement: (-statement.confidence, statement.sort_key),
    )
    shown = {statement.document for statement in statements}
    documents = [result.document for result in material.snapshot.results() if result.document.id in shown]
    entities = [count.entity for count in material.entities]
    title = "Knowledge graph"
    if material.summary.statements > len(statements):
        title += f": the {len(statements):,} most certain of {material.summary.statements:,} statements"
    page = render_page(statements, entities, documents, title=title)
    (material.folder / PAGE).write_text(page, encoding="utf-8", newline="\n")


def write_graphml(material: Material) -> None:
    """``graph.graphml``: the network of all statements."""
    from kg.export.networks import graphml
    from kg.network import network

    entities = [count.entity for count in material.entities]
    documents = [result.document for result in material.snapshot.results()]
    made = network(material.snapshot.statements(), entities=entities, documents=documents)
    (material.folder / GRAPHML).write_bytes(graphml(made))


def has_store(out: Path) -> bool:
    """Whether a store is there."""
    from kg.store import FOLDER, current_generation

    return current_generation(out / FOLDER) is not None


def load_store(out: Path) -> None:
    """Load ``graph.nq`` into the store, beside the one that readers have open."""
    from kg.store import FOLDER, write_store

    write_store(out / FOLDER, [out / NQUADS])
