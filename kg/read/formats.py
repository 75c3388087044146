"""Which reader reads which format."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import BinaryIO

from kg.read.records import Outcome, Skip, Source

_READERS = {
    ".txt": "text:read_text",
    ".text": "text:read_text",
    ".md": "text:read_markdown",
    ".markdown": "text:read_markdown",
    ".jsonl": "jsonl:read_jsonl",
    ".ndjson": "jsonl:read_jsonl",
}
"""Suffix -> ``module:function`` below `kg.read`; imported when first needed, as some are heavy."""


def suffixes() -> tuple[str, ...]:
    """The suffixes of the formats that can be read."""
    return tuple(sorted(_READERS))


def suffix(name: str) -> str:
    """The last suffix of a file's name, in lower case, with its dot; "" where there is none."""
    base = name.rsplit("/", 1)[-1]
    stem, dot, tail = base.rpartition(".")
    return dot + tail.lower() if stem else ""


def is_readable(name: str) -> bool:
    """Whether a file of this name is of a format with a reader."""
    return suffix(name) in _READERS


def read(source: Source) -> Iterator[Outcome]:
    """The documents of one source, each where possible; a `Skip` with the reason for what is not."""
    try:
        with source.path.open("rb") as stream:
            yield from read_stream(source.id, stream)
    except OSError as error:
        yield Skip(source.id, (error.strerror or str(error)).lower())


def read_stream(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """The documents in `stream`, read as the format that the suffix of `name` says."""
    module, _, function = _READERS[suffix(name)].partition(":")
    reader = getattr(importlib.import_module(f"kg.read.{module}"), function)
    yield from reader(name, stream)
