"""Phrases as words: which tokens of a parse make the phrase that a noun or a preposition heads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

LONGEST = 40
"""Words of a phrase at most: what is longer is no argument but half a page."""
_TRIMMED = frozenset({"punct", "cc", "preconj"})
_LOOSE = frozenset({"relcl", "appos", "parataxis"})
_CLOSING = {"``": "''", "`": "''", '"': '"', "(": ")", "[": "]"}

Words = tuple[Token | str, ...]
"""A phrase: tokens, and strings that the text implies but does not have ("is" before a participle)."""


def subtree_words(token: Token, *, skip: Iterable[Token] = ()) -> tuple[Token, ...]:
    """All words below `token` in text order, without the subtrees of `skip`."""
    left_out = {inner.i for child in skip for inner in child.subtree}
    kept = sorted((inner.i, inner) for inner in token.subtree if inner.i not in left_out)
    return trimmed(without_empty_brackets([inner for _, inner in kept]))[:LONGEST]


def noun_words(token: Token, *, without: Token | None = None) -> tuple[Token, ...]:
    """A noun phrase as an argument: no relative clause, no apposition, no participle after a comma, and not the
    clause of `without`, which says something about the noun."""
    skip = [child for child in token.children if child.dep_ in _LOOSE or child is without or child == without]
    skip += [child for child in token.children if child.dep_ in {"acl", "advcl"} and _after_comma(child)]
    return subtree_words(token, skip=skip)


def preposition_words(prep: Token) -> tuple[Token, ...]:
    """A prepositional phrase, its noun as `noun_words` has it."""
    dropped: set[int] = set()
    for child in prep.children:
        if child.dep_ == "pobj":
            kept = {inner.i for inner in noun_words(child)}
            dropped.update(inner.i for inner in child.subtree if inner.i not in kept)
    found = sorted((inner.i, inner) for inner in prep.subtree if inner.i not in dropped)
    return trimmed([inner for _, inner in found])[:LONGEST]


def trimmed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """`tokens` without punctuation and conjunctions at the ends; quotation marks and brackets stay with their pair."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].dep_ in _TRIMMED and not _has_end(tokens[start:end]):
        start += 1
    while end > start and tokens[end - 1].dep_ in _TRIMMED and not _has_start(tokens[start:end]):
        end -= 1
    return tuple(tokens[start:end])


def without_empty_brackets(tokens: Sequence[Token]) -> list[Token]:
    """`tokens` without brackets that have lost what stood in them."""
    kept: list[Token] = []
    for token in tokens:
        if kept and token.text in {")", "]"} and kept[-1].text in {"(", "["}:
            kept.pop()
        else:
            kept.append(token)
    return kept


def phrase(words: Words) -> str:
    """The words as text: as they stand where they are neighbours, else with a space between."""
    parts: list[str] = []
    before: Token | str = ""
    for word in words:
        if not isinstance(before, str):
            is_next = not isinstance(word, str) and word.i == before.i + 1
            parts.append(before.whitespace_ if is_next else " ")
        elif before:
            parts.append(" ")
        parts.append(str(word))
        before = word
    return " ".join("".join(parts).split())


def _has_end(tokens: Sequence[Token]) -> bool:
    closing = _CLOSING.get(tokens[0].text)
    return closing is not None and any(other.text == closing for other in tokens[1:])


def _has_start(tokens: Sequence[Token]) -> bool:
    last = tokens[-1].text
    return last == "%" or any(_CLOSING.get(other.text) == last for other in tokens[:-1])


def _after_comma(token: Token) -> bool:
    edge = token.left_edge.i
    return edge > 0 and token.doc[edge - 1].text == ","
