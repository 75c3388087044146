"""Changes that somebody carries out: verbs ("raised duties"), their nouns ("a cut in duties"), and bare measures with
an owner ("U.S. tariffs on Chinese goods")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace
from spacy.tokens import Token

from kg.extract.candidates import MEASURES, Candidate
from kg.extract.circumstances import Circumstances
from kg.extract.holders import Holders, Way
from kg.extract.index import MentionIndex, ids, unique
from kg.extract.modality import Reading
from kg.extract.needs import CASE_NOUNS
from kg.extract.parts import Parts
from kg.extract.phrases import Phrases
from kg.extract.polarity import denies_object
from kg.extract.spent import SpentWords
from kg.extract.syntax import arguments, holder
from kg.extract.triggers import TriggerReader
from kg.mentions import Resolved

STANDING = frozenset({"tariff", "quota", "importBan", "exportControl", "embargo", "tradePreference", "licence"})
"""Measures that whoever owns them may have had for long: "Japan's quotas on beef"."""

SUFFERED = frozenset(
    {"face", "suffer", "pay", "incur", "endure", "confront", "escape", "avoid", "dodge", "fear", "risk"}
)
"""Verbs whose subject a measure works on: "Chile faces duties on copper"."""


@dataclass(frozen=True, slots=True)
class ActionReader:
    """Reads the actions of one document, in words that are not spent."""

    index: MentionIndex
    triggers: TriggerReader
    phrases: Phrases
    holders: Holders
    circumstances: Circumstances
    spent: SpentWords

    def read(self, token: Token) -> Iterator[Candidate]:
        """The actions that `token` says."""
        if token.pos_ not in {"VERB", "NOUN", "PROPN"} or token in self.spent or self._retaliates(token):
            return
        yield from self._verbal(token) if token.pos_ == "VERB" else self._nominal(token)

    def _retaliates(self, token: Token) -> bool:
        """True for a word that says no more than that somebody retaliates, which its trigger has read."""
        return any(row.predicate == "retaliatesAgainst" for row in self.triggers.rows(token)) and (
            token.pos_ != "VERB" or not arguments(token).objects
        )

    def _verbal(self, verb: Token) -> Iterator[Candidate]:
        if not self.phrases.changes.knows(verb, "VERB"):
            return
        for parts in self.phrases.verbs.read(verb, direct=True):
            if parts.change is None or parts.instrument is None or not parts.verbs or parts.verbs[0] != verb.i:
                continue
            if _is_no_action(parts.change, parts.instrument) or _only_counts(parts, verb):
                continue
            reading = self.circumstances.reading(verb)
            reading = replace(reading, negated=reading.negated ^ denies_object(verb))
            self.spent.add(verb.i if parts.anchor is None else parts.anchor)
            self.spent.add_words(parts)
            for way in self.holders.ways(parts.by, verb, parts.instrument, parts.targets):
                for subject in way.actors:
                    action = self._action(verb, parts, parts.change, subject, reading, "action")
                    yield replace(action, how=way.how)

    def _nominal(self, noun: Token) -> Iterator[Candidate]:
        """A noun of a change, or a bare measure; its owner may have imposed it, or have it for long."""
        is_change = self.phrases.changes.knows(noun, "NOUN")
        if self.phrases.instruments.named_by(noun) is None and not is_change:
            return
        if noun.dep_ == "compound" or self._told_by_clause(noun):
            return
        parts = self._suffered(noun, self.phrases.nouns.read(noun))
        if parts.instrument is None or (not is_change and parts.instrument not in MEASURES):
            return
        change = parts.change if parts.change and not parts.weak_change else "impose"
        if _is_no_action(change, parts.instrument):
            return
        self.spent.add_words(parts)
        kind = "noun" if is_change else "measure"
        standing = not is_change and parts.change is None and parts.instrument in STANDING
        reading = self.circumstances.reading(noun)
        for way in self._owners(noun, parts, parts.instrument):
            for subject in way.actors:
                for done in (change, "maintain") if standing and way.how in {"argument", "holder"} else (change,):
                    yield replace(self._action(noun, parts, done, subject, reading, kind), how=way.how)

    def _owners(self, noun: Token, parts: Parts, instrument: str) -> list[Way]:
        """Who may make the change or have the measure: who the phrase says, else whoever holds the noun
        or, for who holds it may only speak of it, whoever else the text lets one think of."""
        held_by = self.index.actors(holder(noun))
        if held_by and not parts.by and set(ids(held_by)).isdisjoint(ids(parts.targets)):
            guessed = self.holders.ways((), noun, instrument, parts.targets)
            return [Way(held_by, "holder"), *(way for way in guessed if set(ids(held_by)).isdisjoint(ids(way.actors)))]
        return self.holders.ways(parts.by, noun, instrument, parts.targets)

    def _suffered(self, noun: Token, parts: Parts) -> Parts:
        """In "Chile faces duties" the subject is whom the measure works on."""
        if noun.dep_ != "dobj" or noun.head.lemma_.lower() not in SUFFERED or noun.head.pos_ != "VERB":
            return parts
        subjects = [self.phrases.nouns.read(token) for token in arguments(noun.head).subjects]
        named = self.index.actors(arguments(noun.head).subjects)
        hit = named or tuple(mention for subject in subjects for mention in (*subject.by, *subject.targets))
        good = parts.good or next((subject.good for subject in subjects if subject.good), None)
        return replace(parts, good=good, targets=unique((*parts.targets, *(m for m in hit if m not in parts.by))))

    def _told_by_clause(self, noun: Token) -> bool:
        """True where a clause says what is done to `noun` ("tariffs that Reagan imposed", "tariffs were raised by")."""
        if noun.dep_ == "nsubjpass" and self.phrases.changes.knows(noun.head, "VERB") and arguments(noun.head).subjects:
            return True
        return any(
            child.dep_ in {"relcl", "acl"}
            and child.pos_ == "VERB"
            and self.phrases.changes.knows(child, "VERB")
            and any(token.i == noun.i for token in arguments(child).objects)
            for child in noun.children
        )

    def _action(
        self, token: Token, parts: Parts, change: str, subject: Resolved, reading: Reading, kind: str
    ) -> Candidate:
        """A change that somebody carries out; to change a trade balance is only ever sought."""
        rule = parts.row if parts.row is not None and kind != "measure" else f"measure-{parts.instrument}"
        make = self.circumstances.candidate
        if parts.instrument == "tradeBalance":
            return make(token, rule, "seeks", subject, parts, parts.targets, reading, "stance")
        if change == "impose" and _is_case(parts):
            return make(token, rule, "investigates", subject, replace(parts, change=None), parts.targets, reading, kind)
        return self.circumstances.carried_out(token, rule, change, subject, parts, reading, kind)


def _is_case(parts: Parts) -> bool:
    """True for a dispute, and for a trade remedy that is still a case ("an anti-dumping investigation")."""
    return (
        parts.instrument == "disputeCase"
        or not CASE_NOUNS.isdisjoint(parts.words[:1])
        or (parts.instrument == "tradeRemedy" and not CASE_NOUNS.isdisjoint(parts.words))
    )


def _only_counts(parts: Parts, verb: Token) -> bool:
    """True where a trade balance is only told or moves by itself ("announced a surplus", "the deficit fell")."""
    return parts.instrument == "tradeBalance" and (
        parts.change in {"impose", "maintain"} or (parts.anchor is not None and parts.anchor < verb.i and not parts.by)
    )


def _is_no_action(change: str, instrument: str) -> bool:
    """True for what diplomacy's own triggers read: to start or end talks, to make an agreement."""
    if instrument == "disputeCase" and change in {"tighten", "ease"}:
        return True
    if instrument == "marketAccess" and change == "impose":
        return True  # "took a third of the market"
    return (instrument == "tradeTalks" and change != "pause") or (instrument == "tradeAgreement" and change == "impose")
