"""Worker processes, watched: one that dies or takes too long is replaced, and the document that did it is named.

Processes are started by command, not forked and not by `multiprocessing`: a script that calls `kg.build` is not run
again in them, and a killed one shows as the end of its pipe.
"""

from __future__ import annotations

import contextlib
import math
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kg import errors
from kg.errors import KgError
from kg.pipeline.pieces import Shape
from kg.pipeline.wire import Done, Engine, Extract, Extracted, Failed, Fatal, Read, Ready, receive, send
from kg.read.records import Outcome, Reading, Skip, Source

LOAD_SECONDS = 300.0
_LOOK_SECONDS = 0.1
CHARS_OF_A_LIMIT = 100_000
"""Characters of text for which the time limit of a document is granted once more."""


CHARS_OF_A_WORKER = 100_000_000
"""Characters after which a worker is replaced: a model remembers each new word that it meets."""


_KEEPING = dict.fromkeys(("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"), str(256 * 1024**2))
"""Bytes that must be free before glibc gives them back: a parser asks for the same memory all the time, which by its
own rule, and more so by what Dask sets for its workers, is given back and fetched anew."""


class WorkerLostError(Exception):
    """A worker ended before its answer; the message says how."""


class WorkerTimeoutError(WorkerLostError):
    """A worker was stopped because it took too long."""


class Worker:
    """One process and its pipes."""

    def __init__(self) -> None:
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join(part for part in (os.environ.get("PYTHONPATH"), root) if part)
        threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS")}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kg.pipeline.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("KG_DEBUG") else subprocess.DEVNULL,
            env={**os.environ, **threads, **_KEEPING, "PYTHONPATH": path, "PYTHONHASHSEED": "0"},
            process_group=0 if os.name == "posix" else None,
        )
        self._deadline = math.inf
        self._late = False
        threading.Thread(target=self._watch, daemon=True).start()

    def prepare(self, engine: Engine | None = None) -> None:
        """Wait until it has started and, with `engine`, loaded the extractor.

        Raises:
            KgError: it cannot start, or the extractor cannot be loaded.
        """
        self.ask(engine or Ready())
        try:
            answer = self.answer(LOAD_SECONDS)
        except WorkerLostError as error:
            doing = "started" if engine is None else "loaded the model"
            raise KgError(f"a worker process {error} while it {doing}") from None
        if not isinstance(answer, Ready):
            raise KgError(f"a worker answered {answer!r} instead of getting ready")

    def ask(self, task: object) -> None:
        """Send a task; that the worker has gone shows at `answer`."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            send(self._process.stdin, task)

    def answer(self, seconds: float) -> Any:
        """The next answer.

        Raises:
            WorkerLostError: the process ended; `WorkerTimeoutError` where that was for taking longer than `seconds`.
            KgError: what the worker says to be fatal.
        """
        assert self._process.stdout is not None
        self._deadline = time.monotonic() + seconds
        try:
            answer = receive(self._process.stdout)
        except EOFError:
            code = self._process.wait()
            if self._late:
                raise WorkerTimeoutError(f"took longer than {seconds:.0f} s") from None
            raise WorkerLostError(f"was killed by signal {-code}" if code < 0 else f"ended with code {code}") from None
        finally:
            self._deadline = math.inf
        if isinstance(answer, Fatal):
            kind = getattr(errors, answer.kind, KgError)
            raise kind(answer.message) if issubclass(kind, KgError) else KgError(answer.message)
        return answer

    def _watch(self) -> None:
        """Kill the process when the time for its answer has passed."""
        while self._process.poll() is None:
            if time.monotonic() > self._deadline:
                self._late = True
                self._process.kill()
            time.sleep(_LOOK_SECONDS)

    def stop(self) -> None:
        """End the process at once."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()


class SourceReader:
    """Reads sources in a process of its own, so that what a damaged file does to a library stays there."""

    def __init__(self, *, seconds: float) -> None:
        """`seconds` is the limit for one document, or for a source to give its next one."""
        self._seconds = seconds
        self._worker: Worker | None = None
        self._is_ready = False

    def start(self) -> Worker:
        """The process, started without waiting for it."""
        if self._worker is None:
            self._worker = Worker()
        return self._worker

    def read(self, source: Source) -> Iterator[Outcome]:
        """The documents of `source`; a `Skip` ends them where the process was lost."""
        worker = self.start()
        if not self._is_ready:
            worker.prepare()
            self._is_ready = True
        worker.ask(Read(source))
        try:
            while not isinstance(answer := worker.answer(self._seconds), Done):
                yield answer
        except WorkerLostError as error:
            self.stop()
            yield Skip(source.id, _told(error, "reading it"))

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
            self._is_ready = False


