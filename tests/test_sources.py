"""To whom a statement is attributed, and how certain it is made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from kg.extract.candidates import Candidate
from kg.extract.extractor import Extractor
from kg.model import Document, EntityType


@cache
def extractor() -> Extractor:
    return Extractor.load()


def candidates(text: str) -> Sequence[Candidate]:
    doc = next(extractor().parse([text]))
    return extractor().candidates(doc, Document("text", text))[1]


def read(text: str, predicate: str) -> Candidate:
    """The first candidate with `predicate` whose holder the grammar names, else the first with it."""
    found = [candidate for candidate in candidates(text) if candidate.predicate == predicate]
    named = [candidate for candidate in found if candidate.how in {"argument", "holder"}]
    return (named or found)[0]


def source(text: str, predicate: str) -> str | None:
    speaker = read(text, predicate).source
    return speaker.entity.label if speaker is not None else None


@pytest.mark.parametrize(
    ("text", "predicate", "expected"),
    [
        ("A White House statement said Canada imposed tariffs on timber.", "imposes", "White House"),
        ("According to a study by the World Bank, Chile cut its tariffs on copper.", "eases", "World Bank"),
        ("Canada imposed tariffs on timber, according to data from the World Bank.", "imposes", "World Bank"),
        (
            "Canada imposed tariffs on timber, according to Peruvian figures released by the World Bank.",
            "imposes",
            "World Bank",
        ),
    ],
)
def test_the_maker_of_a_text_speaks_in_it(text: str, predicate: str, expected: str) -> None:
    assert source(text, predicate) == expected


def test_the_statement_is_by_whoever_spoke_in_it_before() -> None:
    text = (
        "Chile is sorry for the delay, the World Bank said in a statement. "
        "The statement said Canada imposed tariffs on timber."
    )
    assert source(text, "imposes") == "World Bank"


@pytest.mark.parametrize(
    "text",
    [
        "According to the communique, Chile will cut its tariffs on copper.",
        "Chile will cut its tariffs on copper, read the communique.",
    ],
)
def test_a_text_without_a_maker_is_the_source_itself_but_no_actor(text: str) -> None:
    speaker = read(text, "eases").source
    assert speaker is not None
    assert (speaker.entity.label, speaker.entity.type) == ("communique", EntityType.TOPIC)
    assert all(candidate.subject.entity.label != "communique" for candidate in candidates(text))


def test_an_accord_speaks_for_itself() -> None:
    assert source("According to the Chilean accord, Peru will cut its tariffs on copper.", "eases") == "Chilean accord"


def test_a_dateline_is_no_speaker() -> None:
    text = "GENEVA, May 26 -- The World Trade Organization (WTO) said Thursday that Peru imposed tariffs on copper."
    assert source(text, "imposes") == "World Trade Organization"


def test_where_the_inner_source_is_nobody_the_outer_one_speaks() -> None:
    text = "Brazil said the monitors showed that Canada imposed tariffs on timber."
    assert source(text, "imposes") == "Brazil"


@pytest.mark.parametrize(
    ("text", "predicate", "expected"),
    [
        ("Chile warned that tariffs on copper would hurt growth.", "warns", "Chile"),
        ("Chile warned Peru that tariffs on copper would hurt growth.", "warns", None),
        ("Chile called the deal with Peru a disgrace.", "criticizes", "Chile"),
    ],
)
def test_who_makes_a_claim_to_nobody_in_particular_is_its_source(
    text: str, predicate: str, expected: str | None
) -> None:
    assert source(text, predicate) == expected


def test_who_announces_a_plan_does_not_report_it() -> None:
    assert source("Chile announced plans to impose tariffs on copper.", "imposes") is None


@pytest.mark.parametrize(
    "text",
    [
        "Chile has imposed tariffs on copper, Peru said on Monday night, a week after the talks.",
        "Chile has imposed tariffs on copper, Peru told a regular press conference on Thursday.",
        'Chile has imposed tariffs on copper that are "just and fair," Peru said on Friday.',
        "If Chile imposes tariffs on copper, the miners will suffer because they sell abroad, according to Peru.",
    ],
)
def test_a_closing_speaker_is_the_source_of_the_whole_sentence(text: str) -> None:
    assert source(text, "imposes") == "Peru"


@pytest.mark.parametrize(
    ("text", "predicate", "modality"),
    [
        ("Chile announced tariffs on copper.", "imposes", "intended"),
        ("Peru fears the proposed Chilean tariffs on copper.", "imposes", "intended"),
        ("Chile imposed tariffs on copper.", "imposes", "asserted"),
        ("Chile set tariffs on copper.", "imposes", "asserted"),
        ("Chile is to lift its tariffs on copper.", "removes", "intended"),
        ("Chile will open its market by cutting tariffs on copper.", "eases", "intended"),
        ("Chile opened its market by cutting tariffs on copper.", "eases", "asserted"),
        ("Chile was forced to retaliate against Peru.", "retaliatesAgainst", "asserted"),
        ("Chile will be forced to retaliate against Peru.", "retaliatesAgainst", "intended"),
        ("Chile was attempting to persuade Peru to cut tariffs.", "seeks", "asserted"),
        ("Chile will urge Peru to cut tariffs.", "seeks", "intended"),
    ],
)
def test_modality(text: str, predicate: str, modality: str) -> None:
    assert read(text, predicate).reading.modality.value == modality
