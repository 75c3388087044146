"""Networks as GraphML (yEd, Gephi, Cytoscape, igraph) and GEXF (Gephi), with colours, sizes, positions and dates."""

from __future__ import annotations

import io
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

import networkx as nx

from kg.communities import communities
from kg.layout import layout
from kg.look import EDGE_COLORS, NODE_LOOKS, edge_width, node_size
from kg.model import EntityType
from kg.predicates import Tone

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def graphml(network: nx.MultiDiGraph, *, places: Mapping[str, tuple[int, int]] | None = None) -> bytes:
    """`network` as GraphML 1.0: lists joined by ``; ``, values that are None left out.

    Gephi takes colour, size and position from the attributes `r`, `g`, `b`, `size`, `x` and `y`. `places` are those of
    all nodes by id, y downwards as on a page; they are computed where they are not given.
    """
    flat = _plain(network)
    found = _positions(flat) if places is None else {_clean(identifier): places[identifier] for identifier in network}
    for identifier, (x, y) in found.items():
        data = flat.nodes[identifier]
        red, green, blue = _rgb(_node_color(data))
        data.update(r=red, g=green, b=blue, size=float(node_size(data["statements"])), x=float(x), y=float(-y))
    keys = _Keys()
    body = [line for identifier, data in flat.nodes(data=True) for line in _node_lines(identifier, data, keys)]
    for start, end, number, data in flat.edges(keys=True, data=True):
        body += _edge_lines(start, end, number, data, keys)
    lines = [_GRAPHML_HEAD, *keys.lines(), '  <graph edgedefault="directed">', *body, "  </graph>", "</graphml>", ""]
    return "\n".join(lines).encode("utf-8")


_GRAPHML_HEAD = """\
<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">"""
_GRAPHML_TYPES = {str: "string", int: "long", float: "double", bool: "boolean"}
_IN_QUOTES = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}


class _Keys:
    """The attributes of a GraphML file, numbered in the order of their first use."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, type], str] = {}

    def of(self, scope: str, name: str, value: object) -> str:
        """The id of the attribute `name` of nodes or edges (`scope`) that has the type of `value`."""
        return self._numbers.setdefault((scope, name, type(value)), f"d{len(self._numbers)}")

    def lines(self) -> Iterator[str]:
        """Their declarations, the last one first, as networkx has them."""
        for (scope, name, kind), key in reversed(self._numbers.items()):
            yield f'  <key id="{key}" for="{scope}" attr.name="{name}" attr.type="{_GRAPHML_TYPES[kind]}" />'


def _node_lines(identifier: str, data: Mapping[str, Any], keys: _Keys) -> Iterator[str]:
    yield f'    <node id="{escape(identifier, _IN_QUOTES)}">'
    yield from _data_lines("node", data, keys)
    yield "    </node>"


def _edge_lines(start: str, end: str, number: str, data: Mapping[str, Any], keys: _Keys) -> Iterator[str]:
    source, target = escape(start, _IN_QUOTES), escape(end, _IN_QUOTES)
    yield f'    <edge source="{source}" target="{target}" id="{number}">'
    yield from _data_lines("edge", data, keys)
    yield "    </edge>"


def _data_lines(scope: str, data: Mapping[str, Any], keys: _Keys) -> Iterator[str]:
    for name, value in data.items():
        key = keys.of(scope, name, value)
        text = escape(value) if isinstance(value, str) else str(value)
        yield f'      <data key="{key}">{text}</data>' if text else f'      <data key="{key}" />'


def gexf(network: nx.MultiDiGraph) -> bytes:
    """`network` as GEXF 1.2, dynamic: an edge exists from the first to the last date on which it was stated.

    A node exists as long as its edges do; always where one of them has no date, since that edge always exists.
    """
    flat = _plain(network)
    for identifier, (x, y) in _positions(flat).items():
        data = flat.nodes[identifier]
        red, green, blue = _rgb(_node_color(data))
        data["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": float(node_size(data["statements"])),
            "position": {"x": float(x), "y": float(-y), "z": 0.0},
        }
    for _, _, data in flat.edges(data=True):
        red, green, blue = _rgb(EDGE_COLORS[Tone(data["tone"])])
        data["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "thickness": edge_width(data["documents"]),
            "shape": "dotted"
            if data["status"] == "denied"
            else "dashed"
            if data["modality"] != "asserted"
            else "solid",
        }
        if "first" in data:
            data.update(start=_whole_date(data["first"], last=False), end=_whole_date(data["last"], last=True))
    for identifier, data in flat.nodes(data=True):
        edges = _edges_at(flat, identifier)
        if edges and all("start" in edge for edge in edges):
            data.update(start=min(edge["start"] for edge in edges), end=max(edge["end"] for edge in edges))
    flat.graph["mode"] = "dynamic"
    flat.graph["timeformat"] = "date"
    out = io.BytesIO()
    nx.write_gexf(flat, out, encoding="utf-8", prettyprint=True, version="1.2draft")
    # networkx writes the day of writing; the same graph must give the same bytes.
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue())


def _positions(flat: nx.MultiDiGraph) -> dict[str, tuple[int, int]]:
    """Where the nodes lie, strongest first."""
    rank = sorted(flat, key=lambda identifier: (-flat.nodes[identifier]["statements"], identifier))
    place = {identifier: number for number, identifier in enumerate(rank)}
    links: defaultdict[tuple[int, int], float] = defaultdict(float)
    for start, end in flat.edges():
        low, high = sorted((place[start], place[end]))
        links[low, high] += 1
    if not rank:
        return {}
    found = layout(len(rank), links, groups=communities(len(rank), links))
    return dict(zip(rank, found.positions, strict=True))


def _edges_at(flat: nx.MultiDiGraph, identifier: str) -> list[dict[str, Any]]:
    found = (*flat.in_edges(identifier, data=True), *flat.out_edges(identifier, data=True))
    return [data for _, _, data in found]


def _node_color(data: Mapping[str, Any]) -> str:
    return NODE_LOOKS[EntityType(data["type"])].color


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _plain(network: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """`network` with texts, numbers and booleans only, nodes and edges sorted."""
    flat = nx.MultiDiGraph()
    for identifier in sorted(network):
        flat.add_node(_clean(identifier), **_values(network.nodes[identifier]))
    for number, (start, end, key) in enumerate(sorted(network.edges(keys=True)), 1):
        values = _values(network.edges[start, end, key])
        flat.add_edge(_clean(start), _clean(end), key=str(number), label=values["predicate"], **values)
    return flat


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, tuple | list):
            values[name] = _clean("; ".join(str(part) for part in value))
        elif isinstance(value, str):
            values[name] = _clean(value)
        elif value is not None:
            values[name] = value
    return values


def _clean(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _CONTROL.sub(" ", text)


def _whole_date(date: str, *, last: bool) -> str:
    """A year or month as its first or last day."""
    year, month, day = (*date.split("-"), "", "")[:3]
    if not month:
        month = "12" if last else "01"
    if not day:
        day = f"{monthrange(int(year), int(month))[1]}" if last else "01"
    return f"{year}-{month}-{day}"
