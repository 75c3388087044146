"""Modality and polarity of a trigger: read from its auxiliaries and from the words that govern it.

The walk goes up from the trigger to the clause that a source is reported to say, or to the root of
the sentence. Each governing word of the lexicon adds its effect; the nearest modality wins, and
negations add up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract.polarity import has_negative_determiner, is_negated, stands_alone
from kg.lexicon import Lexicon
from kg.model import Modality

CONDITIONAL_MARKS = frozenset({"if", "unless", "should", "provided", "until", "once"})
ADJUNCTS = frozenset(
    {"by", "after", "before", "since", "through", "while", "when", "upon", "despite", "without", "amid", "because"}
    | {"under", "during", "following"}
)
"""What stands after these is a circumstance: what is said of the verb (denied, planned) is not said of it."""
GOVERNORS = frozenset({"xcomp", "ccomp", "acl", "pcomp", "pobj", "prep", "dobj", "conj", "relcl", "attr", "oprd"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How certain a trigger is, and whether it is denied."""

    modality: Modality
    negated: bool


def read_modality(token: Token, lexicon: Lexicon, *, stop: Callable[[Token], bool]) -> Reading:
    """The reading of `token`; `stop` says where a governing word belongs to a report and no longer counts."""
    reading = _climb(token, lexicon, stop)
    if token.pos_ in {"NOUN", "PROPN", "ADJ"}:
        return Reading(reading.modality, _noun_denied(token, lexicon, stop))
    return reading


def _noun_denied(noun: Token, lexicon: Lexicon, stop: Callable[[Token], bool]) -> bool:
    """A noun is denied by its own "no" or by the denied verb whose object it is; what stands deeper in a phrase is
    not ("will not accept a ban on its exports" denies no exports)."""
    if has_negative_determiner(noun):
        return True
    verb = noun.head
    if noun.dep_ in {"dobj", "nsubjpass", "attr", "oprd"} and verb.pos_ in {"VERB", "AUX"}:
        return _climb(verb, lexicon, stop).negated
    if noun.dep_ == "pobj" and verb.lower_ not in ADJUNCTS and verb.head.pos_ in {"VERB", "AUX"}:
        return is_negated(verb.head)
    return False


def _climb(token: Token, lexicon: Lexicon, stop: Callable[[Token], bool]) -> Reading:
    modality: Modality | None = None
    negated = False
    current = token
    nominal = token.pos_ in {"NOUN", "PROPN", "ADJ"}
    for child in token.children:
        if nominal and child.dep_ in {"amod", "compound", "nmod"}:
            row = lexicon.modalities.get((child.lemma_.lower(), "ADJ")) or lexicon.modalities.get((child.lower_, "ADJ"))
            if row is not None and row.modality is not None:
                modality = row.modality
        if nominal and child.dep_ == "det" and child.lower_ == "no":
            negated = not negated
    counted = False
    for _ in range(12):
        if current.pos_ in {"VERB", "AUX"}:
            own, denied = _auxiliaries(current)
            if current.i == token.i or _governs(current, token):
                negated ^= denied and not counted
                counted = denied and current.dep_ == "conj" and not stands_alone(current)
                modality = modality or own
        if stop(current) and current.i != token.i:
            break
        head = current.head
        if head.i == current.i:
            break
        if current.dep_ == "advcl" or (current.dep_ == "conj" and not _shares_auxiliary(current)):
            if current.dep_ == "advcl":
                if _mark(current) in CONDITIONAL_MARKS:
                    return Reading(Modality.CONDITIONAL, negated)
                break
            current = head
            continue
        if current.dep_ in {"relcl"} or (current.dep_ in {"nsubj", "nsubjpass"} and not nominal):
            break
        if current.dep_ in {"nsubj", "nsubjpass", "csubj", "csubjpass"}:
            current = head
            if current.pos_ in {"VERB", "AUX"}:
                own, denied = _auxiliaries(current)
                if own is not None and own is not Modality.OBLIGED:
                    modality = modality or own
            row = _row(head, lexicon)
            if row is not None and row.modality in {Modality.EXPECTED, Modality.POSSIBLE}:
                modality = modality or row.modality
            break
        if stop(head):
            break
        if head.pos_ == "NOUN" and any(child.dep_ == "det" and child.lower_ == "no" for child in head.children):
            negated = not negated  # "has no plans to lift"
        if head.pos_ in {"ADP", "SCONJ"} and head.lower_ in ADJUNCTS:
            negated ^= head.lower_ == "without"
            break
        if current.dep_ in GOVERNORS:
            row = _row(head, lexicon)
            if row is not None:
                if row.negated:
                    negated = not negated
                elif row.modality is not None and current.dep_ not in {"conj"}:
                    modality = modality or row.modality
        current = head
    if _mark(current) in {"if", "unless"} and current.dep_ == "advcl":
        modality = Modality.CONDITIONAL
    if modality in {None, Modality.INTENDED, Modality.EXPECTED} and _has_condition(token):
        modality = Modality.CONDITIONAL
    return Reading(modality or Modality.ASSERTED, negated)


def _governs(current: Token, token: Token) -> bool:
    """True where `current` is on the complement chain of `token` and not a mere host of an adjunct."""
    return current.i == token.i or current.pos_ in {"VERB", "AUX"}


def _row(head: Token, lexicon: Lexicon):  # type: ignore[no-untyped-def]
    pos = {"AUX": "VERB", "PROPN": "NOUN"}.get(head.pos_, head.pos_)
    row = lexicon.modalities.get((head.lemma_.lower(), pos))
    if row is None and pos == "AUX":
        row = None
    if row is None and head.pos_ in {"VERB", "AUX"}:
        for child in head.children:
            if child.dep_ in {"acomp", "attr"}:
                row = lexicon.modalities.get((child.lemma_.lower(), "ADJ"))
    return row


def _auxiliaries(verb: Token) -> tuple[Modality | None, bool]:
    modality: Modality | None = None
    for child in verb.children:
        if child.dep_ not in {"aux", "auxpass"}:
            continue
        word = child.lower_
        if word in {"will", "'ll", "shall", "wo"}:
            modality = Modality.INTENDED
        elif word in {"would", "'d"}:
            modality = Modality.CONDITIONAL if _has_condition(verb) else Modality.INTENDED
        elif word in {"may", "might", "could", "can"}:
            modality = Modality.POSSIBLE
        elif word in {"should", "must", "ought"}:
            modality = Modality.OBLIGED
    if verb.lemma_ == "have" and any(child.dep_ == "xcomp" for child in verb.children):
        modality = modality or Modality.OBLIGED
    return modality, is_negated(verb)


def _has_condition(verb: Token) -> bool:
    return any(child.dep_ == "advcl" and _mark(child) in {"if", "unless", "provided"} for child in verb.children)


def _mark(verb: Token) -> str | None:
    for child in verb.children:
        if child.dep_ in {"mark", "advmod"} and child.i < verb.i:
            return child.lower_
    return None


def _shares_auxiliary(verb: Token) -> bool:
    """A coordinated verb without subject or auxiliary shares those of the first ("will cut and reform")."""
    return not any(child.dep_ in {"nsubj", "aux", "nsubjpass"} for child in verb.children)
