"""Names of organisations by their form, and names where only an actor can stand, whatever the recogniser saw."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from kg.mentions import Candidate, is_title
from kg.model import EntityType
from kg.words import Words


def organisation_phrases(doc: Doc, words: Words) -> list[tuple[int, int]]:
    """Runs of capitalised words that an organisation's head or a company's legal form ends or begins."""
    found: list[tuple[int, int]] = []
    persons = [ent.end for ent in doc.ents if ent.label_ == "PERSON"]
    index = 0
    while index < len(doc):
        if not _is_capital(doc[index]):
            index += 1
            continue
        end = _run_end(doc, index, words)
        span = _headed(doc, _after_possessive(doc, index, end), end, persons, words)
        if span is not None:
            found.append(span)
        index = max(end, index + 1)
    return found


def _headed(doc: Doc, start: int, end: int, persons: Sequence[int], words: Words) -> tuple[int, int] | None:
    """The part of a run that its last legal form or organisation's head allows; None where it has neither.

    `persons` are the ends of persons' names: what stands before and is joined by "of" is not in the run.
    """
    for stop in persons:
        if start < stop < end and doc[stop].lower_ in ("of", "for", "and", "-"):
            start = stop + 1
    start = _after_people(doc, _after_opening(doc, start, end), end, words)
    suffixes = [i for i in range(start + 1, end) if doc[i].lower_ in words["company-suffix"]]
    if not suffixes and end - start > 1 and doc[end - 1].lower_ in words["company-form"]:
        suffixes = [end - 1]
    heads = [i for i in range(start, end) if doc[i].lower_ in words["organisation-form"]]
    if suffixes:
        end = suffixes[-1] + 1
    elif not heads:
        return None
    else:
        after = heads[-1] + 1
        if after < end and doc[after].lower_ not in ("of", "for", "on", "to", "in", "against"):
            end = after
    titles = [
        i
        for i in range(start, end - 1)
        if is_title(doc[i], words)
        and doc[i + 1].lower_ not in ("of", "general")
        and not (doc[i].lower_ == "general" and doc[i + 1].lower_ in words["organisation-form"])
    ]
    if titles and titles[-1] + 1 < end - 1:
        marked = [index for index in (*suffixes, *heads) if index < end]
        if marked[-1] > titles[-1]:
            start = titles[-1] + 1
        else:
            end = next(index for index in titles if index > marked[-1])
            while end > start and doc[end - 1].lower_ in words["title-modifier"]:
                end -= 1
    return (start, end) if end - start > 1 else None


def _after_opening(doc: Doc, start: int, end: int) -> int:
    """What follows a sentence's first verb and its preposition: "According to", "Speaking to"."""
    if end - start < 3 or doc[start].pos_ != "VERB" or doc[start + 1].lower_ not in ("on", "to"):
        return start
    return start + 3 if doc[start + 2].lower_ == "the" else start + 2


def _after_people(doc: Doc, start: int, end: int, words: Words) -> int:
    """What follows "of": neither "Leaders of the Association" nor "Managing Director of the Trust" is the body."""
    of = next((index for index in range(start + 1, end - 1) if doc[index].lower_ == "of"), None)
    if of is None:
        return start
    head = doc[of - 1]
    before = [token.lower_ for token in doc[start:of]]
    people = len(before) == 1 and any(before[0] in words[name] for name in ("group-human", "group-official"))
    event = len(before) < 3 and before[-1] in words["event-head"]
    title = is_title(head, words) and all(w in words["title-modifier"] or w in words["title"] for w in before)
    if not (people or event or title):
        return start
    return of + 2 if doc[of + 1].lower_ == "the" else of + 1


def _is_capital(token: Token) -> bool:
    if not token.text[:1].isupper() or token.is_space:
        return False
    return token.pos_ not in ("DET", "PRON", "ADP", "SCONJ", "CCONJ") or token.text in ("West", "U.S.")


def _run_end(doc: Doc, start: int, words: Words) -> int:
    """The end of a run of capitalised words, joined by "of (the)", "for", "and", "&", "'s" and hyphens."""
    end = start + 1
    while end < len(doc):
        token = doc[end]
        if token.ent_type_ == "DATE":
            break
        if _is_capital(token):
            end += 1
            continue
        if token.lower_ not in ("of", "for", "on", "to", "and", "&", "'s", "-", "'"):
            break
        after = end + 1
        if after < len(doc) and doc[after].lower_ == "the" and token.lower_ in ("of", "for", "on", "to"):
            after += 1
        if after >= len(doc) or not _is_capital(doc[after]):
            break
        goes_on = after + 1 < len(doc) and _is_capital(doc[after + 1])
        if doc[after].lower_ in words["not-a-name"] and not goes_on:
            break
        end = after + 1
    return end


def _after_possessive(doc: Doc, start: int, end: int) -> int:
    """What follows the last possessive of a run: "China's Ministry" is named by "Ministry"."""
    for index in range(end - 1, start, -1):
        if doc[index].lower_ in ("'s", "'") and doc[index - 1].lower_ not in ("people", "employers", "workers"):
            return index + 1
    return start


def acting_names(doc: Doc, taken: Sequence[bool], words: Words) -> list[Candidate]:
    """Capitalised words that the recogniser missed where only an actor can stand: the subject of a verb of saying or
    deciding, or coordinated with a name."""
    found = []
    for token in doc:
        if taken[token.i] or token.pos_ != "PROPN" or not token.text[0].isupper() or not token.text.isalnum():
            continue
        speaks = token.dep_ == "nsubj" and token.head.lemma_ in words["say"]
        joined = any(taken[other.i] and other.pos_ == "PROPN" for other in token.conjuncts)
        if token.ent_type_ == "LOC" or (token.ent_type_ == "GPE" and not speaks):
            continue
        if not (speaks or joined) or token.lower_ in words["not-a-name"] or is_title(token, words):
            continue
        start = token.i
        if any(is_title(doc[index], words) for index in range(max(0, start - 3), start)):
            continue
        while start and not taken[start - 1] and doc[start - 1].dep_ == "compound" and _is_capital(doc[start - 1]):
            start -= 1
        if any(
            word.lower_ in words["event-head"] or word.lower_ in words["group-human"]
            for word in doc[start : token.i + 1]
        ):
            continue
        found.append(Candidate(start, token.i + 1, EntityType.ORGANIZATION, False))
    return found
