"""What something is called, what rate a charge has, and whose move a stance is about: candidates before scoring."""

from __future__ import annotations

import pytest

from kg.extract.candidates import Candidate
from kg.extract.extractor import Extractor
from kg.model import Document, Modality


def read(extractor: Extractor, text: str) -> list[Candidate]:
    (doc,) = extractor.parse([text])
    return list(extractor.candidates(doc, Document("text", text))[1])


def judged(extractor: Extractor, text: str, holder: str) -> set[str]:
    """How `holder` judges in `text`."""
    found = read(extractor, text)
    return {c.predicate for c in found if c.subject.entity.label == holder} & {"praises", "criticizes"}


@pytest.mark.parametrize(
    ("text", "holder", "predicate"),
    [
        ("Peru called the duties on lumber unfair.", "Peru", "criticizes"),
        ("Egypt described the quota on rice as a step in the wrong direction.", "Egypt", "criticizes"),
        ("Peru branded the duties a capitulation.", "Peru", "criticizes"),
        ("Brazil called the trade deal with Chile a milestone.", "Brazil", "praises"),
        ("India regards Norway as an important partner in trade.", "India", "praises"),
    ],
)
def test_whoever_calls_something_by_a_judging_word_judges_it_so(
    extractor: Extractor, text: str, holder: str, predicate: str
) -> None:
    assert judged(extractor, text, holder) == {predicate}


def test_whoever_calls_something_by_a_plain_word_does_not_praise_it(extractor: Extractor) -> None:
    assert "praises" not in judged(extractor, "Japan viewed the tariffs on steel as a test case.", "Japan")


def test_what_is_only_so_called_is_not_judged(extractor: Extractor) -> None:
    assert not judged(extractor, "Norway announced the so-called safeguard tariffs on steel.", "Norway")


@pytest.mark.parametrize(
    "text",
    [
        "Norway announced a zero-tariff policy for Chilean fruit.",
        "Norway offers zero-tariff treatment to Chilean fruit.",
        "Norway introduced zero-percent tariffs on Chilean fruit.",
    ],
)
def test_a_tariff_of_zero_is_none(extractor: Extractor, text: str) -> None:
    acts = {c.predicate for c in read(extractor, text) if c.kind == "action" and c.subject.entity.label == "Norway"}
    assert acts == {"removes"}


def test_what_enters_tariff_free_is_charged_no_more(extractor: Extractor) -> None:
    found = read(extractor, "Chilean fruit will enter Norway tariff-free.")
    assert ("Norway", "removes") in {(c.subject.entity.label, c.predicate) for c in found}
    assert "imposes" not in {c.predicate for c in found}


@pytest.mark.parametrize(
    "text",
    ["Canada raised concerns about the ban on beef.", "Canada dropped its objections to the tariffs on beef."],
)
def test_who_raises_or_drops_a_worry_changes_no_measure(extractor: Extractor, text: str) -> None:
    assert not [c for c in read(extractor, text) if c.kind == "action"]


@pytest.mark.parametrize(
    ("text", "predicate"),
    [("Chile offered the removal of its tariffs.", "offers"), ("Chile proposed cuts in its tariffs on beef.", "seeks")],
)
def test_a_change_that_is_only_held_out_is_no_action(extractor: Extractor, text: str, predicate: str) -> None:
    assert {c.predicate for c in read(extractor, text) if c.subject.entity.label == "Chile"} == {predicate}


def test_what_is_said_to_have_a_negative_impact_is_criticized(extractor: Extractor) -> None:
    text = "Canada said Peru's tariffs on steel would have a negative impact on its mills."
    assert "criticizes" in judged(extractor, text, "Canada")


def test_who_voices_concern_criticizes(extractor: Extractor) -> None:
    found = read(extractor, "Chile voiced concern about Peru's tariffs on steel.")
    assert [c.how for c in found if c.predicate == "criticizes" and c.subject.entity.label == "Chile"] == ["argument"]


def test_who_would_like_something_wishes_it_now(extractor: Extractor) -> None:
    found = [c for c in read(extractor, "Chile would like Peru to cut its tariffs on beef.") if c.predicate == "seeks"]
    assert [(c.subject.entity.label, c.reading.modality) for c in found] == [("Chile", Modality.ASSERTED)]


def test_a_plan_to_cut_duties_imposes_none(extractor: Extractor) -> None:
    predicates = {c.predicate for c in read(extractor, "Canada's plan to cut duties on steel pleased Chile.")}
    assert "eases" in predicates
    assert "imposes" not in predicates


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Japan urged Peru to cut its tariffs on beef.", "mover=foreign"),
        ("Japan urged the Bank of Japan to cut its tariffs on beef.", "mover=own"),
        ("Japan demanded lower tariffs on beef.", "mover=none"),
    ],
)
def test_a_stance_knows_whose_move_it_is_about(extractor: Extractor, text: str, side: str) -> None:
    sought = [c for c in read(extractor, text) if c.predicate == "seeks" and c.subject.entity.label == "Japan"]
    assert sought
    assert all(side in c.context for c in sought)
