"""Modality and polarity of a trigger: read from its auxiliaries and from the words that govern it.

The walk goes up from the trigger to the clause that a source is reported to say, or to the root of
the sentence. Each governing word of the lexicon adds its effect; the nearest modality wins, and
negations add up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Struct
from spacy.tokens import Token

from kg.extract.polarity import (
    FINITE,
    SUBJECTS,
    VERBS,
    coordinated_with,
    has_negative_determiner,
    is_negated,
    is_presupposed,
    is_scarce,
    is_set_aside,
    is_still_to_come,
    opens_condition,
    shares_auxiliaries,
)
from kg.lexicon import Lexicon, ModalityRow
from kg.model import Modality

CONDITIONAL_MARKS = frozenset({"if", "unless", "should", "provided", "until", "once"})
ADJUNCTS = frozenset(
    {"by", "after", "before", "since", "through", "while", "when", "upon", "despite", "without", "amid", "because"}
    | {"under", "during", "following"}
)
"""What stands after these is a circumstance: what is said of the verb (denied, planned) is not said of it."""
GOVERNORS = frozenset({"xcomp", "ccomp", "acl", "pcomp", "pobj", "prep", "dobj", "conj", "relcl", "attr", "oprd"})
TRYING = frozenset({"try", "attempt", "effort", "aim", "strive", "endeavor", "endeavour", "bid", "drive", "decision",
                    "move", "commit", "seek"})  # fmt: skip
"""Words for what somebody is about: he has the stance that he tries to bring about."""
POLITE = frozenset({"like", "prefer", "welcome", "appreciate"})
"""Verbs whose "would" softens what is wished now."""
CARRYING = frozenset(
    {"have", "make", "take", "give", "reach", "hold", "impose", "adopt", "introduce", "launch", "start", "begin"}
    | {"sign", "ratify", "conclude", "finalise", "finalize", "join", "enter", "resume", "attend"}
    | {"keep", "honor", "honour", "fulfil", "fulfill", "implement", "observe", "respect", "meet", "deliver"}
    | {"abide", "adhere", "comply", "live", "stick"}
)
"""Verbs that are denied together with what they are said of: "did not sign the pact", "did not keep the promise to cut"
against "did not mention the pact"."""
OF_CLAIMS = frozenset({"reject", "dismiss", "deny"})
"""Verbs that deny what a noun under them claims to be so, not what it proposes to do."""
DOUBTS = frozenset({"doubt", "question", "secret", "surprise"})
"""Nouns of which "no" affirms the clause after them ("no doubt that"); to doubt is to deny it."""
CHOICES = frozenset({"choice", "option", "alternative"})
"""Nouns of which "no" leaves what comes after them ("no choice but to retaliate")."""
MAX_STEPS = 12
"""How far up a trigger's reading is looked for."""


class Reading(Struct, frozen=True):
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
    if token.dep_ == "amod":
        return Reading(reading.modality, _noun_denied(token.head, lexicon, stop))  # "the planned duties"
    return reading


