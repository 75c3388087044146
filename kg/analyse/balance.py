"""Structural balance: whether friends' friends are friends and enemies' enemies too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import networkx as nx

from kg.analyse.evidence import Evidence
from kg.analyse.table import Row, Table

_KINDS = ("+++", "+--", "++-", "---")


def balance(evidence: Evidence) -> Table:
    """Signed triads of the network of who is towards whom, against what chance would give."""
    signs, behind = _signed(evidence.actors)
    counts: Counter[str] = Counter()
    weight: Counter[str] = Counter()
    for pairs in _triads(signs):
        positive = sum(signs[pair] > 0 for pair in pairs)
        kind = "+" * positive + "-" * (3 - positive)
        counts[kind] += 1
        weight[kind] += sum(behind[pair] for pair in pairs)
    total = sum(counts.values())
    share = sum(sign > 0 for sign in signs.values()) / len(signs) if signs else 0.0
    chance = {
        "+++": share**3,
        "++-": 3 * share**2 * (1 - share),
        "+--": 3 * share * (1 - share) ** 2,
        "---": (1 - share) ** 3,
    }
    rows = [
        Row((kind, kind in _KINDS[:2], counts[kind], round(chance[kind] * total, 2)), weight[kind])
        for kind in _KINDS
        if total
    ]
    return Table(
        "balance",
        "Structural balance",
        "Triads of actors that are all on good (+) or bad (-) terms with each other, by the sign of what they do and"
        " say in both directions. A triad is balanced where an even number of its ties is bad (Cartwright and Harary,"
        " Psychological Review 63, 1956). Chance: how many there would be were the same signs dealt at random.",
        ("triad", "balanced", "count", "chance"),
        tuple(rows),
        evidence.minimum,
    )


Pair = tuple[str, str]


def _signed(graph: nx.DiGraph) -> tuple[Mapping[Pair, int], Mapping[Pair, int]]:
    """The sign of each pair that has one, and the statements behind it."""
    total: dict[Pair, float] = {}
    behind: Counter[Pair] = Counter()
    for start, end, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2]):
        pair = (start, end) if start < end else (end, start)
        total[pair] = total.get(pair, 0.0) + data["positive"] - data["negative"]
        behind[pair] += len(data["statements"])
    return {pair: 1 if value > 0 else -1 for pair, value in total.items() if abs(value) > 1e-9}, behind


def _triads(signs: Mapping[Pair, int]) -> Iterator[tuple[Pair, Pair, Pair]]:
    """Each triangle once: every node looks at its neighbours of higher rank only."""
    degree: Counter[str] = Counter(node for pair in signs for node in pair)
    above: dict[str, set[str]] = {node: set() for node in degree}
    for first, second in signs:
        low, high = sorted((first, second), key=lambda node: (degree[node], node))
        above[low].add(high)
    for first, second in signs:
        for third in above[first] & above[second]:
            yield (first, second), _pair(first, third), _pair(second, third)


def _pair(first: str, second: str) -> Pair:
    return (first, second) if first < second else (second, first)
