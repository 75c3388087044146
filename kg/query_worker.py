"""The process that runs one query for `kg.query.select`, so that it can be ended from outside.

Reads a job (JSON) from standard input; writes ``G`` (graph) or ``T`` (table) and the answer's bytes to standard
output, or a message to standard error with exit code 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kg.errors import KgError
from kg.query import answer
from kg.store import memory_store, open_store


def main() -> int:
    """Run the job and return the exit code."""
    job = json.load(sys.stdin.buffer)
    place = Path(job["place"])
    try:
        with open_store(place) if place.is_dir() else memory_store([place]) as store:
            is_graph, body = answer(store.inner, job["query"])
    except KgError as error:
        print(error, file=sys.stderr)  # noqa: T201 - standard error is the way back to the parent
        return 1
    sys.stdout.buffer.write((b"G" if is_graph else b"T") + body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
