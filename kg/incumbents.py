"""Offices named with whose they are: "the Japanese prime minister", "Canada's finance minister", "the WTO chief".

Each is whoever held the office at the document's date. Without a date, or where the terms known leave none or several,
nobody is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.mentions import Resolved, is_title
from kg.model import Entity, EntityType
from kg.reading import Reading

_OWNERS = frozenset(
    {
        EntityType.COUNTRY,
        EntityType.BLOC,
        EntityType.GOVERNMENT_BODY,
        EntityType.INTERGOVERNMENTAL_ORGANIZATION,
    }
)
_NOT_IN_OFFICE = frozenset(
    {"a", "an", "former", "ex", "then", "next", "new", "future", "late", "acting", "deputy", "vice", "any", "every"}
)
_LONGEST = 6
"""Words of a title."""


def resolve_incumbents(reading: Reading) -> None:
    """Add the offices of the document that say whose they are, as mentions of their holders."""
    if reading.date is None:
        return
    for token in reading.tokens:
        if reading.owner[token.i] < 0 and _heads_a_title(reading, token) and not _beside_a_person(reading, token):
            _add_incumbent(reading, token, reading.date)


def _heads_a_title(reading: Reading, token: Token) -> bool:
    if token.tag_ not in ("NN", "NNP", "JJ") or (token.i + 1 < len(reading.doc) and token.nbor().text == "-"):
        return False
    return is_title(token, reading.words) or token.lower_ in reading.words["person-description"]


def _beside_a_person(reading: Reading, token: Token) -> bool:
    """Before a name ("the French president Emmanuel Macron") or in apposition to one: the name says who it is."""
    if token.i + 1 < len(reading.doc) and token.nbor().pos_ == "PROPN" and token.nbor().text[0].isupper():
        return True
    beside = [child for child in token.children if child.dep_ == "appos"]
    if token.dep_ == "appos":
        beside.append(token.head)
    return any(m is not None and m.entity.type is EntityType.PERSON for m in (reading.at(t.i) for t in beside))


def _add_incumbent(reading: Reading, token: Token, date: str) -> None:
    for start, end in _spans(reading, token):
        owner = _owner_before(reading, start)
        if owner is None or not reading.is_free(start, end):
            continue
        title = " ".join(word.lower_ for word in reading.doc[start:end]).replace(" - ", "-")
        holder = _holder(reading, title, owner, date)
        if holder is None:
            continue
        begin, text = owner.start, reading.doc[owner.start : end].text
        if begin and reading.doc[begin - 1].lower_ in _NOT_IN_OFFICE:
            return
        reading.remove_inside(owner.start, owner.end)
        reason = f"{text!r} on {date} is {holder.label}"
        reading.add(begin, end, holder, "office", reason, root=token.i)
        return


def _spans(reading: Reading, token: Token) -> Iterator[tuple[int, int]]:
    """Where the title that `token` heads may stand, longest first; "secretary of state" ends after its head."""
    after = token.i + 1
    ends = [after]
    if after + 1 < len(reading.doc) and reading.doc[after].lower_ in ("of", "for"):
        ends.insert(0, after + 2)
    for end in ends:
        for start in range(max(1, token.i - _LONGEST + 1), token.i + 1):
            yield start, end


def _owner_before(reading: Reading, start: int) -> Resolved | None:
    """The country, bloc or body that ends where a title starts, its possessive aside."""
    at = start - 1
    if reading.doc[at].lower_ in ("'s", "'", "’s", "’") and at:
        at -= 1
    mention = reading.at(at)
    if mention is None or mention.end != at + 1 or mention.entity.type not in _OWNERS:
        return None
    return None if mention.kind in ("place", "title", "pronoun") else mention


def _holder(reading: Reading, title: str, owner: Resolved, date: str) -> Entity | None:
    said = reading.doc[owner.start : owner.end].text.lower()
    return reading.offices.holder_for(title, owner.entity.id, date) or reading.offices.holder_for(
        f"{said} {title}", None, date
    )
