"""Communities of a network, found by the method of Louvain, seeded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import networkx as nx

MAX_GROUPS = 40
"""Communities beyond this many, and those of fewer than three nodes, are put together as the last one."""


def communities(count: int, links: Mapping[tuple[int, int], float], *, seed: int = 1) -> list[int]:
    """The community of each node 0..`count`, numbered from the largest; `links` are weighted and have no direction."""
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    for (first, second), weight in sorted(links.items()):
        if first != second:
            before = graph[first][second]["weight"] if graph.has_edge(first, second) else 0.0
            graph.add_edge(first, second, weight=before + weight)
    found = nx.community.louvain_communities(graph, weight="weight", seed=seed)
    return numbered(sorted(sorted(members) for members in found), count)


def numbered(found: list[list[int]], count: int) -> list[int]:
    """The number of each node's group, from the largest group down; small ones share the last number."""
    order = sorted(found, key=lambda members: (-len(members), members[0]))
    group = [0] * count
    for number, members in enumerate(order):
        own = number < MAX_GROUPS and (len(members) > 2 or number == 0)
        for node in members:
            group[node] = number if own else -1
    last = max(group, default=-1) + 1
    return [last if number < 0 else number for number in group]


def sizes(groups: list[int]) -> list[int]:
    """How many nodes each group has, by its number."""
    counted = Counter(groups)
    return [counted[number] for number in range(max(groups, default=-1) + 1)]
