"""N-Quads and Turtle in a fixed order: sorted, each statement once, the same bytes for the same graph.

Both go through pyoxigraph's N-Quads writer, whose lines sort and split quickly; a million quads take a few seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter

import pyoxigraph as ox

from kg.rdf.names import RDF, XSD

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_TYPED = re.compile(r'"(.*)"\^\^<([^<>"]*)>', re.DOTALL)
_TYPE = f"<{RDF.type.value}>"
_PLAIN = {
    XSD.integer.value: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal.value: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.boolean.value: re.compile(r"true|false"),
}
_Line = tuple[str, str, str]


def nquads(quads: Iterable[ox.Quad]) -> bytes:
    """`quads` as sorted N-Quads."""
    lines = sorted(_lines(quads, ox.RdfFormat.N_QUADS))
    return b"\n".join(lines) + b"\n" if lines else b""


def turtle(quads: Iterable[ox.Quad | ox.Triple], *, prefixes: Mapping[str, str]) -> bytes:
    """The union of `quads` as Turtle: prefixes that are used, then a block a subject, all sorted, types first.

    `prefixes` go from name to namespace (`Names.prefixes`). Blank nodes keep the labels that they have.
    """
    triples = (quad.triple if isinstance(quad, ox.Quad) else quad for quad in quads)
    lines = sorted(_split(line) for line in _lines(triples, ox.RdfFormat.N_TRIPLES))
    short = Shortener(prefixes)
    body = [_block(subject, rows, short) for subject, rows in groupby(lines, itemgetter(0))]
    header = [f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(short.used)]
    return "".join((*header, "\n" if header and body else "", "\n".join(body))).encode()


def _lines(quads: Iterable[ox.Quad | ox.Triple], form: ox.RdfFormat) -> set[bytes]:
    data = ox.serialize(quads, format=form)  # type: ignore[arg-type] # its stub wants one kind, not a union
    assert data is not None  # it is None only where an output was given
    lines = set(data.split(b"\n"))
    lines.discard(b"")
    return lines


def _split(line: bytes) -> _Line:
    subject, predicate, obj = line.decode().split(" ", 2)
    return subject, "" if predicate == _TYPE else predicate, obj[:-2]


def _block(subject: str, rows: Iterable[_Line], short: Shortener) -> str:
    parts = []
    for predicate, same in groupby(rows, itemgetter(1)):
        objects = [short.term(row[2]) for row in same]
        name = short.term(predicate) if predicate else "a"
        if len(objects) == 1:
            parts.append(f"{name} {objects[0]}")
        else:
            parts.append(f"{name} " + " ,\n        ".join(objects))
    return f"{short.term(subject)} " + " ;\n    ".join(parts) + " .\n"


class Shortener:
    """N-Triples terms as Turtle, with prefixed names and bare numbers where that is legal.

    `used` holds the names of the prefixes that were of use.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._names = {namespace: name for name, namespace in prefixes.items()}
        self._known: dict[str, str] = {}
        self.used: set[str] = set()

    def term(self, text: str) -> str:
        """`text`, a term in N-Triples syntax, as Turtle."""
        if text[0] == "<":
            known = self._known.get(text)
            if known is None:
                known = self._known[text] = self._iri(text[1:-1])
            return known
        if text[0] != '"' or text[-1] != ">":
            return text
        return self._literal(text)

    def _iri(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        name = self._names.get(iri[:cut])
        if name is None or not _LOCAL.fullmatch(iri, cut):
            return f"<{iri}>"
        self.used.add(name)
        return f"{name}:{iri[cut:]}"

    def _literal(self, text: str) -> str:
        match = _TYPED.fullmatch(text)
        if match is None:
            return text
        value, datatype = match.groups()
        plain = _PLAIN.get(datatype)
        if plain is not None and plain.fullmatch(value):
            return value
        return f'"{value}"^^{self.term(f"<{datatype}>")}'
