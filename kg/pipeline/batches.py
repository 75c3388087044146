"""What every build does alike, on one machine or on many: documents in batches, and a journal's entry of each."""

from __future__ import annotations

from collections.abc import Sequence

from kg.pipeline.journal import Entry
from kg.pipeline.options import Options
from kg.pipeline.pieces import Shape
from kg.pipeline.wire import Engine, Extracted
from kg.read import Reading, Skip

_DOCUMENTS = 64
_CHARS = 40_000


def cost(outcome: Reading | Skip) -> int:
    """Characters of text to be worked on."""
    return len(outcome.document.text) if isinstance(outcome, Reading) else 0


def is_full(batch: Sequence[Reading]) -> bool:
    """Whether a worker should be given these documents, without waiting for more."""
    return len(batch) >= _DOCUMENTS or sum(map(cost, batch)) >= _CHARS


def engine_of(options: Options) -> Engine:
    """The extractor that `options` ask for."""
    given = (("model", options.model), ("gazetteers", options.gazetteers), ("decisions", options.decisions))
    more = (("with_open", True),) if options.with_open else ()
    return Engine(options.extractor, (*given, *more))


def entry_of(answer: Extracted, reading: Reading, *, source: str, version: str, shape: Shape) -> Entry:
    """What is kept of a document that was extracted."""
    made = (answer.result, shape.key, answer.pieces, answer.sketch, answer.facts, reading.document.date or "")
    return Entry(answer.document, source, reading.fingerprint, version, *made)
