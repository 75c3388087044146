"""All names of a gazetteer, found in one pass over a text's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from spacy.tokens import Doc

from kg.gazetteer import Name, NameKind

_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class NameHit:
    """Tokens ``[start, end)`` that spell the gazetteer's `names`."""

    start: int
    end: int
    names: tuple[Name, ...]


class NameIndex:
    """All names of a gazetteer, to be found in one pass over a text's words.

    `adjectives` gives an entity's first adjective ("Japanese") by its id.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], list[Name]]] = {}
        self._longest: dict[str, int] = {}
        self.adjectives: dict[str, str] = {}
        for row in names:
            pieces = tuple(_PIECE.findall(row.text.lower()))
            if not pieces:
                continue
            self._insert(pieces, row)
            if row.kind is NameKind.ADJECTIVE:
                self.adjectives.setdefault(row.entity, row.text)
            if row.kind is NameKind.ADJECTIVE and row.text.endswith(("n", "i")):
                self._insert((*pieces[:-1], pieces[-1] + "s"), row)

    def _insert(self, pieces: tuple[str, ...], row: Name) -> None:
        self._by_first.setdefault(pieces[0], {}).setdefault(pieces, []).append(row)
        self._longest[pieces[0]] = max(self._longest.get(pieces[0], 0), len(pieces))

    def lookup(self, text: str) -> tuple[Name, ...]:
        """The names that `text` as a whole may be."""
        pieces = tuple(_PIECE.findall(text.lower()))
        rows = self._by_first.get(pieces[0], {}).get(pieces, []) if pieces else []
        return tuple(row for row in rows if _fits(row, text))

    def find(self, doc: Doc) -> list[NameHit]:
        """The longest names in `doc`, leftmost first, none overlapping; looked for once."""
        remembered = cast("dict[Any, Any]", doc.user_data)
        if self not in remembered:
            remembered[self] = self._find(doc)
        return cast("list[NameHit]", remembered[self])

    def _find(self, doc: Doc) -> list[NameHit]:
        text = doc.text
        marks = [(match.group(), match.start(), match.end()) for match in _PIECE.finditer(text)]
        lower = [mark[0].lower() for mark in marks]
        starts = {token.idx: token.i for token in doc}
        ends = {token.idx + len(token): token.i + 1 for token in doc}
        hits: list[NameHit] = []
        at = 0
        while at < len(marks):
            found = self._longest_at(at, marks, lower, text, starts, ends)
            if found is None:
                at += 1
            else:
                hit, width = found
                hits.append(hit)
                at += width
        return hits

    def _longest_at(
        self,
        at: int,
        marks: Sequence[tuple[str, int, int]],
        lower: Sequence[str],
        text: str,
        starts: Mapping[int, int],
        ends: Mapping[int, int],
    ) -> tuple[NameHit, int] | None:
        first = lower[at]
        table = self._by_first.get(first)
        if table is None or marks[at][1] not in starts:
            return None
        for width in range(min(self._longest[first], len(marks) - at), 0, -1):
            entries = table.get(tuple(lower[at : at + width]))
            if entries is None or marks[at + width - 1][2] not in ends:
                continue
            written = text[marks[at][1] : marks[at + width - 1][2]]
            fitting = [entry for entry in entries if _fits(entry, written)]
            if fitting:
                start, end = starts[marks[at][1]], ends[marks[at + width - 1][2]]
                return NameHit(start, end, tuple(fitting)), width
        return None


def _fits(entry: Name, written: str) -> bool:
    """Case decides: abbreviations and marked names as they stand, others with their capitals (or all capitals)."""
    if written == entry.text:
        return True
    if entry.kind in (NameKind.ABBREVIATION, NameKind.CASE_SENSITIVE):
        return _squeezed(written) == _squeezed(entry.text)
    if "\n\n" in written:
        return False
    first = next((letter for letter in entry.text if letter.isalpha()), "")
    seen = next((letter for letter in written if letter.isalpha()), "")
    if first.isupper() and not seen.isupper():
        return False
    return not (written.isupper() and len(written) <= 3 and not entry.text.isupper())


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
