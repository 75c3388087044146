"""Run all benchmarks of speed and memory, one after the other, and write one table of them.

usage: python benchmarks/run_all.py [--documents 20000] [--only NAME ...]

Each script writes its own result; what it found is told here with machine, date and versions in
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
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULT = HERE / "results" / "speed.md"
PACKAGES = ("tradekg", "spacy", "pyoxigraph", "rdflib", "networkx", "distributed", "textacy")


def scripts(documents: int) -> dict[str, list[str]]:
    """Each benchmark with the arguments that it is run with."""
    return {
        "throughput": [],
        "stages": ["--write"],
        "startup": [],
        "scale": ["--documents", str(documents)],
        "cluster": [],
        "svo": [],
        "store": [],
        "analysis": [],
        "page": [],
    }


def rows(name: str) -> list[tuple[str, str]]:
    """What the result of a benchmark says, as rows of names and values; numbers in groups are told one by one."""
    path = HERE / "results" / f"{name}.json"
    if not path.exists():
        return [("its table", f"[{name}.md]({name}.md)")]
    return list(_flat("", json.loads(path.read_text("utf-8"))))


def _flat(prefix: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        inner = ((f"{prefix} {key}".strip(), one) for key, one in value.items() if key not in ("date", "machine"))
        return [row for key, one in inner for row in _flat(key, one)]
    if isinstance(value, list):
        return [row for number, one in enumerate(value, 1) for row in _flat(f"{prefix} {number}", one)]
    return [(prefix.replace("_", " "), f"{value:,}" if isinstance(value, int) else str(value))]


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
    known = scripts(args.documents)
    if unknown := sorted(set(args.only) - set(known)):
        sys.exit(f"no such benchmark: {unknown[0]}; there are {', '.join(known)}")
    lines = [
        "# Speed and memory",
        "",
        f"`python benchmarks/run_all.py`, {date.today().isoformat()}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {', '.join(f'{one} {installed(one)}' for one in PACKAGES)}.",
        "",
        "| benchmark | what | result |",
        "|---|---|---|",
    ]
    failed = 0
    for name in args.only or known:
        print(f"{name} ...", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, str(HERE / f"{name}.py"), *known[name]], capture_output=True, text=True, check=False
        )
        if done.returncode:
            failed += 1
            reason = (done.stderr.strip().splitlines() or ["it failed"])[-1].replace("|", "\\|")
            lines.append(f"| {name} | not measured | {reason} |")
        else:
            lines += [f"| {name} | {what} | {value} |" for what, value in rows(name)]
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(RESULT.read_text("utf-8"))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
