"""Unnamed groups: "U.S. farmers", "Japanese companies", "a ministry spokesman", "leaders of large U.S. companies".

A noun of people or organisations makes a Group labelled by its own words: determiners dropped, the country's
adjective normalised, proper names kept. Officials also have a principal: the country or body they speak for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.mentions import Resolved
from kg.model import Entity, EntityType, entity_id
from kg.words import Words

_LEFT = frozenset(
    {"compound", "amod", "nmod", "nummod", "poss", "det", "quantmod", "advmod", "npadvmod", "case", "punct", "predet"}
)
_WITH_OF = frozenset(
    {
        "leaders",
        "members",
        "group",
        "makers",
        "producers",
        "owners",
        "executives",
        "heads",
        "officials",
        "number",
        "majority",
        "delegation",
        "representatives",
        "rest",
        "exporters",
        "importers",
    }
)


@dataclass(frozen=True, slots=True)
class GroupHead:
    """Tokens ``[start, end)`` of a group's name around the head noun; `official` where it may speak for a state."""

    start: int
    end: int
    root: int
    official: bool


def group_heads(doc: Doc, taken: Sequence[bool], words: Words) -> list[GroupHead]:
    """The noun phrases in `doc` that name an unnamed group of people or organisations."""
    found = []
    for token in doc:
        if taken[token.i] or token.pos_ not in ("NOUN", "PROPN", "ADJ") or token.dep_ in ("compound", "amod", "nmod"):
            continue
        word = token.lower_
        official = word in words["group-official"]
        if not (
            official
            or word in words["group-human"]
            or word in words["group-organisation"]
            or (word in words["group-country"] and token.tag_ in ("NNS", "NNPS"))
        ):
            continue
        if token.i and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_:
            continue
        if word == "sources" and any(child.lower_ == "of" for child in token.rights):
            continue
        if token.dep_ == "pobj" and token.head.lower_ == "as":
            continue
        start = _left_edge(token)
        if start == token.i and token.tag_ == "NN" and word not in words["group-official"]:
            continue
        end = token.i + 1
        if word in _WITH_OF:
            end = _of_phrase_end(token)
        found.append(GroupHead(start, end, token.i, official))
    return found


def _left_edge(token: Token) -> int:
    start = token.i
    lefts = {left.i for child in token.lefts if child.dep_ in _LEFT for left in child.subtree}
    while lefts and token.doc[min(lefts)].text in (",", "and", "or"):
        lefts.discard(min(lefts))
    while (
        start - 1 in lefts
        and not token.doc[start - 1].is_space
        and token.doc[start - 1].tag_ not in ("PRP$", "IN", "TO", "VB", "VBD", "VBP", "VBZ")
        and token.doc[start - 1].text not in ('"', "(", ":", ";")
    ):
        start -= 1
    return start


def _of_phrase_end(token: Token) -> int:
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "to") and child.i == token.i + 1:
            nouns = [grand for grand in child.children if grand.dep_ == "pobj"]
            if nouns:
                return nouns[0].i + 1
    return token.i + 1


def group_label(
    doc: Doc, head: GroupHead, inside: Sequence[Resolved], words: Words, adjectives: Mapping[str, str]
) -> str:
    """The group's name in plain words; `inside` are the names resolved within it. The head noun is in lower case.

    Args:
        adjectives: the adjective of a country ("Japanese") by its entity's id.
    """
    parts: list[str] = []
    named = {mention.start: mention for mention in inside}
    index = head.start
    while index < head.end:
        mention = named.get(index)
        if mention is not None and mention.end <= head.end:
            parts.append(_modifier(mention, doc[mention.start : mention.end].text, adjectives))
            index = mention.end
            continue
        token = doc[index]
        index += 1
        if token.lower_ in ("'s", "'") or token.is_space or (token.is_punct and token.text != "-"):
            continue
        if not parts and token.lower_ in ("and", "or"):
            continue
        if token.lower_ in words["group-qualifier-dropped"] or (token.pos_ in ("DET", "PRON") and index <= head.root):
            continue
        parts.append(token.text if token.i != head.root and _keeps_capital(token, head) else token.lower_)
    return " ".join(parts).replace(" - ", "-")


def _modifier(mention: Resolved, text: str, adjectives: Mapping[str, str]) -> str:
    """How a name within a group's name reads: a country's as an adjective, a description's as what it takes up."""
    if mention.entity.type is EntityType.COUNTRY and mention.kind != "place":
        return "U.S." if mention.entity.label == "United States" else adjectives.get(mention.entity.id, text)
    return mention.entity.label if mention.kind == "description" else text


def _keeps_capital(token: Token, head: GroupHead) -> bool:
    """Whether a word beside the head noun is an abbreviation or a name; at the start of a sentence its capital alone
    makes it none, and so the same words there and elsewhere are one label."""
    if (token.text.isupper() and len(token) > 1) or token.text.startswith("U.S."):
        return True
    is_name = token.ent_type_ in ("NORP", "GPE", "ORG", "LOC", "PERSON", "FAC")
    if not token.is_sent_start:
        return is_name
    goes_on = token.i + 1 < head.root and token.nbor().is_title and token.nbor().pos_ == "PROPN"
    return token.pos_ == "PROPN" and (is_name or goes_on) and all(other.text != token.lower_ for other in token.doc)


def group_entity(label: str, *, country: str | None) -> Entity:
    """A group's entity: known by its label alone, so that the same words meet across documents."""
    return Entity(entity_id(EntityType.GROUP, label), label, EntityType.GROUP, country=country)
