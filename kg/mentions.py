"""Where a text names somebody: gazetteer names first, then what the statistical recogniser saw, repaired.

A `Candidate` is a span of tokens with what is known before it is resolved: the gazetteer entities that bear the
name, or the type that its form and label give. Which entity it is, is for `kg.resolve`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from msgspec import Struct
from spacy.tokens import Doc, Span, Token

from kg.goods import load_goods
from kg.model import Entity, EntityType
from kg.words import Words

_NER_TYPES = {
    "PERSON": EntityType.PERSON,
    "ORG": EntityType.ORGANIZATION,
    "GPE": EntityType.COUNTRY,
    "NORP": EntityType.GROUP,
    "FAC": EntityType.ORGANIZATION,
    "PRODUCT": EntityType.ORGANIZATION,
    "WORK_OF_ART": EntityType.ORGANIZATION,
}
_MAX_PERSON_TOKENS = 5
_PINYIN = re.compile(
    r"(?:(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|[aeiou])){1,2}"
)
_ROLES_OF_FIRMS = frozenset({"adviser", "chief", "expert", "investor", "leader", "manager", "owner", "representative"})
"""What a firm may be called as well as a person."""


class Resolved(Struct, frozen=True):
    """An occurrence of an actor and who it is. Offsets count tokens, ``[start, end)``; `root` is the head's index.

    `kind` is one of name, abbreviation, demonym, metonym, surname, office, title, pronoun, description, group, place;
    a `place` names where something happens and is never an actor, a `title` stands inside or before a person's
    name and names what the person belongs to. `others` are the further entities of a plural ("both countries").
    `principal` is the country or body that an unnamed official speaks for.
    """

    start: int
    end: int
    root: int
    entity: Entity
    kind: str
    reason: str
    principal: Entity | None = None
    others: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that the gazetteer does not know: tokens ``[start, end)`` and the type that its form gives."""

    start: int
    end: int
    type: EntityType
    sure: bool
    """The form says so (a title, "Corp", "Institute"), not the statistical label alone."""


def unlisted_names(doc: Doc, taken: Sequence[bool], words: Words) -> list[Candidate]:
    """The recogniser's names outside of `taken` tokens, trimmed, checked and typed by their form."""
    found: list[Candidate] = []
    for ent in doc.ents:
        if ent.label_ not in _NER_TYPES:
            continue
        for start, end in _free_runs(ent, taken):
            span = _trimmed(doc, start, end, words)
            if span is None or not _is_name(doc, *span, words):
                continue
            found.append(_typed(doc, *span, ent.label_, words))
    return found


