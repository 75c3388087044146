"""Which change of a measure a verb, noun or modifier says: "lift", "a cut in", "new"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract.particles import following_particles, particles_follow
from kg.extract.syntax import conjuncts
from kg.lexicon import ChangeRow, Lexicon

WEAK_MODIFIERS = frozenset({"new", "additional", "further", "more", "free", "current"})
"""Adjectives that describe a measure rather than say that somebody changes it."""


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """Finds the rows of changes."""

    lexicon: Lexicon

    def knows(self, token: Token, pos: str) -> bool:
        """True where the lexicon has a change under the lemma of `token` as a `pos`."""
        return (token.lemma_.lower(), pos) in self.lexicon.changes

    def row(
        self, token: Token, pos: str, instrument: str | None, words: Iterable[str] = (), *, actor: bool = False
    ) -> ChangeRow | None:
        """The most specific row for `token` beside what it works on: an instrument, `words` of its phrase, or an
        `actor`."""
        rows = self.lexicon.changes.get((token.lemma_.lower(), pos)) or self.lexicon.changes.get((token.lower_, pos))
        near = set(words)
        for row in rows or ():
            if _has_particles(token, row) and _fits(row, pos, instrument, near, actor=actor):
                return row
        return None

    def with_phrase(self, verb: Token) -> Iterator[ChangeRow]:
        """The rows for a `verb` that brings its measure in a prepositional phrase; "hit back with" is another verb."""
        rows = self.lexicon.changes.get((verb.lemma_.lower(), "VERB"), ())
        if not any(" " in row.lemma and _has_particles(verb, row) for row in rows):
            yield from (row for row in rows if row.kind == "phrase")

    def phrasal_objects(self, verb: Token, objects: Sequence[Token]) -> list[Token]:
        """What a verb works on that ends in a preposition: "cracked down on exports", "put a lid on imports"."""
        for row in self.lexicon.changes.get((verb.lemma_.lower(), "VERB"), ()):
            particles = following_particles(verb, tuple(row.lemma.split(" ")[1:])) or []
            if particles and particles[-1].pos_ == "ADP" and all(token in particles for token in objects):
                below = (child for child in particles[-1].children if child.dep_ == "pobj")
                return [token for child in below for token in conjuncts(child)]
        return []

    def is_idiom(self, verb: Token, objects: Sequence[Token]) -> bool:
        """True where `objects` belong to the words of a row that speaks of the subject of `verb`: "takes effect"."""
        rows = self.lexicon.changes.get((verb.lemma_.lower(), "VERB"), ())
        idioms = (following_particles(verb, tuple(row.lemma.split(" ")[1:])) for row in rows if row.kind == "subject")
        return any(words and all(token in words for token in objects) for words in idioms)

    def of_subject(self, verb: Token, instrument: str) -> ChangeRow | None:
        """The row for a `verb` that says what becomes of its subject, an `instrument`: "the quota expired"; or of a
        headline's participle, "trade talks suspended"."""
        rows = self.lexicon.changes.get((verb.lemma_.lower(), "VERB"), ())
        row = next((row for row in rows if row.kind == "subject" and _has_particles(verb, row)), None)
        return row or (self.row(verb, "VERB", instrument) if _drops_auxiliary(verb) else None)

    def nominal(self, head: Token, tokens: Sequence[Token], instrument: str | None) -> tuple[ChangeRow | None, bool]:
        """The change that a noun phrase says, by one of its first nouns or by a modifier of its head; and whether it
        says it only weakly ("new tariffs")."""
        for token in tokens[:6]:
            if token.pos_ in {"NOUN", "PROPN"} or token.tag_ == "VBG":
                row = self.row(token, "NOUN", instrument)
                if row is not None:
                    return row, False
        spared = self._sparing(tokens, instrument)
        if spared is not None:
            return spared, False
        for child in head.children:
            if child.pos_ in {"ADJ", "VERB", "NUM"} and child.dep_ in {"amod", "nmod", "compound", "nummod"}:
                row = self.row(child, "ADJ", instrument)
                if row is not None:
                    return row, child.lemma_ in WEAK_MODIFIERS
                verbal = self.row(child, "VERB", instrument) if child.pos_ == "VERB" else None
                if verbal is not None:
                    return verbal, True
        return None, False

    def _sparing(self, tokens: Sequence[Token], instrument: str | None) -> ChangeRow | None:
        """The row that says that the charge among `tokens` is none: "a zero-tariff policy", "zero-percent duties",
        "tariff-free"."""
        if instrument != "tariff":
            return None
        for noun in (token for token in tokens if token.pos_ == "NOUN"):
            for word in _rates(noun):
                row = self.row(word, "ADJ", instrument)
                if row is not None and row.change == "remove":
                    return row
        return None

    def self_contained(self, head: Token) -> ChangeRow | None:
        """A row for a noun that carries its instrument with it ("retaliation")."""
        rows = self.lexicon.changes.get((head.lemma_.lower(), "NOUN"), ())
        return next((row for row in rows if row.kind in {"none", "any"}), None)

    def misread_verb(self, theme: Token) -> ChangeRow | None:
        """In "expand openness and lower tariffs" the parser takes the second verb for an adjective."""
        if theme.dep_ != "conj":
            return None
        for child in theme.children:
            if child.dep_ == "amod" and child.pos_ == "ADJ" and child.i == theme.left_edge.i:
                rows = self.lexicon.changes.get((child.lower_, "VERB"), ())
                return next((row for row in rows if row.kind == "measure"), None)
        return None


def _rates(noun: Token) -> Iterator[Token]:
    """The words that say how high the charge `noun` is: its numbers and those of its "percent", and "free" after it."""
    if noun.dep_ in {"npadvmod", "attr"} and noun.i + 2 < len(noun.doc):
        yield from (word for word in noun.doc[noun.i + 1 : noun.i + 3] if word.lower_ == "free")
    for child in noun.children:
        if child.dep_ == "nummod":
            yield child
        elif child.dep_ in {"compound", "nmod"} and child.lower_ in {"percent", "pct", "%"}:
            yield from (grand for grand in child.children if grand.dep_ == "nummod")


def _drops_auxiliary(verb: Token) -> bool:
    """True for the participle of a headline ("Trade talks suspended")."""
    return verb.dep_ == "ROOT" and verb.tag_ in {"VBD", "VBN"} and not any(c.dep_ == "aux" for c in verb.children)


def _has_particles(token: Token, row: ChangeRow) -> bool:
    return " " not in row.lemma or particles_follow(token, tuple(row.lemma.split(" ")[1:]))


def _fits(row: ChangeRow, pos: str, instrument: str | None, near: set[str], *, actor: bool) -> bool:
    match row.kind:
        case "words":
            return bool(row.themes & near)
        case "instruments":
            return instrument in row.themes
        case "actor":
            return actor
        case "none" | "any":
            return True
        case "measure":
            return instrument is not None or pos == "NOUN"
        case _:
            return False
