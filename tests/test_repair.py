"""Repairs of the parse: what the parser is known to get wrong reads as the sentence says."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.extract.repair import mend
from kg.parse import parse


def mended(nlp: Language, text: str) -> Doc:
    (doc,) = parse(nlp, [text])
    mend(doc)
    return doc


def word(doc: Doc, text: str) -> Token:
    return next(token for token in doc if token.text == text)


def made(rows: list[tuple[str, str, str, str, int]]) -> Doc:
    """A Doc of (word, tag, part of speech, dependency, head) rows, parsed as they say."""
    words, tags, pos, deps, heads = zip(*rows, strict=True)
    vocab = spacy.blank("en").vocab
    return Doc(vocab, words=list(words), tags=list(tags), pos=list(pos), deps=list(deps), heads=list(heads))


@pytest.mark.parametrize(
    ("text", "form", "lemma"),
    [
        ("Peru hopes for a deal.", "hopes", "hope"),
        ("Peru hoped for a deal.", "hoped", "hope"),
        ("Kenya waged a trade war.", "waged", "wage"),
        ("Chile opened its market.", "opened", "open"),
        ("Chile targeted the importers.", "targeted", "target"),
        ("India passes the bill.", "passes", "pass"),
        ("The firms shipped tea.", "shipped", "ship"),
    ],
)
def test_a_verb_keeps_the_e_that_its_form_shows(nlp: Language, text: str, form: str, lemma: str) -> None:
    assert word(mended(nlp, text), form).lemma_ == lemma


def test_a_capital_that_opens_a_sentence_is_its_subject() -> None:
    doc = made(
        [
            ("Washington", "NNP", "PROPN", "npadvmod", 1),
            ("relaxed", "VBD", "VERB", "amod", 2),
            ("curbs", "NNS", "NOUN", "ROOT", 2),
        ]
    )

    mend(doc)

    assert [(token.dep_, token.head.text) for token in doc] == [
        ("nsubj", "relaxed"),
        ("ROOT", "relaxed"),
        ("dobj", "relaxed"),
    ]


def test_a_day_that_opens_a_sentence_with_a_subject_stays_a_day() -> None:
    doc = made(
        [
            ("Monday", "NNP", "PROPN", "npadvmod", 2),
            ("Peru", "NNP", "PROPN", "nsubj", 2),
            ("voted", "VBD", "VERB", "ROOT", 2),
        ]
    )

    mend(doc)

    assert doc[0].dep_ == "npadvmod"


def test_a_bare_verb_goes_on_with_the_infinitive_before_it() -> None:
    doc = made(
        [
            ("Peru", "NNP", "PROPN", "nsubj", 1),
            ("urged", "VBD", "VERB", "ROOT", 1),
            ("Chile", "NNP", "PROPN", "dobj", 1),
            ("to", "TO", "PART", "aux", 4),
            ("open", "VB", "VERB", "xcomp", 1),
            ("ports", "NNS", "NOUN", "dobj", 4),
            ("and", "CC", "CCONJ", "cc", 1),
            ("cut", "VB", "VERB", "conj", 1),
            ("duties", "NNS", "NOUN", "dobj", 7),
        ]
    )

    mend(doc)

    assert doc[7].head.text == "open"


def test_the_subject_of_a_reported_clause_is_no_apposition() -> None:
    doc = made(
        [
            ("Baker", "NNP", "PROPN", "nsubj", 1),
            ("told", "VBD", "VERB", "ROOT", 1),
            ("reporters", "NNS", "NOUN", "dobj", 1),
            ("Japan", "NNP", "PROPN", "appos", 2),
            ("would", "MD", "AUX", "aux", 5),
            ("agree", "VB", "VERB", "ccomp", 1),
        ]
    )

    mend(doc)

    assert (doc[3].dep_, doc[3].head.text) == ("nsubj", "agree")


def test_a_coordinated_noun_with_a_clause_is_a_verb() -> None:
    doc = made(
        [
            ("call", "VB", "VERB", "ROOT", 0),
            ("and", "CC", "CCONJ", "cc", 0),
            ("urge", "NN", "NOUN", "conj", 0),
            ("curbs", "NNS", "NOUN", "nsubjpass", 5),
            ("be", "VB", "AUX", "auxpass", 5),
            ("imposed", "VBN", "VERB", "ccomp", 2),
        ]
    )

    mend(doc)

    assert (doc[2].pos_, doc[2].tag_, doc[2].lemma_) == ("VERB", "VB", "urge")


def test_a_name_its_apposition_and_what_it_did_are_a_sentence(nlp: Language) -> None:
    doc = mended(nlp, "Indonesia, the largest exporter of nickel, banned exports of nickel ore.")

    banned = word(doc, "banned")
    assert (word(doc, "Indonesia").head, word(doc, "exports").head) == (banned, banned)
    assert (word(doc, "Indonesia").dep_, word(doc, "exports").dep_) == ("nsubj", "dobj")
