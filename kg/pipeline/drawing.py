"""The pictures of a build. Where much is to be drawn a process of its own does it, while this one writes all else."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from pathlib import Path

from kg.errors import StoreError
from kg.pipeline.artefacts import OTHERS, PICTURES, import_writers, write_pictures
from kg.pipeline.journal import Journal
from kg.pipeline.pool import Worker, WorkerLostError
from kg.pipeline.snapshot import Overview, Snapshot, overview, rarely_collecting
from kg.pipeline.wire import Draw, Ready


class Drawing:
    """The drawing of one build's pictures."""

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._is_ready = False

    def get_ready(self, *, much: bool) -> None:
        """Import what the writers will need, while others work; where there will be `much` to draw, what draws in a
        process of its own. Only the first call counts."""
        if self._is_ready:
            return
        self._is_ready = True
        if much:
            self._worker = Worker()
            self._worker.ask(Ready((__name__, *PICTURES)))
        others = OTHERS if much else (*PICTURES, *OTHERS)
        threading.Thread(target=import_writers, args=(others,), daemon=True).start()

    def begin(self, task: Draw) -> None:
        """Let the process, if there is one, begin."""
        if self._worker is not None:
            self._worker.ask(task)

    def finish(self, view: Overview, folder: Path) -> None:
        """Wait until the pictures that were begun are in `folder`; where none were, or the process was lost, draw them.

        Raises:
            StoreError: they cannot be written.
        """
        if not self._is_drawn():
            write_pictures(view, folder)

    def _is_drawn(self) -> bool:
        if self._worker is None:
            return False
        try:
            for _ in ("ready", "drawn"):
                self._worker.answer(math.inf)
        except WorkerLostError:
            return False
        return True

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._worker is not None:
            self._worker.stop()


def draw(task: Draw) -> Iterator[object]:
    """Do what `Draw` says."""
    journal = Journal(task.journal, read_only=True)
    try:
        with rarely_collecting():
            write_pictures(overview(Snapshot(journal, min_confidence=task.min_confidence)), task.folder)
    except OSError as error:
        raise StoreError(f"cannot write the pictures ({error.strerror}); the previous ones are as they were") from None
    finally:
        journal.close()
    yield from ()
