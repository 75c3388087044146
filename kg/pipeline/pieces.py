"""What a document adds to the outputs, ready to be written: made by the workers, put together by the build."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, replace
from typing import Any

from kg.model import DocumentResult, merged_statements
from kg.rdf import Names, document_quads, nquads, turtle


@dataclass(frozen=True, slots=True)
class Shape:
    """How outputs look: with which base IRI, from which confidence on, written by which version of tradekg."""

    base_iri: str
    min_confidence: float
    version: str

    @property
    def key(self) -> str:
        """The shape as one text."""
        return f"{self.version} {self.min_confidence} {self.base_iri}"


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document's lines of ``statements.jsonl``, its N-Quads and its Turtle without prefixes; compressed each."""

    lines: bytes
    quads: bytes
    turtle: bytes


def shaped(result: DocumentResult, min_confidence: float) -> DocumentResult:
    """`result` with its statements filtered, sorted and unique."""
    kept = (statement for statement in result.statements if statement.confidence >= min_confidence)
    return replace(result, statements=tuple(merged_statements(kept)))


def pieces(result: DocumentResult, shape: Shape) -> Pieces:
    """The pieces of one document.

    Raises:
        DataError: a statement says what the ontology does not declare.
    """
    kept = shaped(result, shape.min_confidence)
    names = Names(shape.base_iri)  # a new one each time: it keeps all the nodes that it made
    quads = list(document_quads(kept, names=names))
    parts = (
        "".join(json_line(statement.as_json(base_iri=shape.base_iri)) for statement in kept.statements).encode(),
        nquads(quads),
        b"\n" + without_prefixes(turtle(quads, prefixes=names.prefixes())),
    )
    return Pieces(*(zlib.compress(part, 1) for part in parts))


def json_line(row: dict[str, Any]) -> str:
    """`row` as a line of JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def without_prefixes(data: bytes) -> bytes:
    """Turtle without the declarations at its head."""
    return data.partition(b"\n\n")[2] if data.startswith(b"@prefix") else data
