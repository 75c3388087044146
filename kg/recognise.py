"""The statistical recogniser of names, asked only where it can find more than the gazetteer does.

It takes as long as all other parts of the model together. It is given the words around those capitals alone that are
not accounted for, by names of the gazetteer or as first letters of common words that open a sentence; elsewhere the
gazetteer's names get their labels.
"""

from __future__ import annotations

from calendar import day_name, month_name
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from spacy.tokens import Doc

from kg.gazetteer import Gazetteer
from kg.gazetteer_files import NameKind
from kg.inference import predicted
from kg.model import EntityType
from kg.name_index import NameHit, NameIndex
from kg.snapshot import set_entities
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
_AROUND = 6
"""Words on either side of an unknown capital that the recogniser sees: what it looks at for a word, and as much for
the others of a name."""

Entity = tuple[int, int, str]
"""Tokens ``[start, end)`` and their label."""


class Recogniser:
    """A model's component `ner`, given those words only that may name what `gazetteer` does not know."""

    def __init__(self, ner: Any, gazetteer: Gazetteer, names: NameIndex, common: frozenset[str]) -> None:
        """`names` are those of `gazetteer`, `common` the common words in lower case."""
        self._ner = ner
        self._gazetteer = gazetteer
        self._names = names
        self._common = common
        words = load_words()
        self._titles = frozenset((*words["title"], *words["title-modifier"]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """`docs`, which are snapshots, with their entities set."""
        waiting = iter(docs)
        while batch := list(islice(waiting, batch_size)):
            asked = [self._asked(doc) for doc in batch]
            parts = [self._part(doc, windows) for doc, windows in zip(batch, asked, strict=True) if windows]
            read = predicted(self._ner, parts, batch_size=batch_size)
            for doc, windows in zip(batch, asked, strict=True):
                told = list(_put_back(doc, next(read), windows)) if windows else []
                set_entities(doc, sorted([*told, *self._known(doc, windows, told)]))
                yield doc

    def _asked(self, doc: Doc) -> list[range]:
        """The tokens around capitals that are not accounted for, within their sentences."""
        known = {i for hit in self._names.find(doc) for i in range(hit.start, hit.end)}
        windows: list[range] = []
        for token in doc:
            if not token.text[0].isupper() or token.i in known or not self._may_name(token):
                continue
            start, end = max(token.i - _AROUND, token.sent.start), min(token.i + _AROUND + 1, token.sent.end)
            if windows and start <= windows[-1].stop and windows[-1].start >= token.sent.start:
                start = windows.pop().start
            windows.append(range(start, end))
        return windows

    def _may_name(self, token: Any) -> bool:
        if token.tag_ in _CLOSED or token.lower_ in _CALENDAR or token.lower_ in self._titles:
            return False
        start = token.sent.start
        opens = token.i == start or (token.i == start + 1 and not token.nbor(-1).is_alpha)
        return not (opens and token.lower_ in self._common)

    def _part(self, doc: Doc, windows: Sequence[range]) -> Doc:
        """The words of `windows` as a text of their own, in which each is a sentence."""
        tokens = [doc[i] for window in windows for i in window]
        vocab = self._ner.vocab
        part = Doc(vocab, words=[token.text for token in tokens], spaces=[token.whitespace_ != "" for token in tokens])
        starts = {window.start for window in windows}
        norms = np.array([vocab.strings[token.norm_] for token in tokens], dtype=np.uint64)
        starting = np.array([1 if token.i in starts else -1 for token in tokens], dtype=np.int64)
        values: Any = np.stack([norms, starting.astype(np.uint64)], axis=1)
        return part.from_array(["NORM", "SENT_START"], values)

    def _known(self, doc: Doc, windows: Iterable[range], told: Iterable[Entity]) -> Iterator[Entity]:
        """What the gazetteer and the calendar name outside of `windows`."""
        taken = {i for window in windows for i in window}.union(*(range(start, end) for start, end, _ in told))
        for hit in self._names.find(doc):
            places = range(hit.start, hit.end)
            if taken.isdisjoint(places):
                taken.update(places)
                yield hit.start, hit.end, self._label(hit)
        for token in doc:
            if token.lower_ in _CALENDAR and token.i not in taken:
                yield token.i, token.i + 1, "DATE"

    def _label(self, hit: NameHit) -> str:
        name = hit.names[0]
        if name.kind is NameKind.ADJECTIVE:
            return "NORP"
        return _LABELS.get(self._gazetteer.entities[name.entity].type, "ORG")


def _put_back(doc: Doc, read: Doc, windows: Sequence[range]) -> Iterator[Entity]:
    """The entities of `read`, which is the `windows` of `doc` joined, in `doc`; none that a window may have cut."""
    places = [i for window in windows for i in window]
    edges = {window.start for window in windows} | {window.stop for window in windows}
    edges -= {edge for sentence in doc.sents for edge in (sentence.start, sentence.end)}
    for ent in read.ents:
        start, end = places[ent.start], places[ent.end - 1] + 1
        if start not in edges and end not in edges:
            yield start, end, ent.label_
