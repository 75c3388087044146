"""The slots of a trigger's row, filled: which words hold, which are addressed, which say the content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace
from spacy.tokens import Token

from kg.extract.complements import ComplementReader
from kg.extract.good_words import ON_GOODS
from kg.extract.index import MentionIndex
from kg.extract.noun_phrases import NounPhraseReader
from kg.extract.parts import Parts, shared
from kg.extract.syntax import Arguments, arguments, attended_verb, conjuncts, holder, verb_conjuncts
from kg.lexicon import TriggerRow
from kg.mentions import Resolved
from kg.model import EntityType

PREMODIFIERS = frozenset({"compound", "amod", "nmod"})
TRADE = frozenset({"exportsTo", "importsFrom", "sells", "buys"})
"""Predicates whose partner may stand on the goods."""
COMMERCE = TRADE | {"investsIn"}
"""Predicates whose partner may be named only by what lies or works there."""
ATTENDANT = frozenset({"supports", "opposes"})
"""Stances whose nouns may accompany what is done."""


class Trigger(Struct, frozen=True):
    """A word of the text with a row of the lexicon that it may fire, and its arguments."""

    token: Token
    row: TriggerRow
    args: Arguments


@dataclass(frozen=True, slots=True)
class SlotReader:
    """Fills the slots of one document's triggers."""

    index: MentionIndex
    nouns: NounPhraseReader
    complements: ComplementReader

    def fill(self, role: str, trigger: Trigger) -> list[Token]:
        """The words of the first slot for `role` that is filled; for a party, by actors."""
        for slot in trigger.row.args.get(role, ()):
            if slot == "none":
                continue
            if slot == "self":
                return [trigger.token]
            tokens = _named(slot, trigger.args)
            if role == "other" and trigger.row.predicate == "meetsWith":
                tokens = [t for t in tokens if self.index.at(t.i) is not None or self.index.actor(t) is not None]
            elif role in {"addressee", "other", "holder"}:
                tokens = [t for t in tokens if self.index.actor(t) is not None]
            if tokens:
                return tokens
        return []

    def actors(self, role: str, trigger: Trigger) -> tuple[Resolved, ...]:
        """The actors that fill `role`."""
        return self.index.actors(self.fill(role, trigger))

    def others(self, trigger: Trigger, *, inside: bool) -> tuple[Resolved, ...]:
        """The other side. Whoever visits a place meets its country, so there a place counts; where trade has no
        partner by name, whoever the market is `inside` that it is done in, if asked."""
        tokens = self.fill("other", trigger)
        found = self.index.actors(tokens)
        if not found and trigger.row.predicate in COMMERCE:
            found = self.index.actors(self._partners(trigger))
        if not found and trigger.row.predicate == "signsAgreementWith":
            found = self.index.actors(_cosigners(trigger))
        if not found and trigger.row.predicate == "meetsWith":
            found = self._countries(tokens)
        if not found and inside and trigger.row.predicate in COMMERCE:
            found = self._insiders(trigger)
        return found

    def _countries(self, tokens: Iterable[Token]) -> tuple[Resolved, ...]:
        """The countries that `tokens` name, or where the places lie that they name."""
        places = [self.index.at(t.i) for t in tokens]
        return tuple(place for place in places if place is not None and place.entity.type is EntityType.COUNTRY)

    def _insiders(self, trigger: Trigger) -> tuple[Resolved, ...]:
        """Whose market or firms the other side is, where it has no name of its own: "sold cars in Asian markets",
        "sold fish to shops in China"."""
        for slot in trigger.row.args.get("other", ()):
            hosts = [] if slot == "self" else _named(slot, trigger.args)
            inner = [child for noun in hosts for child in noun.children if child.dep_ in {*PREMODIFIERS, "poss"}]
            inner += [t for noun in hosts for name in ("in", "of") for t in arguments(noun).prepositions.get(name, ())]
            found = self.index.actors(inner) or self._countries(inner)
            if found:
                return found
        return ()

    def _partners(self, trigger: Trigger) -> Iterator[Token]:
        """Whom goods go to or come from where the trigger itself does not say: a phrase on the goods ("exported tools
        worth two millions to Cuba"), or their origin ("bought Russian oil")."""
        own = trigger.args.objects if trigger.token.pos_ == "VERB" else ()
        goods = [*self.fill("good", trigger), *own]
        for noun in goods:
            phrases = arguments(noun).prepositions
            for slot in trigger.row.args.get("other", ()):
                yield from phrases.get("to" if slot == "to-prep" else slot, ())
        if trigger.row.predicate in {"importsFrom", "buys"}:
            yield from (child for noun in goods for child in noun.children if child.dep_ in PREMODIFIERS)

    def contents(self, trigger: Trigger) -> list[Parts]:
        """What the trigger is about, from the first slot that names an instrument or a change, else from the first
        that is filled."""
        token = trigger.token
        if token.pos_ in {"ADJ", "NOUN"} and token.dep_ == "amod" and trigger.row.predicate == "retaliatesAgainst":
            return [self.nouns.read(token.head)]  # "retaliatory tariffs"
        best: list[Parts] = []
        addressed = {t.i for t in self.fill("addressee", trigger)}
        for slot in trigger.row.args.get("content", ()):
            tokens = [t for t in _content_tokens(slot, trigger) if t.i not in addressed]
            found = shared([parts for t in tokens for parts in self.complements.read(t)])
            found = [self._with_verb_phrase(trigger.args, parts) for parts in found]
            if any(parts.instrument or parts.change for parts in found):
                return found
            best = best or found
        return self._of_clause(trigger) or best

    def _of_clause(self, trigger: Trigger) -> list[Parts]:
        """What is done "over objections from Peru" or "with the backing of Chile": what the clause around the noun is
        about; what "drew protests from Peru": its subject."""
        noun = trigger.token.head if trigger.token.dep_ == "conj" else trigger.token
        if trigger.token.pos_ != "NOUN" or trigger.row.predicate not in ATTENDANT:
            return []
        holders = self.fill("holder", trigger)
        if not holders or not all(noun.is_ancestor(token) for token in holders):
            return []
        if noun.dep_ == "pobj":
            about = attended_verb(noun)
            about += [t for verb in about for ts in arguments(verb).prepositions.values() for t in ts if t.i < noun.i]
        else:
            about = arguments(noun.head).subjects if noun.dep_ == "dobj" and noun.head.pos_ == "VERB" else []
        found = [parts for token in about for parts in self.complements.read(token)]
        return [replace(parts, negated=False, verbs=()) for parts in found if parts.instrument]

    def _with_verb_phrase(self, args: Arguments, parts: Parts) -> Parts:
        """A bare change ("reductions") takes its measure from the verb's own "in", "of" or "on" phrase, a measure its
        good ("rejected the tariffs on steel")."""
        if parts.instrument in ON_GOODS and parts.good is None and not parts.verbs:
            after = (token for name in ("on", "for", "of") for token in args.prepositions.get(name, ()))
            return replace(parts, good=next((good for token in after if (good := self.nouns.read(token).good)), None))
        if parts.change is None or parts.instrument is not None or parts.verbs:
            return parts
        for name in ("in", "of", "on", "to"):
            for other in args.prepositions.get(name, []):
                if other.i > parts.start and other.pos_ in {"NOUN", "PROPN"}:
                    measure = self.nouns.read(other)
                    if measure.instrument not in {None, "tradeTalks"}:  # in talks is where, not what
                        return replace(measure, change=parts.change, start=parts.start, end=measure.end)
        return parts


