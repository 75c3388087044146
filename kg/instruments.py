"""Instruments and lists that have names of their own: the Entity List, Section 301, GSP, the Jones Act.

Read from ``ontology/lists.csv`` with the columns ``id,label,instrument,body,country,aliases,definition``: `instrument`
is a concept of the ontology, `body` the entity that keeps the list or applies the rule, `country` the country or bloc
whose measure it is; both are empty where there is none or more than one. Aliases are separated by ``|``; those
marked ``@abbr`` or ``@cs`` are found only as they are written.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.data import ontology_path
from kg.errors import DataError
from kg.ontology import load_ontology
from kg.phrases import Form, Found, Phrase, PhraseIndex

__all__ = ["NamedInstrument", "NamedInstruments", "load_lists"]

_COLUMNS = ["id", "label", "instrument", "body", "country", "aliases", "definition"]
_FORMS = {"": Form.ANY, "abbr": Form.CASE, "cs": Form.CASE}


@dataclass(frozen=True, slots=True)
class NamedInstrument:
    """A list, law or measure with a name.

    `instrument` is a local name of the ontology, `body` and `country` are entity ids.
    """

    id: str
    label: str
    instrument: str
    definition: str
    body: str | None
    country: str | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedInstruments:
    """The named instruments by id (``list/entity-list``) and the words that name them."""

    by_id: Mapping[str, NamedInstrument]
    index: PhraseIndex[NamedInstrument]

    def match(self, words: Sequence[str]) -> list[Found[NamedInstrument]]:
        """The instruments that `words` name, as ``(start, end, instrument)``; the longest name wins.

        Words are one a token and as the text has them, since "EAR" is a rule and "ear" is not.
        """
        return self.index.match(words)

    def get(self, label: str) -> NamedInstrument | None:
        """The instrument that has `label` as its label or an alias."""
        return self.index.get(label)


@cache
def load_lists(path: Path | None = None) -> NamedInstruments:
    """The named instruments of `path`, by default those that ship with tradekg (read once and kept).

    Raises:
        DataError: a column, id, instrument or alias is not what it must be; with file and line.
    """
    by_id: dict[str, NamedInstrument] = {}
    phrases: list[Phrase[NamedInstrument]] = []
    for row, names in _rows(path or ontology_path("lists.csv")):
        by_id[row.id] = row
        phrases += [Phrase(text, row, form) for text, form in names]
    return NamedInstruments(by_id, PhraseIndex(phrases))


def _rows(path: Path) -> Iterator[tuple[NamedInstrument, list[tuple[str, Form]]]]:
    known = load_ontology().instruments
    seen: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if reader.fieldnames != _COLUMNS:
            raise DataError(f"the columns must be {', '.join(_COLUMNS)}", path=path, line=1)
        for row in reader:
            if row["instrument"] not in known:
                raise DataError(f"no instrument {row['instrument']!r}", path=path, line=reader.line_num)
            if not row["label"] or not row["id"] or row["id"] in seen:
                raise DataError("an id or label is missing or was there before", path=path, line=reader.line_num)
            seen.add(row["id"])
            names = [_alias(part, path, reader.line_num) for part in filter(None, row["aliases"].split("|"))]
            if all(text != row["label"] for text, _ in names):
                names.insert(0, (row["label"], Form.ANY))
            yield _instrument(row, names), names


def _instrument(row: Mapping[str, str], names: Sequence[tuple[str, Form]]) -> NamedInstrument:
    aliases = tuple(text for text, _ in names if text != row["label"])
    body, country = row["body"] or None, row["country"] or None
    return NamedInstrument(row["id"], row["label"], row["instrument"], row["definition"], body, country, aliases)


def _alias(part: str, path: Path, line: int) -> tuple[str, Form]:
    text, _, kind = part.partition("@")
    if kind not in _FORMS or not text:
        raise DataError(f"the alias {part!r} is empty or its kind is not one of abbr, cs", path=path, line=line)
    return text, _FORMS[kind]
