"""CSV and Parquet files with named columns: one document a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, cast

from kg.read.decode import encoding_of
from kg.read.jsonl import from_row
from kg.read.records import Outcome, Skip

COLUMNS = ("id", "passage", "text", "title", "date", "source", "url")
_SAMPLE = 1 << 20
_MAX_FIELD = 64 * 1024 * 1024


def read_csv(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """The rows of a CSV file (``.tsv``: tabs), columns as the keys of JSON Lines; without ``id``, rows are numbered."""
    csv.field_size_limit(_MAX_FIELD)
    source = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream), _SAMPLE)
    lines = io.TextIOWrapper(source, encoding_of(source.peek(_SAMPLE)), errors="replace", newline="")
    reader = csv.DictReader(lines, delimiter="\t" if name.lower().endswith(".tsv") else ",")
    try:
        columns = [(column or "").strip().lower() for column in reader.fieldnames or ()]
        reader.fieldnames = columns
        if "text" not in columns:
            yield Skip(name, f"no column 'text' among {', '.join(columns[:12]) or 'no columns'}")
            return
        yield from _documents(name, reader)
    except csv.Error as error:
        yield Skip(name, f"not a sound CSV file, line {reader.line_num} ({error})")


def read_parquet(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """The rows of a Parquet file, columns as the keys of JSON Lines; without ``id``, rows are numbered."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        yield Skip(name, "Parquet needs another package: pip install 'tradekg[parquet]'")
        return
    try:
        file = parquet.ParquetFile(stream)
        present = {column.lower(): column for column in file.schema_arrow.names if column.lower() in COLUMNS}
        if "text" not in present:
            yield Skip(name, f"no column 'text' among {', '.join(file.schema_arrow.names[:12])}")
            return
        yield from _documents(name, _parquet_rows(file, present))
    except (pa.ArrowException, OSError) as error:
        yield Skip(name, f"not a sound Parquet file ({' '.join(str(error).split())[:100]})")


def _parquet_rows(file: Any, present: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for batch in file.iter_batches(batch_size=256, columns=list(present.values())):
        for row in batch.to_pylist():
            yield {key: row[column] for key, column in present.items()}


def _documents(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Outcome]:
    for number, row in enumerate(rows, start=1):
        place = f"{name}#{number}"
        yield from_row(place, row if row.get("id") or row.get("passage") else {**row, "id": place})