def trigger_arguments(token: Token) -> Arguments:
    """The arguments of a trigger of any part of speech."""
    if token.pos_ == "ADP":
        return _preposition_arguments(token)
    return _noun_arguments(token) if token.pos_ in {"NOUN", "PROPN", "ADJ"} else arguments(token)


def _preposition_arguments(preposition: Token) -> Arguments:
    """The arguments of a preposition that is said of somebody ("Germany is against new duties")."""
    args = Arguments()
    if preposition.head.lemma_ in {"be", "stand", "remain", "come", "speak", "seem"}:
        args.subjects = arguments(preposition.head).subjects
        args.objects = [
            token for child in preposition.children if child.dep_ in {"pobj", "pcomp"} for token in conjuncts(child)
        ]
    return args


def _noun_arguments(noun: Token) -> Arguments:
    """The arguments of a noun or adjective: `poss` and `mod` slots hold possessors and premodifiers; the subject
    is whoever owns it or, for a predicate adjective or the object of a light verb, the subject of that verb."""
    if noun.pos_ == "ADJ" and noun.dep_ == "amod" and noun.head.dep_ == "attr":
        return _noun_arguments(noun.head)  # "is a good idea" judges as "is good" does
    args = arguments(noun)
    args = replace(args, prepositions=dict(args.prepositions))
    owners: list[Token] = []
    mods: list[Token] = []
    for child in noun.children:
        if child.dep_ == "poss":
            owners.extend(conjuncts(child))
        elif child.dep_ in PREMODIFIERS:
            mods.extend([child, *(grand for grand in child.children if grand.dep_ in PREMODIFIERS)])
    mods.sort(key=lambda mod: mod.i)  # "the China-Japan pact": the first named is the first party
    args.prepositions["poss"] = owners or mods
    args.prepositions["mod"] = mods
    _take_from_verb(noun, args)
    if not args.subjects:
        args.subjects = holder(noun)
    return args


