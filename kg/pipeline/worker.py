"""A worker process: reads sources, extracts from documents or draws, as its parent asks, until its input ends."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from kg.errors import KgError
from kg.pipeline.wire import Done, Draw, Engine, Extract, Fatal, Read, Ready, reason, receive, send
from kg.read import Skip, read

MEMORY = 2 * 1024**3
"""Bytes of data that a worker may take; it needs a fifth of that for its model and documents of common length."""


def main() -> None:
    """Serve the tasks on standard input. Standard output is the channel; whatever else prints there goes to stderr."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # what is made before the first task is there to stay
    _limit_memory()
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        _serve(sys.stdin.buffer, channel)
    except (EOFError, BrokenPipeError):
        pass
    except KgError as error:
        send(channel, Fatal(type(error).__name__, str(error)))
    except Exception as error:  # told to the parent, which has no other way to know
        send(channel, Fatal("KgError", f"a worker process failed: {reason(error)}"))


def _limit_memory() -> None:
    """Let an allocation fail before the machine runs out of memory; a no-op where the system has no such limit."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or hard > MEMORY:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, hard))


def _serve(tasks: BinaryIO, answers: BinaryIO) -> None:
    extract: Callable[[Extract], Iterator[object]] | None = None
    while True:
        task = receive(tasks)
        if isinstance(task, Engine | Ready):
            if isinstance(task, Engine):
                extract = _extracting(task)
            else:
                for name in task.modules:
                    importlib.import_module(name)
            gc.freeze()
            gc.enable()
            send(answers, Ready())
            continue
        if isinstance(task, Read):
            replies = _read(task)
        elif isinstance(task, Extract) and extract is not None:
            replies = extract(task)
        elif isinstance(task, Draw):
            replies = _draw(task)
        else:
            raise KgError(f"a worker was asked for what it cannot do: {type(task).__name__}")
        for reply in replies:
            send(answers, reply)
        send(answers, Done())


def _extracting(engine: Engine) -> Callable[[Extract], Iterator[object]]:
    from kg.pipeline.extracting import extract, load  # of no use where sources are read

    return partial(extract, load(engine))


def _draw(task: Draw) -> Iterator[object]:
    from kg.pipeline.drawing import draw  # of no use elsewhere

    return draw(task)


def _read(task: Read) -> Iterator[object]:
    try:
        yield from read(task.source)
    except Exception as error:  # whatever a format's library raises on a damaged file costs that file alone
        yield Skip(task.source.id, reason(error))


if __name__ == "__main__":
    main()
