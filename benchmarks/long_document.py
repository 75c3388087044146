"""Build one document of 300 pages, and the same text as a document a page: what a page costs in either.

usage: python benchmarks/long_document.py [INPUT ...] [--pages 300] [--words 500] [--jobs 2] [--seed 1]

The text is made of sentences of INPUT as `scale.py` draws them. Processor seconds are those of all processes, start and
model included, beside those of a build of one page, which is next to nothing else. Memory is the resident set that is
shared with no other process. Writes ``benchmarks/results/long_document.json``; Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cluster import used
from scale import CORPORA, SHARED, documents, run, sentences, write

RESULT = Path(__file__).parent / "results" / "long_document.json"
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build took: seconds by the clock, processor seconds of all processes, the largest worker in bytes."""

    seconds: float
    processor_seconds: float
    worker: int
    counts: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The cost as a row of the result."""
        return {
            "seconds": round(self.seconds, 1),
            "processor_seconds": round(self.processor_seconds, 1),
            "largest_worker_mb": self.worker // _MB,
            "statements": self.counts["statements"],
            "tokens": self.counts["tokens"],
        }


def cost(rows: list[dict[str, Any]], folder: Path, jobs: int) -> Cost:
    """Build the documents `rows` in `folder`."""
    folder.mkdir()
    corpus = folder / "corpus.jsonl"
    write(corpus, rows)
    before = used()
    seconds, peaks, account = run(corpus, folder / "out", jobs)
    return Cost(seconds, used() - before, max(peaks.workers.values(), default=0), account["counts"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", type=Path, default=[SHARED / "corpora" / name for name in CORPORA])
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--words", type=int, default=500, help="words of a page, at least")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    missing = [path for path in args.inputs if not path.exists()]
    if missing:
        sys.exit(f"no such file: {missing[0]}; name a JSONL file or set KG_SHARED")
    pages = list(documents(sentences(args.inputs), number=args.pages, words=args.words, seed=args.seed))
    whole = {"id": "long", "text": "\n\n".join(page["text"] for page in pages)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = cost(pages[:1], folder / "page", args.jobs)
        apart = cost(pages, folder / "pages", args.jobs)
        long = cost([whole], folder / "long", args.jobs)
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "jobs": args.jobs,
        "pages": args.pages,
        "words": len(whole["text"].split()),
        "one_page": start.as_json(),
        "a_document_a_page": apart.as_json(),
        "one_document": long.as_json(),
        "one_document_relative_to_pages": round(long.processor_seconds / apart.processor_seconds, 2),
        "clock_relative_to_pages": round(long.seconds / apart.seconds, 2),
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
