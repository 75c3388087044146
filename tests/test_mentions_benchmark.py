"""The test set of mentions: that it is what it says, and the accuracy that the resolver must keep on it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from spacy.language import Language

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # benchmarks/ is beside the package, not in it

from benchmarks.mentions import HALVES, Outcome, accuracy, outcomes, texts  # noqa: E402

ROWS = texts()
PHENOMENA = sorted({row["phenomenon"] for row in ROWS})


@pytest.fixture(scope="module")
def found(nlp: Language) -> list[Outcome]:
    return list(outcomes(nlp, ROWS))


def test_the_set_has_300_mentions_in_60_texts_and_more() -> None:
    assert len(ROWS) >= 60
    assert sum(len(row["mentions"]) for row in ROWS) >= 300


def test_offsets_cut_the_words_out_of_the_texts() -> None:
    for row in ROWS:
        for mark in row["mentions"]:
            assert row["text"][mark["start"] : mark["end"]] == mark["words"], row["id"]


@pytest.mark.parametrize("phenomenon", PHENOMENA)
def test_each_phenomenon_has_as_many_texts_in_either_half(phenomenon: str) -> None:
    halves = Counter(row["half"] for row in ROWS if row["phenomenon"] == phenomenon)
    assert halves["read"] == halves["kept"] > 0


@pytest.mark.parametrize("half", HALVES)
def test_95_of_100_mentions_are_what_they_mean(found: list[Outcome], half: str) -> None:
    assert accuracy(found, half)["accuracy"] >= 0.95
