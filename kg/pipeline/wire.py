"""What a build and its worker processes say to each other: pickled records in frames over pipes.

Only tradekg's own records travel, between processes that it started itself; nothing is unpickled from a file.
"""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.pipeline.pieces import Pieces, Shape
    from kg.read.records import Reading, Source

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Engine:
    """Which extractor a worker loads: ``module:class``, whose ``load(**options)`` returns the extractor."""

    factory: str
    options: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Task: read a source. Answers: `Reading` and `Skip`, then `Done`."""

    source: Source


@dataclass(frozen=True, slots=True)
class Extract:
    """Task: extract from documents. Answers: an `Extracted` or `Failed` each, then `Done`."""

    readings: tuple[Reading, ...]
    shape: Shape


@dataclass(frozen=True, slots=True)
class Draw:
    """Task: draw the pictures of what `journal` holds into `folder`. Answer: `Done`."""

    journal: Path
    min_confidence: float
    folder: Path


@dataclass(frozen=True, slots=True)
class Ready:
    """Task: get ready, with `modules` imported. Answer: to this, and to an `Engine` once it is loaded."""

    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """Answer: the task is finished."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """Answer: the encoded result of a document, what it adds to the outputs, its sketch (`copies`), and what it says
    of those known by name alone (`namesakes`)."""

    document: str
    result: bytes
    pieces: Pieces
    sketch: bytes
    facts: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Answer: a document that raised an error."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fatal:
    """Answer: the worker cannot work at all; `kind` names the exception class of `kg.errors`."""

    kind: str
    message: str


def reason(error: Exception) -> str:
    """What the user is told of `error`."""
    if isinstance(error, KgError):
        return str(error)
    if isinstance(error, MemoryError):
        return "needs more memory than a worker may take"
    if isinstance(error, RecursionError):
        return "nested too deep"
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def send(stream: IO[bytes], message: object) -> None:
    """Write one message and flush it."""
    payload = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(payload)) + payload)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message.

    Raises:
        EOFError: the other side has gone.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    payload = stream.read(length)
    if len(payload) < length:
        raise EOFError
    return pickle.loads(payload)
