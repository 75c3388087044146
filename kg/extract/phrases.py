"""The readers of the phrases of one document, joined: nouns, verbs, and what stands as a complement."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from kg.extract.change_words import ChangeWords
from kg.extract.complements import ComplementReader
from kg.extract.good_words import GoodWords
from kg.extract.index import MentionIndex
from kg.extract.instrument_words import InstrumentWords
from kg.extract.noun_phrases import NounPhraseReader
from kg.extract.verb_phrases import VerbPhraseReader
from kg.goods import Goods
from kg.instruments import NamedInstruments
from kg.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Phrases:
    """What finds instruments, changes and goods in the phrases of one document."""

    instruments: InstrumentWords
    changes: ChangeWords
    nouns: NounPhraseReader
    verbs: VerbPhraseReader
    complements: ComplementReader

    @classmethod
    def of(cls, doc: Doc, lexicon: Lexicon, goods: Goods, named: NamedInstruments, index: MentionIndex) -> Phrases:
        """The readers of `doc`; `index` finds its resolved mentions by token."""
        instruments = InstrumentWords(doc, lexicon, named)
        changes = ChangeWords(lexicon)
        nouns = NounPhraseReader(doc, index, instruments, changes, GoodWords(doc, goods, index))
        verbs = VerbPhraseReader(lexicon, index, changes, nouns)
        return cls(instruments, changes, nouns, verbs, ComplementReader(index, nouns, verbs))
