"""Predicates between two actors: who negotiates, meets, signs, trades or quarrels with whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from msgspec.structs import replace
from spacy.tokens import Token

from kg.extract.candidates import MEASURES, SYMMETRIC, Candidate
from kg.extract.circumstances import Circumstances
from kg.extract.holders import Holders, Way
from kg.extract.index import ids
from kg.extract.needs import pair_fires
from kg.extract.noun_phrases import NounPhraseReader
from kg.extract.parts import Parts, enriched
from kg.extract.polarity import denies_object
from kg.extract.slots import SlotReader, Trigger
from kg.extract.spent import SpentWords
from kg.extract.syntax import path_to_root
from kg.lexicon import ChangeRow, Lexicon, Needs
from kg.mentions import Resolved

Pair = tuple[Resolved, Resolved | None]

GRAMMATICAL = frozenset({"argument", "we-body", "we-country", "none"})
"""How holders are found that the trigger's own arguments give."""
TRADES = frozenset({"exportsTo", "importsFrom", "investsIn", "buys", "sells"})
"""Dealings that a measure may hit."""
OWN_MOVE = frozenset({"argument", "above"})
"""How whoever's trade grows or shrinks must be found where no partner is named."""

GROWING = frozenset({"import"})
"""What the lexicon lets grow only in amount, which is how it tells "boost" from "allow"."""

MAX_PARTIES = 4
"""Above this many parties only the first is paired with each of the others."""


@dataclass(frozen=True, slots=True)
class PairReader:
    """Reads the predicates between two actors of one document."""

    lexicon: Lexicon
    nouns: NounPhraseReader
    slots: SlotReader
    holders: Holders
    circumstances: Circumstances
    spent: SpentWords

    def read(self, trigger: Trigger, ways: Sequence[Way]) -> Iterator[Candidate]:
        """What `trigger` says of each pair of actors, for each way of finding the first; the other side may name both
        ("talks between Japan and Canada")."""
        token, row = trigger.token, trigger.row
        if row.needs is Needs.AGREEMENT_NOUN and self._under_negotiation(token):
            return
        if row.predicate in TRADES and self._is_hit(token):
            return
        argued = any(way.how == "argument" for way in ways)
        others = self.slots.others(trigger, inside=argued)
        goods = [self.nouns.read(t) for t in self.slots.fill("good", trigger) if t.pos_ not in {"VERB", "AUX"}]
        contents = self.slots.contents(trigger) or [Parts(token.i, token.i + 1, anchor=token.i)]
        own = self.nouns.read(token) if token.pos_ in {"NOUN", "PROPN"} else None
        parts = enriched(contents[0], own, goods)
        reading = self.circumstances.reading(token)
        reading = replace(reading, negated=reading.negated ^ (token.pos_ == "VERB" and denies_object(token)))
        for way in ways or [Way((), "none")]:
            if row.needs is Needs.HOLDER_ACTORS and way.how not in GRAMMATICAL:
                continue
            pairs, guessed = self._pairs(trigger, way.actors, others)
            if row.predicate in {"negotiatesWith", "signsAgreementWith"} and way.how == "argument" and pairs:
                self.spent.add_contents(contents)
            move = self._move(token, way.how) if row.needs is Needs.VOLUME else None
            for subject, other in pairs:
                if other is None and row.needs is Needs.VOLUME and move is None:
                    continue
                if not pair_fires(row.needs, parts, other, goods):
                    continue
                mentions = (other,) if other is not None else ()
                about = parts if other is not None or move is None else _with_word(parts, move)
                candidate = self.circumstances.candidate(
                    token, row.id, row.predicate, subject, about, mentions, reading, "pair"
                )
                yield replace(candidate, how=way.how, guessed_other=guessed)

    def _pairs(
        self, trigger: Trigger, holders: Sequence[Resolved], others: Sequence[Resolved]
    ) -> tuple[list[Pair], bool]:
        """The pairs, and whether the other side is only guessed. Where the subject is plural and no other side is
        named, its parts pair up."""
        symmetric = trigger.row.predicate in SYMMETRIC
        if symmetric and len(holders) > 1 and set(ids(others)) <= set(ids(holders)):
            if len(holders) > MAX_PARTIES:
                return [(holders[0], other) for other in holders[1:]], False
            return list(combinations(holders, 2)), False
        if others and not holders and symmetric:
            return list(combinations(others, 2)), False
        if others:
            return [(a, b) for a in holders for b in others if a.entity.id != b.entity.id], False
        if symmetric:
            return [(a, self.holders.counterpart(trigger.token, a, holders)) for a in holders], True
        return [(a, None) for a in holders], False

    def _move(self, noun: Token, how: str) -> Token | None:
        """The word that says that the volume of trade grows or shrinks: "exports began to rise", "a fall in shipments"
        and, where `how` its subject was found makes it whose trade it is, "boost imports"."""
        above = noun.head
        if noun.dep_ == "dobj":
            rows = self._changes(above, "VERB") if how in OWN_MOVE else ()
            return above if any(row.themes == GROWING and row.change == "ease" for row in rows) else None
        if how != "argument":
            return None
        if noun.dep_ == "nsubj":
            verbs = [above, *(child for child in above.children if child.dep_ == "xcomp")]
            return next((v for v in verbs if any(row.kind == "subject" for row in self._changes(v, "VERB"))), None)
        inside = noun.dep_ == "pobj" and above.lower_ == "in"
        return above.head if inside and self._changes(above.head, "NOUN") else None

    def _changes(self, token: Token, pos: str) -> tuple[ChangeRow, ...]:
        return self.lexicon.changes.get((token.lemma_.lower(), pos), ())

    def _is_hit(self, noun: Token) -> bool:
        """True for trade that a measure works on: "tariffs on exports to Japan", "restrict investment in Chile" tell of
        the measure, not of the trade."""
        if noun.pos_ not in {"NOUN", "PROPN"}:
            return False
        for above in path_to_root(noun):
            if above.i == noun.i:
                continue
            if above.pos_ in {"VERB", "AUX"}:
                return above.i == noun.head.i and noun.dep_ == "dobj" and self._hits(above, noun)
            measure = above if above.pos_ in {"NOUN", "PROPN"} else _before(above)
            if measure is not None and self.circumstances.instruments.named_by(measure) in MEASURES:
                return True
        return False

    def _hits(self, verb: Token, noun: Token) -> bool:
        """True where `verb` imposes a measure by what it does to the trade that `noun` names."""
        rows = self._changes(verb, "VERB")
        return any(row.change == "impose" and noun.lemma_.lower() in row.themes for row in rows)

    def _under_negotiation(self, noun: Token) -> bool:
        """True for an agreement that is only talked about ("talks on a free trade agreement")."""
        over = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ in {"on", "for", "about", "toward"} else None
        over = noun.head if noun.dep_ == "compound" else over
        return over is not None and any(
            row.predicate == "negotiatesWith" for row in self.lexicon.triggers.get((over.lemma_.lower(), "NOUN"), ())
        )


def _before(preposition: Token) -> Token | None:
    """The noun straight before a preposition, whatever the parser hangs the preposition on ("put tariffs on")."""
    first = preposition.dep_ != "prep" or preposition.i == preposition.sent.start
    before = None if first else preposition.doc[preposition.i - 1]
    return before if before is not None and before.pos_ in {"NOUN", "PROPN"} else None


def _with_word(parts: Parts, word: Token) -> Parts:
    """`parts` with its words stretched to `word`."""
    return replace(parts, start=min(parts.start, word.i), end=max(parts.end, word.i + 1))
