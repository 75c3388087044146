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
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SAMPLE = 1 << 20
_FEW_HIGH_BYTES = 0.1
"""Up to this share of bytes above ASCII, a text is taken to be in a Western European language."""
_LIKELY = re.compile("[‘’“”–—…•éèêëàâáäãçíîïñóôöõúûüßåæøÉÖÜÄÅØÇ€£§°©®™ ·«»½]")
_UNLIKELY = re.compile("(?<=[a-z])[À-ÞŠŽŸ]|[À-ÞŠŽŸ](?=[a-z ])(?<=[a-z ][À-ÞŠŽŸ])|[ÒÓÔÕÐÞð¤¦ª¬¯±¶¸¹²³\x80-\x9f\ufffd]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with what was done to get it."""

    text: str
    notes: tuple[str, ...] = ()


def sane(text: str) -> str:
    """`text`, same length, with what no file format can hold (NUL, control characters, lone surrogates) as U+FFFD."""
    return _UNSPEAKABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def decode(data: bytes) -> Decoded:
    """`data` as text, in the encoding that its first bytes mark or its contents show; mojibake is repaired."""
    text, encoding = _decoded(data)
    notes: tuple[str, ...] = () if encoding is None else (f"decoded as {encoding}",)
    repaired = text if text.isascii() else _repaired(text)
    if repaired != text:
        notes += ("mojibake repaired",)
    return Decoded(sane(repaired), notes)


def encoding_of(sample: bytes) -> str:
    """The name of the encoding that a longer text which begins with `sample` is probably in."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return {"utf-8": "utf-8-sig"}.get(encoding, encoding[:6])
    wide = _wide(sample)
    if wide is not None:
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return _guess(sample)
    return "utf-8"


def _decoded(data: bytes) -> tuple[str, str | None]:
    """The text, and the encoding where it had to be guessed."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), None
    wide = _wide(data)
    if wide is not None:
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        encoding = _guess(data[:_SAMPLE])
        return data.decode(encoding, "replace"), encoding


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: ASCII text in it has a zero in every other byte."""
    sample = data[:2000]
    if len(sample) < 4 or sample.count(0) < len(sample) * 0.3:
        return None
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if odd > 9 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 9 * odd else None


def _guess(sample: bytes) -> str:
    high = sum(byte > 127 for byte in sample)
    if high / len(sample) <= _FEW_HIGH_BYTES:
        return max(("cp1252", "mac_roman"), key=lambda encoding: _plausible(sample, encoding))
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"


def _plausible(sample: bytes, encoding: str) -> int:
    text = sample.decode(encoding, "replace")
    return len(_LIKELY.findall(text)) - 2 * len(_UNLIKELY.findall(text))


def _repaired(text: str) -> str:
    from ftfy import fix_encoding

    return fix_encoding(text)
