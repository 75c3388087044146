"""How long the shapes take with each SHACL engine; writes benchmarks/results/validation.md.

    python benchmarks/validation.py [STATEMENTS ...]

Graphs of made-up statements like a build's, about 40 quads each with all that belongs to them. The Rust engine
validates the N-Quads at every size, best of three; pyshacl, the reference, at the smallest only, once, in the same run.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import pyoxigraph as ox
from store import made

from kg.data import ontology_path
from kg.validation.engines import fast_findings, reference_findings

RESULTS = Path(__file__).parent / "results" / "validation.md"
SHAPES = ontology_path("shapes.ttl")
T = TypeVar("T")
_SIZES = (2_500, 10_000, 100_000)
_QUADS = 31
"""What `store.made` reckons for a statement."""


def timed(call: Callable[[], T], rounds: int) -> tuple[float, T]:
    """The best time of several, and the last result."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        result = call()
        best = min(best, time.perf_counter() - start)
    return best, result


def measured(statements: int, folder: Path, *, reference: bool) -> str:
    """One row of the table.

    Raises:
        SystemExit: an engine finds something, or they differ.
    """
    quads = list(ox.parse(path=made(statements * _QUADS, folder), format=ox.RdfFormat.N_QUADS))
    fast, findings = timed(lambda: list(fast_findings(quads, SHAPES)), 3)
    slow, ratio = "", ""
    if reference:
        took, others = timed(lambda: list(reference_findings(quads, SHAPES)), 1)
        findings += others
        slow, ratio = f"{took:.1f}", f"{took / fast:.0f}"
    if findings:
        raise SystemExit(f"made-up statements do not conform: {findings[0]}")
    return f"| {statements:,} | {len(quads):,} | {fast:.2f} | {1e6 * fast / len(quads):.1f} | {slow} | {ratio} |"


def main(sizes: list[int]) -> None:
    lines = [
        f"`python benchmarks/validation.py`, {date.today().isoformat()}, {platform.machine()}, "
        f"shacl {version('shacl')}, pyshacl {version('pyshacl')}. Seconds to validate a conforming graph that is in "
        "memory. Two thirds of the Rust engine's time go to reading the quads.",
        "",
        "| statements | quads | shacl, s | µs a quad | pyshacl, s | times |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            lines.append(measured(size, Path(folder), reference=size == min(sizes)))
            print(lines[-1], flush=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(_SIZES))
