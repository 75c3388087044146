"""Time all measures on a graph of 100,000 edges, and compare the fast ways with networkx.

usage: python benchmarks/analysis.py [STATEMENTS]

Writes ``benchmarks/results/analysis.json``.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import networkx as nx
from synthetic import synthetic

import kg.analyse as measures
from kg.analyse.centrality import betweenness, pagerank
from kg.analyse.evidence import Evidence
from kg.network import network
from kg.projections import actor_network

T = TypeVar("T")
RESULT = Path(__file__).parent / "results" / "analysis.json"
LIMIT = 60
_STATEMENTS = 101_500


def main(statements: int) -> None:
    """Measure each measure, then all."""
    corpus = synthetic(statements=statements, actors=statements // 25)
    seconds: dict[str, float] = {}
    graph = timed(seconds, "network", lambda: network(corpus.statements, documents=corpus.documents))
    evidence = Evidence.of(corpus.statements, corpus.documents)
    timed(seconds, "who is towards whom", lambda: evidence.actors)
    timed(seconds, "sides", lambda: evidence.sides)
    timed(seconds, "agreement", lambda: evidence.agreement)
    for measure in measures.MEASURES:
        timed(seconds, measure.__name__, lambda measure=measure: measure(evidence))  # type: ignore[misc]
    timed(seconds, "whole analysis", lambda: measures.analyse(corpus.statements, corpus.documents))
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "igraph": "installed" if importlib.util.find_spec("igraph") else "not installed",
        "statements": statements,
        "nodes": graph.number_of_nodes(),
        "edges": graph.number_of_edges(),
        "seconds": seconds,
        "limit_of_whole_seconds": LIMIT,
        "largest_difference_from_networkx": differences(),
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


def differences() -> dict[str, float]:
    """How far the values are from those of networkx on a small graph."""
    corpus = synthetic(statements=3000, actors=300)
    graph = actor_network(corpus.statements)

    def largest(values: Any, others: Any) -> float:
        return float(f"{max(abs(values[node] - others[node]) for node in graph):.1e}")

    ranks = nx.pagerank(graph, weight="weight", tol=1e-12, max_iter=500)
    exact = nx.betweenness_centrality(graph)
    found = {"pagerank": largest(ranks, pagerank(graph))}
    for name, fast in (("betweenness by networkx", False), ("betweenness by igraph", True)):
        found[name] = largest(exact, betweenness(graph, seed=1, fast=fast))
    return found


def timed(seconds: dict[str, float], what: str, call: Callable[[], T]) -> T:
    """Run and note the time."""
    start = time.perf_counter()
    result = call()
    seconds[what] = round(time.perf_counter() - start, 2)
    return result


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _STATEMENTS)
