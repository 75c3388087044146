"""A share, worked on inside a Dask worker: with the same processes for reading and extraction as on one machine."""

from __future__ import annotations

import queue
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from distributed import Worker as DaskWorker
from distributed import WorkerPlugin, get_worker

from kg.errors import KgError
from kg.pipeline.batches import engine_of, entry_of, is_full
from kg.pipeline.jobs import Job
from kg.pipeline.marks import Marks, Place
from kg.pipeline.partfiles import Part, write_part
from kg.pipeline.pool import Seat, SourceReader
from kg.pipeline.shares import Piece, Share, copy_lines
from kg.pipeline.storage import opened
from kg.pipeline.version import shape_of, version_of
from kg.pipeline.wire import Failed
from kg.read import Reading, Skip, Source

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a share: how many documents were extracted, and what was skipped."""

    key: str
    extracted: int
    skipped: tuple[Skip, ...]


class Bench:
    """What one thread of a Dask worker works with: a process that reads, one that extracts, the model loaded once."""

    def __init__(self, job: Job) -> None:
        """Raises:
        KgError: what is installed here would not give what the machine that started the build expects.
        """
        if (version_of(job.options), shape_of(job.options)) != (job.version, job.shape):
            raise KgError(
                "a worker's tradekg, model or data files differ from those of the machine that started the build; "
                "install the same versions on both"
            )
        self.job = job
        self._reader = SourceReader(seconds=job.options.seconds)
        self._reader.start()
        self.seat = Seat(engine_of(job.options), job.shape, seconds=job.options.seconds)
        self.seat.start()

    def outcomes(self, piece: Piece) -> Iterator[Reading | Skip]:
        """The documents of `piece`, read here or, where its storage is another machine's, from a copy."""
        if "://" not in piece.url and piece.end is None:
            yield from self._reader.read(Source(piece.id, Path(piece.url)))
            return
        with tempfile.TemporaryDirectory(prefix="kg-") as folder:
            copy = Path(folder) / "copy"
            try:
                _copy(piece, copy)
            except (FileNotFoundError, PermissionError) as error:
                yield Skip(piece.id, (error.strerror or str(error)).lower())
                return
            for outcome in self._reader.read(Source(piece.id, copy)):
                yield _placed(outcome, piece)

    def stop(self) -> None:
        """End its processes."""
        self._reader.stop()
        self.seat.stop()


class Benches(WorkerPlugin):
    """A Dask worker's benches for one job, one a thread: made ready at once and kept from share to share."""

    def __init__(self, job: Job, name: str) -> None:
        self.name = name
        self._job = job

    def setup(self, worker: DaskWorker) -> None:
        """Dask calls this on each worker, also on those that come later."""
        _profiled(worker, False)
        self._made = ThreadPoolExecutor(worker.state.nthreads)
        self._idle: queue.SimpleQueue[Future[Bench]] = queue.SimpleQueue()
        self._all: list[Future[Bench]] = []
        for _ in range(worker.state.nthreads):
            self._idle.put(self._make())

    def _make(self) -> Future[Bench]:
        bench = self._made.submit(Bench, self._job)
        self._all.append(bench)
        return bench

    def teardown(self, worker: DaskWorker) -> None:
        """Dask calls this when the job, or the worker, ends."""
        _profiled(worker, True)
        self._made.shutdown(cancel_futures=True)
        for bench in self._all:
            if not bench.cancelled() and bench.exception() is None:
                bench.result().stop()

    def work(self, share: Share) -> Report:
        """Make the part of `share` and write it."""
        try:
            made = self._idle.get_nowait()
        except queue.Empty:
            made = self._make()
        bench = made.result()
        try:
            part = ShareRun(bench, share).go()
        finally:
            self._idle.put(made)
        return Report(share.key, len(part.entries), tuple(part.skipped))


def work(share: Share, name: str) -> Report:
    """The task that Dask runs: `share`, with the benches that were registered as `name`."""
    benches = get_worker().plugins[name]
    assert isinstance(benches, Benches)
    return benches.work(share)


