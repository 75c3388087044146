"""JSON Lines: one document a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO

from kg.model import Document
from kg.read.dates import iso_date
from kg.read.decode import sane
from kg.read.records import Outcome, Reading, Skip

MAX_LINE = 16 * 1024 * 1024
"""Bytes of a line past which it is not read as a document."""


def read_jsonl(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """The documents of a JSON Lines file.

    Keys: ``id`` (or ``passage``), ``text``, ``title``, ``date``, ``source``, ``url``; others are passed over.
    A line that is not a document gives a `Skip` that names it.
    """
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        where = f"{name}, line {number}"
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            yield Skip(where, f"longer than {MAX_LINE >> 20} MB")
        elif line.strip():
            yield _document(where, line)


def _document(where: str, line: bytes) -> Outcome:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Skip(where, "not UTF-8")
    except (ValueError, RecursionError) as error:
        return Skip(where, f"not JSON ({error})" if isinstance(error, ValueError) else "not JSON (nested too deep)")
    if not isinstance(row, dict):
        return Skip(where, "not a JSON object")
    return from_row(where, row)


def from_row(where: str, row: Mapping[str, Any]) -> Outcome:
    """A document from named values, as a line of JSON or a row of a table gives them."""
    key = row.get("id")
    if key is None or key == "":
        key = row.get("passage")
    if not isinstance(key, (str, int)) or isinstance(key, bool) or not str(key).strip():
        return Skip(where, "no id")
    text = row.get("text")
    if not isinstance(text, str):
        return Skip(where, f"document {key} has no text")
    if not text.strip():
        return Skip(where, f"document {key} is empty", failed=False)
    document = Document(
        id=sane(str(key).strip()),
        text=sane(text),
        title=_string(row.get("title")),
        date=iso_date(_string(row.get("date"))),
        publisher=_string(row.get("source")),
        url=_string(row.get("url")),
    )
    return Reading(document)


def _string(value: Any) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return sane(str(value).strip()) or None if isinstance(value, (str, int)) else None
