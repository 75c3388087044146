"""Read gazetteer files: entities, terms of office and memberships, as CSV.

Each reader checks what one line can tell and raises `DataError` with file and line; what needs
all files together (does this country exist?) is checked by `kg.gazetteer`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from kg.errors import DataError
from kg.model import Entity, EntityType, entity_id

ENTITY_COLUMNS = ("id", "label", "type", "country", "wikidata", "identifiers", "aliases", "since", "until")
TERM_COLUMNS = ("id", "titles", "body", "country", "holder", "person", "since", "until")
MEMBERSHIP_COLUMNS = ("member", "bloc", "since", "until")
WIKIDATA_IRI = "http://www.wikidata.org/entity/"

_ID = re.compile(r"[a-z]+(?:/[a-z0-9]+(?:-[a-z0-9]+)*)+")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")
_IRI = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`]+")
_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


class NameKind(StrEnum):
    """How a form of a name is used, and so how it may be matched."""

    NAME = "name"
    ABBREVIATION = "abbr"
    ADJECTIVE = "adj"
    METONYM = "metonym"
    CASE_SENSITIVE = "cs"
    SURNAME = "surname"

    @property
    def is_label(self) -> bool:
        """True where the form names the entity itself, so that it may stand as an alternative label."""
        return self in (NameKind.NAME, NameKind.ABBREVIATION, NameKind.CASE_SENSITIVE)


class Name(NamedTuple):
    """A form of an entity's name, good in documents of `[since, until)`.

    A tuple and no dataclass: there are tens of thousands, made at every start.
    """

    text: str
    entity: str
    kind: NameKind
    since: str = ""
    until: str = ""


class EntityRow(NamedTuple):
    """A line of an entity file: the entity, its names (the label first), and where it stands."""

    entity: Entity
    names: list[Name]
    path: Path
    line: int | None


class OfficeTerm(NamedTuple):
    """One holder's time in an office. `body` is what the office heads, `person` the holder's entity id."""

    office: str
    titles: tuple[str, ...]
    body: str
    country: str
    holder: str
    person: str
    since: str
    until: str
    path: Path
    line: int


class Membership(NamedTuple):
    """That `member` belonged to `bloc` (both entity ids) during `[since, until)`."""

    member: str
    bloc: str
    since: str
    until: str
    path: Path
    line: int


Fail = Callable[[str], DataError]
_KINDS = {kind.value: kind for kind in NameKind}
_TYPES = {entity_type.value: entity_type for entity_type in EntityType}


def header(path: Path) -> list[str]:
    """The column names of a CSV file."""
    return next(_lines(path), (1, [""]))[1]


def read_entities(path: Path) -> Iterator[EntityRow]:
    """The entities of one CSV file; only `label` and `type` must be filled in.

    Raises:
        DataError: a column, id, type, kind, identifier or date is not what it must be.
    """
    for line, cells in _records(path, ENTITY_COLUMNS, required=("label", "type")):
        yield entity_row(path, line, *cells)


def entity_row(
    path: Path,
    line: int | None,
    known_id: str,
    label: str,
    type_name: str,
    country: str,
    wikidata: str,
    identifiers: str,
    aliases: str,
    since: str,
    until: str,
) -> EntityRow:
    """One entity from the cells of its line; see `read_entities`."""

    def fail(message: str) -> DataError:
        return DataError(message, path=path, line=line)

    entity_type = _TYPES.get(type_name)
    if entity_type is None:
        raise fail(f"unknown type {type_name!r}; one of {', '.join(_TYPES)}")
    if not label:
        raise fail("no label")
    key = known_id or entity_id(entity_type, label)
    if known_id and not _ID.fullmatch(known_id):
        raise fail(f"id {known_id!r} is not of the form entity/type/name; leave it empty to have it made")
    iris = _identifiers(wikidata, identifiers, fail)
    _check_span(since, until, fail)
    names = [Name(text, key, kind, since, until) for text, kind in _names(label, aliases, fail)]
    labels = tuple(name.text for name in names if name.kind.is_label and name.text != label)
    return EntityRow(Entity(key, label, entity_type, labels, iris, country or None), names, path, line)


def read_terms(path: Path) -> Iterator[OfficeTerm]:
    """The terms of office of one CSV file.

    Raises:
        DataError: a cell that must be filled is empty, or a date is none.
    """
    for line, cells in _records(path, TERM_COLUMNS, required=("id", "titles", "holder", "person")):
        office, titles, body, country, holder, person, since, until = cells
        fail = _failure(path, line)
        if not (office and titles and holder and person and (body or country)):
            raise fail("an office needs id, titles, body or country, holder and person")
        _check_span(since, until, fail)
        yield OfficeTerm(office, tuple(titles.split("|")), body, country, holder, person, since, until, path, line)


def read_memberships(path: Path) -> Iterator[Membership]:
    """The memberships of one CSV file.

    Raises:
        DataError: a cell that must be filled is empty, or a date is none.
    """
    for line, cells in _records(path, MEMBERSHIP_COLUMNS, required=("member", "bloc")):
        fail = _failure(path, line)
        if not (cells[0] and cells[1]):
            raise fail("a membership needs member and bloc")
        _check_span(cells[2], cells[3], fail)
        member, bloc, since, until = cells
        yield Membership(member, bloc, since, until, path, line)


def _records(path: Path, columns: Sequence[str], *, required: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Each line's number and its cells in the order of `columns`; a column that the file lacks is empty."""
    lines = _lines(path)
    first, found = next(lines, (1, []))
    fail = _failure(path, first)
    unknown = [name for name in found if name not in columns]
    if unknown:
        raise fail(f"unknown column {', '.join(map(repr, unknown))}; known: {', '.join(columns)}")
    missing = [name for name in required if name not in found]
    if missing or len(set(found)) < len(found):
        raise fail(f"columns missing or named twice; needed: {', '.join(required)}; known: {', '.join(columns)}")
    places = [found.index(name) if name in found else len(found) for name in columns]
    for line, cells in lines:
        if len(cells) != len(found):
            raise DataError(f"{len(cells)} cells for {len(found)} columns", path=path, line=line)
        cells.append("")
        yield line, [cells[place].strip() for place in places]


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The filled lines of a CSV file with their numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                if cells:
                    yield reader.line_num, cells
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise DataError("is not UTF-8", path=path) from error
    except csv.Error as error:
        raise DataError(f"not well-formed CSV: {error}", path=path, line=reader.line_num) from error


