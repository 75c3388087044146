"""Statements as tables: CSV in the form that `neo4j-admin database import` takes, and Parquet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kg.errors import StoreError
from kg.model import Entity, EntityRef, EntityType, Statement
from kg.tabular import guarded

NODES_HEADER = ("id:ID", "label", "type", "aliases:string[]", "identifiers:string[]", "country", ":LABEL")
_ROWS = 10_000
"""Rows of a table that are made at once: a column of so many must not hold more than 2 GB."""
EDGES_HEADER = (
    ":START_ID",
    ":END_ID",
    ":TYPE",
    "statement",
    "document",
    "date",
    "negated:boolean",
    "modality",
    "source",
    "confidence:double",
    "amount",
    "time",
    "place",
    "start:int",
    "end:int",
    "quote",
    "rule",
)


def nodes_csv(statements: Iterable[Statement], entities: Iterable[Entity]) -> str:
    """Every node that `statements` name, sorted by id. Lists are separated by ``;`` as neo4j-admin expects.

    A text that a spreadsheet would run as a formula has an apostrophe in front.
    """
    known = {entity.id: entity for entity in entities}
    refs: dict[str, EntityRef] = {}
    for statement in statements:
        for ref in _refs(statement):
            refs.setdefault(ref.id, ref)
    rows = []
    for identifier in sorted(refs):
        ref, entity = refs[identifier], known.get(identifier)
        aliases = _list(entity.aliases) if entity else ""
        identifiers = _list(entity.identifiers) if entity else ""
        country = (entity.country or "") if entity else ""
        labels = f"Actor;{ref.type}" if ref.type.is_actor else ref.type.value
        rows.append((ref.id, guarded(ref.label), ref.type.value, guarded(aliases), identifiers, country, labels))
    return _csv(NODES_HEADER, rows)


def edges_csv(statements: Iterable[Statement], *, dates: Mapping[str, str | None]) -> str:
    """One relationship a statement, from subject to object; the type is the predicate as SCREAMING_SNAKE_CASE.

    Denied and uncertain statements are there too: look at `negated` and `modality`.
    """
    rows = []
    for statement in statements:
        qualifiers = statement.qualifiers
        rows.append(
            (
                statement.subject.id,
                statement.object.id,
                re.sub(r"(?<=[a-z])(?=[A-Z])", "_", statement.predicate).upper(),
                statement.id,
                guarded(statement.document),
                dates.get(statement.document) or "",
                str(statement.negated).lower(),
                statement.modality.value,
                statement.source.id if statement.source else "",
                repr(statement.confidence),
                guarded(qualifiers.amount or ""),
                qualifiers.time or "",
                guarded(qualifiers.place or ""),
                statement.start,
                statement.end,
                guarded(statement.quote),
                statement.rule,
            )
        )
    return _csv(EDGES_HEADER, rows)


def write_parquet(path: Path, statements: Sequence[Statement], *, dates: Mapping[str, str | None]) -> None:
    """Write `parquet_bytes` to `path`."""
    path.write_bytes(parquet_bytes(statements, dates=dates))


def parquet_bytes(statements: Sequence[Statement], *, dates: Mapping[str, str | None]) -> bytes:
    """One row a statement, parts as flat columns (`object_instrument`); ids are relative to the base IRI.

    Raises:
        StoreError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise StoreError('Parquet needs pyarrow: pip install "tradekg[parquet]"') from error
    kinds = {
        "start": pa.int64(),
        "end": pa.int64(),
        "negated": pa.bool_(),
        "quoted": pa.bool_(),
        "page": pa.int64(),
        "confidence": pa.float64(),
    }
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in _COLUMNS])
    rows = (_flat(statement, dates.get(statement.document)) for statement in statements)
    columns = list(zip(*rows, strict=True)) or [()] * len(_COLUMNS)
    out = io.BytesIO()
    pq.write_table(arrow_table(columns, schema), out, compression="zstd")
    return out.getvalue()


def arrow_table(columns: Sequence[Sequence[Any]], schema: Any) -> Any:
    """The Arrow table of `columns` of text, bytes, numbers and truth values, in the order of `schema`; None is null.
    Arrow's own functions for Python's values load pandas first, which takes a good part of a second."""
    import pyarrow as pa

    def made(start: int) -> Any:
        some = (column[start : start + _ROWS] for column in columns)
        return pa.Table.from_arrays([_arrow_array(*one) for one in zip(some, schema.types, strict=True)], schema=schema)

    return pa.concat_tables(map(made, range(0, len(columns[0]) or 1, _ROWS)))


def _arrow_array(values: Sequence[Any], kind: Any) -> Any:
    import pyarrow as pa

    missing = values.count(None)
    if missing == len(values):
        return pa.nulls(missing, kind)
    there = pa.py_buffer(_bits([value is not None for value in values])) if missing else None
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        pieces = [value.encode() if isinstance(value, str) else value or b"" for value in values]
        buffers = [np.cumsum([0, *map(len, pieces)], dtype=np.int32).tobytes(), b"".join(pieces)]
    elif pa.types.is_boolean(kind):
        buffers = [_bits(values)]
    else:
        buffers = [np.array([value or 0 for value in values], dtype=kind.to_pandas_dtype()).tobytes()]
    array = pa.Array.from_buffers(kind, len(values), [there, *map(pa.py_buffer, buffers)])
    array.validate()
    return array


def _bits(values: Sequence[Any]) -> bytes:
    return np.packbits(np.array(values, dtype=np.bool_), bitorder="little").tobytes()


_COLUMNS = (
    "id",
    "document",
    "date",
    "start",
    "end",
    "quote",
    "subject_id",
    "subject_label",
    "subject_type",
    "predicate",
    "object_id",
    "object_label",
    "object_type",
    "object_actor_id",
    "object_actor",
    "object_instrument",
    "object_change",
    "object_good_id",
    "object_good",
    "object_target_id",
    "object_target",
    "object_text",
    "negated",
    "modality",
    "source_id",
    "source_label",
    "source_type",
    "amount",
    "time",
    "place",
    "quoted",
    "page",
    "confidence",
    "rule",
)


def _flat(statement: Statement, date: str | None) -> tuple[Any, ...]:
    """What stands in `_COLUMNS`; an entity's type is a text itself."""
    obj, source, qualifiers = statement.object, statement.source, statement.qualifiers
    return (
        statement.id,
        statement.document,
        date,
        statement.start,
        statement.end,
        statement.quote,
        *(statement.subject.id, statement.subject.label, statement.subject.type),
        statement.predicate,
        *(obj.id, obj.label, obj.type),
        *_named(obj.actor),
        obj.instrument,
        obj.change,
        *_named(obj.good),
        *_named(obj.target),
        obj.text,
        statement.negated,
        statement.modality,
        *((None, None, None) if source is None else (source.id, source.label, source.type)),
        qualifiers.amount,
        qualifiers.time,
        qualifiers.place,
        qualifiers.quoted,
        qualifiers.page,
        statement.confidence,
        statement.rule,
    )


def _named(ref: EntityRef | None) -> tuple[str | None, str | None]:
    return (None, None) if ref is None else (ref.id, ref.label)


def _refs(statement: Statement) -> Iterable[EntityRef]:
    obj = statement.object
    yield statement.subject
    yield EntityRef(obj.id, obj.label, EntityType(obj.type))
    for ref in (obj.actor, obj.good, obj.target, statement.source):
        if ref is not None:
            yield ref


def _list(values: Iterable[str]) -> str:
    return ";".join(value.replace(";", ",") for value in values)


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
