"""N-Quads and Turtle in a fixed order: sorted, each statement once, the same bytes for the same graph.

Both go through pyoxigraph's N-Quads writer, whose lines sort and split quickly; a million quads take a few seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

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
_AND = " ,\n        "


def nquads(quads: Iterable[ox.Quad]) -> bytes:
    """`quads` as sorted N-Quads."""
    lines = _sorted_lines(quads, ox.RdfFormat.N_QUADS)
    return b"\n".join(lines) + b"\n" if lines else b""


def turtle(quads: Iterable[ox.Quad | ox.Triple], *, prefixes: Mapping[str, str]) -> bytes:
    """The union of `quads` as Turtle: prefixes that are used, then a block a subject, all sorted, types first.

    `prefixes` go from name to namespace (`Names.prefixes`). Blank nodes keep the labels that they have.
    """
    triples = (quad.triple if isinstance(quad, ox.Quad) else quad for quad in quads)
    return turtle_of_lines(_sorted_lines(triples, ox.RdfFormat.N_TRIPLES), prefixes=prefixes)


def turtle_of_lines(lines: Iterable[bytes], *, prefixes: Mapping[str, str]) -> bytes:
    """As `turtle`, from sorted lines of N-Triples, each there once."""
    short = Shortener(prefixes)
    body = list(_blocks(lines, short))
    header = [f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(short.used)]
    return "".join((*header, "\n" if header and body else "", "\n".join(body))).encode()


def _sorted_lines(quads: Iterable[ox.Quad | ox.Triple], form: ox.RdfFormat) -> list[bytes]:
    data = ox.serialize(quads, format=form)  # type: ignore[arg-type] # its stub wants one kind, not a union
    assert data is not None  # it is None only where an output was given
    lines = data.split(b"\n")
    lines.pop()  # what follows the last line end
    lines.sort()  # before duplicates go, since input that is nearly in order sorts fast
    return list(dict.fromkeys(lines))


def _blocks(lines: Iterable[bytes], short: Shortener) -> Iterator[str]:
    """A block a subject from sorted N-Triples lines."""
    current, predicate, parts, types = "", "", list[str](), list[str]()
    for line in lines:
        subject, verb, rest = line.decode().split(" ", 2)
        if subject != current:
            if current:
                yield _block(short.term(current), types, parts)
            current, predicate, parts, types = subject, "", [], []
        obj = short.term(rest[:-2])
        if verb == _TYPE:
            types.append(obj)
        elif verb == predicate:
            parts[-1] += _AND + obj
        else:
            parts.append(f"{short.term(verb)} {obj}")
            predicate = verb
    if current:
        yield _block(short.term(current), types, parts)


def _block(subject: str, types: list[str], parts: list[str]) -> str:
    first = [f"a {_AND.join(types)}"] if types else []
    return f"{subject} " + " ;\n    ".join(first + parts) + " .\n"


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
        return self._literal(text) if text[-1] == ">" else text

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
