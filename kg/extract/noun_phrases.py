"""What a noun phrase is about: "cuts in U.S. import duties on chocolate".

Words come from the lexicon, goods from the goods scheme, actors from the resolver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from msgspec.structs import replace
from spacy.tokens import Doc, Token

from kg.extract.change_words import ChangeWords
from kg.extract.good_words import GoodWords
from kg.extract.index import MentionIndex, ids, is_actor, unique
from kg.extract.instrument_words import InstrumentWords
from kg.extract.parts import Parts
from kg.extract.polarity import has_negative_determiner
from kg.extract.syntax import arguments, conjuncts, noun_phrase
from kg.mentions import Resolved

DESCENT = frozenset(
    {
        "compound",
        "amod",
        "nmod",
        "prep",
        "pobj",
        "poss",
        "npadvmod",
        "pcomp",
        "acl",
        "dobj",
        "quantmod",
        "relcl",
        "acomp",
    }
)
"""Dependencies whose words describe the noun above them."""
TARGET_PREPOSITIONS = frozenset(
    {"on", "against", "to", "from", "for", "with", "toward", "towards", "at", "into", "upon"}
)
INNER_PREPOSITIONS = frozenset(
    {"of", "on", "in", "for", "to", "against", "from", "over", "with", "into", "toward", "towards", "about", "by",
     "between", "at", "upon", "regarding", "concerning", "as", "under"}
)  # fmt: skip
"""Prepositions whose phrase still describes the noun; "before", "during" and the like open another circumstance."""
MARKETS = frozenset({"market", "economy", "sector", "industry"})
ANAPHORS = frozenset({"it", "them", "this", "that", "these", "those", "they", "which"})
ANAPHORIC_NOUNS = frozenset(
    {
        "move", "measure", "decision", "action", "step", "plan", "proposal", "policy", "practice", "ruling", "rule",
        "request", "demand", "issue", "announcement", "idea", "initiative", "approach", "act", "offer", "package",
    }
)  # fmt: skip
"""Nouns that, with a definite determiner, take up a measure named before."""


@dataclass(frozen=True, slots=True)
class NounPhraseReader:
    """Reads the noun phrases of one document."""

    doc: Doc
    index: MentionIndex
    instruments: InstrumentWords
    changes: ChangeWords
    goods: GoodWords

    def read(self, head: Token) -> Parts:
        """What the noun phrase headed by `head` is about."""
        taken_up = self._taken_up(head)
        if taken_up is not None:
            return taken_up
        start, end = noun_phrase(head)
        tokens = list(_descend(head))
        instrument, anchor = self.instruments.first_of(tokens)
        if instrument == "tradeBarrier" and anchor is not None:
            instrument = self.instruments.restriction(self.doc[anchor])
        change_row, weak = self.changes.nominal(head, tokens, instrument)
        change = change_row.change if change_row is not None else None
        by, targets = self._relations(head, tokens, anchor)
        good = self.goods.first_of(tokens, anchor, instrument)
        if instrument is None and good is not None and targets and self.instruments.may_bar(head):
            instrument = "importBan"
        row = self.changes.self_contained(head)
        if row is not None and instrument is None:
            instrument = row.instrument
            change_row = change_row or row
            change = change or row.change
        return Parts(
            start=start,
            end=end,
            change=change,
            instrument=instrument,
            good=good,
            by=by,
            targets=targets,
            anchor=anchor if anchor is not None else head.i,
            words=tuple(token.lemma_.lower() for token in tokens[:4]),
            negated=has_negative_determiner(head),
            weak_change=weak,
            row=change_row.id if change_row is not None else None,
        )

    def split(self, head: Token) -> list[Parts]:
        """A change of several measures ("an easing of export controls and entity listings") is one move for each."""
        first = self.read(head)
        found = [first]
        if first.change is None or first.inherited:
            return found
        for prep in head.children:
            if prep.dep_ != "prep" or prep.lower_ not in {"of", "in", "on", "to"}:
                continue
            for noun in (t for child in prep.children if child.dep_ == "pobj" for t in conjuncts(child)[1:]):
                measure = self.read(noun)
                if measure.instrument not in {None, first.instrument}:
                    found.append(replace(measure, change=first.change, row=first.row, by=measure.by or first.by,
                                         targets=measure.targets or first.targets))  # fmt: skip
        return found

    def last_owner(self, instrument: str, before: int, hit: Set[str] = frozenset()) -> Resolved | None:
        """Whose measure of this kind was named last, or who changed one, shortly before token `before`; none that works
        on others than those `hit`, by id."""
        for position in range(before - 1, max(before - 90, -1), -1):
            token = self.doc[position]
            if token.pos_ in {"NOUN", "PROPN"} and self.instruments.named_by(token) == instrument:
                parts = self.read(token)
                targets = set(ids(parts.targets))
                by = parts.by or self._changed_by(token)
                if by and (not hit or not targets or targets & hit):
                    return by[0]
        return None

    def _changed_by(self, noun: Token) -> tuple[Resolved, ...]:
        """Who changes what `noun` names, by the verb that it is an object of ("Chile raised duties")."""
        verb = noun.head
        if noun.dep_ not in {"dobj", "nsubjpass"} or not self.changes.knows(verb, "VERB"):
            return ()
        return self.index.actors(arguments(verb).subjects)

    def _taken_up(self, head: Token) -> Parts | None:
        """The parts of the last measure named before, where `head` is a pronoun or a general noun that takes it up."""
        pronoun = head.pos_ in {"PRON", "DET"} and head.lower_ in ANAPHORS and self.index.at(head.i) is None
        definite = head.lemma_.lower() in ANAPHORIC_NOUNS and any(
            child.dep_ == "det" and child.lower_ in {"the", "this", "that", "these", "those", "such"}
            for child in head.children
        )
        if not pronoun and not definite:
            return None
        for position in range(head.i - 1, max(head.i - 80, -1), -1):
            token = self.doc[position]
            if (
                token.pos_ in {"NOUN", "PROPN"}
                and token.dep_ != "compound"
                and self.instruments.named_by(token) is not None
            ):
                start, end = noun_phrase(head)
                return replace(self.read(token), start=start, end=end, anchor=head.i, inherited=True, negated=False)
        return None

    def _relations(
        self, head: Token, tokens: Sequence[Token], anchor: int | None
    ) -> tuple[tuple[Resolved, ...], tuple[Resolved, ...]]:
        """Actors that make the measure, and actors that it works on."""
        by: list[Resolved] = []
        targets: list[Resolved] = []
        owners = {head.i} if anchor is None else {head.i, anchor}
        instrument = self.instruments.named_by(self.doc[anchor]) if anchor is not None else None
        is_market = instrument == "marketAccess"
        for token in tokens:
            mention = self.index.at(token.i)
            if mention is None or token.i != mention.root or not is_actor(mention):
                continue
            preposition = _preposition_above(token, head)
            if _is_worked_on(token, head):
                targets.append(mention)
                continue
            modifies = token.dep_ in {"poss", "compound", "amod", "nmod"}
            direct = token.head.i in owners and modifies
            if (instrument == "entityListing" and preposition == "of") or (
                instrument == "tradeAgreement" and direct and token.dep_ != "poss"
            ):
                targets.append(mention)  # "the removal of Huawei from the list", "the Mercosur agreement"
            elif (is_market and modifies and token.head.lemma_.lower() in MARKETS) or (
                preposition == "by"
                or (preposition == "from" and instrument == "licence")
                or (direct and not (head.i != anchor and token.head.i == head.i and by))
                or (preposition == "of" and token.head.head.i in owners)
                or (preposition == "in" and is_market)
            ):
                by.append(mention)
            elif preposition in TARGET_PREPOSITIONS or preposition in {"of", "in"}:
                targets.append(mention)
            elif modifies and not by and preposition is None:
                by.append(mention)
        return unique(by), unique(mention for mention in targets if mention not in by)


def _descend(head: Token) -> Iterator[Token]:
    """`head` and the tokens below it that describe it, nearest first."""
    queue = [head]
    count = 0
    while queue and count < 40:
        token = queue.pop(0)
        count += 1
        yield token
        for child in token.children:
            if child.dep_ in DESCENT or (child.dep_ == "conj" and token.i != head.i):
                if child.dep_ == "prep" and child.lower_ not in INNER_PREPOSITIONS:
                    continue
                queue.append(child)


def _is_worked_on(token: Token, head: Token) -> bool:
    """True for what the object of a participle on `head` names: "tariffs targeting Chinese goods"."""
    current = token
    while current.i != head.i and current.head.i != current.i:
        if current.dep_ == "dobj" and current.head.dep_ == "acl" and current.head.tag_ == "VBG":
            return current.head.head.i == head.i
        current = current.head
    return False


def _preposition_above(token: Token, head: Token) -> str | None:
    """The preposition nearest above `token` on its way up to `head`."""
    current = token
    while current.i != head.i and current.head.i != current.i:
        if current.dep_ in {"pobj", "pcomp"}:
            return current.head.lower_
        current = current.head
    return None
