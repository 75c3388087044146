"""Triggers and their arguments to candidate statements.

Two readings of a sentence run one after the other. First the trigger rows of the lexicon (stances,
diplomacy, trade, accusations): each finds its holder, addressee and content. What a stance takes as
its content is then spent. Second, every change that is not spent and has an instrument is an action
of its own: `imposes`, `eases` and so on, for verbs ("raised duties"), for their nouns ("a cut in
duties") and for bare measures with an owner ("U.S. tariffs on Chinese goods").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from kg.extract.actions import ActionReader
from kg.extract.attribution import Attribution
from kg.extract.candidates import Candidate
from kg.extract.circumstances import Circumstances
from kg.extract.context import with_company
from kg.extract.holders import Holders
from kg.extract.index import MentionIndex
from kg.extract.modality import Reading
from kg.extract.pairs import PairReader
from kg.extract.phrases import Phrases
from kg.extract.slots import SlotReader
from kg.extract.speech import Speech
from kg.extract.spent import SpentWords
from kg.extract.stances import StanceReader
from kg.extract.triggers import TriggerReader
from kg.lexicon import Lexicon
from kg.model import Entity, Modality


@dataclass(frozen=True, slots=True)
class FrameReader:
    """Reads the candidates of one document."""

    doc: Doc
    triggers: TriggerReader
    actions: ActionReader

    @classmethod
    def of(
        cls,
        doc: Doc,
        lexicon: Lexicon,
        phrases: Phrases,
        index: MentionIndex,
        attributions: Sequence[Attribution],
        carried_out_by: Mapping[str, str],
        countries: Mapping[str, Entity],
        ties: Mapping[str, Entity],
    ) -> FrameReader:
        """The reader of `doc`. `carried_out_by` gives the predicate of each change, `ties` whom the document places
        each person with, by the person's id."""
        nouns = phrases.nouns
        speech = Speech(doc, index, attributions)
        holders = Holders(doc, index, nouns, speech, countries, ties)
        circumstances = Circumstances(lexicon, index, phrases.instruments, speech, holders, carried_out_by)
        slots = SlotReader(index, nouns, phrases.complements)
        spent = SpentWords(doc)
        stances = StanceReader(nouns, slots, speech, holders, circumstances, spent)
        pairs = PairReader(lexicon, nouns, slots, holders, circumstances, spent)
        triggers = TriggerReader(lexicon, index, speech, slots, holders, stances, pairs)
        return cls(doc, triggers, ActionReader(index, triggers, phrases, holders, circumstances, spent))

    def candidates(self) -> list[Candidate]:
        """All candidates of the document, in text order. What somebody ought not to do is no denial: whoever says so
        opposes it."""
        found = [candidate for token in self.doc for candidate in self.triggers.read(token)]
        found += [candidate for token in self.doc for candidate in self.actions.read(token)]
        found = [candidate for candidate in found if not _is_warned_off(candidate.reading)]
        found.sort(key=lambda candidate: (candidate.trigger, candidate.rule))
        return with_company(self.doc, found)


def _is_warned_off(reading: Reading) -> bool:
    """True for "must not retaliate"."""
    return reading.negated and reading.modality is Modality.OBLIGED
