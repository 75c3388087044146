"""Bytes to text, whatever the encoding."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with what was done to get it."""

    text: str
    notes: tuple[str, ...] = ()


_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def sane(text: str) -> str:
    """`text`, same length, with what no file format can hold (NUL, control characters, lone surrogates) as U+FFFD."""
    return _UNSPEAKABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def decode(data: bytes) -> Decoded:
    """`data` as text: by its byte order mark, else as UTF-8, else as Windows-1252, the commonest of the rest."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(sane(data[len(mark) :].decode(encoding, "replace")))
    try:
        return Decoded(sane(data.decode("utf-8")))
    except UnicodeDecodeError:
        return Decoded(sane(data.decode("cp1252", "replace")), ("decoded as cp1252",))
