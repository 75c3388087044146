"""Reckon parts, sizes, hours and cost of a build on a cluster from what `cluster.py` measured.

usage: python benchmarks/plan.py [--articles 100000000] [--cores 200] [--part-size 4] [--core-price 0.04]
                                 [--storage-price 0.023] [--loader-rate 100000]

Prices are USD for a core an hour and for a gigabyte a month, the rate is a bulk loader's quads a second: the defaults
are assumed, not measured. Run `python benchmarks/cluster.py` on some of your own texts first.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULT = Path(__file__).parent / "results" / "cluster.json"
_UNITS = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3))
_TIMES = (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))


@dataclass(frozen=True, slots=True)
class Assumed:
    """How large the job is, what it is given, and what is taken for granted of prices and of a bulk loader."""

    articles: int = 100_000_000
    cores: int = 200
    part_size: float = 4
    core_price: float = 0.04
    storage_price: float = 0.023
    loader_rate: int = 100_000


class Plan:
    """What the job `assumed` needs at the rates of `measured`, the content of ``cluster.json``."""

    def __init__(self, measured: dict[str, Any], assumed: Assumed) -> None:
        self.assumed = assumed
        self.measured = measured
        self._times = assumed.articles / measured["articles"]

    def of(self, name: str) -> float:
        """The measure `name` for the whole job, in proportion to its articles."""
        return float(self.measured[name]) * self._times

    @property
    def core_seconds(self) -> float:
        """Processor seconds of reading, extraction and the writing of parts, Dask's own included."""
        return self.of("parts_processor_seconds")

    @property
    def parts(self) -> float:
        """How many parts there are."""
        return self.of("input_bytes") / (self.assumed.part_size * 1e6)

    @property
    def bytes(self) -> float:
        """What all parts weigh."""
        return self.of("documents_bytes") + self.of("statements_bytes") + self.of("quads_bytes")

    def rates(self) -> list[tuple[str, str, str]]:
        """Rows of what was measured: what, for an article, for all."""

        def row(what: str, name: str, more: str = "") -> tuple[str, str, str]:
            return what, size(self.measured[name] / self.measured["articles"]), size(self.of(name)) + more

        second = self.core_seconds / self.assumed.articles
        quads = self.measured["quads"] / self.measured["articles"]
        return [
            row("input, JSON Lines", "input_bytes"),
            ("processor time of the parts", f"{second:.2g} s", f"{self.core_seconds / 3600:,.0f} core hours"),
            row("`documents/`", "documents_bytes"),
            row("`statements/`", "statements_bytes", f", {large(self.of('statements'))} rows"),
            row("`quads/`, compressed", "quads_bytes"),
            row("`quads/`, unpacked", "quads_unpacked_bytes"),
            ("quads", f"{quads:.0f}", large(self.of("quads"))),
            row("`kg load`: all outputs, store included", "loaded_bytes"),
            (
                "`kg load`: time of its one process",
                f"{1000 * self.measured['load_seconds'] / self.measured['articles']:.0f} ms",
                duration(self.of("load_seconds")),
            ),
        ]

    def steps(self) -> list[tuple[str, str]]:
        """Rows of what follows from the rates: what, result; assumptions are named as such."""
        told = self.assumed
        each, work = told.articles / self.parts, duration(self.core_seconds / self.parts)
        return [
            (
                f"parts of {told.part_size:g} MB of input",
                f"{self.parts:,.0f}, of {each:,.0f} articles, each {work} of a core",
            ),
            (f"time on {told.cores:,} cores", duration(self.core_seconds / told.cores)),
            (
                f"cores, at {told.core_price:g} USD an hour (assumed)",
                f"{self.core_seconds / 3600 * told.core_price:,.0f} USD",
            ),
            ("storage of all parts", size(self.bytes)),
            (
                f"storage, at {told.storage_price:g} USD a GB and month (assumed)",
                f"{self.bytes / 1e9 * told.storage_price:,.0f} USD a month",
            ),
            (
                f"bulk loading, at {told.loader_rate:,} quads a second (assumed)",
                duration(self.of("quads") / told.loader_rate),
            ),
        ]


def size(count: float) -> str:
    """Bytes in the unit in which they are read best."""
    unit, factor = next(((name, one) for name, one in _UNITS if count >= one), ("bytes", 1))
    return f"{rounded(count / factor)} {unit}"


def large(count: float) -> str:
    """A number in millions or billions."""
    return f"{rounded(count / 1e9)} billion" if count >= 1e9 else f"{rounded(count / 1e6)} million"


def duration(seconds: float) -> str:
    """Seconds in the unit in which they are read best."""
    unit, factor = next(((name, one) for name, one in _TIMES if seconds >= 2 * one), ("seconds", 1))
    return f"{rounded(seconds / factor)} {unit}"


def rounded(value: float) -> str:
    """`value` with two digits that count, or all of a whole number."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    chosen = Assumed()
    for name in Assumed.__slots__:
        default = getattr(chosen, name)
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    plan = Plan(json.loads(RESULT.read_text("utf-8")), Assumed(**vars(parser.parse_args())))
    print("| what | an article | all |\n|---|---:|---:|")
    print("\n".join(f"| {' | '.join(row)} |" for row in plan.rates()))
    print("\n| plan | result |\n|---|---:|")
    print("\n".join(f"| {' | '.join(row)} |" for row in plan.steps()))


if __name__ == "__main__":
    main()
