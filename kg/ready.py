"""The ready queries: ``ontology/queries/*.rq``, each a SPARQL query whose comment header says what it answers.

    # title: Who seeks a delisting
    # description: Actors that want companies taken off a list.
    # parameter: since date | Only documents of this day or later.
    SELECT ... WHERE { VALUES ?since { "1000-01-01" } ... }

A parameter is a variable whose value stands in a VALUES clause, so that the file runs as it is on any endpoint, too.
Another value takes its place as an RDF term that pyoxigraph has written: `text` and `date` a string, `number` a
decimal, `concept` and `predicate` a term of the ontology by its name in statements.jsonl (``ease``,
``exportControl``, ``opposes``).
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
from kg.ontology import load_ontology
from kg.query import Term
from kg.rdf.names import XSD

_HEADER = re.compile(r"#\s*(\w+):\s*(.*)")
_PARAMETER = re.compile(r"(?P<name>\w+)\s+(?P<kind>\w+)\s*\|\s*(?P<what>.+)")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class Kind(StrEnum):
    """What a parameter's value is."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CONCEPT = "concept"
    PREDICATE = "predicate"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a ready query; `default` is the term in the query's text, as it is written there."""

    name: str
    kind: Kind
    default: str
    description: str

    def term(self, value: str) -> Term:
        """`value` as the term that the variable is bound to.

        Raises:
            QueryError: `value` is not of the parameter's kind.
        """
        if self.kind is Kind.DATE and not _DATE.fullmatch(value):
            raise QueryError(f"parameter {self.name}: {value!r} is not a date such as 2024-05-14")
        if self.kind is Kind.NUMBER:
            try:
                return ox.Literal(f"{float(value):f}", datatype=XSD.decimal)
            except ValueError as error:
                raise QueryError(f"parameter {self.name}: {value!r} is not a number") from error
        if self.kind is Kind.PREDICATE:
            return ox.NamedNode(load_ontology().predicate(value).iri)
        if self.kind is Kind.CONCEPT:
            return self._concept(value)
        return ox.Literal(value)

    def _concept(self, value: str) -> ox.NamedNode:
        ontology = load_ontology()
        schemes = (ontology.instruments, ontology.changes, ontology.modalities)
        known = {name: concept.iri for scheme in schemes for name, concept in scheme.items()}
        if value not in known:
            close = get_close_matches(value, known, n=3, cutoff=0.4) or sorted(known)
            raise QueryError(
                f"parameter {self.name}: {value!r} is no concept of the ontology; there is {', '.join(close)}"
            )
        return ox.NamedNode(known[value])


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A query with its documentation; `name` is the file's name without ``.rq``."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str

    def filled(self, values: Mapping[str, str]) -> str:
        """The query's text with the `values` a user gave for parameters.

        Raises:
            QueryError: a parameter is unknown or a value malformed.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        text = self.text
        for name, value in values.items():
            if name not in known:
                has = f"it has {', '.join(sorted(known))}" if known else "it has none"
                raise QueryError(f"query {self.name} has no parameter {name}; {has}")
            found = _clause(name).search(text)
            assert found is not None  # read_query made sure of it
            text = f"{text[: found.start(1)]}{known[name].term(value)}{text[found.end(1) :]}"
        return text


def _clause(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES \?{name} \{{ (.+?) \}}")


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
            parameters.append(_parameter(match[2], text, path, number))
        elif match:
            fields[match[1]] = match[2].strip()
    return ReadyQuery(path.stem, fields.get("title", path.stem), fields.get("description", ""), tuple(parameters), text)


def _parameter(line: str, text: str, path: Path, number: int) -> Parameter:
    match = _PARAMETER.fullmatch(line.strip())
    kinds = [kind.value for kind in Kind]
    if match is None or match["kind"] not in kinds:
        message = f"a parameter is `NAME KIND | DESCRIPTION` with KIND one of {', '.join(kinds)}"
        raise DataError(message, path=path, line=number)
    default = _clause(match["name"]).search(text)
    if default is None:
        raise DataError(f"the query has no `VALUES ?{match['name']} {{ ... }}`", path=path, line=number)
    return Parameter(match["name"], Kind(match["kind"]), default[1], match["what"])


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
