"""Stances that stand beside a deed, judgements that are denied, and who joins a subject: candidates before scoring."""

from __future__ import annotations

import pytest

from kg.extract.candidates import Candidate
from kg.extract.extractor import Extractor
from kg.model import Document


def candidates(extractor: Extractor, text: str) -> list[Candidate]:
    (doc,) = extractor.parse([text])
    return extractor.candidates(doc, Document("text", text))[1]


def held(extractor: Extractor, text: str, predicate: str) -> set[tuple[str, str | None, str | None]]:
    """Who holds a stance of the `predicate` in `text`, on which instrument and change."""
    return {
        (c.subject.entity.label, c.parts.instrument, c.parts.change)
        for c in candidates(extractor, text)
        if c.predicate == predicate
    }


@pytest.mark.parametrize(
    ("text", "predicate", "stance"),
    [
        ("Brazil imposed a ban on beef imports over objections from Peru.", "opposes", ("Peru", "importBan", "impose")),
        ("Canada extended the quotas with the backing of Mexico.", "supports", ("Mexico", "quota", "maintain")),
        ("The tariffs drew protests from Japan.", "opposes", ("Japan", "tariff", None)),
    ],
)
def test_a_stance_beside_a_deed_is_about_the_deed(
    extractor: Extractor, text: str, predicate: str, stance: tuple[str, str | None, str | None]
) -> None:
    assert stance in held(extractor, text, predicate)


@pytest.mark.parametrize(
    "text",
    [
        "Peru said the tariffs on tea were not necessary.",
        "Peru said it was not a good idea to impose tariffs on tea.",
        "Peru said there was no need to impose tariffs on tea.",
    ],
)
def test_a_denied_judgement_opposes(extractor: Extractor, text: str) -> None:
    assert "Peru" in {holder for holder, instrument, _ in held(extractor, text, "opposes") if instrument == "tariff"}
    assert not held(extractor, text, "supports")


def test_a_judgement_on_a_noun_is_read_as_one_on_the_deed(extractor: Extractor) -> None:
    text = "Peru said it was a good idea to remove the tariffs on tea."
    assert ("Peru", "tariff", "remove") in held(extractor, text, "supports")
    assert not held(extractor, "Peru said the good tea was cheap.", "supports")


@pytest.mark.parametrize(
    "text",
    [
        "Chile, along with Norway, opposed the tariffs on steel.",
        "Chile, together with Norway, opposed the tariffs on steel.",
        "Chile opposed the tariffs on steel, as did Norway.",
    ],
)
def test_who_joins_a_subject_does_the_same(extractor: Extractor, text: str) -> None:
    assert {"Chile", "Norway"} <= {holder for holder, _, _ in held(extractor, text, "opposes")}


def test_who_is_dealt_with_does_not_do_the_same(extractor: Extractor) -> None:
    holders = held(extractor, "Chile opposed the trade agreement with Norway.", "opposes")
    assert {holder for holder, _, _ in holders} == {"Chile"}


def test_the_means_are_not_what_is_wanted(extractor: Extractor) -> None:
    (found,) = [
        c
        for c in candidates(extractor, "Japan wants to resolve the row with Peru by explaining its position.")
        if c.rule == "t-want-v-seeks"
    ]
    assert "row" in found.parts.words
