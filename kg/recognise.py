"""The statistical recogniser of names, asked only where it can find more than the gazetteer does.

It takes as long as all other parts of the model together. A sentence whose capitals are all accounted for, by names of
the gazetteer or as first letters of common words that open it, is not given to it; the gazetteer's names get their
labels there.
"""

from __future__ import annotations

from calendar import day_name, month_name
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from spacy.tokens import Doc, Span

from kg.gazetteer import Gazetteer
from kg.gazetteer_files import NameKind
from kg.model import EntityType
from kg.name_index import NameHit, NameIndex
from kg.words import load_words

_LABELS = {
    EntityType.COUNTRY: "GPE",
    EntityType.PERSON: "PERSON",
    EntityType.GROUP: "NORP",
}  # of all others: ORG
_CLOSED = frozenset({"CC", "DT", "EX", "IN", "MD", "PDT", "PRP", "PRP$", "RP", "TO", "WDT", "WP", "WP$", "WRB"})
"""Tags of words that are no names, whatever their case."""
_CALENDAR = frozenset(name.lower() for name in (*day_name, *month_name) if name) - {"march", "may"}
"""Days and months whose names are nothing else."""


class Recogniser:
    """A model's component `ner`, given those sentences only that may name what `gazetteer` does not know."""

    def __init__(self, ner: Any, gazetteer: Gazetteer, names: NameIndex, common: frozenset[str]) -> None:
        """`names` are those of `gazetteer`, `common` the common words in lower case."""
        self._ner = ner
        self._gazetteer = gazetteer
        self._names = names
        self._common = common
        words = load_words()
        self._titles = frozenset((*words["title"], *words["title-modifier"]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """`docs`, which have sentences, with their entities set."""
        waiting = iter(docs)
        while batch := list(islice(waiting, batch_size)):
            hits = [self._names.find(doc) for doc in batch]
            asked = [self._asked(doc, found) for doc, found in zip(batch, hits, strict=True)]
            parts = [_joined(doc, sentences) for doc, sentences in zip(batch, asked, strict=True)]
            read = self._ner.pipe([part for part in parts if part is not None], batch_size=batch_size)
            for doc, found, sentences, part in zip(batch, hits, asked, parts, strict=True):
                told = [] if part is None else _put_back(doc, next(read), sentences)
                inside = {i for sentence in sentences for i in range(sentence.start, sentence.end)}
                known = [self._labelled(doc, hit) for hit in found if inside.isdisjoint(range(hit.start, hit.end))]
                covered = inside.union(*(range(span.start, span.end) for span in known))
                dates = (token.i for token in doc if token.lower_ in _CALENDAR and token.i not in covered)
                known += [Span(doc, i, i + 1, "DATE") for i in dates]
                doc.set_ents(sorted(told + known, key=lambda span: span.start))
                yield doc

    def _asked(self, doc: Doc, hits: Sequence[NameHit]) -> list[Span]:
        """The sentences with a capital that is not accounted for."""
        known = {i for hit in hits for i in range(hit.start, hit.end)}
        return [
            sentence
            for sentence in doc.sents
            if any(token.i not in known and self._may_name(token, sentence.start) for token in sentence)
        ]

    def _may_name(self, token: Any, start: int) -> bool:
        if not token.text[0].isupper() or token.tag_ in _CLOSED:
            return False
        if token.lower_ in _CALENDAR or token.lower_ in self._titles:
            return False
        opens = token.i == start or (token.i == start + 1 and not token.nbor(-1).is_alpha)
        return not (opens and token.lower_ in self._common)

    def _labelled(self, doc: Doc, hit: NameHit) -> Span:
        name = hit.names[0]
        label = _LABELS.get(self._gazetteer.entities[name.entity].type, "ORG")
        return Span(doc, hit.start, hit.end, "NORP" if name.kind is NameKind.ADJECTIVE else label)


def _joined(doc: Doc, sentences: Sequence[Span]) -> Doc | None:
    """The `sentences` of `doc` as a text of their own; itself where these are all, None where there are none."""
    if not sentences:
        return None
    if len(sentences) == len(list(doc.sents)):
        return doc
    rows = doc.to_array(["ORTH", "SPACY", "NORM", "SENT_START"])
    rows = np.concatenate([rows[sentence.start : sentence.end] for sentence in sentences])
    words = [doc.vocab.strings[orth] for orth in rows[:, 0].tolist()]
    joined = Doc(doc.vocab, words=words, spaces=rows[:, 1].astype(bool).tolist())
    values: Any = np.ascontiguousarray(rows[:, 2:])
    return joined.from_array(["NORM", "SENT_START"], values)


def _put_back(doc: Doc, read: Doc, sentences: Sequence[Span]) -> list[Span]:
    """The entities of `read`, which is the `sentences` of `doc` joined, as spans of `doc`."""
    places = [i for sentence in sentences for i in range(sentence.start, sentence.end)]
    return [Span(doc, places[ent.start], places[ent.end - 1] + 1, ent.label_) for ent in read.ents]
