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
from collections.abc import Iterator
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


class WorkerLostError(Exception):
    """A worker ended before its answer; the message says how."""


class WorkerTimeoutError(WorkerLostError):
    """A worker was stopped because it took too long."""


class Worker:
    """One process and its pipes."""

    def __init__(self, engine: Engine | None = None) -> None:
        """Start it; with `engine`, wait until the extractor is loaded.

        Raises:
            KgError: the extractor cannot be loaded.
        """
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join(part for part in (os.environ.get("PYTHONPATH"), root) if part)
        threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS")}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kg.pipeline.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("KG_DEBUG") else subprocess.DEVNULL,
            env={**os.environ, **threads, "PYTHONPATH": path, "PYTHONHASHSEED": "0"},
            process_group=0 if os.name == "posix" else None,
        )
        self._deadline = math.inf
        self._late = False
        threading.Thread(target=self._watch, daemon=True).start()
        if engine is not None:
            self.ask(engine)
            try:
                answer = self.answer(LOAD_SECONDS)
            except WorkerLostError as error:
                raise KgError(f"a worker process {error} while it loaded the model") from None
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

    def read(self, source: Source) -> Iterator[Outcome]:
        """The documents of `source`; a `Skip` ends them where the process was lost."""
        if self._worker is None:
            self._worker = Worker()
        self._worker.ask(Read(source))
        try:
            while not isinstance(answer := self._worker.answer(self._seconds), Done):
                yield answer
        except WorkerLostError as error:
            self.stop()
            yield Skip(source.id, _told(error, "reading it"))

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


class Pool:
    """Several workers that extract, each served by a thread. `answers` takes what comes of each batch: a list of
    `Extracted` and `Failed`, or the exception that ends the build."""

    def __init__(self, engine: Engine, shape: Shape, *, jobs: int, seconds: float, answers: queue.Queue[Any]) -> None:
        self._engine = engine
        self._shape = shape
        self._seconds = seconds
        self._answers = answers
        self._tasks: queue.Queue[tuple[Reading, ...] | None] = queue.Queue()
        self._workers: dict[int, Worker | None] = dict.fromkeys(range(jobs))
        self._stopped = False
        self._threads = [threading.Thread(target=self._serve, args=(seat,), daemon=True) for seat in range(jobs)]
        for thread in self._threads:
            thread.start()

    def submit(self, batch: tuple[Reading, ...]) -> None:
        """Hand in a batch; it is worked on as soon as a worker is free."""
        self._tasks.put(batch)

    def stop(self) -> None:
        """End all workers at once, whatever they do."""
        self._stopped = True
        for _ in self._threads:
            self._tasks.put(None)
        for worker in list(self._workers.values()):
            if worker is not None:
                worker.stop()

    def _serve(self, seat: int) -> None:
        try:
            self._started(seat)
            while (batch := self._tasks.get()) is not None:
                self._answers.put(self._done(seat, batch))
        except Exception as error:  # handed to the main thread, which raises it
            self._answers.put(error)

    def _started(self, seat: int) -> Worker:
        worker = self._workers[seat]
        if worker is None:
            worker = self._workers[seat] = Worker(self._engine)
        return worker

    def _done(self, seat: int, batch: tuple[Reading, ...]) -> list[Extracted | Failed]:
        done: list[Extracted | Failed] = []
        try:
            for answer in self._attempt(seat, batch):
                done.append(answer)
        except WorkerTimeoutError as error:
            if len(batch) == 1:
                return [Failed(batch[0].document.id, _told(error, "extraction"))]
        except WorkerLostError:
            pass
        return done + [self._last_try(seat, reading) for reading in batch[len(done) :]]

    def _last_try(self, seat: int, reading: Reading) -> Extracted | Failed:
        try:
            (answer,) = self._attempt(seat, (reading,))
        except WorkerLostError as error:
            return Failed(reading.document.id, _told(error, "extraction"))
        return answer

    def _attempt(self, seat: int, batch: tuple[Reading, ...]) -> Iterator[Extracted | Failed]:
        worker = self._started(seat)
        limit = self._seconds * (1 + sum(len(reading.document.text) for reading in batch) / CHARS_OF_A_LIMIT)
        worker.ask(Extract(batch, self._shape))
        try:
            while not isinstance(answer := worker.answer(limit), Done):
                yield answer
        except WorkerLostError:
            worker.stop()
            self._workers[seat] = None
            if self._stopped:
                raise KgError("the build was stopped") from None
            raise


def _told(error: WorkerLostError, doing: str) -> str:
    if isinstance(error, WorkerTimeoutError):
        return f"{doing} {error}"
    return f"{doing} failed: the process {error} (memory, or a fault in a library)"
