"""A worker process: reads sources or extracts from documents, as its parent asks, until its input ends."""

from __future__ import annotations

import gc
import hashlib
import importlib
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from types import ModuleType
from typing import Any, BinaryIO, Protocol

from kg.errors import KgError
from kg.model import Document, DocumentResult, Statement
from kg.pipeline.copies import sketch
from kg.pipeline.namesakes import encoded_facts
from kg.pipeline.parts import PART, joined, parts
from kg.pipeline.pieces import Shape, pieces
from kg.pipeline.records import encode
from kg.pipeline.wire import Done, Engine, Extract, Extracted, Failed, Fatal, Read, Ready, receive, send
from kg.read import Reading, Skip, read

MEMORY = 2 * 1024**3
"""Bytes of data that a worker may take; it needs a fifth of that for its model and documents of common length."""


class Extractor(Protocol):
    """What a worker needs of an extractor."""

    def pipe(self, documents: Iterable[Document]) -> Iterator[DocumentResult]:
        """The results of `documents`, in their order."""


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
        send(channel, Fatal("KgError", f"a worker process failed: {_reason(error)}"))


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
    extractor: Extractor | None = None
    while True:
        task = receive(tasks)
        if isinstance(task, Engine | Ready):
            extractor = load(task) if isinstance(task, Engine) else extractor
            gc.freeze()
            gc.enable()
            send(answers, Ready())
            continue
        if isinstance(task, Read):
            replies: Iterator[object] = _read(task)
        elif isinstance(task, Extract) and extractor is not None:
            replies = extract(extractor, task)
        else:
            raise KgError(f"a worker was asked for what it cannot do: {type(task).__name__}")
        for reply in replies:
            send(answers, reply)
        send(answers, Done())


def load(engine: Engine) -> Extractor:
    """The extractor that `engine` names."""
    module, _, name = engine.factory.partition(":")
    with _without_commands():
        extractors = importlib.import_module(module)
    extractor: Extractor = getattr(extractors, name).load(**dict(engine.options))
    return extractor


@contextmanager
def _without_commands() -> Iterator[None]:
    """Let spaCy be imported without its command line, which takes a third of the time and is of no use here."""
    names = ("spacy.cli", "spacy.cli.info")
    if "spacy" in sys.modules or "spacy.cli" in sys.modules:
        yield
        return
    blanks = {name: ModuleType(name) for name in names}
    blanks["spacy.cli.info"].__dict__["info"] = None
    sys.modules.update(blanks)
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def _read(task: Read) -> Iterator[object]:
    try:
        yield from read(task.source)
    except Exception as error:  # whatever a format's library raises on a damaged file costs that file alone
        yield Skip(task.source.id, _reason(error))


def extract(extractor: Extractor, task: Extract) -> Iterator[Extracted | Failed]:
    """The result of each document; where the batch raises an error, those left are tried one by one."""
    done = 0
    try:
        for result in _results(extractor, task.readings):
            yield extracted(result, task.readings[done], task.shape)
            done += 1
    except Exception:  # found again, and then named, one document at a time
        for reading in task.readings[done:]:
            yield _alone(extractor, reading, task.shape)


def _results(extractor: Extractor, readings: Sequence[Reading]) -> Iterator[DocumentResult]:
    """The results of documents in their order: runs of short ones together, each part of a long one by itself."""
    for is_long, group in groupby(readings, key=lambda reading: len(reading.document.text) > PART):
        documents = [to_parse(reading) for reading in group]
        if not is_long:
            yield from extractor.pipe(documents)
            continue
        for document in documents:
            yield joined((offset, result) for offset, part in parts(document) for result in extractor.pipe([part]))


def _alone(extractor: Extractor, reading: Reading, shape: Shape) -> Extracted | Failed:
    try:
        (result,) = _results(extractor, [reading])
        return extracted(result, reading, shape)
    except Exception as error:  # one document's error is not the build's
        return Failed(reading.document.id, _reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, KgError):
        return str(error)
    if isinstance(error, MemoryError):
        return "needs more memory than a worker may take"
    if isinstance(error, RecursionError):
        return "nested too deep"
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def to_parse(reading: Reading) -> Document:
    """The document as extraction sees it."""
    return reading.document if reading.clean is None else replace(reading.document, text=reading.clean)


def extracted(result: DocumentResult, reading: Reading, shape: Shape) -> Extracted:
    """What is sent back of a document: all that it adds to the outputs, with quotes and offsets of its own text."""
    text = reading.document.text
    whole: dict[str, Any] = {
        "document": replace(reading.document, text=""),
        "digest": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "length": len(text),
        "statements": tuple(_in_place(statement, reading) for statement in result.statements),
        "open_triples": tuple(replace(triple, quote=text[triple.start : triple.end]) for triple in result.open_triples),
    }
    complete = replace(result, **whole)
    blob = encode(complete)
    return Extracted(reading.document.id, blob, pieces(complete, shape), sketch(text), encoded_facts(complete))


def _in_place(statement: Statement, reading: Reading) -> Statement:
    """`statement` with its quote cut from the text itself, and its page."""
    if reading.clean is not None:
        statement = replace(statement, quote=reading.document.text[statement.start : statement.end])
    if reading.pages:
        page = reading.page(statement.start)
        statement = replace(statement, qualifiers=replace(statement.qualifiers, page=page))
    return statement


if __name__ == "__main__":
    main()
