"""A part on shared storage: documents as the journal keeps them, statements as a table, quads for a triple store."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from kg.errors import StoreError
from kg.export.tables import arrow_table, parquet_bytes
from kg.model import Entity, Statement
from kg.pipeline.jobs import DOCUMENTS, QUADS, STATEMENTS
from kg.pipeline.journal import Entry
from kg.pipeline.pieces import Pieces, Shape, shaped
from kg.pipeline.records import FORMAT, decode
from kg.pipeline.storage import Folder, shown_url
from kg.rdf import Names, entity_quads, facts_quads, nquads, ontology_quads
from kg.read import Skip

_GZIP = 16 + zlib.MAX_WBITS
_KEPT = b"tradekg"
_TEXTS = ("id", "source", "fingerprint", "version", "shape", "facts", "date")
_PIECES = ("lines", "quads", "turtle")
_BLOBS = ("result", *_PIECES, "sketch")


@dataclass(slots=True)
class Part:
    """What comes of a share: entries in the order of the inputs, what was skipped, what was done to texts."""

    entries: list[Entry] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)


def write_part(folder: Folder, key: str, part: Part, shape: Shape) -> None:
    """Write the three files of `part`, the one that says it is complete last."""
    statements: list[Statement] = []
    entities: dict[Entity, None] = {}
    dates: dict[str, str | None] = {}
    for entry in part.entries:
        result = shaped(decode(entry.result, whole=False), shape.min_confidence)
        statements += result.statements
        entities.update(dict.fromkeys(result.entities))
        dates[result.document.id] = result.document.date
    names = Names(shape.base_iri)
    shared = chain(entity_quads(entities, statements, names=names), facts_quads(statements, names=names))
    apart = (zlib.decompress(entry.pieces.quads) for entry in part.entries)
    folder.write(f"{QUADS}/{key}.nq.gz", _zipped(chain([nquads(shared)], apart)))
    folder.write(f"{STATEMENTS}/{key}.parquet", parquet_bytes(statements, dates=dates))
    folder.write(f"{DOCUMENTS}/{key}.parquet", _encoded(part))


def write_ontology(folder: Folder, shape: Shape) -> None:
    """The quads that belong to no part."""
    quads = nquads(ontology_quads(names=Names(shape.base_iri)))
    folder.write(f"{QUADS}/ontology.nq.gz", _zipped([quads]))


def read_part(folder: Folder, key: str) -> Part | None:
    """The part `key`; None where it is not there.

    Raises:
        StoreError: it is damaged, or of another version's format.
    """
    data = folder.read(f"{DOCUMENTS}/{key}.parquet")
    if data is None:
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    where = f"{shown_url(folder.url)}/{DOCUMENTS}/{key}.parquet"
    try:
        table = pq.ParquetFile(io.BytesIO(data)).read()
        kept = json.loads(table.schema.metadata[_KEPT])
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{where}: not a part that kg build wrote ({type(error).__name__})") from None
    if kept["format"] != FORMAT:
        raise StoreError(f"{where}: made by another version of tradekg; run the build again")
    skipped = [Skip(*row) for row in kept["skipped"]]
    notes = {key: tuple(told) for key, told in kept["notes"].items()}
    return Part(list(_entries(table)), skipped, notes)


def _zipped(pieces: Iterable[bytes]) -> bytes:
    """`pieces` in one gzip file, the same bytes at any time; only one of them is in memory unpacked."""
    gzip = zlib.compressobj(1, wbits=_GZIP)
    return b"".join([*map(gzip.compress, pieces), gzip.flush()])


def _encoded(part: Part) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = [*((name, pa.string()) for name in _TEXTS), *((name, pa.binary()) for name in _BLOBS)]
    kept = {
        "format": FORMAT,
        "skipped": [[skip.source, skip.reason, skip.failed] for skip in part.skipped],
        "notes": part.notes,
    }
    schema = pa.schema(kinds, metadata={_KEPT: json.dumps(kept).encode()})
    out = io.BytesIO()
    pq.write_table(arrow_table(_columns(part.entries), schema), out, compression="none", use_dictionary=False)
    return out.getvalue()


def _columns(entries: list[Entry]) -> list[list[Any]]:
    """What `_TEXTS` and `_BLOBS` name, of all `entries`."""
    names = [*_TEXTS, *_BLOBS]
    return [[getattr(entry.pieces if name in _PIECES else entry, name) for entry in entries] for name in names]


def _entries(table: Any) -> Iterator[Entry]:
    for row in table.to_pylist():
        pieces = Pieces(*(row.pop(name) for name in _PIECES))
        yield Entry(**row, pieces=pieces)
