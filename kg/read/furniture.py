"""What surrounds the text of an article and is not it: headline, dateline, byline, captions, calls to sign up.

Each is blanked in place. The patterns of whole lines are data (``ontology/furniture.csv``).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from kg.data import ontology_path
from kg.errors import DataError
from kg.read.dates import iso_date

MAX_LINE = 300
"""A longer line is a paragraph of text, whatever it begins with."""
MAX_HEADLINE = 160

_PLACE = r"[A-Z][A-Z.'’-]+(?:[ /-][A-Z][A-Z.'’-]*){0,4}"
_NAME = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}"
_DAY = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?"
_AGENCY = r"\((?:[A-Z][\w&./ -]{1,30})\)"
_DASH = r"(?:--+|[–—-])"
_DATELINE = re.compile(
    rf"^[ \t]*(?:{_PLACE}(?:, {_NAME}){{0,2}}(?:, (?P<day>{_DAY}))?(?:,? {_AGENCY})?"
    rf"|{_NAME}(?:, {_NAME})?(?:, (?P<date>{_DAY})(?:,? {_AGENCY})?| {_AGENCY}))[ \t]*{_DASH}(?=\s)",
    re.MULTILINE,
)
_NOISE = re.compile(r"[^\w\s]{25,}|\S{400,}")
"""Rows of marks, and data that is no words; a tokenizer takes a time that grows with the square of their length."""
_FIRST_LINE = re.compile(r"\s*(?P<line>[^\n]+)\n(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: the pattern of a whole line, a line that it must match and one that it must not."""

    id: str
    pattern: re.Pattern[str]
    example: str
    counterexample: str


@dataclass(frozen=True, slots=True)
class Stripped:
    """A text with its furniture blanked, and what that told: the headline, the day in the dateline."""

    clean: str
    headline: str | None
    date: str | None


@cache
def rows() -> tuple[Row, ...]:
    """The rows of ``ontology/furniture.csv``.

    Raises:
        DataError: a column is missing or a pattern is malformed.
    """
    path = ontology_path("furniture.csv")
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != ["id", "pattern", "example", "counterexample"]:
            raise DataError("the columns must be id, pattern, example, counterexample", path=path, line=1)
        for row in reader:
            try:
                pattern = re.compile(rf"[ \t]*(?:{row['pattern']})[ \t\r]*")
            except re.error as error:
                raise DataError(f"the pattern is malformed: {error}", path=path, line=reader.line_num) from None
            found.append(Row(row["id"], pattern, row["example"], row["counterexample"]))
    return tuple(found)


def is_furniture(line: str) -> bool:
    """Whether a whole line is none of the text."""
    return len(line) <= MAX_LINE and any(row.pattern.fullmatch(line) for row in rows())


def strip(text: str, *, headline: bool = False) -> Stripped:
    """`text` with its furniture and noise blanked, length kept; with `headline`, a first line that is one too."""
    first = _headline(text) if headline else None
    clean = text if first is None else _blank_range(text, *first)
    day = None
    dateline = _DATELINE.search(clean)
    if dateline:
        day = iso_date(dateline.group("day") or dateline.group("date"))
        clean = _DATELINE.sub(lambda found: " " * len(found.group()), clean)
    clean = _NOISE.sub(lambda found: " " * len(found.group()), clean)
    lines = clean.split("\n")
    blanked = [" " * len(line) if line.strip() and is_furniture(line) else line for line in lines]
    return Stripped("\n".join(blanked), None if first is None else text[slice(*first)].strip(), day)


def _headline(text: str) -> tuple[int, int] | None:
    """The first line, where it does not end like a sentence and a paragraph or dateline stands below it."""
    found = _FIRST_LINE.match(text)
    if not found:
        return None
    line, rest = found.group("line").rstrip(), found.group("rest")
    apart = not rest.partition("\n")[0].strip() or _DATELINE.match(rest) is not None
    if len(line) > MAX_HEADLINE or line[-1:] in ".!?:;,…" or not apart or not rest.strip():
        return None
    return found.start("line"), found.start("line") + len(line)


def _blank_range(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
