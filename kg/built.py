"""What a build left behind, as records again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.model import Document, Entity, Statement
from kg.rdf import documents_from_quads, entities_from_quads, statements_from_quads
from kg.store import open_store_at


@dataclass(frozen=True, slots=True)
class Built:
    """All statements, actors and documents (without their texts) of a build, sorted."""

    statements: list[Statement]
    entities: list[Entity]
    documents: list[Document]


def read_built(path: Path | str) -> Built:
    """Read a build's folder or a file of its graph (.nq, .trig, .ttl).

    Raises:
        StoreError: there is no graph at `path`.
        InputError: the graph has no statement.
    """
    with open_store_at(Path(path)) as store:
        quads = list(store.inner)
    built = Built(statements_from_quads(quads), entities_from_quads(quads), documents_from_quads(quads))
    if not built.statements:
        raise InputError(f"{path}: the graph has no statement; build it from texts first (kg build)")
    return built
