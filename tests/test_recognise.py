"""The recogniser of names is asked about those sentences only that may name what the gazetteer does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc

from kg.extract.extractor import Extractor
from kg.parse import parse, vocabulary
from kg.recognise import Recogniser
from kg.resolve import name_index


def named(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


class Listening:
    """A component that notes what it is given."""

    def __init__(self, ner: Any) -> None:
        self._ner = ner
        self.asked: list[str] = []

    def pipe(self, docs: list[Doc], **options: int) -> Iterator[Doc]:
        self.asked.extend(doc.text.strip() for doc in docs)
        yield from self._ner.pipe(docs, **options)


def asked_about(extractor: Extractor, text: str) -> tuple[list[str], Doc]:
    """The texts that the model's own recogniser was given, and what came of it."""
    nlp = extractor.nlp
    ner = Listening(nlp.get_pipe("ner"))
    recogniser = Recogniser(ner, extractor.gazetteer, name_index(extractor.gazetteer), vocabulary(nlp))
    (doc,) = parse(nlp, [text], recogniser=recogniser)
    return ner.asked, doc


def test_names_that_the_gazetteer_knows_need_no_recogniser(extractor: Extractor) -> None:
    text = "On Monday Japan opposed Chinese tariffs. Talks with the European Union failed."
    asked, doc = asked_about(extractor, text)
    assert asked == []
    assert named(doc) == [("Monday", "DATE"), ("Japan", "GPE"), ("Chinese", "NORP"), ("European Union", "ORG")]


def test_an_unknown_capital_brings_its_sentence_to_the_recogniser(extractor: Extractor) -> None:
    text = "Japan opposes the tariffs. Maria Gonzales said so in Geneva. China agrees with Japan."
    asked, doc = asked_about(extractor, text)
    assert asked == ["Maria Gonzales said so in Geneva."]
    assert named(doc) == [
        ("Japan", "GPE"),
        ("Maria Gonzales", "PERSON"),
        ("Geneva", "GPE"),
        ("China", "GPE"),
        ("Japan", "GPE"),
    ]


def test_a_text_of_unknown_names_is_read_as_the_model_reads_it(extractor: Extractor) -> None:
    text = "Maria Gonzales met Peter Novak. Novak works for Ostrava Textiles Ltd."
    asked, doc = asked_about(extractor, text)
    assert asked == [text]
    assert named(doc) == named(extractor.nlp(text))
