"""What all measures stand on, computed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import networkx as nx

from kg.communities import communities
from kg.model import Document, Statement
from kg.network import chosen
from kg.projections import Side, actor_network, agreement_network, sides
from kg.selection import dates_of

MINIMUM = 3
"""Statements below which a number is marked as weak, unless the caller says otherwise."""


@dataclass(frozen=True)
class Evidence:
    """`statements` sorted, the `documents` they come from, the least number of statements that a number may stand on.

    `seed` starts everything random. Projections are made when first asked for and kept.
    """

    statements: list[Statement]
    documents: list[Document]
    minimum: int = MINIMUM
    seed: int = 1

    @classmethod
    def of(
        cls, statements: Iterable[Statement], documents: Iterable[Document], *, minimum: int = MINIMUM, seed: int = 1
    ) -> Evidence:
        """The evidence of `statements` in any order."""
        ordered = sorted(documents, key=lambda document: document.id)
        return cls(chosen(statements), ordered, minimum, seed)

    @cached_property
    def dates(self) -> Mapping[str, str | None]:
        """The ISO date of each document by its id."""
        return dates_of(self.documents)

    @cached_property
    def actors(self) -> nx.DiGraph:
        """Who acts and speaks how towards whom."""
        return actor_network(self.statements, documents=self.documents)

    @cached_property
    def sides(self) -> list[Side]:
        """Who takes which side on what."""
        return sides(self.statements, documents=self.documents)

    @cached_property
    def agreement(self) -> nx.Graph:
        """Actors joined by the matters on which both take a side."""
        return agreement_network(self.sides)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The label of each actor by its id."""
        nodes = chain(self.actors.nodes(data="label"), self.agreement.nodes(data="label"))
        return dict(nodes)

    @cached_property
    def communities(self) -> Mapping[str, int]:
        """The community of each actor, numbered from the largest."""
        return groups_of(self.actors, weight="weight", seed=self.seed)

    def statements_of(self, actor: str) -> int:
        """How many statements join `actor` with others."""
        graph = self.actors
        edges = chain(graph.out_edges(actor, data="statements"), graph.in_edges(actor, data="statements"))
        return sum(len(members) for _, _, members in edges)


def groups_of(graph: nx.Graph, *, weight: str, seed: int) -> dict[str, int]:
    """The community of each node, by Louvain's method on edges of positive weight, whatever their direction."""
    nodes = sorted(graph)
    if not nodes:
        return {}
    place = {node: number for number, node in enumerate(nodes)}
    links: dict[tuple[int, int], float] = {}
    for start, end, value in graph.edges(data=weight):
        if value > 0 and start != end:
            low, high = sorted((place[start], place[end]))
            links[low, high] = links.get((low, high), 0.0) + value
    return dict(zip(nodes, communities(len(nodes), links, seed=seed), strict=True))
