"""Measure what share of a build's processor time each stage takes.

usage: python benchmarks/stages.py [INPUT ...] [--rounds 5] [--write [FILE]]

INPUT is files and folders that `kg build` reads; default: ``seeds/``. All stages run in one process, one after the
other, on documents in batches as in a build. The share of a stage is the median over the rounds, after one to warm up.
With --write the result goes to FILE, without one to ``benchmarks/results/stages.json``, with which the tests compare.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

for library in ("OMP", "OPENBLAS", "MKL", "BLIS"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")  # before numpy is imported, as in a worker

from kg.extract import Extractor  # noqa: E402
from kg.extract.extractor import ready  # noqa: E402
from kg.parse import prepared_docs, stages  # noqa: E402
from kg.pipeline.batches import entry_of, is_full  # noqa: E402
from kg.pipeline.drawing import Drawing  # noqa: E402
from kg.pipeline.extracting import extracted, to_parse  # noqa: E402
from kg.pipeline.journal import Journal  # noqa: E402
from kg.pipeline.options import Options, Progress  # noqa: E402
from kg.pipeline.output import locked  # noqa: E402
from kg.pipeline.version import shape_of  # noqa: E402
from kg.pipeline.write import write_outputs  # noqa: E402
from kg.read import Reading, Source, discover, read  # noqa: E402

if TYPE_CHECKING:
    from kg.parse import Stage

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).parent / "results" / "stages.json"
BATCH = 32


class Clock:
    """Processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """What runs inside counts for `stage`."""
        start = time.process_time()
        yield
        self.seconds[stage] += time.process_time() - start


def one_round(extractor: Extractor, sources: Iterable[Source]) -> dict[str, float]:
    """Build `sources` once; the share of each stage."""
    clock, options, nlp = Clock(), Options(), extractor.nlp
    shape = shape_of(options)
    with clock.of("read"):
        readings = [one for source in sources for one in read(source) if isinstance(one, Reading)]
    with tempfile.TemporaryDirectory() as folder, locked(Path(folder)) as state:
        journal = Journal(state / "journal.sqlite")
        for batch in _batches(readings):
            documents = [to_parse(reading) for reading in batch]
            with clock.of("tokens"):
                docs = list(prepared_docs(nlp, [document.text for document in documents]))
            for name, stage in reading_stages(extractor):
                with clock.of(name):
                    docs = list(stage(docs))
            with clock.of("statements"):
                results = [extractor.read(doc, document) for doc, document in zip(docs, documents, strict=True)]
            with clock.of("records"):
                made = [extracted(result, one, shape) for result, one in zip(results, batch, strict=True)]
            with clock.of("journal"):
                journal.record(
                    entry_of(one, reading, source="x", version="x", shape=shape)
                    for one, reading in zip(made, batch, strict=True)
                )
        with clock.of("outputs"):
            write_outputs(Path(folder), journal, options, Progress(), Drawing(), seconds=0.0)
        journal.close()
    whole = sum(clock.seconds.values())
    return {stage: seconds / whole for stage, seconds in clock.seconds.items()}


def reading_stages(extractor: Extractor) -> Iterator[tuple[str, Stage]]:
    """The steps from tokens to what the rules read, by name; as `Extractor.parse` goes through them."""
    yield from stages(extractor.nlp, without={"ner"}, batch_size=BATCH)
    yield "snapshot", partial(map, ready)
    if extractor.recogniser is not None:
        yield "ner", partial(extractor.recogniser.pipe, batch_size=BATCH)


def shares(inputs: list[Path], *, rounds: int) -> dict[str, float]:
    """The median share of each stage over `rounds`, after one that is not counted."""
    extractor = Extractor.load()
    sources = [one for one in discover(inputs) if isinstance(one, Source)]
    found = [one_round(extractor, sources) for _ in range(rounds + 1)][1:]
    return {stage: round(statistics.median(one[stage] for one in found), 4) for stage in found[0]}


def _batches(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    batch: list[Reading] = []
    for reading in readings:
        batch.append(reading)
        if is_full(batch):
            yield batch
            batch = []
    if batch:
        yield batch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", type=Path, default=[ROOT / "seeds"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", nargs="?", type=Path, const=RESULT)
    args = parser.parse_args()
    found = shares(args.inputs, rounds=args.rounds)
    if args.write:
        args.write.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print("| stage | share |\n|---|---|")
    print("\n".join(f"| {stage} | {share:.1%} |" for stage, share in found.items()))


if __name__ == "__main__":
    main()
