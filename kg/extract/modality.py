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
from kg.lexicon import Lexicon, ModalityRow
from kg.model import Modality

CONDITIONAL_MARKS = frozenset({"if", "unless", "should", "provided", "until", "once"})
ADJUNCTS = frozenset(
    {"by", "after", "before", "since", "through", "while", "when", "upon", "despite", "without", "amid", "because"}
    | {"under", "during", "following"}
)
"""What stands after these is a circumstance: what is said of the verb (denied, planned) is not said of it."""
GOVERNORS = frozenset({"xcomp", "ccomp", "acl", "pcomp", "pobj", "prep", "dobj", "conj", "relcl", "attr", "oprd"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
TRYING = frozenset({"try", "attempt", "effort", "aim", "strive", "endeavor", "endeavour", "bid", "drive", "decision",
                    "move", "commit", "seek"})  # fmt: skip
"""Words for what somebody is about: he has the stance that he tries to bring about."""
POLITE = frozenset({"like", "prefer", "welcome", "appreciate"})
"""Verbs whose "would" softens what is wished now."""
MAX_STEPS = 12
"""How far up a trigger's reading is looked for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How certain a trigger is, and whether it is denied."""

    modality: Modality
    negated: bool


def read_modality(token: Token, lexicon: Lexicon, *, stop: Callable[[Token], bool], stance: bool = False) -> Reading:
    """The reading of `token`; `stop` says where a governing word belongs to a report and no longer counts.

    A `stance` is taken where somebody tries to take it: "its effort to persuade them" persuades, if in vain.
    """
    reading = _climb(token, lexicon, stop, stance=stance)
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


def _climb(token: Token, lexicon: Lexicon, stop: Callable[[Token], bool], *, stance: bool = False) -> Reading:
    """The reading of `token` as far as its own words and those above it say, up to the edge of what it belongs to."""
    walk = _Walk(lexicon, nominal=token.pos_ in {"NOUN", "PROPN", "ADJ"}, stance=stance)
    walk.read_modifiers(token)
    current = token
    for _ in range(MAX_STEPS):
        walk.read_verb(current)
        head = current.head
        if (stop(current) and current.i != token.i) or head.i == current.i:
            break
        if current.dep_ == "advcl" and _mark(current) in CONDITIONAL_MARKS:
            return Reading(Modality.CONDITIONAL, walk.negated)
        if _is_announced(current):
            walk.modality = walk.modality or Modality.INTENDED
        if walk.is_edge(current):
            break
        if current.dep_ in SUBJECTS:
            current = head
            walk.read_predicate(head)
            break
        own_clause = current.dep_ == "conj" and not _shares_auxiliary(current)
        if not own_clause and stop(head):
            walk.read_report(current, head)
            break
        if not own_clause and walk.read_governor(current, head):
            break
        current = head
    if _mark(current) in {"if", "unless"} and current.dep_ == "advcl":
        walk.modality = Modality.CONDITIONAL
    if walk.modality in {None, Modality.INTENDED, Modality.EXPECTED} and _has_condition(token):
        walk.modality = Modality.CONDITIONAL
    return Reading(walk.modality or Modality.ASSERTED, walk.negated)


@dataclass(slots=True)
class _Walk:
    """What a walk up from a trigger has found so far. `nominal` where the trigger is no verb, `stance` where it says
    what somebody wants."""

    lexicon: Lexicon
    nominal: bool
    stance: bool = False
    modality: Modality | None = None
    negated: bool = False
    _counted: bool = False
    """True where the negation of the last verb is shared by the verb that it is coordinated with."""

    def read_modifiers(self, token: Token) -> None:
        """The adjectives and the "no" of a nominal trigger ("proposed tariffs", "no tariffs")."""
        if not self.nominal:
            return
        for child in token.children:
            if child.dep_ in {"amod", "compound", "nmod"}:
                rows = self.lexicon.modalities
                row = rows.get((child.lemma_.lower(), "ADJ")) or rows.get((child.lower_, "ADJ"))
                if row is not None and row.modality is not None:
                    self.modality = row.modality
            if child.dep_ == "det" and child.lower_ == "no":
                self.negated = not self.negated

    def read_verb(self, current: Token) -> None:
        """The auxiliaries and the negation of a verb on the way."""
        if current.pos_ not in {"VERB", "AUX"}:
            return
        own, denied = _auxiliaries(current)
        self.negated ^= denied and not self._counted
        self._counted = denied and current.dep_ == "conj" and not stands_alone(current)
        self.modality = self.modality or own

    def is_edge(self, current: Token) -> bool:
        """True where what stands above says nothing of the trigger: over adverbial and relative clauses, and over the
        subject that a verb is in."""
        return current.dep_ in {"advcl", "relcl"} or (current.dep_ in {"nsubj", "nsubjpass"} and not self.nominal)

    def read_predicate(self, head: Token) -> None:
        """What is said of a trigger that is a subject ("the tariffs may come", "the tariffs are likely")."""
        if head.pos_ in {"VERB", "AUX"}:
            own, _ = _auxiliaries(head)
            if own is not None and own is not Modality.OBLIGED:
                self.modality = self.modality or own
        row = _row(head, self.lexicon)
        if row is not None and row.modality in {Modality.EXPECTED, Modality.POSSIBLE}:
            self.modality = self.modality or row.modality

    def read_report(self, current: Token, head: Token) -> None:
        """What a word of saying above denies ("denied that it had imposed quotas")."""
        row = _row(head, self.lexicon) if current.dep_ in GOVERNORS else None
        self.negated ^= row is not None and row.negated

    def read_governor(self, current: Token, head: Token) -> bool:
        """What the word above does to the trigger; True where that word opens a circumstance and ends the walk."""
        if head.pos_ == "NOUN" and has_negative_determiner(head):
            self.negated = not self.negated  # "has no plans to lift"
        if head.pos_ in {"ADP", "SCONJ"} and head.lower_ in ADJUNCTS:
            self.negated ^= head.lower_ == "without"
            if head.lower_ == "by" and current.dep_ == "pcomp" and head.head.pos_ in {"VERB", "AUX"}:
                self.modality = self.modality or _auxiliaries(head.head)[0]  # "will widen access by lowering duties"
            return True
        row = _row(head, self.lexicon) if current.dep_ in GOVERNORS else None
        if row is not None and row.negated:
            self.negated = not self.negated
        elif row is not None and current.dep_ != "conj" and not (self.stance and row.lemma in TRYING):
            self.modality = self.modality or row.modality
        return False


def _is_announced(verb: Token) -> bool:
    """True for the infinitive of a headline, hung on the name that opens it ("EU to impose duties")."""
    name = verb.head
    return verb.dep_ in {"acl", "relcl"} and name.dep_ == "ROOT" and name.pos_ == "PROPN" and _has_to(verb)


def _row(head: Token, lexicon: Lexicon) -> ModalityRow | None:
    """The row for a governing word or, where a verb has none, for the adjective that it joins ("is ready to")."""
    pos = {"AUX": "VERB", "PROPN": "NOUN"}.get(head.pos_, head.pos_)
    row = lexicon.modalities.get((head.lemma_.lower(), pos))
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
        elif word in {"would", "'d"} and verb.lemma_ in POLITE:
            continue
        elif word in {"would", "'d"}:
            modality = Modality.CONDITIONAL if _has_condition(verb) else Modality.INTENDED
        elif word in {"may", "might", "could", "can"}:
            modality = Modality.POSSIBLE
        elif word in {"should", "must", "ought"}:
            modality = Modality.OBLIGED
    if verb.lemma_ == "be" and any(child.dep_ == "xcomp" and _has_to(child) for child in verb.children):
        modality = modality or Modality.INTENDED  # "are to meet"
    if verb.lemma_ == "have" and any(child.dep_ == "xcomp" for child in verb.children):
        modality = modality or Modality.OBLIGED
    return modality, is_negated(verb)


def _has_to(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


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
