"""Who there is: countries, blocs, bodies, companies, persons, and who held which office when.

Read from ``ontology/gazetteer``: every CSV file there with a label and a type column holds
entities, ``offices.csv`` the terms of office, ``memberships.csv`` who belonged to which bloc.

Several entities may bear the same name on purpose: "Finance Ministry" belongs to every country
that has one, "Germany" to West Germany before 3 October 1990. The resolver chooses by the country
in context and by the document's date; `Name.since` and `Name.until` serve the latter.

Dates are ISO 8601 and may stop at the month or the year. Spans of time are ``[since, until)``; an
empty bound is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from kg.data import ontology_path
from kg.errors import DataError
from kg.gazetteer_files import (
    EntityRow,
    Membership,
    Name,
    NameKind,
    OfficeTerm,
    header,
    read_entities,
    read_memberships,
    read_terms,
)
from kg.model import Entity

__all__ = ["Gazetteer", "Membership", "Name", "NameKind", "Office", "OfficeTerm", "covers", "load_gazetteer"]


@dataclass(frozen=True, slots=True)
class Office:
    """An office with all the terms known, oldest first. `body` or else `country` is what it heads (entity ids)."""

    id: str
    titles: tuple[str, ...]
    body: str
    country: str
    terms: tuple[OfficeTerm, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All entities by id, all their names, the offices by id, and the memberships."""

    entities: Mapping[str, Entity]
    names: tuple[Name, ...]
    offices: Mapping[str, Office]
    memberships: tuple[Membership, ...]

    def holder_of(self, office: str, date: str) -> Entity | None:
        """Who held `office` on `date`; None where nobody is known or the date leaves several."""
        known = self.offices.get(office)
        terms = [term for term in known.terms if covers(term.since, term.until, date)] if known else []
        holders = {term.person for term in terms}
        return self.entities[holders.pop()] if len(holders) == 1 else None

    def offices_held(self, person: str, date: str | None = None) -> tuple[OfficeTerm, ...]:
        """The terms of a person (entity id), those that cover `date` where one is given, sorted by office."""
        return tuple(
            term
            for office in self.offices.values()
            for term in office.terms
            if term.person == person and (date is None or covers(term.since, term.until, date))
        )

    def members(self, bloc: str, date: str | None = None) -> tuple[Entity, ...]:
        """The members of a bloc (entity id) on `date`, or ever, sorted by id."""
        found = {row.member for row in self.memberships if row.bloc == bloc and _covers_any(row, date)}
        return tuple(self.entities[member] for member in sorted(found))

    def blocs_of(self, member: str, date: str | None = None) -> tuple[Entity, ...]:
        """The blocs that a country or body (entity id) belonged to on `date`, or ever, sorted by id."""
        found = {row.bloc for row in self.memberships if row.member == member and _covers_any(row, date)}
        return tuple(self.entities[bloc] for bloc in sorted(found))


def covers(since: str, until: str, date: str) -> bool:
    """True where ``[since, until)`` and the day, month or year `date` have a day in common."""
    first = (date + "-01-01")[:10] if len(date) < 10 else date
    last = date + "-12-31"[3 * (len(date) > 4) :] if len(date) < 10 else date
    return (not since or since <= last) and (not until or until > first)


def load_gazetteer(extra: Iterable[Path] = (), *, folder: Path | None = None) -> Gazetteer:
    """The gazetteer of `folder` (the installed one by default) and the user's own files in `extra`.

    An extra file is CSV with the columns of one of our own (entities, offices or memberships) or SKOS Turtle
    (``.ttl``). A line whose id or one of whose identifiers is known adds its names and identifiers to that
    entity and may give it a new label.

    Raises:
        DataError: a file says not what it must; with file and line.
    """
    files = tuple(extra)
    if not files and folder is None:
        return _installed()
    return _build(folder or ontology_path("gazetteer"), files)


@lru_cache(maxsize=1)
def _installed() -> Gazetteer:
    return _build(ontology_path("gazetteer"), ())


def _build(folder: Path, extra: tuple[Path, ...]) -> Gazetteer:
    tables = _Tables()
    for path in sorted(folder.glob("*.csv")):
        tables.read_csv(path, optional=True)
    tables.close_own()
    for path in extra:
        if path.suffix == ".csv":
            tables.read_csv(path)
        elif path.suffix == ".ttl":
            tables.read_skos(path)
        else:
            raise DataError("a gazetteer is a .csv or a .ttl file", path=path)
    return tables.finish()


