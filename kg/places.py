"""Metonym or place: "Tokyo said" is Japan's government, "talks in Tokyo" is where they are held.

The decision is syntactic (compare Markert & Nissim 2007, SemEval task 8): subjects, objects of persons' verbs and
possessors act; what hangs on a preposition of place, on a verb of motion, or before a place noun does not.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from kg.words import Words

_MOTION = frozenset(
    {
        "visit", "trip", "travel", "return", "go", "come", "fly", "arrive", "head", "mission", "journey", "move",
        "send", "leave", "ambassador", "flight", "tour", "stop", "bring", "route", "drive", "way",
    }
)  # fmt: skip
_VISITED = frozenset({"visit", "leave", "reach", "tour", "depart", "enter"})


def place_reason(doc: Doc, start: int, end: int, words: Words) -> str | None:
    """Why the seat named by tokens ``[start, end)`` is a place here; None where it stands for its government."""
    root = doc[start:end].root
    after = doc[end] if end < len(doc) else None
    if _opens_dateline(doc, start, end):
        return "dateline"
    if after is not None and after.text == "-" and end + 1 < len(doc) and doc[end + 1].lower_ in ("based", "area"):
        return "seat in a compound with -based"
    if after is not None and after.lower_ in words["place-head"] and not after.is_space:
        return f"before the place noun {after.text!r}"
    if root.dep_ in ("compound", "nmod", "amod") and root.head.lower_ in words["place-head"]:
        return f"before the place noun {root.head.text!r}"
    token = _first_conjunct(root)
    if token.dep_ == "pobj":
        return _preposition_reason(token.head, words)
    if token.dep_ == "appos" and token.head.ent_type_ in ("GPE", "LOC", "FAC"):
        return "apposition of a place"
    if token.dep_ in ("dobj", "nsubjpass") and token.head.lemma_ in _VISITED:
        return f"object of {token.head.lemma_!r}"
    if token.dep_ in ("npadvmod", "advmod"):
        return "adverbial"
    return None


def _first_conjunct(token: Token) -> Token:
    while token.dep_ == "conj" and token.head is not token:
        token = token.head
    return token


def _preposition_reason(prep: Token, words: Words) -> str | None:
    name = prep.lower_
    if name in words["place-preposition"]:
        return f"after the preposition {name!r}"
    if name in ("to", "for", "on", "of") and prep.head.lemma_.lower() in _MOTION:
        return f"goal of {prep.head.lemma_!r}"
    if name == "to" and any(child.lemma_ in _MOTION for child in prep.head.children if child.dep_ == "dobj"):
        return "goal of a journey"
    return None


def _opens_dateline(doc: Doc, start: int, end: int) -> bool:
    """At the start of a paragraph, followed within a dozen tokens by "--" or by a bracketed agency."""
    if start and not (doc[start - 1].is_space and "\n" in doc[start - 1].text):
        return False
    following = [token.text for token in doc[end : end + 14]]
    if not following or following[0] not in (",", "(", "--", "-"):
        return False
    return "--" in following or ("(" in following and doc[start].is_upper)
