"""Reading and extraction side by side: one process reads, several extract, the results go into the journal."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kg.pipeline.batches import cost, engine_of, entry_of, is_full
from kg.pipeline.drawing import Drawing
from kg.pipeline.journal import Entry, Journal
from kg.pipeline.options import Options, Progress, Watcher
from kg.pipeline.pool import Pool, SourceReader
from kg.pipeline.version import shape_of
from kg.pipeline.wire import Extracted, Failed
from kg.read import Reading, Skip, Source

_AHEAD_CHARS = 4_000_000
"""Characters of text that may have been read and not yet been worked on."""


@dataclass(frozen=True, slots=True)
class _EndOfSources:
    """The reading thread has read all."""


class _Allowance:
    """An amount that threads take from and give back; who asks for more than is left waits."""

    def __init__(self, amount: int) -> None:
        self._amount = self._left = amount
        self._changed = threading.Condition()

    def take(self, amount: int) -> None:
        """Wait until `amount` is left, or all of it, and take it."""
        with self._changed:
            self._changed.wait_for(lambda: self._left >= min(amount, self._amount))
            self._left -= amount

    def give(self, amount: int) -> None:
        """Give it back."""
        with self._changed:
            self._left += amount
            self._changed.notify_all()


class Run:
    """One pass over the sources. `go` is its only use."""

    def __init__(
        self, journal: Journal, version: str, options: Options, progress: Progress, watch: Watcher, drawing: Drawing
    ) -> None:
        self._journal = journal
        self._shape = shape_of(options)
        self._version = version
        self._options = options
        self._progress = progress
        self._watch = watch
        self._drawing = drawing
        self._events: queue.Queue[Any] = queue.Queue()
        self._allowance = _Allowance(_AHEAD_CHARS)
        self._reader = SourceReader(seconds=options.seconds)
        self._pool: Pool | None = None
        self._waiting: list[Reading] = []
        self._origin: dict[str, tuple[str, Reading]] = {}
        self._in_work = 0

    def go(self, sources: Iterable[Source | Skip]) -> None:
        """Read all `sources` and extract from what is new or changed.

        Where nothing has been extracted before, a worker gets ready while the first source is read.

        Raises:
            KgError: the workers cannot do their work, as without a model, or the journal cannot be written.
        """
        thread = threading.Thread(target=self._read_all, args=(list(sources),), daemon=True)
        thread.start()
        try:
            if self._journal.is_empty():
                self._workers().open_seat()
            reading = True
            while reading or self._in_work:
                event = self._events.get()
                if isinstance(event, Exception):
                    raise event
                if isinstance(event, _EndOfSources):
                    reading = False
                    self._submit_rest()
                elif isinstance(event, list):
                    self._keep(event)
                else:
                    self._take(*event)
                self._watch(self._progress)
        finally:
            self._reader.stop()
            if self._pool is not None:
                self._pool.stop()

    def _read_all(self, sources: list[Source | Skip]) -> None:
        try:
            for source in sources:
                outcomes = [source] if isinstance(source, Skip) else self._reader.read(source)
                for outcome in outcomes:
                    self._allowance.take(cost(outcome))
                    self._events.put((source.source if isinstance(source, Skip) else source.id, outcome))
            self._events.put(_EndOfSources())
        except Exception as error:  # handed to the main thread, which raises it
            self._events.put(error)

    def _take(self, source: str, outcome: Reading | Skip) -> None:
        if isinstance(outcome, Skip):
            self._progress.skipped.append(outcome)
            self._journal.drop([outcome.source])
            self._allowance.give(cost(outcome))
            return
        key = outcome.document.id
        if not self._journal.see(key):
            self._progress.skipped.append(Skip(source, f"document {key} was there before"))
            self._allowance.give(cost(outcome))
            return
        self._progress.found += 1
        if outcome.notes:
            self._progress.notes[key] = outcome.notes
        if self._journal.is_current(key, outcome.fingerprint, self._version):
            self._progress.unchanged += 1
            self._allowance.give(cost(outcome))
            return
        self._origin[key] = (source, outcome)
        self._waiting.append(outcome)
        if is_full(self._waiting):
            self._drawing.get_ready(much=True)
            self._submit(self._waiting)
            self._waiting = []

    def _submit_rest(self) -> None:
        if self._waiting:
            self._drawing.get_ready(much=False)
        share = -(-len(self._waiting) // self._options.workers) or 1
        for start in range(0, len(self._waiting), share):
            self._submit(self._waiting[start : start + share])
        self._waiting = []

    def _submit(self, batch: list[Reading]) -> None:
        self._workers().submit(tuple(batch))
        self._in_work += 1

    def _workers(self) -> Pool:
        if self._pool is None:
            options, engine = self._options, engine_of(self._options)
            self._pool = Pool(engine, self._shape, jobs=options.workers, seconds=options.seconds, answers=self._events)
        return self._pool

    def _keep(self, answers: list[Extracted | Failed]) -> None:
        entries: list[Entry] = []
        lost: list[str] = []
        for answer in answers:
            source, reading = self._origin.pop(answer.document)
            self._allowance.give(cost(reading))
            if isinstance(answer, Failed):
                self._progress.skipped.append(Skip(answer.document, answer.reason))
                lost.append(answer.document)
            else:
                entries.append(entry_of(answer, reading, source=source, version=self._version, shape=self._shape))
        self._journal.record(entries)
        self._journal.drop(lost)
        self._progress.extracted += len(entries)
        self._in_work -= 1
