"""Each phenomenon of language by the tests' own sentences: who does what to whom, how, and according to whom.

``tests/data/phenomena.jsonl`` has a sentence a line, with the parts that one of its statements must have. Parts that
are not named may be anything; a statement is affirmed unless it is said to be negated. `fails` says what
is read instead.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from read_back import differences, parts, read_all, rows

from kg.model import Statement

if TYPE_CHECKING:
    from kg.extract.extractor import Extractor

CASES = rows("phenomena.jsonl")
Read = dict[str, list[Statement]]


@pytest.fixture(scope="module")
def read(extractor: Extractor) -> Read:
    return read_all(extractor, (case["text"] for case in CASES))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case['phenomenon']}: {case['text']}",
            marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else [],
        )
        for case in CASES
    ],
)
def test_the_sentence_is_read_as_it_says(case: dict[str, Any], read: Read) -> None:
    found = [parts(statement) for statement in read[case["text"]]]
    assert differences({"negated": False, **case["expected"]}, found) == []


def test_each_phenomenon_has_at_least_six_sentences() -> None:
    counts = Counter(case["phenomenon"] for case in CASES)
    assert len(counts) == 8
    assert min(counts.values()) >= 6
