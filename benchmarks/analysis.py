"""How long all measures take on a graph of 100,000 edges, and whether the fast ways agree with networkx.

python benchmarks/analysis.py [STATEMENTS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import networkx as nx
from synthetic import synthetic

import kg.analyse as measures
from kg.analyse.centrality import betweenness, pagerank
from kg.analyse.evidence import Evidence
from kg.network import network
from kg.projections import actor_network

T = TypeVar("T")
_STATEMENTS = 101_500


def main(statements: int) -> None:
    """Measure each measure, then all."""
    corpus = synthetic(statements=statements, actors=statements // 25)
    graph = timed("network", lambda: network(corpus.statements, documents=corpus.documents))
    print(f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges, {statements:,} statements")
    evidence = Evidence.of(corpus.statements, corpus.documents)
    timed("who is towards whom", lambda: evidence.actors)
    timed("sides", lambda: evidence.sides)
    timed("agreement", lambda: evidence.agreement)
    for measure in measures.MEASURES:
        start = time.perf_counter()
        table = measure(evidence)
        print(f"  {table.name:<18} {time.perf_counter() - start:6.2f} s  {len(table.rows):,} rows")
    start = time.perf_counter()
    measures.analyse(corpus.statements, corpus.documents)
    print(f"whole analysis {time.perf_counter() - start:.1f} s (limit 60 s)")
    compare()


def compare() -> None:
    """The values against networkx on a small graph."""
    corpus = synthetic(statements=3000, actors=300)
    graph = actor_network(corpus.statements)
    ranks, own = nx.pagerank(graph, weight="weight", tol=1e-12, max_iter=500), pagerank(graph)
    print(f"pagerank against networkx: largest difference {max(abs(ranks[node] - own[node]) for node in graph):.1e}")
    exact = nx.betweenness_centrality(graph)
    for name, fast in (("networkx", False), ("igraph", True)):
        found = timed(f"betweenness by {name}", lambda fast=fast: betweenness(graph, seed=1, fast=fast))  # type: ignore[misc]
        print(f"  largest difference {max(abs(exact[node] - found[node]) for node in graph):.1e}")


def timed(what: str, call: Callable[[], T]) -> T:
    """Run and print the time."""
    start = time.perf_counter()
    result = call()
    print(f"{what}: {time.perf_counter() - start:.2f} s")
    return result


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _STATEMENTS)
