"""SPARQL over a store: read-only, reaching nothing outside, stopped when it takes too long.

Oxigraph evaluates; its `Store.query` takes no updates. Two things are refused before it sees a query. ``SERVICE``
would call another machine. ``FROM`` names a graph to load: Oxigraph only looks for it in the store, other engines
fetch it, so it must name a graph that is there.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError
from kg.model import BASE_IRI
from kg.rdf import Names
from kg.rdf.names import VOCABULARY_PREFIXES, XSD
from kg.store import OpenStore

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_UPDATES = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b", re.IGNORECASE)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_PROLOGUE = re.compile(r"\s*(?:#[^\n]*\n|(?:PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT, an ASK (one row under `answer`) or, with `graph` true, a CONSTRUCT (columns s, p, o)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    graph: bool = False


def select(
    store: OpenStore,
    text: str,
    *,
    timeout: float | None = None,
) -> Table:
    """The answer of `store` to the query `text`, whose default graph is the union of all graphs.

    With `timeout`, in seconds, the query runs in a process of its own that is ended when the time is over.

    Raises:
        QueryError: the query is malformed (with line and column), forbidden, or took too long.
    """
    if timeout is not None:
        return _apart(store, text, timeout)
    return unpacked(*answer(store.inner, text))


def answer(store: ox.Store, text: str) -> tuple[bool, bytes]:
    """The checked query's answer as Oxigraph writes it: SPARQL JSON, or N-Triples where the first value is true.

    Raises:
        QueryError: the query is malformed or forbidden, or its evaluation failed.
    """
    prefixes = names_in(store).prefixes()
    has_dataset = check(store, text, prefixes=prefixes)
    try:
        result = store.query(
            text,
            prefixes=prefixes,
            use_default_graph_as_union=not has_dataset,
        )
        if isinstance(result, ox.QueryTriples):
            return True, result.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
        return False, result.serialize(format=ox.QueryResultsFormat.JSON) or b""
    except SyntaxError as error:
        raise _located(text, error) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed: {error}") from error


def names_in(store: ox.Store) -> Names:
    """The names of the build in `store`, by its graph of entities; the default ones where it has none."""
    ending = "graph/entities"
    if not store.contains_named_graph(ox.NamedNode(BASE_IRI + ending)):
        for graph in store.named_graphs():
            if isinstance(graph, ox.NamedNode) and graph.value.endswith(ending):
                return Names(graph.value.removesuffix(ending))
    return Names(BASE_IRI)


def unpacked(is_graph: bool, body: bytes) -> Table:
    """The table in what `answer` gave."""
    if is_graph:
        lines = sorted(set(body.splitlines(keepends=True)))
        triples = ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)
        return Table(("s", "p", "o"), tuple((t.subject, t.predicate, t.object) for t in triples), True)
    result = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(result, ox.QueryBoolean):
        value = ox.Literal("true" if result else "false", datatype=XSD.boolean)
        return Table(("answer",), ((value,),))
    return Table(tuple(variable.value for variable in result.variables), tuple(tuple(row) for row in result))


def check(store: ox.Store, text: str, *, prefixes: Mapping[str, str] = VOCABULARY_PREFIXES) -> bool:
    """Refuse what `text` must not do; returns whether it names its graphs with FROM.

    Whether a word is a keyword is asked of the parser that will run the query: with the word misspelled (``ZERVICE``)
    the query is malformed if it was a keyword, while a name, a string or a comment stays one. So nothing hides from
    this check behind quotes, comments or a ``<`` that may be an operator. rdflib's algebra then says what was meant.

    Raises:
        QueryError: the query is malformed, calls another endpoint, or names a graph that `store` lacks.
    """
    if (error := _without(text, "service", prefixes)) is not None:
        if _calls_service(_algebra(text, prefixes)):
            raise QueryError("SERVICE is refused: a query reaches nothing outside the store")
        raise _located(text, error)
    if (error := _without(text, "from", prefixes)) is None:
        return False
    algebra = _algebra(text, prefixes)
    if algebra is None:
        raise _located(text, error)
    held = {graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}
    graphs = [str(part.default or part.named) for part in algebra.datasetClause or ()]
    for graph in graphs:
        if graph not in held:
            raise QueryError(f"FROM <{graph}> is refused: the store has no such graph, and nothing is fetched")
    return bool(graphs)


def _without(text: str, word: str, prefixes: Mapping[str, str]) -> SyntaxError | None:
    """The error of `text` with `word` misspelled wherever it stands; None where it is a query all the same."""
    spoilt = re.sub(word, "z" + word[1:], text, flags=re.IGNORECASE)
    if spoilt == text:
        return None
    try:
        ox.Store().query(spoilt, prefixes=dict(prefixes))
    except SyntaxError as error:
        return error
    except (OSError, RuntimeError, ValueError):
        return None  # it could be read; that is all that was asked
    return None


def _algebra(text: str, prefixes: Mapping[str, str]) -> Any:
    """rdflib's algebra of the query, which is not evaluated; None where rdflib cannot read it."""
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return translateQuery(parseQuery(text), initNs=dict(prefixes)).algebra
    except Exception:  # the errors of pyparsing and rdflib have no base in common; the caller has Oxigraph's own
        return None


def _calls_service(node: Any) -> bool:
    """Whether a part of the algebra is a call of another endpoint."""
    if getattr(node, "name", None) == "ServiceGraphPattern":
        return True
    if isinstance(node, Mapping):
        return any(_calls_service(part) for part in node.values())
    return isinstance(node, list | tuple | set) and any(_calls_service(part) for part in node)


def _located(text: str, error: SyntaxError) -> QueryError:
    """`error` of Oxigraph with the line of the query and a mark under the place."""
    rest = text
    while prologue := _PROLOGUE.match(rest):
        rest = rest[prologue.end() :]
    if update := _UPDATES.match(rest.lstrip()):
        return QueryError(f"{update[1].upper()} is refused: `kg query` only reads")
    match = _PLACE.match(str(error))
    if match is None:
        return QueryError(f"malformed query: {error}")
    line, column = int(match[1]), int(match[2])
    what = "a prefix that is not declared" if "Prefix not found" in match[3] else " ".join(match[3].split())[:160]
    lines = text.splitlines() or [""]
    source = lines[min(line, len(lines)) - 1]
    return QueryError(f"malformed query, line {line}, column {column}: {what}\n  {source}\n  {' ' * (column - 1)}^")


def _apart(store: OpenStore, text: str, timeout: float) -> Table:
    """`select` in a process of its own; a graph in memory is handed over as a file."""
    with tempfile.TemporaryDirectory() as folder:
        if store.location is None:
            store.inner.dump(Path(folder) / "graph.nq", format=ox.RdfFormat.N_QUADS)
        place = store.location.parent if store.location is not None else Path(folder) / "graph.nq"
        job = {"place": str(place), "query": text}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "kg.query_worker"],
                input=json.dumps(job).encode(),
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise QueryError(f"the query took longer than {timeout:g} s and was stopped") from error
    if done.returncode:
        raise QueryError(
            done.stderr.decode(errors="replace").strip() or f"the query's process died ({done.returncode})"
        )
    return unpacked(done.stdout[:1] == b"G", done.stdout[1:])