class Seat:
    """The place of one worker that extracts: it is started when first needed and replaced when it is lost."""

    def __init__(self, engine: Engine, shape: Shape, *, seconds: float) -> None:
        """`seconds` is the time limit of a document, granted anew for each `CHARS_OF_A_LIMIT`."""
        self._engine = engine
        self._shape = shape
        self._seconds = seconds
        self._worker: Worker | None = None
        self._worked = 0
        self._stopped = False

    def start(self) -> Worker:
        """The worker, its extractor loaded.

        Raises:
            KgError: the extractor cannot be loaded.
        """
        if self._worker is not None and self._worked >= CHARS_OF_A_WORKER:
            self._worker.stop()
            self._worker = None
        if self._worker is None:
            self._worker = Worker()
            self._worked = 0
            if self._stopped:
                self._worker.stop()
            self._worker.prepare(self._engine)
        return self._worker

    def stop(self) -> None:
        """End the worker at once, whatever it does."""
        self._stopped = True
        if self._worker is not None:
            self._worker.stop()

    def done(self, batch: Sequence[Reading]) -> list[Extracted | Failed]:
        """What comes of each document of `batch`, in order; those left when a worker is lost are tried one by one.

        Raises:
            KgError: the worker cannot work at all, or was stopped.
        """
        done: list[Extracted | Failed] = []
        try:
            for answer in self._attempt(batch):
                done.append(answer)
        except WorkerTimeoutError as error:
            if len(batch) == 1:
                return [Failed(batch[0].document.id, _told(error, "extraction"))]
        except WorkerLostError:
            pass
        return done + [self._last_try(reading) for reading in batch[len(done) :]]

    def _last_try(self, reading: Reading) -> Extracted | Failed:
        try:
            (answer,) = self._attempt((reading,))
        except WorkerLostError as error:
            return Failed(reading.document.id, _told(error, "extraction"))
        return answer

    def _attempt(self, batch: Sequence[Reading]) -> Iterator[Extracted | Failed]:
        worker = self.start()
        chars = sum(len(reading.document.text) for reading in batch)
        limit = self._seconds * (1 + chars / CHARS_OF_A_LIMIT)
        self._worked += chars
        worker.ask(Extract(tuple(batch), self._shape))
        try:
            while not isinstance(answer := worker.answer(limit), Done):
                yield answer
        except WorkerLostError:
            worker.stop()
            self._worker = None
            if self._stopped:
                raise KgError("the build was stopped") from None
            raise


class Pool:
    """Several seats, each served by a thread, as many as there are batches to work on. `answers` takes what comes of
    each batch: a list of `Extracted` and `Failed`, or the exception that ends the build."""

    def __init__(self, engine: Engine, shape: Shape, *, jobs: int, seconds: float, answers: queue.Queue[Any]) -> None:
        self._answers = answers
        self._tasks: queue.Queue[tuple[Reading, ...] | None] = queue.Queue()
        self._free = [Seat(engine, shape, seconds=seconds) for _ in range(jobs)]
        self._taken: list[Seat] = []
        self._submitted = 0

    def open_seat(self) -> None:
        """Let one more worker get ready, if there is a seat left."""
        if self._free:
            self._taken.append(self._free.pop())
            threading.Thread(target=self._serve, args=(self._taken[-1],), daemon=True).start()

    def submit(self, batch: tuple[Reading, ...]) -> None:
        """Hand in a batch; it is worked on as soon as a worker is free."""
        self._tasks.put(batch)
        self._submitted += 1
        if self._submitted > len(self._taken):
            self.open_seat()

    def stop(self) -> None:
        """End all workers at once, whatever they do."""
        for seat in self._taken:
            self._tasks.put(None)
            seat.stop()

    def _serve(self, seat: Seat) -> None:
        try:
            seat.start()
            while (batch := self._tasks.get()) is not None:
                self._answers.put(seat.done(batch))
        except Exception as error:  # handed to the main thread, which raises it
            self._answers.put(error)


def _told(error: WorkerLostError, doing: str) -> str:
    if isinstance(error, WorkerTimeoutError):
        return f"{doing} {error}"
    return f"{doing} failed: the process {error} (memory, or a fault in a library)"
