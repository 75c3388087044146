"""RSS and Atom files: one document an entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from kg.model import Document
from kg.read.dates import iso_date
from kg.read.decode import sane
from kg.read.markup import text_of
from kg.read.records import Outcome, Reading, Skip

_TEXT = ("encoded", "content", "description", "summary")
_ROOTS = frozenset({"rss", "feed", "RDF"})


def read_feed(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """The entries of a feed; ids are theirs, or their links, or their places in the file."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import parse

    try:
        root = parse(stream, forbid_dtd=False).getroot()
    except DefusedXmlException as error:
        yield Skip(name, f"XML with declarations that are not let in ({type(error).__name__})")
        return
    except (ParseError, ValueError) as error:
        yield Skip(name, f"not well-formed XML ({error})")
        return
    if root is None or _local(root) not in _ROOTS:
        yield Skip(name, "XML that is neither RSS nor Atom", failed=False)
        return
    channel = next((child for child in root if _local(child) == "channel"), root)
    publisher = _child_text(channel, "title")
    entries = (element for element in root.iter() if _local(element) in ("item", "entry"))
    for number, entry in enumerate(entries, start=1):
        yield _document(f"{name}#{number}", entry, publisher)


def _document(place: str, entry: Element, publisher: str | None) -> Outcome:
    found = (_child_text(entry, key) for key in _TEXT)
    text = next((body for html in found if html and (body := text_of(html))), "")
    if not text.strip():
        return Skip(place, "the entry has no text", failed=False)
    link = _link(entry)
    key = _child_text(entry, "guid") or _child_text(entry, "id") or link or place
    title, date = _child_text(entry, "title"), _first(entry, ("pubDate", "published", "date", "updated"))
    source = _child_text(entry, "source") or publisher
    return Reading(Document(key, sane(text), title and text_of(title), iso_date(date), source, link))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _first(entry: Element, names: tuple[str, ...]) -> str | None:
    return next((text for name in names if (text := _child_text(entry, name))), None)


def _child_text(element: Element, name: str) -> str | None:
    for child in element:
        if _local(child) == name:
            text = sane("".join(child.itertext()).strip())
            if text:
                return text
    return None


def _link(entry: Element) -> str | None:
    for child in entry:
        if _local(child) == "link" and child.get("rel", "alternate") == "alternate":
            address = (child.get("href") or child.text or "").strip()
            if address:
                return sane(address)
    return None
