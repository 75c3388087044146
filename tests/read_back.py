"""The tests' own sentences with what must be read in them (``tests/data``), and how a reading differs from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.model import Document, Statement
from kg.ontology import load_ontology

if TYPE_CHECKING:
    from kg.extract.extractor import Extractor

Parts = dict[str, str | bool | None]
DATA = Path(__file__).parent / "data"
DATE = "2025-05-01"


def rows(name: str) -> list[dict[str, Any]]:
    """The JSON objects of ``tests/data/NAME``, one a line."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def read_all(extractor: Extractor, texts: Iterable[str]) -> dict[str, list[Statement]]:
    """All statements in each of `texts`, each text a document of its own; also those less sure than a build keeps."""
    documents = [Document(f"text-{n}", text, date=DATE) for n, text in enumerate(dict.fromkeys(texts))]
    results = extractor.pipe(documents)
    return {document.text: list(result.statements) for document, result in zip(documents, results, strict=True)}


def parts(statement: Statement) -> Parts:
    """The parts of `statement` by name; `actor` is the object itself where that is an actor."""
    obj = statement.object
    actor = obj.actor.label if obj.actor else obj.label if obj.type.is_actor else None
    return {
        "subject": statement.subject.label,
        "predicate": statement.predicate,
        "actor": actor,
        "instrument": obj.instrument,
        "change": obj.change,
        "good": obj.good.label if obj.good else None,
        "target": obj.target.label if obj.target else None,
        "negated": statement.negated,
        "modality": statement.modality.value,
        "source": statement.source.label if statement.source else None,
    }


def mirrored(found: Parts) -> list[Parts]:
    """`found`, and where both sides do the same, with the sides changed."""
    predicate = load_ontology().predicates[str(found["predicate"])]
    return [found, {**found, "subject": found["actor"], "actor": found["subject"]}] if predicate.symmetric else [found]


def differences(expected: Mapping[str, Any], found: Iterable[Parts]) -> list[str] | None:
    """In what the nearest of `found` differs from `expected`, of the parts that `expected` names; None without any.

    Subject and predicate weigh more than the other parts.
    """
    told = [
        [f"{name}: {reading[name]} for {value}" for name, value in expected.items() if reading[name] != value]
        for each in found
        for reading in mirrored(each)
    ]
    return min(
        told, key=lambda items: (sum(i.startswith(("subject", "predicate")) for i in items), len(items)), default=None
    )
