"""One self-contained HTML file: data, styles and scripts inside, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import html
import importlib.resources
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from pyvis.network import Network

from kg.look import EDGE_COLORS, LINES, NODE_LOOKS, edge_width, node_size
from kg.model import Document, Entity, Statement
from kg.render.payload import Picture, picture, records


class Kind(StrEnum):
    """What a page opens with."""

    GRAPH = "graph"
    TIMELINE = "timeline"
    MATRIX = "matrix"


_SHARED = ("dom", "records", "filters", "statement", "legend", "panel", "table")
_SCRIPTS = {
    Kind.GRAPH: (*_SHARED, "bundles", "labels", "view", "graph", "paths", "picture", "export", "main"),
    Kind.TIMELINE: (*_SHARED, "actors", "timeline", "export", "main"),
    Kind.MATRIX: (*_SHARED, "actors", "matrix", "export", "main"),
}
_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
_SEPARATOR_ESCAPES = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class _Drawing(Network):  # type: ignore[misc]  # pyvis ships no types
    """pyvis's network without its slow paths: it looks every node up in a list, which takes minutes at 10,000."""

    def add_node(self, n_id: int, label: str | None = None, **options: Any) -> None:
        self.node_map[n_id] = {"id": n_id, "label": label, **options}
        self.nodes.append(self.node_map[n_id])
        self.node_ids.append(n_id)

    def add_edge(self, source: int, to: int, **options: Any) -> None:
        self.edges.append({"from": source, "to": to, **options})


def render_page(
    statements: Iterable[Statement],
    entities: Iterable[Entity] = (),
    documents: Iterable[Document] = (),
    *,
    title: str = "Knowledge graph",
    kind: Kind = Kind.GRAPH,
    actors: Sequence[str] = (),
) -> str:
    """The page as a string, to be written as UTF-8; it opens from disk and makes no request.

    Texts reach it as JSON and are set as text, never as markup; a content security policy with the hashes of
    its own scripts keeps everything else from running. `actors` are ids that a timeline or matrix starts with,
    or the one whose neighbourhood a network opens on.
    """
    return page_of(picture(statements, entities, documents), title=title, kind=kind, actors=actors)


def page_of(
    drawn: Picture, *, title: str = "Knowledge graph", kind: Kind = Kind.GRAPH, actors: Sequence[str] = ()
) -> str:
    """The page of a picture that is there already; otherwise as `render_page`."""
    scripts = [_vis()] if kind is Kind.GRAPH else []
    scripts.append("(() => {\n'use strict';\n" + "\n".join(_asset(f"{name}.js") for name in _SCRIPTS[kind]) + "\n})();")
    data = {
        "network": _network(drawn),
        "records": records(drawn),
        "look": _look(),
        "kind": kind.value,
        "title": title,
        "actors": list(actors),
    }
    parts = {
        "policy": _policy(scripts),
        "title": html.escape(title),
        "kind": kind.value,
        "styles": _asset("page.css"),
        "data": "\n".join(
            f'<script type="application/json" id="{name}">{as_script_json(value)}</script>'
            for name, value in data.items()
        ),
        "scripts": "\n".join(f"<script>{script}</script>" for script in scripts),
    }
    return _filled(_asset("page.html"), parts)


def as_script_json(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char, escape in _SEPARATOR_ESCAPES.items():
        text = text.replace(char, escape)
    return text.encode("utf-8", "replace").decode("utf-8")


def _filled(template: str, parts: dict[str, str]) -> str:
    pieces = template.split("@@")
    return "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(pieces))


def _asset(name: str) -> str:
    return importlib.resources.files("kg.render").joinpath("assets", name).read_text(encoding="utf-8")


def _vis() -> str:
    """vis-network as pyvis bundles it, with its licence notice."""
    return (
        importlib.resources.files("pyvis").joinpath(_VIS).read_text(encoding="utf-8").replace("</script", "<\\/script")
    )


def _policy(scripts: Iterable[str]) -> str:
    hashes = " ".join(
        "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'" for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:;"
        " base-uri 'none'; form-action 'none'"
    )


def _network(drawn: Picture) -> dict[str, Any]:
    drawing = _Drawing(directed=True)
    for number, (node, (x, y)) in enumerate(zip(drawn.nodes, drawn.layout.positions, strict=True)):
        look = NODE_LOOKS[node.type]
        size = node_size(node.strength)
        drawing.add_node(number, label=node.label, shape=look.shape, color=look.color, size=size, x=x, y=y)
    for bundle in drawn.bundles:
        drawing.add_edge(
            bundle.subject,
            bundle.object,
            label=bundle.label,
            width=edge_width(len(bundle.statements)),
            color=EDGE_COLORS[bundle.tone],
            tone=bundle.tone.value,
            line=bundle.line,
            statements=list(bundle.statements),
        )
    drawing.set_options(json.dumps(_OPTIONS))
    nodes, edges, _, _, _, options = drawing.get_network_data()
    parts = [[part.whole, part.part, part.role] for part in drawn.parts]
    return {"nodes": nodes, "edges": edges, "options": json.loads(options), "parts": parts}


def _look() -> dict[str, Any]:
    return {
        "types": {kind.value: [look.name, look.shape, look.color] for kind, look in NODE_LOOKS.items()},
        "tones": {tone.value: color for tone, color in EDGE_COLORS.items()},
        "lines": [[line.name, list(line.dashes)] for line in LINES],
    }


_OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {
        "enabled": False,
        "solver": "forceAtlas2Based",
        "forceAtlas2Based": {"gravitationalConstant": -60, "springLength": 90, "avoidOverlap": 0.6},
        "stabilization": False,
    },
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "hover": True,
        "multiselect": False,
        "selectConnectedEdges": False,
        "keyboard": {"enabled": False},
        "hideEdgesOnDrag": False,
        "tooltipDelay": 150,
    },
    "nodes": {"borderWidth": 1.5, "scaling": {"label": {"drawThreshold": 100000}}},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.55}},
        "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.08},
        "scaling": {"label": {"drawThreshold": 100000}},
        "selectionWidth": 1.5,
        "hoverWidth": 0.5,
    },
}