def _noun_denied(noun: Token, lexicon: Lexicon, stop: Callable[[Token], bool]) -> bool:
    """A noun is denied by its own "no" or, where it tells of nothing that is there already, by the denied verb whose
    object it is; what stands deeper in a phrase is not ("will not accept a ban on its exports" denies no exports)."""
    if has_negative_determiner(noun):
        return True
    verb = noun.head
    if is_presupposed(noun) and verb.lemma_ not in CARRYING:
        return False
    if noun.dep_ in {"dobj", "nsubjpass", "attr", "oprd"} and verb.pos_ in VERBS:
        row = _row(verb, lexicon)
        undone = row is not None and row.negated and verb.lemma_ not in OF_CLAIMS and noun.dep_ == "dobj"
        return _climb(verb, lexicon, stop).negated ^ undone
    if noun.dep_ == "pobj" and verb.lower_ not in ADJUNCTS and verb.head.pos_ in VERBS:
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
        if _is_asked_of_somebody(current):
            walk.modality = walk.modality or Modality.OBLIGED
        if walk.is_edge(current):
            break
        walk.leave(current)
        if current.dep_ in SUBJECTS:
            current = head
            walk.read_predicate(head)
            break
        head = coordinated_with(current) if current.dep_ == "conj" else head
        own_clause = current.dep_ == "conj" and not shares_auxiliaries(current)
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
    beside: Token | None = None
    """The verb read last, where the next one is that which it is coordinated with."""
    told: bool = False
    """True where what is above denies the trigger no more: over a noun that tells of it as done or known."""

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

    def turn(self, denied: bool) -> None:
        """Takes in a negation that reaches the trigger."""
        self.negated ^= denied and not self.told

    def read_verb(self, current: Token) -> None:
        """The auxiliaries and the negation of a verb on the way."""
        if current.pos_ not in VERBS:
            return
        own, denied = _auxiliaries(current)
        if self.beside is None:
            self.turn(denied ^ is_set_aside(current))
        if self.beside is None or shares_auxiliaries(self.beside):
            self.modality = self.modality or own
        self.beside = current if current.dep_ == "conj" else None

    def leave(self, current: Token) -> None:
        """Closes what is above to negation where `current` is told as done or known ("the duties imposed by Chile",
        "the plan to impose duties"), and to modality where it is relative ("the first to impose duties")."""
        if _is_participle(current) and _row(current.head, self.lexicon) is None:
            self.turn(has_negative_determiner(current.head))
            self.told = True
        elif current.pos_ == "NOUN" and is_presupposed(current):
            verb = current.head.head if current.dep_ == "pobj" and _has_infinitive(current) else current.head
            self.told |= verb.pos_ in VERBS and verb.lemma_ not in CARRYING
        if current.dep_ == "relcl":
            self.modality = self.modality or Modality.ASSERTED

    def is_edge(self, current: Token) -> bool:
        """True where what stands above says nothing of the trigger: over adverbial and relative clauses, and over the
        subject that a verb is in, and over what is done instead."""
        if current.pos_ in VERBS and is_set_aside(current):
            return True
        if current.dep_ == "relcl":
            return not _is_infinitive(current)
        return current.dep_ == "advcl" or (current.dep_ in {"nsubj", "nsubjpass"} and not self.nominal)

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
        """What a word of saying above denies: "denied that it had imposed quotas", "rejected claims that it had"."""
        if current.dep_ not in GOVERNORS:
            return
        row = _row(head, self.lexicon)
        if row is None and head.pos_ == "NOUN" and head.dep_ == "dobj":
            row = _row(head.head, self.lexicon)
        self.turn(row is not None and row.negated)

    def read_governor(self, current: Token, head: Token) -> bool:
        """What the word above does to the trigger; True where that word opens a circumstance and ends the walk."""
        if current.dep_ == "conj":
            return False
        if head.pos_ == "NOUN" and is_scarce(head):
            affirmed = head.lemma_ in CHOICES or (head.lemma_ in DOUBTS and _is_clause(current))
            self.turn(not affirmed)  # "has no plans to lift"
        if head.pos_ in {"ADP", "SCONJ"} and (head.lower_ in ADJUNCTS or _opens_sentence(current, head)):
            self.turn(head.lower_ == "without")
            if head.lower_ == "by" and current.dep_ == "pcomp" and head.head.pos_ in VERBS:
                self.modality = self.modality or _auxiliaries(head.head)[0]  # "will widen access by lowering duties"
            return True
        row = _row(head, self.lexicon) if current.dep_ in GOVERNORS else None
        if row is not None and row.negated:
            if row.pos == "VERB" and _is_finite(current) and head.lemma_ not in OF_CLAIMS | DOUBTS:
                return False
            self.turn(not (head.lemma_ in OF_CLAIMS and current.pos_ == "NOUN" and not _has_clause(current)))
        elif row is not None and not (self.stance and row.lemma in TRYING):
            self.modality = self.modality or row.modality
        if current.pos_ in VERBS and _is_too_much(current, head):
            self.turn(True)
            self.modality = self.modality or Modality.ASSERTED
        return False


