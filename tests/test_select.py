"""Which of several readings of the same words stand."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from kg.extract.assemble import Assembler
from kg.extract.candidates import Candidate
from kg.extract.confidence import Scorer
from kg.extract.extractor import Extractor
from kg.extract.select import GUESS, Scored, select
from kg.model import Document


def scored(extractor: Extractor, text: str, confidences: dict[str, float]) -> list[Scored]:
    """The readings of `text` by the predicates of `confidences`, each with the confidence given for it."""
    document = Document("text", text)
    (doc,) = extractor.parse([text])
    assembler = Assembler(doc, document, extractor.ontology, Scorer(0.0, {}))
    found = []
    for candidate in extractor.candidates(doc, document)[1]:
        statement = assembler.statement(candidate)
        if statement is not None and candidate.predicate in confidences:
            found.append(Scored(replace(statement, confidence=confidences[candidate.predicate]), candidate))
    return found


def standing(found: list[Scored]) -> list[str]:
    return [one.statement.predicate for one in select(found)]


def test_one_word_says_one_thing_of_a_subject(extractor: Extractor) -> None:
    found = scored(extractor, "Norway proposed new tariffs on salmon.", {"imposes": 0.6, "seeks": 0.5})
    assert {item.statement.predicate for item in found} == {"imposes", "seeks"}
    assert standing(found) == ["imposes"]


def test_a_word_may_say_two_things_of_two_objects(extractor: Extractor) -> None:
    text = "Norway agreed to lift its tariffs on salmon and to impose quotas on beef."
    assert sorted(standing(scored(extractor, text, {"removes": 0.6, "imposes": 0.5}))) == ["imposes", "removes"]


@pytest.mark.parametrize(("confidence", "stands"), [(GUESS + 0.01, True), (GUESS - 0.01, False)])
def test_a_guessed_subject_needs_more_confidence(extractor: Extractor, confidence: float, stands: bool) -> None:
    named = scored(extractor, "Norway imposed tariffs on salmon.", {"imposes": confidence})
    guessed = [Scored(item.statement, _guessed(item.candidate)) for item in named]
    assert standing(named) == ["imposes"]
    assert standing(guessed) == (["imposes"] if stands else [])


def _guessed(candidate: Candidate) -> Candidate:
    return msgspec.structs.replace(candidate, how="nearest")
