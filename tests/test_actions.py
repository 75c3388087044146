"""What somebody does with a measure: the constructions in which texts tell it, read as candidates before scoring."""

from __future__ import annotations

import pytest

from kg.extract.candidates import Candidate
from kg.extract.extractor import Extractor
from kg.model import Document


def read(extractor: Extractor, text: str) -> list[Candidate]:
    (doc,) = extractor.parse([text])
    return list(extractor.candidates(doc, Document("text", text))[1])


def told(extractor: Extractor, text: str) -> set[tuple[str, str, str | None]]:
    return {(c.subject.entity.label, c.predicate, c.parts.instrument) for c in read(extractor, text)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Canada barred Nvidia from selling chips to Iran.", ("Canada", "imposes", "exportControl")),
        ("Norway banned Huawei from operating in Poland.", ("Norway", "imposes", "sanction")),
        ("Norway blacklisted a Chinese refinery.", ("Norway", "imposes", "entityListing")),
        ("Norway expelled two Russian diplomats.", ("Norway", "imposes", "sanction")),
        ("Chile will challenge the Peruvian quotas at the WTO.", ("Chile", "investigates", "quota")),
        ("A panel ruled in a case brought by Chile.", ("Chile", "investigates", "disputeCase")),
        ("Canada opened a Section 232 investigation of copper imports.", ("Canada", "investigates", "tariff")),
        ("Canada extended the tariff truce with China.", ("Canada", "maintains", "tradeAgreement")),
        ("Exports of gallium will require a licence from Norway.", ("Norway", "imposes", "licence")),
        ("Japan removed India from its preferential framework.", ("Japan", "removes", "tradePreference")),
        ("Chile placed a retaliatory 25 percent tariff on Peruvian maize.", ("Chile", "retaliatesAgainst", "tariff")),
        ("Chile stopped dumping wheat.", ("Chile", "removes", "other")),
        ("Chile's quotas on maize took effect.", ("Chile", "imposes", "quota")),
        ("Chile will further open up to foreign investors.", ("Chile", "eases", "marketAccess")),
    ],
)
def test_an_action_is_read(extractor: Extractor, text: str, said: tuple[str, str, str]) -> None:
    assert said in told(extractor, text)


def test_whoever_is_kept_from_something_is_the_target(extractor: Extractor) -> None:
    barred = [
        c for c in read(extractor, "Canada barred Nvidia from selling chips to Iran.") if c.predicate == "imposes"
    ]
    assert {other.entity.label for other in barred[0].others} == {"Nvidia", "Iran"}


def test_nobody_is_guessed_to_act_against_himself(extractor: Extractor) -> None:
    text = "Canada and China quarrel. Tariffs of 25% on Canadian goods took effect on Tuesday."
    found = told(extractor, text)
    assert ("China", "imposes", "tariff") in found
    assert ("Canada", "imposes", "tariff") not in found


def test_whoever_faces_a_measure_does_not_impose_it(extractor: Extractor) -> None:
    assert ("Chile", "imposes", "tariff") not in told(extractor, "Chile faces a tariff of 50% in Canada.")


def test_what_opens_something_up_is_no_opening_of_a_market(extractor: Extractor) -> None:
    assert not told(extractor, "Canada opened up a museum.")
