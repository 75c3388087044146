"""What is remembered of the attribute ruler and the lemmatizer is what they say."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

import kg.attributes
from kg.attributes import WordForms

TEXTS = (
    "The minister said she wasn't going to let the U.S. impose tariffs on steel; they've got ta wait, let's see.",
    "Japan's exporters ain't happy: \"We are gonna fight,\" one said\n\nOn Monday the WTO's panel met.",
    "JAPAN  opposes the ban,   which it had been asked to support. Others do not. That is what they have been told.",
    "",
)


def tagged(nlp: Language, text: str) -> Doc:
    """`text` as the ruler finds it: with tags and dependencies."""
    doc = nlp.make_doc(text)
    for name, component in nlp.pipeline:
        if name == "attribute_ruler":
            return doc
        doc = component(doc)
    raise AssertionError("the model has no attribute ruler")


def said(doc: Doc) -> list[tuple[str, str, str, str, str]]:
    return [(token.text, token.tag_, token.pos_, token.dep_, token.lemma_) for token in doc]


@pytest.mark.parametrize("most", [200_000, 3])
def test_each_token_gets_what_the_components_give(nlp: Language, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(kg.attributes, "_MOST", most)
    ruler, lemmatizer = nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")
    forms = WordForms(nlp)
    for text in TEXTS * 2:
        assert said(forms(tagged(nlp, text))) == said(lemmatizer(ruler(tagged(nlp, text))))


def test_the_components_are_asked_only_about_what_is_new(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    asked: list[str] = []
    match = ruler.match
    monkeypatch.setattr(ruler, "match", lambda span: asked.append(span.text) or match(span))
    forms = WordForms(nlp)
    forms(tagged(nlp, "Japan opposes the ban."))
    assert asked == ["Japan", "opposes", "the", "ban", "."]
    forms(tagged(nlp, "Japan opposes the ban."))
    assert len(asked) == 5


def test_components_that_look_at_more_are_left_to_themselves(nlp: Language) -> None:
    assert WordForms.can_serve(nlp)
    other = spacy.blank("en")
    ruler = other.add_pipe("attribute_ruler")
    assert not WordForms.can_serve(other)
    other.add_pipe("lemmatizer", config={"mode": "rule"})
    assert WordForms.can_serve(other)
    assert isinstance(ruler, AttributeRuler)
    ruler.add(patterns=[[{"SHAPE": "Xxxxx"}]], attrs={"POS": "PROPN"})
    assert not WordForms.can_serve(other)
