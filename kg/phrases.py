"""Find known phrases in a run of words: the longest first, singular or plural, with or without hyphens.

A phrase is found where its words stand one after the other in their normal form: lower case, American spelling
(``ontology/spellings.csv``), singular. A hyphen counts as a space, and a phrase written with hyphens is also found
written in one word: "lap-top computers" finds "lap-top computer", "lap top computers" and "laptop computers".
Only whole words are found, and what hyphens tie together is one word: "oil" is not in "oil-rich", nor "steel" in
"non-steel". All this looks at the words alone; whether a noun or a verb is meant is for the caller to know.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache
from typing import Generic, NamedTuple, TypeVar

from kg.data import ontology_path
from kg.errors import DataError

T = TypeVar("T")


class Form(Enum):
    """In which forms of its words a phrase is found."""

    ANY = auto()
    LAST_WORD = auto()
    """The last word only as it is given: "drugs" and not "drug"."""
    CASE = auto()
    """All words only as they are given, capitals included: "EAR" and not "ear"."""


@dataclass(frozen=True, slots=True)
class Phrase(Generic[T]):
    """Words and what they mean; None for a phrase that is found only to keep those inside it from being found."""

    text: str
    value: T | None
    form: Form = Form.ANY


class Found(NamedTuple, Generic[T]):
    """That the words ``[start, end)`` are a phrase with this value."""

    start: int
    end: int
    value: T


class _Piece(NamedTuple):
    """A word or a part of one between hyphens. `opens` and `closes` say whether a phrase may start or end with it."""

    normal: str
    form: str
    word: int
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    normals: tuple[str, ...]
    forms: tuple[str, ...]
    phrase: Phrase[T]

    def fits(self, pieces: Sequence[_Piece], at: int) -> bool:
        end = at + len(self.normals)
        if end > len(pieces) or not pieces[end - 1].closes:
            return False
        if len(self.normals) > 1 and tuple(piece.normal for piece in pieces[at:end]) != self.normals:
            return False
        if self.phrase.form is Form.CASE:
            return all(pieces[at + offset].form == form for offset, form in enumerate(self.forms))
        return self.phrase.form is Form.ANY or pieces[end - 1].form.lower() == self.forms[-1].lower()


class PhraseIndex(Generic[T]):
    """Phrases by their first word. `suffixes` may follow a phrase after a hyphen ("chip-related")."""

    def __init__(self, phrases: Iterable[Phrase[T]], *, suffixes: Iterable[str] = ()) -> None:
        """Index `phrases`.

        Raises:
            DataError: two phrases with the same words and form have different values, or one has no words.
        """
        self._suffixes = frozenset(suffixes)
        seen: dict[tuple[object, ...], Phrase[T]] = {}
        by_first: dict[str, list[_Entry[T]]] = defaultdict(list)
        for phrase in phrases:
            for entry in _entries(phrase):
                form = None if phrase.form is Form.ANY else entry.forms
                known = seen.setdefault((entry.normals, phrase.form, form), phrase)
                if known is phrase:
                    by_first[entry.normals[0]].append(entry)
                elif known.value != phrase.value:
                    raise DataError(f"{phrase.text!r} and {known.text!r} are the same words with two meanings")
        # Longest first; of the same length, the stricter form first.
        self._by_first = {
            first: tuple(sorted(entries, key=lambda entry: (-len(entry.normals), entry.phrase.form is Form.ANY)))
            for first, entries in by_first.items()
        }

    def match(self, words: Sequence[str]) -> list[Found[T]]:
        """The phrases in `words` from left to right, none inside or across another."""
        pieces = _pieces(words, self._suffixes)
        found: list[Found[T]] = []
        at = 0
        while at < len(pieces):
            entry = self._longest(pieces, at) if pieces[at].normal in self._by_first else None
            if entry is None:
                at += 1
                continue
            last = at + len(entry.normals) - 1
            if entry.phrase.value is not None:
                found.append(Found(pieces[at].word, pieces[last].word + 1, entry.phrase.value))
            at = last + 1
        return found

    def get(self, text: str) -> T | None:
        """The value of `text` where all of it is one phrase."""
        words = text.split()
        pieces = _pieces(words, self._suffixes)
        entry = self._longest(pieces, 0) if pieces else None
        return entry.phrase.value if entry is not None and len(entry.normals) == len(pieces) else None

    def _longest(self, pieces: Sequence[_Piece], at: int) -> _Entry[T] | None:
        if not pieces[at].opens:
            return None
        return next((entry for entry in self._by_first.get(pieces[at].normal, ()) if entry.fits(pieces, at)), None)


@lru_cache(maxsize=65_536)
def normal_form(word: str) -> str:
    """`word` in lower case, in American spelling and in the singular, as far as regular endings tell it.

    Not always a word ("series" gives "sery"): made to be compared with other normal forms, not to be shown.
    """
    lower = word.lower()
    standard = _spellings().get(lower)
    if standard is not None:
        return standard
    if len(lower) <= 3 or not lower.endswith("s") or lower.endswith(("ss", "us", "is")):
        return lower
    if lower.endswith("ies") and len(lower) > 4:
        singular = lower[:-3] + "y"
    elif lower.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        singular = lower[:-2]
    else:
        singular = lower[:-1]
    return _spellings().get(singular, singular)


@cache
def _spellings() -> dict[str, str]:
    with ontology_path("spellings.csv").open(encoding="utf-8", newline="") as file:
        return {row["form"]: row["standard"] for row in csv.DictReader(file)}


def _entries(phrase: Phrase[T]) -> Iterator[_Entry[T]]:
    """The phrase with its hyphens as spaces and, where it has any, with the parts of each word joined."""
    words = phrase.text.split()
    if not words:
        raise DataError("a phrase without words")
    split = tuple(part for word in words for part in word.split("-") if part)
    yield _entry(split, phrase)
    joined = tuple(word.replace("-", "") for word in words)
    if joined != split:
        yield _entry(joined, phrase)


def _entry(forms: tuple[str, ...], phrase: Phrase[T]) -> _Entry[T]:
    return _Entry(tuple(normal_form(form) for form in forms), forms, phrase)


def _pieces(words: Sequence[str], suffixes: frozenset[str]) -> list[_Piece]:
    """The words cut at hyphens, which may be inside a word or, as spaCy leaves them, words of their own."""
    pieces: list[_Piece] = []
    tied = False
    for number, word in enumerate(words):
        if "-" not in word:
            pieces.append(_Piece(normal_form(word), word, number, not tied, True))
            tied = False
            continue
        for order, part in enumerate(word.split("-")):
            if order:
                tied = True
            if part:
                pieces.append(_Piece(normal_form(part), part, number, not tied, True))
                tied = False
    return _with_ends(pieces, suffixes)


def _with_ends(pieces: list[_Piece], suffixes: frozenset[str]) -> list[_Piece]:
    """`pieces` of which those do not close a phrase that a hyphen ties to the next, save to one of `suffixes`."""
    for place in range(len(pieces) - 1):
        follower = pieces[place + 1]
        if not follower.opens and follower.normal not in suffixes:
            pieces[place] = pieces[place]._replace(closes=False)
    return pieces
