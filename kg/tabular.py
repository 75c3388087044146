"""A query's answer as text for people and programs: CSV, TSV, JSON, Markdown, Turtle, or a pandas DataFrame."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import QueryError
from kg.query import Table, Term
from kg.rdf import Names, turtle
from kg.rdf.names import XSD

if TYPE_CHECKING:
    import pandas as pd

_XSD = XSD.namespace
_PREFIXES = Names().prefixes()
_NAMESPACES = {namespace: prefix for prefix, namespace in _PREFIXES.items()}
_WHOLE = {_XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")}
_REAL = {_XSD + name for name in ("double", "float", "decimal")}
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def plain(term: Term | None) -> str:
    """The words of a term: an IRI in full, a literal's value, nothing for None."""
    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def short(term: Term | None) -> str:
    """As `plain`, with IRIs shortened by the usual prefixes."""
    text = plain(term)
    if not isinstance(term, ox.NamedNode):
        return text
    cut = max(text.rfind("/"), text.rfind("#")) + 1
    prefix = _NAMESPACES.get(text[:cut])
    return f"{prefix}:{text[cut:]}" if prefix else text


def value(term: Term | None) -> Any:
    """The term as a Python value: int, float, bool or str; None stays None."""
    if not isinstance(term, ox.Literal):
        return None if term is None else plain(term)
    kind = term.datatype.value
    try:
        if kind in _WHOLE:
            return int(term.value)
        if kind in _REAL:
            return float(Decimal(term.value)) if kind.endswith("decimal") else float(term.value)
    except (ValueError, InvalidOperation):
        return term.value
    return term.value in ("true", "1") if kind == _XSD + "boolean" else term.value


def guarded(text: str) -> str:
    """`text` with an apostrophe before what a spreadsheet would run as a formula; a number is left alone."""
    if not text.startswith(_RISKY):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def frame(table: Table) -> pd.DataFrame:
    """The table as a DataFrame with Python values."""
    import pandas as pd

    return pd.DataFrame([[value(term) for term in row] for row in table.rows], columns=list(table.columns))


def as_csv(table: Table) -> str:
    """SPARQL 1.1 CSV, in which a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([guarded(plain(term)) for term in row] for row in table.rows)
    return out.getvalue()


def as_tsv(table: Table) -> str:
    """SPARQL 1.1 TSV: terms as Turtle writes them."""
    lines = ["\t".join(f"?{column}" for column in table.columns)]
    lines += ["\t".join("" if term is None else _escaped(str(term)) for term in row) for row in table.rows]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n")


def as_json(table: Table) -> str:
    """SPARQL 1.1 Query Results JSON."""
    bindings = [
        {column: _json_term(term) for column, term in zip(table.columns, row, strict=True) if term is not None}
        for row in table.rows
    ]
    content = {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    entry = {"type": "literal", "value": term.value}
    if term.language:
        entry["xml:lang"] = term.language
    elif term.datatype.value != _XSD + "string":
        entry["datatype"] = term.datatype.value
    return entry


def as_markdown(table: Table) -> str:
    """A Markdown table with shortened IRIs."""
    lines = ["| " + " | ".join(table.columns) + " |", "|" + " --- |" * len(table.columns)]
    lines += ["| " + " | ".join(escaped(short(term)) for term in row) + " |" for row in table.rows]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """`text` in one line of Markdown, nothing in it that Markdown or HTML would take for more than text."""
    flat = " ".join(text.split())
    for mark in ("\\", "|", "<", ">", "`", "*", "_", "[", "]"):
        flat = flat.replace(mark, "\\" + mark)
    return flat


def as_turtle(table: Table) -> str:
    """The graph of a CONSTRUCT or DESCRIBE as Turtle, sorted.

    Raises:
        QueryError: the answer is no graph.
    """
    if not table.graph:
        raise QueryError("Turtle needs a graph: use CONSTRUCT or DESCRIBE, or another --format")
    triples = [ox.Triple(*row) for row in table.rows]  # type: ignore[arg-type]
    return turtle(triples, prefixes=_PREFIXES).decode()
