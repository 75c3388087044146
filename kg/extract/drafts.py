"""Attributions in the making: sets of tokens for cue, source and content, before they are settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Doc, Token

from kg.extract.cues import CueType

_EDGES = frozenset({",", ";", ":", "-", "--", "–", "—", "."})


class AttributionKind(StrEnum):
    """The construction that carries an attribution."""

    VERB = "verb"
    PASSIVE = "passive"
    NOUN = "noun"
    ADJECTIVE = "adjective"
    ACCORDING = "according"
    LABEL = "label"
    """a name before a colon, or after a dash that follows a quotation"""
    QUOTE = "quote"
    """a quotation without a cue of its own, beside one of the same speaker"""


@dataclass(slots=True)
class Draft:
    """Tokens by index: `anchor` is the cue's main word, `source` the head of the source; quotations by number.

    `rule` is the id of the row of the cue lexicon, or the kind for those that have none.
    """

    kind: AttributionKind
    type: CueType
    anchor: int
    cue: set[int]
    content: set[int]
    rule: str
    source: int | None = None
    source_tokens: set[int] = field(default_factory=set)
    quotable: bool = False
    quotes: set[int] = field(default_factory=set)


def words(*roots: Token) -> set[int]:
    """The tokens below `roots`, these included."""
    return {token.i for root in roots for token in root.subtree}


def base_forms(form: str) -> list[str]:
    """What a regular verb form may come from, where the lemmatizer errs ("hopes" is not from "hop")."""
    if form.endswith(("ies", "ied")):
        return [form[:-3] + "y"]
    for ending, length in (("ing", 3), ("ed", 2), ("es", 2), ("s", 1)):
        if form.endswith(ending):
            stem = form[:-length]
            return [stem + "e", stem, stem[:-1]] if length > 1 else [stem]
    return []


def prepositional(token: Token, prepositions: frozenset[str]) -> set[int]:
    """The words after the first of `prepositions` that hangs on `token`; none where there is no such phrase."""
    for child in token.rights:
        if child.dep_ in {"prep", "prt"} and child.lower_ in prepositions:
            return words(child) - {child.i}
    return set()


def trimmed(doc: Doc, tokens: set[int]) -> set[int]:
    """`tokens` without spaces and without commas, colons and dashes at either end."""
    inner = sorted(index for index in tokens if not doc[index].is_space)
    while inner and doc[inner[0]].text in _EDGES:
        inner.pop(0)
    while inner and doc[inner[-1]].text in _EDGES:
        inner.pop()
    return set(inner)


def runs(tokens: Iterable[int]) -> list[tuple[int, int]]:
    """`tokens` as maximal spans `[start, end)`, in order."""
    spans: list[tuple[int, int]] = []
    for index in sorted(tokens):
        if spans and spans[-1][1] == index:
            spans[-1] = (spans[-1][0], index + 1)
        else:
            spans.append((index, index + 1))
    return spans