def _qualified(adjective: Token) -> list[Token]:
    """What an adjective before a noun is said of: the noun ("the unfair tariffs"), or what is called so ("the tariffs
    are an unfair burden")."""
    if adjective.pos_ == "ADJ" and adjective.dep_ == "conj":
        adjective = adjective.head
    noun = adjective.head
    if adjective.pos_ != "ADJ" or adjective.dep_ != "amod":
        return []
    return arguments(noun.head).subjects if noun.dep_ == "attr" else [noun]


def _take_from_verb(noun: Token, args: Arguments) -> None:
    """Adds to the arguments of `noun` those of the verb that it completes, or whose subject it is."""
    verb = noun.head
    is_complement = noun.dep_ in {"dobj", "acomp", "attr", "oprd", "pobj"}
    if is_complement and verb.pos_ == "ADP":
        verb = verb.head
    if verb.pos_ not in {"VERB", "AUX"} or not (is_complement or noun.dep_ in {"nsubjpass", "nsubj"}):
        return
    above = arguments(verb)
    if is_complement or above.passive:
        args.subjects = above.subjects
    for name, tokens in above.prepositions.items():
        args.prepositions.setdefault(name, tokens)
    if is_complement:
        args.infinitives = args.infinitives or [t for t in above.infinitives if t.i > noun.i]


def _cosigners(trigger: Trigger) -> Iterator[Token]:
    """Whom the words of the agreement itself name: "signed a memorandum of understanding with Chile"."""
    nouns = [*trigger.args.objects, *trigger.args.prepositions.get("of", ())]
    inner = [word for noun in nouns for word in arguments(noun).prepositions.get("of", ())]
    for noun in (*nouns, *inner):
        phrases = arguments(noun).prepositions
        yield from (*phrases.get("with", ()), *phrases.get("between", ()))


def _named(slot: str, args: Arguments) -> list[Token]:
    return args.prepositions.get("to", []) if slot == "to-prep" else args.slot(slot)


def _content_tokens(slot: str, trigger: Trigger) -> list[Token]:
    """The words of a content slot; "self" is the trigger itself or, for an auxiliary, the verbs that it governs, for an
    adjective what it is said of."""
    token = trigger.token
    if slot == "none":
        return []
    if slot == "self" and token.pos_ == "ADJ":
        return _qualified(token) or [token]
    if slot == "self":
        return verb_conjuncts(token.head) if token.pos_ == "AUX" and token.dep_ == "aux" else [token]
    return _named(slot, trigger.args)
