"""DOCX files."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from kg.model import Document
from kg.read.dates import iso_date
from kg.read.decode import sane
from kg.read.records import Outcome, Reading, Skip

_MAX_PART = 64 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """A DOCX file as one document, its paragraphs a blank line apart; title and date from its properties."""
    from defusedxml.common import DefusedXmlException

    try:
        with zipfile.ZipFile(stream) as archive:
            body = _part(archive, "word/document.xml")
            core = _part(archive, "docProps/core.xml") if "docProps/core.xml" in archive.namelist() else None
    except KeyError:
        yield Skip(name, "no Word document inside")
        return
    except DefusedXmlException as error:
        yield Skip(name, f"XML with declarations that are not let in ({type(error).__name__})")
        return
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        RuntimeError,
        NotImplementedError,
        OSError,
        ValueError,
    ) as error:
        yield Skip(name, f"not a sound DOCX file ({error})")
        return
    text = "\n\n".join(part for paragraph in body.iter(f"{_W}p") if (part := _paragraph(paragraph).strip()))
    if not text:
        yield Skip(name, "empty", failed=False)
        return
    title = _property(core, "title")
    date = iso_date(_property(core, "created"))
    yield Reading(Document(name, sane(text), title=title, date=date))


def _part(archive: zipfile.ZipFile, path: str) -> Element:
    from defusedxml.ElementTree import fromstring

    with archive.open(path) as file:
        data = file.read(_MAX_PART + 1)
    if len(data) > _MAX_PART:
        raise ValueError(f"{path} is larger than {_MAX_PART >> 20} MB")
    root: Element = fromstring(data)
    return root


def _paragraph(paragraph: Element) -> str:
    parts = []
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append(" ")
    return "".join(parts)


def _property(core: Element | None, name: str) -> str | None:
    if core is None:
        return None
    found = (sane(element.text or "").strip() for element in core if element.tag.endswith("}" + name))
    return next(found, "") or None