class ShareRun:
    """One share, from its pieces to its part. `go` is its only use."""

    def __init__(self, bench: Bench, share: Share) -> None:
        self._bench = bench
        self._share = share
        self._marks = Marks.found(bench.job.folder, share.key)
        self._part = Part()
        self._waiting: list[tuple[str, Reading]] = []
        self._count = 0

    def go(self) -> Part:
        """Read, extract, write; the part that was written.

        Raises:
            KgError: storage or workers cannot do their work.
        """
        job = self._bench.job
        if self._marks.careful_from is None:
            self._marks.begin(0)
        for number, piece in enumerate(self._share.pieces):
            self._take(number, piece)
        self._flush()
        write_part(job.folder, self._share.key, self._part, job.shape)
        self._marks.end()
        return self._part

    def _take(self, number: int, piece: Piece) -> None:
        if any(kind == "piece" and bad == number for kind, bad, _ in self._marks.bad):
            self._part.skipped.append(Skip(piece.id, "reading it ended the worker on a cluster, twice"))
            return
        outcomes = self._bench.outcomes(piece)
        while True:
            self._mark_alone(("piece", number, self._count))
            outcome = next(outcomes, None)
            if outcome is None:
                return
            if isinstance(outcome, Skip):
                self._part.skipped.append(outcome)
            else:
                self._add(piece.id, outcome)

    def _add(self, source: str, reading: Reading) -> None:
        place: Place = ("document", self._count, 0)
        self._count += 1
        key = reading.document.id
        if reading.notes:
            self._part.notes[key] = reading.notes
        if place in self._marks.bad:
            self._part.skipped.append(Skip(key, "extraction ended the worker on a cluster, twice (memory, or a fault)"))
            return
        if self._marks.is_careful(place[1]):
            self._flush()
            self._mark_alone(place)
            self._extract([(source, reading)])
            return
        self._waiting.append((source, reading))
        if is_full([one for _, one in self._waiting]):
            self._flush()

    def _mark_alone(self, place: Place) -> None:
        kind, number, following = place
        if self._marks.is_careful(number if kind == "document" else following):
            self._marks.begin_alone(place)

    def _flush(self) -> None:
        if self._waiting:
            self._marks.begin(self._count - len(self._waiting))
            self._extract(self._waiting)
            self._waiting = []

    def _extract(self, batch: list[tuple[str, Reading]]) -> None:
        job = self._bench.job
        answers = self._bench.seat.done([reading for _, reading in batch])
        for (source, reading), answer in zip(batch, answers, strict=True):
            if isinstance(answer, Failed):
                self._part.skipped.append(Skip(answer.document, answer.reason))
            else:
                entry = entry_of(answer, reading, source=source, version=job.version, shape=job.shape)
                self._part.entries.append(entry)


def _profiled(worker: DaskWorker, wanted: bool) -> None:
    """Let Dask look a hundred times a second at what its threads do, or not: ours wait for other processes."""
    callback = worker.periodic_callbacks.get("profile")
    if callback is not None:
        (callback.start if wanted else callback.stop)()


def _copy(piece: Piece, copy: Path) -> None:
    with opened(piece.url) as source, copy.open("wb") as target:
        if piece.end is not None:
            copy_lines(source, target, start=piece.start, end=piece.end)
            return
        while chunk := source.read(_CHUNK):
            target.write(chunk)


def _placed(outcome: Reading | Skip, piece: Piece) -> Reading | Skip:
    """`outcome`; lines that a `Skip` counts are counted from where the piece begins, and it says so."""
    line = f"{piece.id}, line "
    if isinstance(outcome, Skip) and piece.start and outcome.source.startswith(line):
        place = f"{piece.id}, from byte {piece.start} line {outcome.source.removeprefix(line)}"
        return Skip(place, outcome.reason, outcome.failed)
    return outcome
