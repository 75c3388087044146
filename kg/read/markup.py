"""HTML: whole pages of news sites, and the fragments that feeds carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.model import Document
from kg.read.dates import iso_date
from kg.read.decode import sane
from kg.read.records import Outcome, Reading, Skip

_FEW_WORDS = 8
_DATES = {"extensive_search": False, "original_date": True}


def read_html(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """A saved page as one document: its main text, with title, date, publisher and canonical address."""
    import trafilatura

    data = stream.read()
    page: Any = trafilatura.bare_extraction(
        data,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    text = sane(page.text or "").strip() if page is not None else ""
    if len(text.split()) < _FEW_WORDS:
        yield Skip(name, "no running text found in the page", failed=False)
        return
    title, publisher = _plain(page.title), _plain(page.sitename)
    yield Reading(Document(name, text, title, iso_date(page.date), publisher, page.url))


def _plain(value: str | None) -> str | None:
    return sane(" ".join(value.split())) or None if value else None


def text_of(fragment: str) -> str:
    """The text of a fragment of HTML, a blank line between its blocks; scripts and styles are left out."""
    if "<" not in fragment and "&" not in fragment:
        return fragment
    from lxml import html
    from lxml.etree import ParserError

    try:
        root = html.fragment_fromstring(fragment, create_parent="div")
    except (ParserError, ValueError):
        return ""
    parts: list[str] = []
    for event, element in _walk(root):
        if event == "text":
            parts.append(element)
        elif element in _BLOCKS:
            parts.append("\n\n")
    paragraphs = (" ".join(part.split()) for part in "".join(parts).split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "table"}
)
_HIDDEN = frozenset({"script", "style", "head", "template", "noscript"})


def _walk(root: Any) -> Iterator[tuple[str, str]]:
    """Pieces of text and names of blocks, in the order of the document; no recursion, however deep the nesting."""
    from lxml.etree import iterwalk

    hidden = 0
    for event, element in iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += tag in _HIDDEN
            yield "block", tag
            if element.text and not hidden:
                yield "text", element.text
            continue
        if event == "end":
            hidden -= tag in _HIDDEN
            yield "block", tag
        if element.tail and not hidden and element is not root:
            yield "text", element.tail
