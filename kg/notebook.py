"""Networks that show themselves in a notebook."""

from __future__ import annotations

import html
from collections.abc import Iterable

import networkx as nx

from kg.model import Document, Entity, Statement
from kg.network import Filters, chosen
from kg.network import network as plain_network
from kg.render import render_page

HEIGHT = 620
"""Height of an inline page in pixels."""


class ShownNetwork(nx.MultiDiGraph):  # type: ignore[misc]  # networkx ships no types
    """A network that a notebook shows as its page; in all else a MultiDiGraph."""

    _page: str | None = None

    def _repr_html_(self) -> str | None:
        if self._page is None:
            return None
        return (
            f'<iframe srcdoc="{html.escape(self._page)}" sandbox="allow-scripts allow-downloads allow-popups"'
            f' style="width: 100%; height: {HEIGHT}px; border: 1px solid #d9dde3; border-radius: 8px"></iframe>'
        )


def network(
    statements: Iterable[Statement],
    *,
    entities: Iterable[Entity] = (),
    documents: Iterable[Document] = (),
    filters: Filters | None = None,
) -> ShownNetwork:
    """The network of `statements` that pass `filters`, as `kg.network.network` makes it, with its page for notebooks.

    >>> from kg import extract
    >>> graph = network(extract("Canada opposes the U.S. tariffs on steel."))
    >>> [(start, data["predicate"]) for start, _, data in graph.edges(data=True)]
    [('entity/country/canada', 'opposes')]
    """
    entities, documents = list(entities), list(documents)
    kept = chosen(statements, documents=documents, filters=filters)
    shown = ShownNetwork(plain_network(kept, entities=entities, documents=documents))
    shown._page = render_page(kept, entities, documents, title="Network")
    return shown
