"""The recogniser of names is asked about those words only that may name what the gazetteer does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc, Span

from kg.extract.extractor import Extractor, ready
from kg.parse import parse, vocabulary
from kg.recognise import Recogniser
from kg.resolve import name_index


def named(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


class Listening:
    """A component that notes what it is given."""

    def __init__(self, ner: Any) -> None:
        self._ner = ner
        self.vocab = ner.vocab
        self.asked: list[str] = []

    def pipe(self, docs: list[Doc], **options: int) -> Iterator[Doc]:
        self.asked.extend(doc.text.strip() for doc in docs)
        yield from self._ner.pipe(docs, **options)


def asked_about(extractor: Extractor, text: str) -> tuple[list[str], Doc]:
    """The texts that the model's own recogniser was given, and what came of it."""
    nlp = extractor.nlp
    ner = Listening(nlp.get_pipe("ner"))
    recogniser = Recogniser(ner, extractor.gazetteer, name_index(extractor.gazetteer), vocabulary(nlp))
    (doc,) = recogniser.pipe(map(ready, parse(nlp, [text], without={"ner"})), batch_size=8)
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


def test_of_a_long_sentence_it_sees_the_words_around_the_unknown_name(extractor: Extractor) -> None:
    start = "Japan and the European Union want the United States to lift its tariffs on steel and aluminium, "
    text = start + "as Maria Gonzales told reporters of the news agency in a short call before the talks of Monday."
    asked, doc = asked_about(extractor, text)
    assert asked == ["on steel and aluminium, as Maria Gonzales told reporters of the news agency"]
    assert ("Maria Gonzales", "PERSON") in named(doc)
    assert {("Japan", "GPE"), ("European Union", "ORG"), ("United States", "GPE"), ("Monday", "DATE")} <= {*named(doc)}


def test_what_a_window_may_have_cut_is_no_name(extractor: Extractor) -> None:
    class Edges(Listening):
        """Takes the first and the last two words of all that it is given for names."""

        def pipe(self, docs: list[Doc], **_options: int) -> Iterator[Doc]:
            for doc in docs:
                doc.ents = (Span(doc, 0, 2, "ORG"), Span(doc, len(doc) - 2, len(doc), "ORG"))
                yield doc

    nlp = extractor.nlp
    names, common = name_index(extractor.gazetteer), vocabulary(nlp)
    recogniser = Recogniser(Edges(nlp.get_pipe("ner")), extractor.gazetteer, names, common)
    text = "Yesterday the very old and rather small paper said that Ostrava Textiles would soon close."
    (doc,) = recogniser.pipe(map(ready, parse(nlp, [text], without={"ner"})), batch_size=8)
    assert named(doc) == [("close.", "ORG")]


def test_words_keep_what_the_text_gave_them(extractor: Extractor) -> None:
    text = "The 200,000 dlrs that Ostrava Textiles paid won't do."
    heard: list[Doc] = []

    class Keeping(Listening):
        def pipe(self, docs: list[Doc], **options: int) -> Iterator[Doc]:
            heard.extend(docs)
            yield from super().pipe(docs, **options)

    nlp = extractor.nlp
    recogniser = Recogniser(
        Keeping(nlp.get_pipe("ner")), extractor.gazetteer, name_index(extractor.gazetteer), vocabulary(nlp)
    )
    (doc,) = recogniser.pipe(map(ready, parse(nlp, [text], without={"ner"})), batch_size=8)
    (part,) = heard
    assert [(token.text, token.norm_) for token in part] == [(token.text, token.norm_) for token in doc][: len(part)]
    assert [token.is_sent_start for token in part] == [True] + [False] * (len(part) - 1)
