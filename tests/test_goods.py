"""The goods scheme, and how goods are found in words."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from kg.data import ontology_path
from kg.errors import DataError
from kg.goods import load_goods
from kg.ontology import load_ontology, parse_turtle
from kg.phrases import Form, Phrase, PhraseIndex, normal_form

SKOS = "http://www.w3.org/2004/02/skos/core#"


def named(text: str) -> list[str]:
    """The labels of the goods in `text`, whose words stand between spaces."""
    return [found.value.label for found in load_goods().match(text.lower().split())]


# ------------------------------------------------------------------------------------------------- the scheme


def test_the_scheme_has_at_least_260_goods() -> None:
    assert len(load_ontology().goods) >= 260


def test_every_good_is_defined_in_one_line() -> None:
    definitions = Counter(
        triple.subject.value
        for triple in parse_turtle(ontology_path("goods.ttl"))
        if triple.predicate.value == SKOS + "definition"
    )
    assert set(definitions.values()) == {1}
    assert len(definitions) == len(load_ontology().goods)


def test_a_label_belongs_to_one_good() -> None:
    labels = Counter(
        label.lower() for good in load_ontology().goods.values() for label in (good.label, *good.alt_labels)
    )
    assert [label for label, count in labels.items() if count > 1] == []


def test_ids_are_made_from_labels() -> None:
    from kg.model import slug

    assert [good.id for good in load_ontology().goods.values() if good.id != f"good/{slug(good.label)}"] == []


def test_hs_codes_are_chapters_or_headings_of_the_harmonized_system() -> None:
    for good in load_ontology().goods.values():
        for code in good.hs_codes:
            assert len(code) in (2, 4), (good.id, code)
            assert 1 <= int(code[:2]) <= 97, (good.id, code)
            assert code[:2] != "77", (good.id, code)  # the chapter is kept free
            assert not code.endswith("00"), (good.id, code)


def test_more_than_two_hundred_goods_carry_hs_codes() -> None:
    assert sum(bool(good.hs_codes) for good in load_ontology().goods.values()) > 200


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("soybeans", ("1201",)),
        ("semiconductors", ("8541", "8542")),
        ("autos", ("8703",)),
        ("crude oil", ("2709",)),
        ("aluminum", ("76",)),
        ("services", ()),
    ],
)
def test_hs_codes_stand_at_the_level_that_is_certain(label: str, codes: tuple[str, ...]) -> None:
    good = load_goods().get(label)
    assert good is not None
    assert good.hs_codes == codes


def test_top_concepts_are_exactly_the_goods_with_nothing_above() -> None:
    tops = {
        triple.object.value.removeprefix("https://w3id.org/tradekg/id/")  # type: ignore[union-attr]
        for triple in parse_turtle(ontology_path("goods.ttl"))
        if triple.predicate.value == SKOS + "hasTopConcept"
    }
    assert tops == {good.id for good in load_ontology().goods.values() if not good.broader}


@pytest.mark.parametrize(
    ("good", "above"),
    [
        ("good/wheat", ["cereals", "agricultural products"]),
        ("good/ai-chips", ["advanced chips", "semiconductors", "electronic components", "electronics", "technology"]),
        ("good/technology", []),
        ("good/unheard-of", []),
    ],
)
def test_broader_goods_come_nearest_first(good: str, above: list[str]) -> None:
    assert [wider.label for wider in load_goods().broader_of(good)] == above


def test_a_good_with_two_broader_goods_names_both_before_those_above_them() -> None:
    labels = [wider.label for wider in load_goods().broader_of("good/rare-earth-magnets")]
    assert set(labels[:2]) == {"electrical equipment", "rare earths"}
    assert "minerals" in labels[2:]


# ------------------------------------------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("soybean", ["soybeans"]),
        ("a tax on batteries", ["batteries"]),
        ("a tax on each battery", ["batteries"]),
        ("the tomato quota", ["tomatoes"]),
        ("shoe makers", ["footwear"]),
        ("natural gases", ["natural gas"]),
    ],
)
def test_singular_and_plural_are_found(text: str, labels: list[str]) -> None:
    assert named(text) == labels


@pytest.mark.parametrize("text", ["lap-top computers", "lap - top computer", "lap top computers", "laptop computers"])
def test_hyphens_may_be_there_or_not(text: str) -> None:
    assert named(text) == ["laptops"]


@pytest.mark.parametrize("text", ["semi-conductors", "semi - conductor", "semiconductor"])
def test_a_hyphen_inside_a_word_changes_nothing(text: str) -> None:
    assert named(text) == ["semiconductors"]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("aluminium foil", "aluminum foil"),
        ("tyres", "tires"),
        ("colour television sets", "color television sets"),
        ("synthetic fibres", "synthetic fibers"),
        ("fertilisers", "fertilizers"),
        ("sulphur", "sulfur"),
        ("jewellery", "jewelry"),
    ],
)
def test_british_and_american_spellings_are_the_same_good(british: str, american: str) -> None:
    assert named(british) == named(american)
    assert len(named(british)) == 1


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("curbs on advanced ai chips", ["AI chips"]),
        ("curbs on advanced chips", ["advanced chips"]),
        (
            "semiconductor manufacturing equipment and chips",
            ["semiconductor manufacturing equipment", "semiconductors"],
        ),
        ("steel and aluminum", ["steel and aluminum"]),
        ("aluminum and paper", ["aluminum", "paper"]),
        ("palm oil or crude oil", ["palm oil", "crude oil"]),
    ],
)
def test_the_longest_name_wins(text: str, labels: list[str]) -> None:
    assert named(text) == labels


def test_places_are_those_of_the_words_given() -> None:
    found = load_goods().match(["duties", "on", "lap", "-", "top", "computers", "and", "beef"])
    assert [(hit.start, hit.end, hit.value.label) for hit in found] == [(2, 6, "laptops"), (7, 8, "beef")]


@pytest.mark.parametrize(
    "text",
    [
        "chipset",  # not a chip with something behind it
        "oil-rich states",
        "oil - rich states",
        "non-steel",
        "a bargaining chip",
        "trade bargaining chips",
        "greenhouse gases",
        "a white paper on trade",
        "the arms race",
        "beef up its army",
        "the silk road",
        "drug companies",  # drugs, in the plural only
        "an arm of the state",
        "good news",
        "the service charge",
    ],
)
def test_other_words_and_other_meanings_are_no_goods(text: str) -> None:
    assert named(text) == []


def test_chipboard_is_not_a_chip() -> None:
    assert "semiconductors" not in named("chipboard")


def test_words_that_count_in_one_form_only() -> None:
    assert named("drugs") == ["pharmaceuticals"]
    assert named("arms") == ["weapons"]
    assert named("services") == ["services"]


def test_a_hyphen_with_related_leaves_the_good() -> None:
    assert named("chip-related curbs") == ["semiconductors"]
    assert named("chip - related curbs") == ["semiconductors"]


@pytest.mark.parametrize("label", ["soybeans", "Soya beans", "AI chips", "soybean"])
def test_a_good_is_got_by_any_of_its_labels(label: str) -> None:
    assert load_goods().get(label) is not None


@pytest.mark.parametrize("label", ["", "soybeans from brazil", "bargaining chips"])
def test_what_is_no_label_gets_no_good(label: str) -> None:
    assert load_goods().get(label) is None


def test_every_label_finds_its_own_good() -> None:
    goods = load_goods()
    for good in load_ontology().goods.values():
        for label in (good.label, *good.alt_labels):
            found = goods.match(label.split())
            assert [(hit.start, hit.end, hit.value.id) for hit in found] == [(0, len(label.split()), good.id)], label


def test_forms_name_goods_that_there_are() -> None:
    with ontology_path("goods-forms.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["match"] for row in rows} == {"exact", "not", "suffix"}
    assert [row for row in rows if row["match"] != "suffix" and row["good"] not in load_ontology().goods] == []


# ------------------------------------------------------------------------------------------------- phrases


@pytest.mark.parametrize(
    ("word", "normal"),
    [
        ("Batteries", "battery"),
        ("boxes", "box"),
        ("gas", "gas"),
        ("gases", "gas"),
        ("glass", "glass"),
        ("Tyres", "tire"),
    ],
)
def test_normal_forms(word: str, normal: str) -> None:
    assert normal_form(word) == normal


def test_the_same_words_with_two_meanings_are_refused() -> None:
    with pytest.raises(DataError, match="two meanings"):
        PhraseIndex([Phrase("steel pipes", 1), Phrase("Steel pipe", 2)])


def test_a_phrase_of_no_words_is_refused() -> None:
    with pytest.raises(DataError, match="without words"):
        PhraseIndex([Phrase(" ", 1)])


def test_a_phrase_in_its_own_case_is_not_found_in_another() -> None:
    index = PhraseIndex([Phrase("EAR", 1, Form.CASE)])
    assert [hit.value for hit in index.match(["the", "EAR", "and", "the", "ear"])] == [1]
