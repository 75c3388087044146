"""What the parser is given: same length, wire copy repaired, sentences kept whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from kg.errors import DataError, ModelError
from kg.parse import load_model, normalise_for_parse, parse, vocabulary
from kg.words import read_words

COMMON = frozenset({"tariff", "market", "official", "company", "farmer", "has", "and", "cut", "duty", "steel", "on"})


def sentences(nlp: Language, text: str) -> list[str]:
    doc = next(iter(parse(nlp, [text])))
    return [sent.text.strip() for sent in doc.sents]


@given(st.text(alphabet=st.sampled_from('U.S. Aa Bé\n"“”’\u00e2\u0080\u0099<>TSE.,-'), max_size=80))
def test_normalising_never_changes_the_length(text: str) -> None:
    assert len(normalise_for_parse(text, words=COMMON)) == len(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("High U.S. Tariffs fell.", "High U.S. tariffs fell."),
        ("The U.S. And Japan met.", "The U.S. and Japan met."),
        ("The U.S. Has asked.", "The U.S. has asked."),
        ("He told the U.S. Congress.", "He told the U.S. Congress."),
        ("The U.S. Trade Representative said.", "The U.S. Trade Representative said."),
        ("The U.S. Trade Department and the U.S. Market.", "The U.S. Trade Department and the U.S. market."),
        ("It left the U.S. He said so.", "It left the U.S. He said so."),
        ("The U.S. Zorbax plant closed.", "The U.S. Zorbax plant closed."),
    ],
)
def test_words_after_us_lose_only_false_capitals(text: str, wanted: str) -> None:
    assert normalise_for_parse(text, words=COMMON) == wanted


def test_a_capital_that_the_text_shows_elsewhere_stays() -> None:
    text = "In the Market, the U.S. Market grew."
    assert normalise_for_parse(text, words=COMMON) == text


def test_a_headline_in_capitals_becomes_ordinary_but_keeps_names() -> None:
    text = "ZENOBIA CUTS STEEL DUTY ON TOLMAR\n\nThe government of Zenobia acted."
    assert normalise_for_parse(text, words=COMMON).startswith("Zenobia cuts steel duty on Tolmar\n\n")


def test_broken_quotation_marks_become_plain_ones_of_the_same_width() -> None:
    broken = "Zenobia\u00e2\u0080\u0099s plan"
    assert normalise_for_parse(broken) == "Zenobia  's plan"
    assert normalise_for_parse("“No,” it said – twice") == '"No," it said - twice'


def test_tickers_are_blanked() -> None:
    assert normalise_for_parse("Tolmar Corp <TLMR.T> rose") == "Tolmar Corp          rose"


def test_a_closing_quotation_mark_stays_with_its_sentence(nlp: Language) -> None:
    found = sentences(nlp, '"We will not lift the duties."\n\nThe minister left. He went home.')
    assert found == ['"We will not lift the duties."', "The minister left.", "He went home."]


def test_no_sentence_ends_after_us_before_a_small_letter(nlp: Language) -> None:
    assert len(sentences(nlp, "Tolmar fears a dispute with the U.S. over computer chips, analysts said.")) == 1


def test_a_blank_line_ends_a_sentence_without_a_full_stop(nlp: Language) -> None:
    assert sentences(nlp, "Duties to rise\n\nThe government raised duties.")[0] == "Duties to rise"


def test_wire_words_are_read_as_what_they_stand_for(nlp: Language) -> None:
    doc = next(iter(parse(nlp, ["Exports rose 5 pct to 3 mln dlrs."])))
    assert [token.norm_ for token in doc if token.text in ("pct", "mln", "dlrs")] == ["percent", "million", "dollars"]
    assert doc.text == "Exports rose 5 pct to 3 mln dlrs."


def test_the_model_knows_common_words(nlp: Language) -> None:
    assert {"tariff", "market"} <= vocabulary(nlp)


def test_a_missing_model_is_named_with_the_way_to_install_it() -> None:
    with pytest.raises(ModelError, match="pip install no-such-model"):
        load_model("no_such_model")


def test_an_unknown_word_list_is_an_error_with_file_and_line(tmp_path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("list,word,value\ntitle,minister,\ntilte,premier,\n")
    with pytest.raises(DataError, match=r"words\.csv:3: unknown list 'tilte'"):
        read_words(path)
