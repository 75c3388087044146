"""Build a corpus and half of it with the real extractor, measure time and memory; build it again with nothing new.

usage: python benchmarks/scale.py [INPUT ...] [--documents 20000] [--words 60] [--jobs 2] [--seed 1] [--keep FOLDER]

The corpus is made of sentences of INPUT (JSONL with `text`; default: the two corpora under ../shared, or KG_SHARED),
drawn at random, so that its size does not depend on how much text there is. Memory is the resident set that is shared
with no other process (USS) of the build's process and of each worker, looked at four times a second, and their sum.
Writes ``benchmarks/results/scale.json``; Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("KG_SHARED", Path(__file__).resolve().parents[2] / "shared"))
RESULT = Path(__file__).parent / "results" / "scale.json"
CORPORA = ("reuters-trade.jsonl", "peoples-daily-tariff.jsonl")
_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z\"“])")
_MB = 1024 * 1024


@dataclass(slots=True)
class Peaks:
    """The greatest memory seen, in bytes: of the build's own process, of a worker, of all together."""

    parent: int = 0
    workers: dict[int, int] = field(default_factory=dict)
    total: int = 0

    def look(self, parent: int) -> None:
        """Look at the processes as they are now."""
        own = _uss(parent)
        workers = {pid: _uss(pid) for pid in _children(parent)}
        self.parent = max(self.parent, own)
        for pid, used in workers.items():
            self.workers[pid] = max(self.workers.get(pid, 0), used)
        self.total = max(self.total, own + sum(workers.values()))


def _uss(pid: int) -> int:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return 0


def _children(pid: int) -> list[int]:
    found = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def sentences(paths: list[Path]) -> list[str]:
    """The sentences of the texts in `paths`, each once, sorted."""
    found: set[str] = set()
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            found.update(" ".join(part.split()) for part in _END.split(json.loads(line)["text"]))
    return sorted(one for one in found if 5 <= len(one.split()) <= 60)


def documents(pool: list[str], *, number: int, words: int, seed: int) -> Iterator[dict[str, Any]]:
    """`number` documents of sentences from `pool`, of at least `words` words each."""
    draw = random.Random(seed)
    for place in range(number):
        text: list[str] = []
        while sum(len(one.split()) for one in text) < words:
            text.append(draw.choice(pool))
        day = f"20{10 + place % 15}-{1 + place % 12:02}-{1 + place % 28:02}"
        yield {"id": f"d{place:06}", "text": " ".join(text), "date": day}


def write(corpus: Path, rows: list[dict[str, Any]]) -> None:
    """Write `rows` as a file of documents."""
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def weight(folder: Path) -> int:
    """Bytes of all files below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def run(corpus: Path, out: Path, jobs: int) -> tuple[float, Peaks, dict[str, Any]]:
    """Build `corpus` in `out`: seconds, memory, and the build's own account of itself."""
    peaks, start = Peaks(), time.perf_counter()
    command = [sys.executable, "-m", "kg", "build", str(corpus), "-o", str(out), "--quiet", "-j", str(jobs)]
    process = subprocess.Popen(command)
    while process.poll() is None:
        peaks.look(process.pid)
        time.sleep(0.25)
    seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"the build ended with {process.returncode}")
    return seconds, peaks, json.loads((out / "run.json").read_text("utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", type=Path, default=[SHARED / "corpora" / name for name in CORPORA])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder to leave corpus and output in  [default: none]")
    args = parser.parse_args()
    missing = [path for path in args.inputs if not path.exists()]
    if missing:
        sys.exit(f"no such file: {missing[0]}; name a JSONL file or set KG_SHARED")
    with ExitStack() as stack:
        folder = args.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(exist_ok=True)
        corpus, half_corpus, out = folder / "corpus.jsonl", folder / "half.jsonl", folder / "out"
        made = list(documents(sentences(args.inputs), number=args.documents, words=args.words, seed=args.seed))
        write(half_corpus, made[: args.documents // 2])
        write(corpus, made)
        half, _, half_account = run(half_corpus, folder / "half", args.jobs)
        full, peaks, account = run(corpus, out, args.jobs)
        times = {
            "documents": account["counts"]["documents"] / half_account["counts"]["documents"],
            "seconds": full / half,
            "statements": account["counts"]["statements"] / half_account["counts"]["statements"],
            "bytes": weight(out) / weight(folder / "half"),
        }
        again, idle, _ = run(corpus, out, args.jobs)
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "jobs": args.jobs,
        "documents": account["counts"]["documents"],
        "tokens": account["counts"]["tokens"],
        "statements": account["counts"]["statements"],
        "failed": account["inputs"]["failed"],
        "seconds": round(full, 1),
        "seconds_of_half": round(half, 1),
        "times_half": {name: round(value, 2) for name, value in times.items()},
        "peak_mb": {
            "parent": peaks.parent // _MB,
            "largest_worker": max(peaks.workers.values(), default=0) // _MB,
            "all_together": peaks.total // _MB,
        },
        "unchanged_seconds": round(again, 1),
        "unchanged_percent_of_full": round(100 * again / full, 2),
        "unchanged_peak_mb": idle.total // _MB,
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