class _Tables:
    """What has been read so far; `close_own` ends our own files, after which lines may add to known entities."""

    def __init__(self) -> None:
        self._rows: dict[str, EntityRow] = {}
        self._terms: list[OfficeTerm] = []
        self._memberships: list[Membership] = []
        self._by_identifier: dict[str, str] = {}
        self._own: frozenset[str] = frozenset()

    def read_csv(self, path: Path, *, optional: bool = False) -> None:
        """Add the lines of a file; its columns say what it holds. One of another kind is left alone if `optional`."""
        columns = header(path)
        if "holder" in columns:
            self._terms.extend(read_terms(path))
        elif "member" in columns:
            self._memberships.extend(read_memberships(path))
        elif not optional or ("label" in columns and "type" in columns):
            self._add(read_entities(path))

    def read_skos(self, path: Path) -> None:
        from kg.gazetteer_skos import read_skos

        self._add(read_skos(path))

    def close_own(self) -> None:
        self._own = frozenset(self._rows)

    def _add(self, rows: Iterable[EntityRow]) -> None:
        for row in rows:
            key = self._known_as(row)
            if key in self._rows:
                if key not in self._own:
                    first = self._rows[key]
                    raise DataError(
                        f"{key} stands twice; first in {first.path}:{first.line}", path=row.path, line=row.line
                    )
                row = _joined(self._rows[key], row)
            self._rows[key] = row
            for identifier in row.entity.identifiers:
                owner = self._by_identifier.setdefault(identifier, key)
                if owner != key:
                    raise DataError(f"identifier {identifier} already belongs to {owner}", path=row.path, line=row.line)

    def _known_as(self, row: EntityRow) -> str:
        """The id of the entity of our own that the line speaks of, or the line's own id."""
        if row.entity.id not in self._rows and self._own:
            for identifier in row.entity.identifiers:
                if self._by_identifier.get(identifier) in self._own:
                    return self._by_identifier[identifier]
        return row.entity.id

    def finish(self) -> Gazetteer:
        """The whole, once every id that is spoken of is known to exist."""
        for row in self._rows.values():
            if row.entity.country is not None:
                self._require(row.entity.country, row.path, row.line)
        for term in self._terms:
            for key in (term.person, term.body, term.country):
                if key:
                    self._require(key, term.path, term.line)
        for membership in self._memberships:
            self._require(membership.member, membership.path, membership.line)
            self._require(membership.bloc, membership.path, membership.line)
        return Gazetteer(
            entities={key: row.entity for key, row in self._rows.items()},
            names=tuple(name for row in self._rows.values() for name in row.names),
            offices={office.id: office for office in _offices(self._terms)},
            memberships=tuple(self._memberships),
        )

    def _require(self, key: str, path: Path, line: int | None) -> None:
        if key not in self._rows:
            raise DataError(f"no entity {key!r} in the gazetteer", path=path, line=line)


def _joined(known: EntityRow, added: EntityRow) -> EntityRow:
    """`known` with the label, names and identifiers that a user's line adds."""
    old, new = known.entity, added.entity
    if old.type is not new.type:
        raise DataError(f"{old.id} is a {old.type}, not a {new.type}", path=added.path, line=added.line)
    aliases = dict.fromkeys((*old.aliases, old.label, *new.aliases))
    aliases.pop(new.label, None)
    entity = replace(
        old,
        label=new.label,
        aliases=tuple(aliases),
        identifiers=tuple(dict.fromkeys((*old.identifiers, *new.identifiers))),
        country=new.country or old.country,
    )
    present = {(name.text, name.kind) for name in known.names}
    more = [name._replace(entity=old.id) for name in added.names if (name.text, name.kind) not in present]
    return EntityRow(entity, [*known.names, *more], added.path, added.line)


def _offices(terms: list[OfficeTerm]) -> Iterator[Office]:
    """The offices of `terms`, sorted by id; titles in the order they first stand."""
    grouped: dict[str, list[OfficeTerm]] = {}
    for term in terms:
        grouped.setdefault(term.office, []).append(term)
    for office, held in sorted(grouped.items()):
        held.sort(key=lambda term: (term.since, term.until))
        for term in held:
            if (term.body, term.country) != (held[0].body, held[0].country):
                raise DataError(f"{office} heads another body elsewhere", path=term.path, line=term.line)
        titles = tuple(dict.fromkeys(title for term in held for title in term.titles))
        yield Office(office, titles, held[0].body, held[0].country, tuple(held))


def _covers_any(row: Membership, date: str | None) -> bool:
    return date is None or covers(row.since, row.until, date)