def _free_runs(span: Span, taken: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = span.start
    for index in range(span.start, span.end + 1):
        if index == span.end or taken[index]:
            if index > start:
                yield start, index
            start = index + 1


def _trimmed(doc: Doc, start: int, end: int, words: Words) -> tuple[int, int] | None:
    """Without articles, titles, possessives, tickers, punctuation at either side."""
    changed = True
    while changed and start < end:
        changed = False
        first, last = doc[start], doc[end - 1]
        if (
            not first.text[:1].isalnum()
            or first.pos_ in ("DET", "ADP", "CCONJ", "PUNCT", "NUM")
            or (first.text.islower() and first.lower_ not in ("de", "van", "von", "al", "bin", "el", "di", "la"))
            or (is_title(first, words) and end - start > 1)
            or (_is_heading(first) and end - start > 2 and doc[end - 1].text.istitle())
        ):
            start, changed = start + 1, True
        elif (
            (not last.text[-1:].isalnum() and not last.text.endswith("."))
            or last.lower_ in ("'s", "'")
            or (last.text.islower() and doc[end - 2].text != "-")
            or last.pos_ in ("NUM", "ADP")
        ):
            end, changed = end - 1, True
    for index in range(start, end):
        if doc[index].text in ("<", "(", ",", '"', ";", "--", "[", "]", ")", ":", "/") or doc[index].is_space:
            end = index
            break
    return (start, end) if start < end else None


def _is_heading(token: Token) -> bool:
    """A word in capitals before a name that is not: the end of a headline ("IMPORTS Ann Tolmar said")."""
    return len(token) > 4 and token.text.isupper() and token.text.isalpha()


def is_title(token: Token, words: Words) -> bool:
    """A word that heads a title ("Minister", "vice-president")."""
    return token.lower_ in words["title"]


def _is_name(doc: Doc, start: int, end: int, words: Words) -> bool:
    tokens = doc[start:end]
    lowered = [token.lower_ for token in tokens]
    if all(
        word in ("and", "of") or any(word in words[name] for name in ("not-a-name", "title-modifier", "title"))
        for word in lowered
    ):
        return False
    if any(word in words["not-a-name"] for word in (lowered[0], lowered[-1])) and len(lowered) < 3:
        return False
    if all(word in words["company-suffix"] for word in lowered):
        return False
    if len(lowered) == 1 and any(
        lowered[0] in words[name]
        for name in ("group-organisation", "group-human", "group-official", "body-description")
    ):
        return False
    if len(lowered) == 1 and lowered[0].removesuffix("s") in words["not-a-name"]:
        return False
    heads = [lowered[-1], *(word for word, after in itertools.pairwise(lowered) if after in ("of", "for", "on"))]
    if any(head in words["event-head"] for head in heads) or lowered[-1] in words["title"]:
        return False
    if not any(token.text[0].isupper() for token in tokens):
        return False
    if end < len(doc) and doc[end].text == ">":
        return False
    if (tokens[0].is_sent_start or tokens.text.isupper()) and load_goods().get(tokens.text) is not None:
        return False
    return any(token.pos_ == "PROPN" for token in tokens) and not any(token.like_num for token in tokens[:1])


def _typed(doc: Doc, start: int, end: int, label: str, words: Words) -> Candidate:
    lowered = [token.lower_ for token in doc[start:end]]
    kind = form_type(lowered, words)
    if end < len(doc) and doc[end].text == "<":
        return Candidate(start, end, EntityType.COMPANY, True)
    if kind is not None and (len(lowered) > 1):
        return Candidate(start, end, kind, True)
    before = doc[start - 1] if start else None
    if before is not None and is_title(before, words) and end - start <= _MAX_PERSON_TOKENS:
        return Candidate(start, end, EntityType.PERSON, True)
    if 1 < end - start <= _MAX_PERSON_TOKENS and _is_called_a_person(doc, start, end, words):
        return Candidate(start, end, EntityType.PERSON, True)
    return Candidate(start, end, _NER_TYPES[label], False)


def _is_called_a_person(doc: Doc, start: int, end: int, words: Words) -> bool:
    """In apposition to what only a person is ("the canal's director, Nadia Selim"), or with a clause of "who"."""
    root = doc[start:end].root
    beside = [child for child in root.children if child.dep_ == "appos"]
    if root.dep_ == "appos":
        beside.append(root.head)
    if any(
        noun.tag_ == "NN" and noun.lower_ in words["person-description"] and noun.lower_ not in _ROLES_OF_FIRMS
        for noun in beside
    ):
        return True
    return end + 1 < len(doc) and doc[end].text == "," and doc[end + 1].lower_ == "who"


def form_type(lowered: Sequence[str], words: Words) -> EntityType | None:
    """The type that a name's words give: "Corp" a company, "Ministry" a body, "Institute" an organisation."""
    if lowered[-1] in words["organisation-form"] or any(
        word in words["organisation-form"] and index + 1 < len(lowered) and lowered[index + 1] in ("of", "for", "on")
        for index, word in enumerate(lowered)
    ):
        if any(word in ("ministry", "department", "parliament") for word in lowered):
            return EntityType.GOVERNMENT_BODY
        return EntityType.ORGANIZATION
    if lowered[-1] in words["company-form"]:
        return EntityType.COMPANY
    if lowered[0] in ("university", "institute", "bank", "ministry", "association", "federation", "union", "council"):
        return EntityType.ORGANIZATION
    return None


def titled_names(doc: Doc, taken: Sequence[bool], words: Words) -> list[Candidate]:
    """Capitalised words after a title that the recogniser missed: "Trade Minister Hajime Tamura"."""
    found = []
    for token in doc[:-1]:
        if taken[token.i] or not is_title(token, words):
            continue
        if not (token.text[0].isupper() or token.dep_ in ("compound", "amod", "nmod")):
            continue
        end = start = token.i + 1
        while end < len(doc) and not taken[end] and _is_name_part(doc[end], words) and end - start < _MAX_PERSON_TOKENS:
            end += 1
        if end > start:
            found.append(Candidate(start, end, EntityType.PERSON, True))
    return found


def unseen_persons(doc: Doc, taken: Sequence[bool], words: Words) -> list[Candidate]:
    """A given name and what follows it with a capital, or a name beside a person's description, where the recogniser
    saw no person."""
    found = []
    for token in doc[:-1]:
        if taken[token.i] or token.pos_ != "PROPN" or not token.text.istitle() or token.ent_type_ == "PERSON":
            continue
        if token.i and doc[token.i - 1].pos_ == "PROPN":
            continue
        if _is_chinese_name(doc, token.i, words) and not taken[token.i + 1]:
            found.append(Candidate(token.i, token.i + 2, EntityType.PERSON, True))
            continue
        if token.lower_ not in words["female-name"] and token.lower_ not in words["male-name"]:
            continue
        end = token.i + 1
        while end < len(doc) and not taken[end] and _is_name_part(doc[end], words) and end - token.i < 3:
            end += 1
        while end < len(doc) and doc[end].ent_iob_ == "I" and doc[end].pos_ == "PROPN":
            end += 1
        lowered = [word.lower_ for word in doc[token.i : end]]
        if 2 <= len(lowered) <= _MAX_PERSON_TOKENS and form_type(lowered, words) is None:
            found.append(Candidate(token.i, end, EntityType.PERSON, True))
    return [*found, *_appositions(doc, taken, words)]


def _is_chinese_name(doc: Doc, index: int, words: Words) -> bool:
    """A family name and one or two syllables of pinyin, with no third word of a name behind them: "Du Shuaibing"."""
    if doc[index].lower_ not in words["family-name"]:
        return False
    given = doc[index + 1]
    if not given.text.istitle() or not _PINYIN.fullmatch(given.lower_) or given.lower_ in words["organisation-form"]:
        return False
    return index + 2 == len(doc) or doc[index + 2].pos_ != "PROPN" or not doc[index + 2].text[0].isupper()


def _appositions(doc: Doc, taken: Sequence[bool], words: Words) -> Iterator[Candidate]:
    """Two or more words with a capital beside what only a person is, whatever the recogniser makes of them."""
    beside = [word for noun in doc if noun.dep_ == "appos" for word in (noun, noun.head)]
    for token in beside:
        if token.pos_ != "PROPN" or taken[token.i] or token.ent_type_ == "PERSON":
            continue
        start = token.i
        while start and not taken[start - 1] and doc[start - 1].head == token and doc[start - 1].dep_ == "compound":
            if _is_heading(doc[start - 1]):
                break
            start -= 1
        if 1 < token.i + 1 - start < _MAX_PERSON_TOKENS and _is_called_a_person(doc, start, token.i + 1, words):
            lowered = [word.lower_ for word in doc[start : token.i + 1]]
            if form_type(lowered, words) is None and all(word.text[0].isupper() for word in doc[start : token.i + 1]):
                yield Candidate(start, token.i + 1, EntityType.PERSON, True)


def _is_name_part(token: Token, words: Words) -> bool:
    if token.is_space or not token.text[0].isalpha() or is_title(token, words):
        return False
    if token.lower_ in words["title-modifier"] or token.lower_ in words["not-a-name"]:
        return False
    return token.text[0].isupper() and token.pos_ == "PROPN"


def title_before(doc: Doc, start: int, words: Words) -> tuple[int, int] | None:
    """The span of the title that stands directly before a name at `start`; country words before it are not in it."""
    begin = _title_with_of(doc, start, words) or start
    if begin == start:
        if begin == 0 or not is_title(doc[begin - 1], words):
            return None
        begin -= 1
    while begin and _is_title_part(doc, begin - 1, words):
        begin -= 1
    return begin, start


def _title_with_of(doc: Doc, start: int, words: Words) -> int | None:
    """The index of "Minister" in "Minister of Commerce" or "Secretary of State for Trade" before a name."""
    for index in range(start - 1, max(0, start - 9) - 1, -1):
        token = doc[index]
        if is_title(token, words):
            return index if index + 1 < start and doc[index + 1].lower_ in ("of", "for", "to") else None
        if not (
            token.text[0].isupper()
            or token.lower_ in ("of", "for", "to", "and", "the", "-")
            or token.lower_ in words["title-modifier"]
        ):
            return None
    return None


def _is_title_part(doc: Doc, index: int, words: Words) -> bool:
    token = doc[index]
    if token.is_space:
        return False
    if is_title(token, words) or token.lower_ in words["title-modifier"]:
        return True
    following = doc[index + 1].lower_ if index + 1 < len(doc) else ""
    joins = token.lower_ in ("and", "of", "for", "-", "to", "&", "/")
    known = following in words["title-modifier"] or is_title(doc[index + 1], words)
    before = doc[index - 1].lower_ if index else ""
    return joins and known and (before in words["title-modifier"] or before in words["title"])


def person_surnames(doc: Doc, words: Words) -> frozenset[str]:
    """The first and last words of persons' full names, by recogniser or title: alone they are no organisations."""
    found = set()
    spans = [(ent.start, ent.end) for ent in doc.ents if ent.label_ == "PERSON"]
    free = [False] * len(doc)
    spans += [(name.start, name.end) for names in (titled_names, unseen_persons) for name in names(doc, free, words)]
    for start, end in spans:
        span = _trimmed(doc, start, end, words)
        if span is None or not 1 < span[1] - span[0] <= _MAX_PERSON_TOKENS:
            continue
        if form_type([token.lower_ for token in doc[span[0] : span[1]]], words) is None:
            found |= {doc[span[0]].text, doc[span[1] - 1].text}
            tokens = [token.text for token in doc[span[0] : span[1]]]
            if has_two_surnames(tokens, {**words["male-name"], **words["female-name"]}):
                found.add(tokens[1])
    return frozenset(found)


def has_two_surnames(tokens: Sequence[str], given: Container[str]) -> bool:
    """A given name and two words that are none: "Mario Rodriguez Montero" may be taken up by either."""
    if len(tokens) != 3 or tokens[0].lower() not in given:
        return False
    return all(word.istitle() and word.isalpha() and len(word) > 3 and word.lower() not in given for word in tokens[1:])


def short_for_things(doc: Doc, words: Words) -> frozenset[str]:
    """The abbreviations that `doc` spells out and whose words name no actor: "bilateral investment treaty (BIT)"."""
    found = set()
    for token in doc[1:-2]:
        short = doc[token.i + 1].text
        if token.text != "(" or doc[token.i + 2].text != ")" or not (short.isupper() and 1 < len(short) < 7):
            continue
        head = doc[token.i - 1]
        before = doc[max(0, token.i - len(short) - 3) : token.i]
        if _is_thing(head, words) and _initials_in(short.lower(), [word.lower_ for word in before if word.is_alpha]):
            found.add(short)
    return frozenset(found)


def _is_thing(noun: Token, words: Words) -> bool:
    """A common noun or the head of an event's name, which heads the name of no body."""
    kinds = ("organisation-form", "body-head", "company-form", "group-human", "group-organisation", "group-country")
    if any(noun.lower_ in words[kind] for kind in kinds):
        return False
    return noun.pos_ in ("NOUN", "PROPN") and (noun.is_lower or noun.lower_ in words["event-head"])


def _initials_in(short: str, before: Sequence[str]) -> bool:
    """Whether the last words' first letters, or one after a hyphen or plural, spell `short`."""
    letters = "".join(word[0] for word in before)
    return letters.endswith((short, short.removesuffix("s")))
