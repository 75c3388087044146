"""Which reader reads which format, and what is done with every document, whatever its format."""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from kg.read.furniture import strip
from kg.read.language import foreign_language
from kg.read.records import Outcome, Reading, Skip, Source

MAX_CHARS = 2_000_000
"""Characters of a document past which it is not read: some 600 pages."""
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Format:
    """`reader` is ``module:function`` below `kg.read`, imported when first needed; `limit` the bytes of a file that
    is read whole, None for formats that are read piece by piece; `packed` formats hold files of other formats."""

    reader: str
    limit: int | None = None
    packed: bool = False
    seeks: bool = False
    has_headline: bool = False


_TEXT = _Format("text:read_text", limit=16 * _MB, has_headline=True)
_MARKDOWN = _Format("text:read_markdown", limit=16 * _MB)
_JSONL = _Format("jsonl:read_jsonl")
_HTML = _Format("markup:read_html", limit=32 * _MB)
_FEED = _Format("feed:read_feed", limit=64 * _MB)
_CSV = _Format("table:read_csv")
_FORMATS = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".jsonl": _JSONL,
    ".ndjson": _JSONL,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".pdf": _Format("pdf:read_pdf", limit=256 * _MB),
    ".docx": _Format("word:read_docx", limit=256 * _MB, seeks=True),
    ".rss": _FEED,
    ".atom": _FEED,
    ".xml": _FEED,
    ".csv": _CSV,
    ".tsv": _CSV,
    ".parquet": _Format("table:read_parquet", seeks=True),
    ".gz": _Format("pack:read_gzip", packed=True),
    ".zip": _Format("pack:read_zip", packed=True, seeks=True),
}


def suffixes() -> tuple[str, ...]:
    """The suffixes of the formats that can be read."""
    return tuple(sorted(_FORMATS))


def suffix(name: str) -> str:
    """The last suffix of a file's name, in lower case, with its dot; "" where there is none."""
    base = name.rsplit("/", 1)[-1]
    stem, dot, tail = base.rpartition(".")
    return dot + tail.lower() if stem else ""


def is_readable(name: str) -> bool:
    """Whether a file of this name is of a format with a reader."""
    return suffix(name) in _FORMATS


def is_packed(name: str) -> bool:
    """Whether a file of this name holds files of other formats."""
    return _FORMATS[suffix(name)].packed


def needs_seeking(name: str) -> bool:
    """Whether the reader of a file of this name must be able to go back in it."""
    return _FORMATS[suffix(name)].seeks


def read(source: Source) -> Iterator[Outcome]:
    """The documents of one source, each where possible; a `Skip` with the reason for what is not."""
    try:
        with source.path.open("rb") as stream:
            for outcome in read_stream(source.id, stream):
                yield _addressed(outcome, source)
    except OSError as error:
        yield Skip(source.id, (error.strerror or str(error)).lower())


def _addressed(outcome: Outcome, source: Source) -> Outcome:
    """`outcome` with the address that its source was fetched from, where it names none itself."""
    if source.url is None or isinstance(outcome, Skip) or outcome.document.url is not None:
        return outcome
    return replace(outcome, document=replace(outcome.document, url=source.url))


def read_stream(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """The documents in `stream`, read as the format that the suffix of `name` says."""
    form = _FORMATS[suffix(name)]
    module, _, function = form.reader.partition(":")
    reader = getattr(importlib.import_module(f"kg.read.{module}"), function)
    if form.limit is not None:
        data = stream.read(form.limit + 1)
        if len(data) > form.limit:
            yield Skip(name, f"larger than {form.limit // _MB} MB")
            return
        stream = io.BytesIO(data)
    for outcome in reader(name, stream):
        yield outcome if form.packed or isinstance(outcome, Skip) else _finished(outcome, form)


def _finished(reading: Reading, form: _Format) -> Outcome:
    """`reading` with what is not running text blanked; a `Skip` where it is too long or not in English."""
    document = reading.document
    if len(document.text) > MAX_CHARS:
        return Skip(document.id, f"longer than {MAX_CHARS:,} characters")
    language = foreign_language(reading.clean or document.text)
    if language is not None:
        return Skip(document.id, f"not in English (language {language})", failed=False)
    stripped = strip(reading.clean or document.text, headline=form.has_headline)
    return replace(
        reading,
        document=replace(document, title=document.title or stripped.headline, date=document.date or stripped.date),
        clean=None if stripped.clean == document.text else stripped.clean,
    )
