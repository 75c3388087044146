"""Verdicts: whether whoever calls, describes or regards something so speaks well or ill of it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from spacy.tokens import Token

from kg.lexicon import Lexicon

JUDGED = {
    "praises": "good",
    "supports": "good",
    "criticizes": "bad",
    "opposes": "bad",
    "accuses": "bad",
    "warns": "bad",
}
"""What the judging words of a predicate make of what they are said of."""
FURTHER = frozenset({"relcl", "advcl", "conj"})
"""Clauses after a verb that say something more."""


class Verdict(StrEnum):
    """What a verb of calling makes of what it is said of."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    """no word of the lexicon judges"""
    NONE = "none"
    """nobody judges: "the so-called rule" """

    def allows(self, predicate: str) -> bool:
        """True where `predicate` may say this verdict: who praises uses good words, who blames may use any others."""
        if JUDGED.get(predicate) == "good":
            return self is Verdict.GOOD
        return self in {Verdict.BAD, Verdict.OPEN}


def verdict(verb: Token, lexicon: Lexicon) -> Verdict:
    """How `verb` judges by the words after it: ill in "called the duties unfair", well in "called the deal a
    milestone"; one ill word outweighs the good ones ("a step in the wrong direction")."""
    if verb.dep_ == "amod" or any(child.lower_ == "so" and child.dep_ == "advmod" for child in verb.children):
        return Verdict.NONE
    said = {mark for word in _after(verb) for mark in _marks(word, lexicon)}
    return Verdict.BAD if "bad" in said else Verdict.GOOD if "good" in said else Verdict.OPEN


def _after(verb: Token) -> Iterator[Token]:
    """The words below `verb` that follow it, up to a clause that says something more."""
    for child in verb.rights:
        if child.dep_ not in FURTHER or child.pos_ not in {"VERB", "AUX"}:
            yield child
            yield from (word for word in child.subtree if word.i != child.i and word.i > verb.i)


def _marks(word: Token, lexicon: Lexicon) -> Iterator[str]:
    """For each row that reads `word` as a speaker's judgement, whether it is "good" or "bad"."""
    for pos in ("ADJ", "NOUN"):
        for row in lexicon.triggers.get((word.lemma_.lower(), pos), ()):
            if row.args.get("holder") == ("speaker",) and row.predicate in JUDGED:
                yield JUDGED[row.predicate]
