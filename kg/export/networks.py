"""Networks as GraphML (yEd, Gephi, Cytoscape, igraph) and GEXF (Gephi, with colours, sizes and dates)."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import networkx as nx

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def graphml(network: nx.MultiDiGraph) -> bytes:
    """`network` as GraphML 1.0: lists joined by ``; ``, values that are None left out."""
    out = io.BytesIO()
    nx.write_graphml_xml(_plain(network), out, encoding="utf-8", prettyprint=True)
    return out.getvalue()


def gexf(
    network: nx.MultiDiGraph, *, colors: Mapping[str, str], positions: Mapping[str, tuple[int, int]] | None = None
) -> bytes:
    """`network` as GEXF 1.2, dynamic: `colors` (hex) by node type, sizes by how often a node is named, edges with the
    span of dates in which they were stated."""
    flat = _plain(network)
    for identifier, data in flat.nodes(data=True):
        color = colors.get(data["type"], "#8a8f98").lstrip("#")
        red, green, blue = (int(color[at : at + 2], 16) for at in (0, 2, 4))
        data["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": float(4 + data["statements"] ** 0.5 * 4),
        }
        if positions and identifier in positions:
            x, y = positions[identifier]
            data["viz"]["position"] = {"x": float(x), "y": float(-y), "z": 0.0}
    for _, _, data in flat.edges(data=True):
        for name, mark in (("first", "start"), ("last", "end")):
            if name in data:
                data[mark] = _whole_date(data[name], last=mark == "end")
    flat.graph["mode"] = "dynamic"
    flat.graph["timeformat"] = "date"
    out = io.BytesIO()
    nx.write_gexf(flat, out, encoding="utf-8", prettyprint=True, version="1.2draft")
    # networkx writes the day of writing; the same graph must give the same bytes.
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue())


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
        ends = {"02": "28", "04": "30", "06": "30", "09": "30", "11": "30"}
        day = ends.get(month, "31") if last else "01"
    return f"{year}-{month}-{day}"
