"""The ready queries: ``ontology/queries/*.rq``, each a SPARQL query whose comment header says what it answers.

    # title: Who seeks a delisting
    # description: Actors that want companies taken off a list.
    # parameter: since date 1900-01-01 | Documents of this day or later.

A parameter is a variable of the query that gets a term: `text` and `date` a string, `number` a decimal, `concept` and
`predicate` a term of the ontology by its name in statements.jsonl (``ease``, ``exportControl``, ``opposes``). Without
a default it must be given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

import pyoxigraph as ox

from kg.data import ontology_path
from kg.errors import DataError, QueryError
from kg.model import ONTOLOGY_IRI
from kg.query import PREFIXES, Term

_HEADER = re.compile(r"#\s*(\w+):\s*(.*)")
_PARAMETER = re.compile(r"(?P<name>\w+)\s+(?P<kind>\w+)(?:\s+(?P<default>[^|]*?))?\s*\|\s*(?P<what>.+)")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_NAME = re.compile(r"[A-Za-z]\w*")


class Kind(StrEnum):
    """What a parameter's value is."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CONCEPT = "concept"
    PREDICATE = "predicate"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a ready query; `default` is None where a value must be given."""

    name: str
    kind: Kind
    default: str | None
    description: str

    def term(self, value: str) -> Term:
        """`value` as the term that the variable is bound to.

        Raises:
            QueryError: `value` is not of the parameter's kind.
        """
        fits = {Kind.DATE: _DATE, Kind.CONCEPT: _NAME, Kind.PREDICATE: _NAME}.get(self.kind)
        if fits and not fits.fullmatch(value):
            wanted = "a date such as 2024-05-14" if self.kind is Kind.DATE else "a name of the ontology"
            raise QueryError(f"parameter {self.name}: {value!r} is not {wanted}")
        if self.kind is Kind.NUMBER:
            try:
                return ox.Literal(str(float(value)), datatype=ox.NamedNode(PREFIXES["xsd"] + "decimal"))
            except ValueError as error:
                raise QueryError(f"parameter {self.name}: {value!r} is not a number") from error
        if self.kind is Kind.CONCEPT:
            return ox.NamedNode(ONTOLOGY_IRI + value[0].upper() + value[1:])
        return ox.NamedNode(ONTOLOGY_IRI + value) if self.kind is Kind.PREDICATE else ox.Literal(value)


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A query with its documentation; `name` is the file's name without ``.rq``."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str

    def bindings(self, values: Mapping[str, str]) -> dict[str, Term]:
        """Terms for the query's variables from the `values` a user gave, defaults filled in.

        Raises:
            QueryError: a parameter is unknown, missing or malformed.
        """
        known = {parameter.name for parameter in self.parameters}
        for name in values:
            if name not in known:
                has = f"it has {', '.join(sorted(known))}" if known else "it has none"
                raise QueryError(f"query {self.name} has no parameter {name}; {has}")
        bound = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if value is None:
                raise QueryError(f"query {self.name} needs --param {parameter.name}=...: {parameter.description}")
            bound[parameter.name] = parameter.term(value)
        return bound


def read_query(path: Path) -> ReadyQuery:
    """The query in an ``.rq`` file; one without a header has its file name for a title.

    Raises:
        QueryError: the file cannot be read.
        DataError: a parameter line is malformed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path}: cannot read the query: {error}") from error
    fields: dict[str, str] = {}
    parameters = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        match = _HEADER.match(line)
        if match and match[1] == "parameter":
            parameters.append(_parameter(match[2], path, number))
        elif match:
            fields[match[1]] = match[2].strip()
    return ReadyQuery(path.stem, fields.get("title", path.stem), fields.get("description", ""), tuple(parameters), text)


def _parameter(line: str, path: Path, number: int) -> Parameter:
    match = _PARAMETER.fullmatch(line.strip())
    kinds = [kind.value for kind in Kind]
    if match is None or match["kind"] not in kinds:
        message = f"a parameter is `NAME KIND [DEFAULT] | DESCRIPTION` with KIND one of {', '.join(kinds)}"
        raise DataError(message, path=path, line=number)
    return Parameter(match["name"], Kind(match["kind"]), match["default"] or None, match["what"])


def ready_queries() -> dict[str, ReadyQuery]:
    """All ready queries by name."""
    folder = ontology_path("queries")
    return {path.stem: read_query(path) for path in sorted(folder.glob("*.rq"))}


def ready_query(name: str) -> ReadyQuery:
    """The ready query called `name`.

    Raises:
        QueryError: there is none; the message names the closest.
    """
    folder = ontology_path("queries")
    names = sorted(path.stem for path in folder.glob("*.rq"))
    if name in names:
        return read_query(folder / f"{name}.rq")
    close = get_close_matches(name, names, n=3, cutoff=0.4)
    hint = f"did you mean {', '.join(close)}?" if close else "`kg query --list` shows them"
    raise QueryError(f"no ready query called {name!r}; {hint}")
