"""The output folder: one build at a time, and a set of files that changes as a whole.

New files are written into ``.state/next`` and moved into place once all are there. A build that dies before that
leaves the old ones as they were; one that dies while it moves them has left a list, by which the next command
finishes the move.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreError
from kg.pipeline.journal import STATE

_NEXT = "next"
_LIST = "commit.json"


@contextmanager
def locked(out: Path) -> Iterator[Path]:
    """Hold the output folder `out`, made if need be, for one build; yields its state folder.

    Raises:
        StoreError: another build holds it, or it cannot be written.
    """
    state = out / STATE
    try:
        state.mkdir(parents=True, exist_ok=True)
        handle = os.open(state / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"{out}: cannot write the output ({error.strerror})") from None
    try:
        if not _try_lock(handle):
            holder = os.pread(handle, 200, 0).decode("utf-8", "replace").strip() or "another process"
            raise StoreError(f"{out}: another build is writing here ({holder}); wait for it or choose another folder")
        os.truncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        finish(out)
        yield state
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Yield an empty folder; what is in it at the end replaces the files and folders of the same names in `out`."""
    fresh = out / STATE / _NEXT
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir()
        yield fresh
        names = sorted(path.name for path in fresh.iterdir())
        for path in fresh.rglob("*"):
            if path.is_file():
                _sync(path)
        _write_list(out, names)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise StoreError(f"{out}: cannot write the output ({error.strerror}); the previous one is as it was") from None
    finish(out)


def finish(out: Path) -> None:
    """Finish the move that a build had begun when it died, if it had."""
    state = out / STATE
    listing = state / _LIST
    try:
        names = json.loads(listing.read_text("utf-8"))
    except FileNotFoundError:
        return
    old = state / "old"
    for name in names:
        fresh, place = state / _NEXT / name, out / name
        if not fresh.exists():
            continue
        if place.is_dir():
            shutil.rmtree(old, ignore_errors=True)
            place.replace(old)
        fresh.replace(place)
    listing.unlink()
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(state / _NEXT, ignore_errors=True)


def _write_list(out: Path, names: list[str]) -> None:
    listing = out / STATE / _LIST
    draft = listing.with_suffix(".tmp")
    draft.write_text(json.dumps(names), "utf-8")
    _sync(draft)
    draft.replace(listing)
    if os.name == "posix":
        _sync(listing.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
