"""Trade, investment and diplomacy between two sides: who deals with whom, in sentences of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg.model import Document

if TYPE_CHECKING:
    from kg.extract.extractor import Extractor

Tie = tuple[str, str, str | None]


def ties(extractor: Extractor, text: str) -> list[Tie]:
    """Subject, predicate and other side of each candidate of `text`, in text order."""
    (doc,) = extractor.parse([text])
    _, candidates = extractor.candidates(doc, Document("text", text))
    return [
        (c.subject.entity.label, c.predicate, c.others[0].entity.label if c.others else None)
        for c in candidates
        if c.kind == "pair"
    ]


READ: dict[str, tuple[str, Tie]] = {
    "the first named of a compound comes first": (
        "The China-South Korea free trade agreement took effect.",
        ("China", "signsAgreementWith", "South Korea"),
    ),
    "a counterpart goes by the name beside it": (
        "Macron met with his American counterpart Donald Trump in Argentina.",
        ("Emmanuel Macron", "meetsWith", "Donald Trump"),
    ),
    "the other side stands within the words of the agreement": (
        "Peru signed a memorandum of understanding with Chile.",
        ("Peru", "signsAgreementWith", "Chile"),
    ),
    "shops in a country stand for it": (
        "Norway sold fish to restaurants in Thailand.",
        ("Norway", "sells", "Thailand"),
    ),
    "a market is named by its country": (
        "Mexico entered the Japanese market.",
        ("Mexico", "exportsTo", "Japan"),
    ),
    "what is built abroad is an investment": (
        "Japan constructed a plant in Turkey.",
        ("Japan", "investsIn", "Turkey"),
    ),
    "a continent is a side": (
        "Toyota sells cars in Latin America.",
        ("Toyota", "sells", "Latin America"),
    ),
    "exports that rise need no partner": (
        "Norway's exports fell in April.",
        ("Norway", "exportsTo", None),
    ),
    "they may begin to": (
        "German exports could start rising again.",
        ("Germany", "exportsTo", None),
    ),
    "imports that somebody boosts are his": (
        "India will boost imports.",
        ("India", "importsFrom", None),
    ),
    "a rise in imports": (
        "Analysts noted a rise in Kenyan imports.",
        ("Kenya", "importsFrom", None),
    ),
}


@pytest.mark.parametrize("name", READ)
def test_who_deals_with_whom(extractor: Extractor, name: str) -> None:
    text, expected = READ[name]
    assert expected in ties(extractor, text)


@pytest.mark.parametrize(
    "text",
    ["Canada's exports are cheap.", "The talks dealt with Japanese exports.", "Egypt will curb imports."],
)
def test_trade_without_a_partner_is_told_only_where_it_moves(extractor: Extractor, text: str) -> None:
    assert not [tie for tie in ties(extractor, text) if tie[1] in {"exportsTo", "importsFrom"}]


def test_a_row_may_want_a_holder_that_the_grammar_gives(extractor: Extractor) -> None:
    assert ("Japan", "investsIn", "Turkey") in ties(extractor, "Japan operates in Turkey.")
    assert not [tie for tie in ties(extractor, "Japan said that the rules operate in Turkey.") if tie[1] == "investsIn"]


@pytest.mark.parametrize(
    "text",
    [
        "Kenya imposed tariffs on 2 billion dollars' worth of Peruvian exports to Kenya.",
        "Norway tightened the restrictions on Chilean investment in Norway.",
        "Japan will restrict its exports to Turkey.",
    ],
)
def test_trade_that_a_measure_hits_is_told_as_the_measure(extractor: Extractor, text: str) -> None:
    assert not [tie for tie in ties(extractor, text) if tie[1] in {"exportsTo", "investsIn"}]


def test_trade_that_a_measure_does_not_hit_is_told_beside_it(extractor: Extractor) -> None:
    assert ("Peru", "exportsTo", "Kenya") in ties(extractor, "The tariff cut helped Peruvian exports to Kenya.")
