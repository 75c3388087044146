"""Time what a user waits for before anything happens: `kg --help`, `kg query` on a store, a build of one article.

usage: python benchmarks/startup.py [--runs 5]

Each is the shortest of the runs, in a process of its own, and stands beside ``python -c pass`` in the same run. Writes
``benchmarks/results/startup.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).parent / "results" / "startup.json"
KG = [sys.executable, "-m", "kg"]
LIMITS = {"kg --help": 0.3, "kg query": 0.8, "kg build, one article": 3.0}


def shortest(command: list[str], runs: int) -> float:
    """Seconds of the shortest of `runs` runs."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    article = str(min((ROOT / "seeds").glob("*.txt")))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*KG, "build", str(ROOT / "seeds"), "-o", f"{folder}/out", "-q"], check=True)
        seconds = {
            "python -c pass": shortest([sys.executable, "-c", "pass"], runs),
            "kg --help": shortest([*KG, "--help"], runs),
            "kg query": shortest([*KG, "query", "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1", "-b", f"{folder}/out"], runs),
            "kg build, one article": min(
                shortest([*KG, "build", article, "-o", f"{folder}/one{run}", "-q"], 1) for run in range(runs)
            ),
        }
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "limits": LIMITS,
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
