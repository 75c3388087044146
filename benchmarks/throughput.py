"""Time a whole build against the bare spaCy pipeline on the same texts in the same run.

usage: python benchmarks/throughput.py [INPUT ...] [--documents N] [--words 60] [--jobs 2] [--runs 1]

INPUT defaults to the two corpora under ../shared (KG_SHARED). With --documents, N short ones are made of its sentences,
as `scale.py` does. The bare pipeline is the model with all its components, ``nlp.pipe(texts, n_process=JOBS)``, and
does nothing with the result; the build writes all its outputs. Both start from nothing, model load included. Processor
seconds are those of all processes, which say more than the clock where others use the machine too. Writes
``benchmarks/results/throughput.json``, or with --documents ``throughput-N.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from scale import CORPORA, SHARED, documents, sentences, write

RESULTS = Path(__file__).parent / "results"
BARE = """
import json, sys
from kg.parse import load_model
nlp = load_model()
texts = [json.loads(line)["text"] for path in sys.argv[2:] for line in open(path, encoding="utf-8")]
print(sum(len(doc) for doc in nlp.pipe(texts, n_process=int(sys.argv[1]))))
"""


def _clocks() -> tuple[float, float]:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), used.ru_utime + used.ru_stime


def _since(start: tuple[float, float]) -> tuple[float, float]:
    """Seconds by the clock, and processor seconds of all processes that have ended."""
    now = _clocks()
    return now[0] - start[0], now[1] - start[1]


def compared(inputs: list[str], jobs: int, runs: int) -> dict[str, Any]:
    """What both take on `inputs`: the shortest of the runs."""
    bare, build, tokens = [], [], 0
    for _ in range(runs):
        start = _clocks()
        done = subprocess.run(
            [sys.executable, "-c", BARE, str(jobs), *inputs], check=True, capture_output=True, text=True
        )
        bare.append(_since(start))
        tokens = int(done.stdout)
        with tempfile.TemporaryDirectory() as folder:
            start = _clocks()
            subprocess.run(
                [sys.executable, "-m", "kg", "build", *inputs, "-o", f"{folder}/out", "--quiet", "-j", str(jobs)],
                check=True,
                capture_output=True,
            )
            build.append(_since(start))
    return {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "jobs": jobs,
        "tokens": tokens,
        "bare_seconds": round(min(bare)[0], 1),
        "build_seconds": round(min(build)[0], 1),
        "build_speed_relative_to_bare": round(min(bare)[0] / min(build)[0], 2),
        "bare_processor_seconds": round(min(used for _, used in bare), 1),
        "build_processor_seconds": round(min(used for _, used in build), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", type=Path, default=[SHARED / "corpora" / name for name in CORPORA])
    parser.add_argument("--documents", type=int)
    parser.add_argument("--words", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--runs", type=int, default=1)
    args = parser.parse_args()
    missing = [path for path in args.inputs if not path.exists()]
    if missing:
        sys.exit(f"no such file: {missing[0]}; name a JSONL file or set KG_SHARED")
    with tempfile.TemporaryDirectory() as name:
        inputs = [str(path) for path in args.inputs]
        about: dict[str, int] = {}
        if args.documents is not None:
            about = {"documents": args.documents, "words": args.words}
            corpus = Path(name) / "corpus.jsonl"
            made = documents(sentences(args.inputs), number=args.documents, words=args.words, seed=1)
            write(corpus, list(made))
            inputs = [str(corpus)]
        result = {**about, **compared(inputs, args.jobs, args.runs)}
    file = RESULTS / ("throughput.json" if args.documents is None else f"throughput-{args.documents}.json")
    file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
