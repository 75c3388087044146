"""PDF files with a text layer."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from kg.model import Document
from kg.read.dates import iso_date
from kg.read.decode import sane
from kg.read.records import Outcome, Reading, Skip

MAX_PAGES = 5_000
_EDGE_LINES = 2
"""So many lines at the top and bottom of a page may be its header and footer."""
_REPEATS = 3
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad\u2010]$")
_NUMBER = re.compile(r"(?:[Pp]age |[-–— ]*)?\d{1,4}(?: (?:of|/) \d{1,4})?[-–— ]*")
_SHORT_LINE = 0.75
"""A line shorter than this share of the page's longest ones, and ending like a sentence, ends a paragraph."""


def read_pdf(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """A PDF as one document: lines joined to paragraphs, words hyphenated at line ends rejoined, headers, footers and
    page numbers left out; `Reading.pages` tells where each page begins."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(stream.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            yield Skip(name, "encrypted")
            return
        if len(reader.pages) > MAX_PAGES:
            yield Skip(name, f"more than {MAX_PAGES:,} pages")
            return
        pages = [page.extract_text() for page in reader.pages]
        title, date = _described(reader)
    except DependencyError:
        yield Skip(name, "encrypted")
        return
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as error:
        yield Skip(name, f"not a sound PDF file ({type(error).__name__}: {' '.join(str(error).split())[:100]})")
        return
    text, starts = joined(pages)
    if not text.strip():
        yield Skip(name, "no text layer in the PDF", failed=False)
        return
    yield Reading(Document(name, text, title=title, date=date), pages=starts)


def _described(reader: Any) -> tuple[str | None, str | None]:
    about = reader.metadata
    if about is None:
        return None, None
    title = sane(str(about.title or "")).strip() or None
    created = str(about.get("/CreationDate") or "")
    return title, iso_date(created[2:10] if created.startswith("D:") else None)


def joined(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The running text of `pages`, and the offset in it at which each page begins."""
    lines = _without_repeats([[sane(line.strip()) for line in page.splitlines()] for page in pages])
    text = ""
    starts = []
    for page in lines:
        body = _paragraphs(page)
        if text and body:
            if _HYPHEN.search(text) and body[0].islower():
                text = text[:-1]
            else:
                text += "\n\n" if text[-1] in '.!?”"' else " "
        starts.append(len(text))
        text += body
    return text, tuple(starts)


def _without_repeats(pages: list[list[str]]) -> list[list[str]]:
    """The pages without lines at their edges that are numbers or return on other pages (but for their numbers)."""

    def key(line: str) -> str:
        return re.sub(r"\d+", "#", line)

    edges = Counter(key(line) for page in pages for line in {*page[:_EDGE_LINES], *page[-_EDGE_LINES:]} if line)
    furniture = {line for line, count in edges.items() if count >= _REPEATS and count > len(pages) / 3}

    def is_kept(place: int, page: list[str]) -> bool:
        at_edge = place < _EDGE_LINES or place >= len(page) - _EDGE_LINES
        line = page[place]
        return not (at_edge and line and (key(line) in furniture or _NUMBER.fullmatch(line)))

    return [[page[place] for place in range(len(page)) if is_kept(place, page)] for page in pages]


def _paragraphs(lines: list[str]) -> str:
    lengths = sorted(len(line) for line in lines if line)
    full = lengths[len(lengths) * 9 // 10] if lengths else 0
    text = ""
    for place, line in enumerate(lines):
        if not line:
            text = text.rstrip() + "\n\n" if text.strip() else ""
        elif _HYPHEN.search(line) and place + 1 < len(lines) and lines[place + 1][:1].islower():
            text += line[:-1]
        elif line[-1] in '.!?”"' and len(line) < full * _SHORT_LINE:
            text += line + "\n\n"
        else:
            text += line + " "
    return text.strip()
