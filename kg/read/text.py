"""Plain text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Document
from kg.read.dates import iso_date
from kg.read.decode import decode
from kg.read.markdown import front_matter, masked
from kg.read.records import Outcome, Reading, Skip


def read_text(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """A file of plain text as one document."""
    decoded = decode(stream.read())
    if not decoded.text.strip():
        yield Skip(name, "empty", failed=False)
        return
    yield Reading(Document(name, decoded.text), notes=decoded.notes)


def read_markdown(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """A Markdown file as one document.

    Title, date, source and url come from front matter, else the title from the first heading.
    """
    decoded = decode(stream.read())
    text = decoded.text
    meta = front_matter(text)
    clean, heading = masked(text)
    if not clean.strip():
        yield Skip(name, "empty", failed=False)
        return
    document = Document(
        name,
        text,
        title=meta.get("title") or heading,
        date=iso_date(meta.get("date")),
        publisher=meta.get("source") or meta.get("publisher"),
        url=meta.get("url"),
    )
    yield Reading(document, clean=None if clean == text else clean, notes=decoded.notes)
