"""Quotations: which words of a text stand between quotation marks, across sentences and paragraphs.

Marks are looked for in the text, not in the tokens, because mojibake and doubled marks break tokens apart.
News style closes a quotation that runs over paragraphs only in its last one, and opens each of them anew: such
a paragraph is linked to the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc

_MARK = re.compile(r"â€œ|â€\x9d|â€(?![\x80-\xbf™˜])|``|''|[\"“”„«»]")
_OPENING = frozenset({"“", "„", "«", "``", "â€œ"})
_CLOSING = frozenset({"»", "â€\x9d", "â€"})
_PARAGRAPH = re.compile(r"\n\s*\n|(?<=[.!?\"”'])[ \t]*\n[ \t]*(?=[\"“A-Z'`])")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks, marks included, as a token span `[start, end)`.

    `closed` is false where the paragraph ends without a closing mark; `continues` is true where it goes on
    from the quotation before it, which was left open.
    """

    start: int
    end: int
    closed: bool
    continues: bool
    paragraph: int


@lru_cache(maxsize=1)  # several readers of one document ask
def paragraph_numbers(doc: Doc) -> tuple[int, ...]:
    """The paragraph of each token, counted from 0; blank lines and line ends after a full stop part them."""
    breaks = [match.end() for match in _PARAGRAPH.finditer(doc.text)]
    numbers: list[int] = []
    number = 0
    for token in doc:
        while number < len(breaks) and token.idx >= breaks[number]:
            number += 1
        numbers.append(number)
    return tuple(numbers)


@lru_cache(maxsize=1)
def quotations(doc: Doc) -> tuple[Quotation, ...]:
    """All quotations of `doc`, in order; none overlap, and none crosses a paragraph."""
    paragraphs = paragraph_numbers(doc)
    found: list[Quotation] = []
    opened: int | None = None
    depth = 0
    for index, opens in _marks(doc, paragraphs):
        if opened is not None and paragraphs[opened] != paragraphs[index]:
            _append(found, opened, _paragraph_end(doc, paragraphs, opened), False, paragraphs)
            opened = None
        if opened is None:
            if opens or _starts_paragraph(doc, paragraphs, index):  # there a closing mark stands for an opening one
                opened, depth = index, 0
        elif opens:
            depth += 1
        elif depth:
            depth -= 1
        else:
            _append(found, opened, index + 1, True, paragraphs)
            opened = None
    if opened is not None:
        _append(found, opened, _paragraph_end(doc, paragraphs, opened), False, paragraphs)
    return tuple(found)


def _append(found: list[Quotation], start: int, end: int, closed: bool, paragraphs: Sequence[int]) -> None:
    paragraph = paragraphs[start]
    continues = bool(found) and not found[-1].closed and found[-1].paragraph == paragraph - 1
    found.append(Quotation(start, end, closed, continues, paragraph))


def _marks(doc: Doc, paragraphs: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """Token index of each quotation mark, and whether it opens."""
    text = doc.text
    starts = [token.idx for token in doc]
    position = 0
    inside: int | None = None
    for match in _MARK.finditer(text):
        while position + 1 < len(starts) and starts[position + 1] <= match.start():
            position += 1
        if inside is not None and paragraphs[inside] != paragraphs[position]:
            inside = None
        glyph = match.group()
        if glyph in _OPENING:
            opens = True
        elif glyph in _CLOSING:
            opens = False
        else:
            opens = _looks_opening(text, match.start(), match.end(), inside is not None, glyph)
        if glyph == '"' and text[max(0, match.start() - 1) : match.start()].isdigit() and inside is None:
            continue  # inches
        yield position, opens
        inside = position if opens else None


def _looks_opening(text: str, start: int, end: int, inside: bool, glyph: str) -> bool:
    before = text[start - 1 : start]
    after = text[end : end + 1]
    free_before = not before or before.isspace() or before in "([{-—–'‘/"
    free_after = not after or after.isspace() or after in ".,;:!?)]}-—–"
    if glyph == "”":
        return free_before and not free_after and not inside
    if free_before and not free_after:
        return True
    if free_after and not free_before:
        return False
    return not inside


def _starts_paragraph(doc: Doc, paragraphs: Sequence[int], index: int) -> bool:
    before = index - 1
    while before >= 0 and doc[before].is_space:
        before -= 1
    return before < 0 or paragraphs[before] != paragraphs[index]


def _paragraph_end(doc: Doc, paragraphs: Sequence[int], index: int) -> int:
    end = index + 1
    while end < len(doc) and paragraphs[end] == paragraphs[index]:
        end += 1
    while end > index + 1 and doc[end - 1].is_space:
        end -= 1
    return end
