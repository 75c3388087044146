"""Which phenomena of language a claim shows, so that a score can be told apart by what makes a sentence hard.

The same tests are put to gold and to a build: they see only the claim's parts, its sentence, and the parse around the
words of its object. A claim may show many phenomena; those of `SYNTACTIC` need the parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from kg.extract.syntax import is_passive, path_to_root
from kg.gold import Claim
from kg.lexicon import Lexicon
from kg.matching import normal_name, object_words, same_actor
from kg.model import Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their|we|our|i)\b", re.IGNORECASE)
_QUOTATION = re.compile(r"[\"“”«»]|(?<!\w)['‘]|['’](?!\w)")
_MODALITIES = {modality: f"modality: {modality.value}" for modality in Modality}


class Phenomenon(StrEnum):
    """A thing that a claim or its sentence shows; the value is its name in tables, in their order."""

    ATTRIBUTED = "attributed"
    SELF_REPORTED = "attributed to its subject"
    UNATTRIBUTED = "stated by the writer"
    NEGATED = "negated"
    ASSERTED = _MODALITIES[Modality.ASSERTED]
    INTENDED = _MODALITIES[Modality.INTENDED]
    EXPECTED = _MODALITIES[Modality.EXPECTED]
    POSSIBLE = _MODALITIES[Modality.POSSIBLE]
    OBLIGED = _MODALITIES[Modality.OBLIGED]
    CONDITIONAL = _MODALITIES[Modality.CONDITIONAL]
    ACTOR = "with object actor"
    INSTRUMENT = "with instrument"
    CHANGE = "with change"
    GOOD = "with good"
    TARGET = "with target"
    PRONOUN = "subject as pronoun or description"
    QUOTATION = "sentence with quotation"
    FIRST = "first sentence or headline"
    PASSIVE = "passive"
    NOMINAL = "nominal"
    COORDINATED = "coordinated"
    RELATIVE = "relative clause or participle"
    EMBEDDED = "control, raising, light verb"


SYNTACTIC = frozenset(
    {
        Phenomenon.PASSIVE,
        Phenomenon.NOMINAL,
        Phenomenon.COORDINATED,
        Phenomenon.RELATIVE,
        Phenomenon.EMBEDDED,
    }
)


def phenomena(claim: Claim, text: str) -> frozenset[Phenomenon]:
    """What the parts of `claim` and the words of its sentence in the passage `text` show."""
    return frozenset(_of_parts(claim)) | frozenset(_of_words(claim, text))


def _of_parts(claim: Claim) -> Iterator[Phenomenon]:
    if claim.source is None:
        yield Phenomenon.UNATTRIBUTED
    else:
        yield Phenomenon.ATTRIBUTED
        if same_actor(claim.source, claim.subject):
            yield Phenomenon.SELF_REPORTED
    if claim.negated:
        yield Phenomenon.NEGATED
    yield Phenomenon(_MODALITIES[claim.modality])
    parts = {
        Phenomenon.ACTOR: claim.object_actor,
        Phenomenon.INSTRUMENT: claim.instrument,
        Phenomenon.CHANGE: claim.change,
        Phenomenon.GOOD: claim.good,
        Phenomenon.TARGET: claim.target,
    }
    yield from (phenomenon for phenomenon, part in parts.items() if part)


def _of_words(claim: Claim, text: str) -> Iterator[Phenomenon]:
    sentence = text[claim.start : claim.end]
    named = object_words(claim.subject) | object_words(normal_name(claim.subject))
    if not named & object_words(sentence):
        yield Phenomenon.PRONOUN
    if _QUOTATION.search(sentence):
        yield Phenomenon.QUOTATION
    if not text[: claim.start].strip():
        yield Phenomenon.FIRST


def syntactic_phenomena(claim: Claim, doc: Doc, lexicon: Lexicon) -> frozenset[Phenomenon]:
    """What the parse of the passage shows where the words of the claim's object stand; nothing where they do not.

    The object hangs from a verb, the nearest above it: passive, in a relative clause or participle, a complement of
    another verb. On the way there, or as the object's own head, may stand a noun that names an act ("imposition").
    """
    anchor = _anchor(claim, doc)
    if anchor is None:
        return frozenset()
    found: set[Phenomenon] = set()
    for token in path_to_root(anchor):
        lemma = token.lemma_.lower()
        if token.pos_ == "NOUN" and ((lemma, "NOUN") in lexicon.changes or (lemma, "NOUN") in lexicon.triggers):
            found.add(Phenomenon.NOMINAL)
        if token.dep_ == "conj" or any(child.dep_ == "conj" for child in token.children):
            found.add(Phenomenon.COORDINATED)
        if token.dep_ in {"relcl", "acl", "advcl"}:
            found.add(Phenomenon.RELATIVE)
        if token.pos_ in {"VERB", "AUX"}:
            if is_passive(token):
                found.add(Phenomenon.PASSIVE)
            if token.dep_ in {"xcomp", "pcomp"}:
                found.add(Phenomenon.EMBEDDED)
            break
    return frozenset(found)


def _anchor(claim: Claim, doc: Doc) -> Token | None:
    """The highest of the object's words in the sentence, of the first and longest run of them."""
    words = object_words(claim.text)
    runs: list[list[Token]] = [[]]
    for token in doc:
        if not claim.start <= token.idx < claim.end:
            continue
        if object_words(token.text) & words:
            runs[-1].append(token)
        elif object_words(token.text):
            runs.append([])
    longest = max(runs, key=len)
    return min(longest, key=lambda token: sum(1 for _ in token.ancestors)) if longest else None