def _is_announced(verb: Token) -> bool:
    """True for the infinitive of a headline, hung on the name that opens it ("EU to impose duties")."""
    name = verb.head
    return verb.dep_ in {"acl", "relcl"} and name.dep_ == "ROOT" and name.pos_ == "PROPN" and _is_infinitive(verb)


def _is_asked_of_somebody(verb: Token) -> bool:
    """True for "pleaded for Chile to cut its duties", "it is time for Chile to cut its duties"."""
    return verb.dep_ == "advcl" and _mark(verb) == "for" and _is_infinitive(verb)


def _row(head: Token, lexicon: Lexicon) -> ModalityRow | None:
    """The row for a governing word or, where a verb has none, for the adjective that it joins ("is ready to")."""
    pos = {"AUX": "VERB", "PROPN": "NOUN"}.get(head.pos_, head.pos_)
    lemma = head.lemma_.lower()
    particle = next((child.lower_ for child in head.children if child.dep_ == "prt"), None)
    rows = lexicon.modalities
    row = rows.get((f"{lemma} {particle}", pos)) or rows.get((lemma, pos))
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
            modality = Modality.CONDITIONAL if opens_condition(child) else Modality.OBLIGED
    if verb.lemma_ == "be" and any(child.dep_ == "xcomp" and _is_infinitive(child) for child in verb.children):
        modality = modality or Modality.INTENDED  # "are to meet"
    if verb.lemma_ == "have" and any(child.dep_ == "xcomp" for child in verb.children) and not is_still_to_come(verb):
        modality = modality or Modality.OBLIGED
    return modality, is_negated(verb)


def _has_condition(verb: Token) -> bool:
    return any(child.dep_ == "advcl" and _mark(child) in {"if", "unless", "provided"} for child in verb.children)


def _mark(verb: Token) -> str | None:
    for child in verb.children:
        if child.dep_ in {"mark", "advmod"} and child.i < verb.i:
            return child.lower_
    return None


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _has_infinitive(noun: Token) -> bool:
    """True for "the plan to impose duties"."""
    return any(child.dep_ == "acl" and _is_infinitive(child) for child in noun.children)


def _opens_sentence(verb: Token, preposition: Token) -> bool:
    """True for "in imposing the duties" before the verb that it goes with."""
    return verb.dep_ == "pcomp" and preposition.i < preposition.head.i


def _is_finite(verb: Token) -> bool:
    """True for a clause with a subject and a tense."""
    auxiliaries = {child.tag_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    return not {verb.tag_, *auxiliaries}.isdisjoint(FINITE | {"MD"}) and _is_clause(verb)


def _is_participle(verb: Token) -> bool:
    """True for a clause that tells more of its noun ("the duties imposed by Chile"), where the noun is no name."""
    told = verb.tag_ == "VBN" or (verb.tag_ == "VBG" and verb.head.pos_ != "PROPN")
    return verb.dep_ == "acl" and told and not _is_clause(verb)


def _is_clause(verb: Token) -> bool:
    """True for a verb with a subject or a conjunction of its own ("claims that it dumps chips")."""
    return any(child.dep_ in SUBJECTS or child.dep_ == "mark" for child in verb.children)


def _has_clause(noun: Token) -> bool:
    """True for a noun that says what is claimed: "claims that it dumps", "accusations of dumping"."""
    return any(_is_clause(child) for child in noun.children if child.pos_ in VERBS) or any(
        grand.dep_ == "pcomp" for child in noun.children for grand in child.children
    )


def _is_too_much(verb: Token, head: Token) -> bool:
    """True for "is too weak to retaliate", "has too much at stake to retaliate"."""
    return (
        verb.dep_ in {"xcomp", "ccomp", "advcl"}
        and _is_infinitive(verb)
        and any(token.lower_ == "too" and token.dep_ == "advmod" for token in verb.doc[head.i : verb.i])
    )
