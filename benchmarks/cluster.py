"""Time a build on a local Dask cluster of processes against the build without one, on the same texts in the same run.

usage: python benchmarks/cluster.py [INPUT ...] [--jobs 2] [--part-size MB] [--rounds 3]

INPUT defaults to the two corpora under ../shared (KG_SHARED). The cluster is there before the clock starts, as one that
users have is; its workers load the model while it runs. It is timed with `kg load`, which ends in the same outputs.
Builds with and without it take turns, and the medians count: a machine may be slower in one minute than in the next.
Processor seconds are those of all processes, the cluster's included. What the parts measure is noted too: `plan.py`
reckons with it. Writes ``benchmarks/results/cluster.json``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from scale import CORPORA, SHARED, weight

from kg.pipeline.jobs import Plan
from kg.pipeline.partfiles import Part, read_part, write_part
from kg.pipeline.storage import Folder
from kg.pipeline.version import shape_of

RESULT = Path(__file__).parent / "results" / "cluster.json"
KG = [sys.executable, "-m", "kg"]


def used() -> float:
    """Processor seconds of all processes started here that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


@contextmanager
def cluster(jobs: int, folder: Path) -> Iterator[str]:
    """The address of a scheduler with `jobs` workers of one thread."""
    from distributed import Client

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    commands = (
        ["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"],
        ["worker", address, "--nworkers", str(jobs), "--nthreads", "1", "--no-dashboard", "--local-directory", folder],
    )
    started = [subprocess.Popen([*dask, *command], stderr=subprocess.DEVNULL) for command in commands]
    try:
        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(jobs, timeout=60)
        yield address
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGINT)
            process.wait()


@dataclass(frozen=True, slots=True)
class Took:
    """What a command took: seconds by the clock, processor seconds of it and of all that it started."""

    seconds: float
    processor_seconds: float


def run(*arguments: object) -> Took:
    """Run ``kg`` with `arguments`."""
    before, start = used(), time.perf_counter()
    subprocess.run([*KG, *map(str, arguments), "--quiet"], check=True)
    return Took(time.perf_counter() - start, used() - before)


@dataclass(frozen=True, slots=True)
class Spread:
    """A build on a cluster: its parts, with the cluster's own processor seconds, and their loading."""

    parts: Took
    load: Took

    def whole(self) -> Took:
        """Both together."""
        return Took(*(getattr(self.parts, name) + getattr(self.load, name) for name in Took.__slots__))


def on_cluster(inputs: list[str], folder: Path, jobs: int, size: list[object]) -> Spread:
    """Build parts of `inputs` in `folder` on a cluster of its own, and load them there."""
    before = used()
    with cluster(jobs, folder / "dask") as address:
        parts = run("build", *inputs, "-o", empty(folder / "parts"), "--scheduler", address, *size)
        load = run("load", folder / "parts", "-o", empty(folder / "loaded"))
    return Spread(Took(parts.seconds, used() - before - load.processor_seconds), load)


def empty(folder: Path) -> Path:
    """`folder`, without what may be there."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def measured(parts: Path, loaded: Path) -> dict[str, int]:
    """How much the parts hold and weigh, put together in one as those of a large job are, and what was made of them."""
    plan = Plan.read(Folder(str(parts)))
    found = [read_part(Folder(str(parts)), key) for key in plan.keys]
    whole = Part([entry for part in found if part is not None for entry in part.entries])
    one = parts.parent / "one"
    write_part(Folder(str(one)), "one", whole, shape_of(plan.options))
    quads = gzip.decompress((one / "quads" / "one.nq.gz").read_bytes())
    counts = json.loads((loaded / "run.json").read_text("utf-8"))["counts"]
    return {
        "articles": counts["documents"],
        "statements": counts["statements"],
        "quads": quads.count(b"\n"),
        "documents_bytes": weight(one / "documents"),
        "statements_bytes": weight(one / "statements"),
        "quads_bytes": weight(one / "quads"),
        "quads_unpacked_bytes": len(quads),
        "loaded_bytes": weight(loaded),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", type=Path, default=[SHARED / "corpora" / name for name in CORPORA])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--part-size", type=float)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    missing = [path for path in args.inputs if not path.exists()]
    if missing:
        sys.exit(f"no such file: {missing[0]}; name a JSONL file or set KG_SHARED")
    inputs = [str(path) for path in args.inputs]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = [] if args.part_size is None else ["--part-size", args.part_size]
        local, spread = [], []
        for _ in range(args.rounds):
            local.append(run("build", *inputs, "-o", empty(folder / "local"), "-j", args.jobs))
            spread.append(on_cluster(inputs, folder, args.jobs, size))
        same = all(
            path.read_bytes() == (folder / "loaded" / path.name).read_bytes()
            for path in (folder / "local").iterdir()
            if path.is_file() and path.name != "run.json"
        )
        measures = measured(folder / "parts", folder / "loaded")
    alone, apart = (median(took.seconds for took in rounds) for rounds in (local, map(Spread.whole, spread)))
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "jobs": args.jobs,
        "local_seconds": round(alone, 1),
        "local_seconds_each": [round(took.seconds, 1) for took in local],
        "cluster_seconds": round(apart, 1),
        "cluster_seconds_each": [round(took.whole().seconds, 1) for took in spread],
        "overhead_percent": round(100 * (apart / alone - 1), 1),
        "local_processor_seconds": round(median(took.processor_seconds for took in local), 1),
        "cluster_processor_seconds": round(median(took.whole().processor_seconds for took in spread), 1),
        "parts_processor_seconds": round(median(took.parts.processor_seconds for took in spread), 1),
        "load_seconds": round(median(took.load.seconds for took in spread), 2),
        "same_bytes": same,
        "input_bytes": sum(path.stat().st_size for path in args.inputs),
        **measures,
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