def _failure(path: Path, line: int) -> Fail:
    return lambda message: DataError(message, path=path, line=line)


def _names(label: str, aliases: str, fail: Fail) -> Iterator[tuple[str, NameKind]]:
    """The label and each alias with its kind; an alias that repeats the label says how the label is matched."""
    parsed = [_name(part, fail) for part in aliases.split("|")] if aliases else []
    if len(set(parsed)) < len(parsed):
        raise fail("the same alias twice")
    if all(text != label for text, _ in parsed):
        yield label, NameKind.NAME
    yield from parsed


def _name(part: str, fail: Fail) -> tuple[str, NameKind]:
    text, mark, suffix = part.rpartition("@")
    if not mark:
        text, kind = part, NameKind.NAME
    else:
        found = _KINDS.get(suffix)
        if found is None:
            raise fail(f"unknown kind {suffix!r} of alias {part!r}; one of {', '.join(_KINDS)}")
        kind = found
    text = text.strip()
    if not text:
        raise fail("an empty alias")
    return text, kind


def _identifiers(wikidata: str, identifiers: str, fail: Fail) -> tuple[str, ...]:
    if not wikidata and not identifiers:
        return ()
    if wikidata and not _WIKIDATA.fullmatch(wikidata):
        raise fail(f"{wikidata!r} is not a Wikidata id")
    iris = identifiers.split()
    for iri in iris:
        if not _IRI.fullmatch(iri):
            raise fail(f"identifier {iri!r} is not an absolute IRI")
    return (WIKIDATA_IRI + wikidata, *iris) if wikidata else tuple(iris)


def _check_span(since: str, until: str, fail: Fail) -> None:
    for date in (since, until):
        if date and not _DATE.fullmatch(date):
            raise fail(f"{date!r} is not a date (YYYY, YYYY-MM or YYYY-MM-DD)")
    if since and until and since > until:
        raise fail(f"ends ({until}) before it starts ({since})")
