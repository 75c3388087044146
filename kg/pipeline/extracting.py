"""What a worker process does with documents: the extractor, loaded once, and what is sent back of each document."""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from types import ModuleType
from typing import Any, Protocol

from kg.model import Document, DocumentResult, Statement
from kg.pipeline.copies import sketch
from kg.pipeline.namesakes import encoded_facts
from kg.pipeline.parts import PART, joined, parts
from kg.pipeline.pieces import Shape, pieces
from kg.pipeline.records import encode
from kg.pipeline.wire import Engine, Extract, Extracted, Failed, reason
from kg.read import Reading


class Extractor(Protocol):
    """What a worker needs of an extractor."""

    def pipe(self, documents: Iterable[Document]) -> Iterator[DocumentResult]:
        """The results of `documents`, in their order."""


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
        return Failed(reading.document.id, reason(error))


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
