"""The PLOVER class of what one party does to another, with both given: for political news at large.

The clause that joins the two is read from its verb down: the verb's own class, or that of the noun that a light verb
carries ("gave permission"), turned by whatever governs it ("refused to give permission").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.events import EventRow, Kind, Plover, load_events, turned

_NOUNS = frozenset({"NOUN", "PROPN"})
_OBJECTS = ("dobj", "attr", "acomp", "oprd", "nsubjpass", "dative")
_CLAUSES = frozenset({"xcomp", "ccomp"})
_CARRIERS = frozenset({"prep", "dobj", "nsubjpass", "prt"})
_DEEPEST = 6

Lexicon = Mapping[tuple[str, str], tuple[EventRow, ...]]


@dataclass(frozen=True, slots=True)
class Event:
    """A class and the token that gave it."""

    plover: Plover
    trigger: Token


def classify(doc: Doc, source: str, target: str, *, lexicon: Lexicon | None = None) -> Event | None:
    """What the party named `source` does to the one named `target` in `doc`; None where no word of the lexicon says it.

    A party whose words are not in the text is taken to be unnamed.
    """
    reader = _Reader(lexicon or load_events())
    for word in _candidates(doc, locate(doc, source), locate(doc, target)):
        found = reader.read(word)
        if found is not None:
            return found
    return None


def locate(doc: Doc, words: str) -> Token | None:
    """The head of the phrase `words` in `doc`, or of the longest end of it that stands there."""
    text, rest = doc.text, words
    while rest:
        start = text.find(rest)
        if start >= 0:
            span = doc.char_span(start, start + len(rest), alignment_mode="expand")
            return span.root if span is not None else None
        rest = rest.partition(" ")[2]
    return None


def _candidates(doc: Doc, source: Token | None, target: Token | None) -> Iterator[Token]:
    """Where to begin to read, the likeliest first: the verb that joins both, those above either, the sentence's."""
    above_source = list(_above(source)) if source is not None else []
    above_target = list(_above(target)) if target is not None else []
    shared = {token.i for token in above_target}
    joining = next((token for token in above_source if token.i in shared), None)
    if joining is not None:
        yield from _deeper(joining, shared)
        yield joining
    yield from above_source
    yield from above_target
    for sent in doc.sents:
        yield sent.root


def _deeper(joining: Token, shared: set[int]) -> Iterator[Token]:
    """A coordinated verb that the target hangs on, where `joining` governs another object."""
    for child in joining.children:
        if child.dep_ == "conj" and child.i in shared and child.pos_ in {"VERB", "AUX"}:
            yield from _deeper(child, shared)
            yield child


def _above(token: Token) -> Iterator[Token]:
    for ancestor in token.ancestors:
        if ancestor.pos_ in {"VERB", "AUX"}:
            yield ancestor


@dataclass(frozen=True, slots=True)
class _Reader:
    lexicon: Lexicon

    def read(self, word: Token, depth: int = 0) -> Event | None:
        """The event that `word` heads, with what turns it."""
        if depth > _DEEPEST:
            return None
        row = self._row(word)
        found = self._of_kind(word, row, depth)
        for kind in self._turns(word):
            found = Event(turned(kind, found.plover if found else None), word)
        return found

    def _of_kind(self, word: Token, row: EventRow | None, depth: int) -> Event | None:
        if row is not None and row.kind is Kind.EVENT and row.plover is not None:
            return Event(row.plover, word)
        below = self._below(word, depth)
        if row is None:
            return below
        if row.plover is not None:
            return below or Event(row.plover, word)
        return Event(turned(row.kind, below.plover if below else None), word)

    def _below(self, word: Token, depth: int) -> Event | None:
        """The first event among the complements of `word`: clauses, then objects, then nouns of its prepositions."""
        children = sorted(word.children, key=lambda child: (child.dep_ not in _CLAUSES, child.dep_ not in _OBJECTS))
        for child in children:
            if child.dep_ in _CLAUSES or child.dep_ in _OBJECTS:
                found = self.read(child, depth + 1)
            elif child.dep_ in {"prep", "agent"}:
                found = self._first(child, {"pobj", "pcomp"}, depth)
            elif child.dep_ in {"compound", "conj"} and word.pos_ in _NOUNS:
                found = self.read(child, depth + 1)
            else:
                continue
            if found is not None:
                return found
        return None

    def _first(self, word: Token, relations: set[str], depth: int) -> Event | None:
        made = (self.read(child, depth + 1) for child in word.children if child.dep_ in relations)
        return next((found for found in made if found is not None), None)

    def _row(self, word: Token) -> EventRow | None:
        pos = {"PROPN": "NOUN", "AUX": "VERB"}.get(word.pos_, word.pos_)
        lemma = word.lemma_.lower()
        # the model's rules take the last letter off some lemmas: "fin" of "fined"
        options = self.lexicon.get((lemma, pos)) or self.lexicon.get((lemma + "e", pos), ())
        around = _around(word)
        return next((row for row in options if not row.needs or row.needs & around), None)

    def _turns(self, word: Token) -> Iterator[Kind]:
        """What the auxiliaries and negations of a verb make of it, the innermost first."""
        if word.pos_ not in {"VERB", "AUX"}:
            return
        if any(child.dep_ == "neg" for child in word.children):
            yield Kind.REFUSAL
            return
        for child in word.children:
            if child.dep_ == "aux":
                for row in self.lexicon.get((child.norm_.lower(), "AUX"), ()):
                    yield row.kind


def _around(word: Token) -> frozenset[str]:
    """The lemmas that stand close to `word`: its objects, modifiers, particles, prepositions and their nouns; of a noun
    also the verb that governs it."""
    near = [child for child in word.children if child.dep_ not in {"nsubj", "ccomp", "advcl", "relcl"}]
    near += [grand for child in near for grand in child.children if child.dep_ in _CARRIERS]
    near += [great for grand in near for great in grand.children if grand.dep_ in {"pobj", "prep"}]
    if word.pos_ in _NOUNS:
        governor = word.head
        while governor.pos_ in {"ADP", "NOUN"} and governor.head.i != governor.i:
            near.append(governor)
            governor = governor.head
        near.append(governor)
        near += [child for child in governor.children if child.dep_ in {"aux", "acomp"}]
    return frozenset(token.lemma_.lower() for token in near)
