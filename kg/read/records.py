"""What reading works with: a source, a document read from it, or the reason why there is none."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from kg.model import Document
from kg.read.names import printable


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read. `id` is its path relative to the input root, with ``/`` between the parts; `url` is
    where it was fetched from, if it was."""

    id: str
    path: Path
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read. `clean`, where it differs from the text, has the same length: what is not
    running text (markup, datelines, bylines) is blanked in it, so that offsets stay those of the text.
    `notes` say what was done to the text (an encoding guessed, mojibake repaired). `pages` are the offsets at which
    pages begin, where the format has pages."""

    document: Document
    clean: str | None = None
    notes: tuple[str, ...] = field(default=())
    pages: tuple[int, ...] = field(default=())

    def page(self, offset: int) -> int | None:
        """The number, from 1, of the page on which the character at `offset` stands; None without pages."""
        return bisect_right(self.pages, offset) or None

    @property
    def fingerprint(self) -> str:
        """The SHA-256 over all that extraction sees of the document."""
        doc = self.document
        parts = (doc.id, doc.title, doc.date, doc.publisher, doc.url, doc.text, self.clean, str(self.pages))
        joined = "\x1f".join("\x1e" if part is None else part for part in parts)
        return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Skip:
    """A source, or a part of one, that gave no document. `failed` where it should have given one."""

    source: str
    reason: str
    failed: bool = True

    def __post_init__(self) -> None:
        """Keep what comes out of a file from doing more than being shown."""
        object.__setattr__(self, "source", printable(self.source))
        object.__setattr__(self, "reason", printable(self.reason))


Outcome = Reading | Skip
Reader = Callable[[str, BinaryIO], Iterator[Outcome]]
"""A reader of one format: the source's id and its bytes as a stream, to documents."""
