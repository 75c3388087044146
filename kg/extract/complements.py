"""What a complement is about, a clause or a noun phrase: the content of what somebody wants, opposes or offers."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace
from spacy.tokens import Token

from kg.extract.index import MentionIndex
from kg.extract.noun_phrases import NounPhraseReader
from kg.extract.parts import Parts
from kg.extract.polarity import is_negated
from kg.extract.syntax import arguments
from kg.extract.verb_phrases import VerbPhraseReader


@dataclass(frozen=True, slots=True)
class ComplementReader:
    """Reads the complements of one document."""

    index: MentionIndex
    nouns: NounPhraseReader
    verbs: VerbPhraseReader

    def read(self, token: Token) -> list[Parts]:
        """The parts of a complement: a clause where `token` is a verb, else a noun phrase."""
        if token.pos_ in {"VERB", "AUX"}:
            return self.verbs.read(token) or [self._bare_clause(token)]
        wished = self._wished(token)
        if wished:
            return wished
        return [single for parts in self.nouns.split(token) for single in self.nouns.goods.one_by_one(parts)]

    def _wished(self, noun: Token) -> list[Parts]:
        """What the clause of "demands that Japan open its market" or "a plan to impose duties" is about, where the
        noun itself names no change."""
        if noun.pos_ != "NOUN" or self.nouns.instruments.named_by(noun) is not None:
            return []
        args = arguments(noun)
        for verb in (*args.infinitives, *args.clauses):
            found = [parts for parts in self.verbs.read(verb) if parts.change and parts.instrument]
            if found:
                return [replace(parts, start=min(parts.start, noun.i)) for parts in found]
        return []

    def _bare_clause(self, verb: Token) -> Parts:
        """A clause about no measure that the lexicon knows: its words and who acts in it, or its subject where that is
        the measure ("hopes the deal will last")."""
        end = min(verb.right_edge.i + 1, verb.i + 12, verb.sent.end)
        args = arguments(verb)
        about = next((inner for token in args.subjects if (inner := self.nouns.read(token)).instrument), None)
        if about is not None and not any(self.index.actor(token) for token in args.subjects):
            return replace(about, change=None, verbs=(verb.i,), negated=is_negated(verb))
        return Parts(verb.i, end, by=self.index.actors(args.subjects), anchor=verb.i, verbs=(verb.i,),
                     negated=is_negated(verb))  # fmt: skip
