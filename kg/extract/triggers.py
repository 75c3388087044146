"""Trigger rows to candidates: which rows of the lexicon a word fires, and who holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract.candidates import Candidate
from kg.extract.holders import Holders, Way
from kg.extract.index import MentionIndex, is_actor
from kg.extract.pairs import PairReader
from kg.extract.particles import particles_follow
from kg.extract.polarity import is_still_to_come
from kg.extract.slots import SlotReader, Trigger, trigger_arguments
from kg.extract.speech import Speech
from kg.extract.stances import StanceReader
from kg.lexicon import Lexicon, TriggerRow
from kg.mentions import Resolved

COARSE = {"VERB": "VERB", "AUX": "VERB", "NOUN": "NOUN", "PROPN": "NOUN", "ADJ": "ADJ", "ADP": "ADP"}
"""The lexicon's part of speech for each of the tagger's."""


@dataclass(frozen=True, slots=True)
class TriggerReader:
    """Reads the triggers of one document."""

    lexicon: Lexicon
    index: MentionIndex
    speech: Speech
    slots: SlotReader
    holders: Holders
    stances: StanceReader
    pairs: PairReader

    def read(self, token: Token) -> Iterator[Candidate]:
        """The candidates of all rows that `token` fires."""
        rows = self.rows(token)
        if not rows or (token.pos_ in {"NOUN", "PROPN"} and (token.dep_ == "compound" or self._in_name(token))):
            return
        args = trigger_arguments(token)
        for row in rows:
            yield from self._read_row(Trigger(token, row, args))

    def rows(self, token: Token) -> list[TriggerRow]:
        """The rows for `token`: those whose particles follow it, else those without, where it has no other particle;
        none for the "has" of "has yet to"."""
        pos = "ADJ" if token.dep_ == "amod" and token.pos_ == "NOUN" else COARSE.get(token.pos_)
        known = self.lexicon.triggers.get((token.lemma_.lower(), pos)) if pos is not None else None
        if known is None or is_still_to_come(token):
            return []
        rows = [
            row
            for row in known
            if not row.particles or (particles_follow(token, row.particles) and not _stands_between(token, row))
        ]
        with_particles = [row for row in rows if row.particles]
        if with_particles:
            return [row for row in with_particles if not _is_denied(row, with_particles)]
        return [] if any(child.dep_ == "prt" and child.lower_ not in {"up", "on"} for child in token.children) else rows

    def _in_name(self, token: Token) -> bool:
        """True for a word inside the name of somebody ("Customs Tariff Commission")."""
        mention = self.index.at(token.i)
        return mention is not None and is_actor(mention) and mention.end - mention.start > 1 and mention.kind == "name"

    def _read_row(self, trigger: Trigger) -> Iterator[Candidate]:
        holders = self._holders(trigger)
        ways: list[Way] = []
        if holders or trigger.token.pos_ != "ADP":
            ways = self.holders.ways(holders, trigger.token, targets=self._judged(trigger))
        if holders and self._is_told(trigger.token, holders):
            guessed = self.holders.ways((), trigger.token, targets=holders)
            ways += guessed
        if "other" in trigger.row.args:
            yield from self.pairs.read(trigger, ways)
        else:
            yield from self.stances.read(trigger, ways)

    def _holders(self, trigger: Trigger) -> tuple[Resolved, ...]:
        """Whom the row's slots give as holder, or whoever is reported to say it."""
        if trigger.row.args.get("holder") == ("speaker",):
            return self.speech.holders(trigger.token.i)
        return self.slots.actors("holder", trigger)

    def _judged(self, trigger: Trigger) -> tuple[Resolved, ...]:
        """Whose deed a verb says that only a speaker can judge ("Chile broke the rules"): they do not judge it."""
        says = trigger.row.args.get("holder") == ("speaker",) and trigger.token.pos_ == "VERB"
        return self.index.actors(trigger.args.subjects) if says else ()

    def _is_told(self, noun: Token, holders: Sequence[Resolved]) -> bool:
        """True for the noun of a deed whose holder stands outside its phrase, and so may only speak of it ("Chile
        attacked the retaliation")."""
        return (
            noun.pos_ == "NOUN"
            and noun.dep_ in {"dobj", "pobj"}
            and not any(noun.left_edge.i <= mention.root <= noun.right_edge.i for mention in holders)
        )


def _is_denied(row: TriggerRow, others: Sequence[TriggerRow]) -> bool:
    """True where another row is the same phrase with "no": "make sense" in "makes no sense"."""
    return any("no" in other.particles and row.particles == _without_no(other.particles) for other in others)


def _without_no(particles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in particles if word != "no")


def _stands_between(verb: Token, row: TriggerRow) -> bool:
    """True where an object of `verb` stands before the one preposition of a `row` that has no place for an object: in
    "called the duties on steel unfair" the verb does not govern that preposition."""
    if len(row.particles) != 1 or any("obj" in slots for slots in row.args.values()):
        return False
    after = next((child.i for child in verb.rights if child.dep_ == "prep" and child.lower_ == row.particles[0]), None)
    return after is not None and any(child.dep_ == "dobj" and child.i < after for child in verb.rights)
