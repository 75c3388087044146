"""Who speaks in a report: whom its source names, or the maker of the text that it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from kg.extract.attribution import Attribution
from kg.extract.index import MentionIndex, is_actor
from kg.mentions import Resolved
from kg.words import load_words

MADE_BY = frozenset({"by", "from", "of", "agent"})


@dataclass(frozen=True, slots=True)
class Authors:
    """Finds the speakers of one document's reports."""

    doc: Doc
    index: MentionIndex

    def of(self, report: Attribution) -> Resolved | None:
        """The actor whom the source of `report` names, the maker of the text that it is, or, where the parser took
        other words for the source, the name right before the word of saying."""
        if report.speaker is None or report.source is None:
            return None
        head = self.doc[report.speaker]
        named = self.index.actor(head)
        if named is not None:
            return named
        if head.lemma_.lower() in load_words()["text-head"]:
            return self.maker(head)
        return self._adjoining(report, self.doc[report.source[0] : report.source[1]])

    def maker(self, text: Token) -> Resolved | None:
        """Who made a text: named before it ("UN figures"), or after "by", "from" or "of"."""
        return next(self._makers(text), None)

    def _makers(self, text: Token) -> Iterator[Resolved]:
        for child in text.children:
            mention = self.index.at(child.i)
            if child.dep_ in {"poss", "compound", "nmod", "amod"} and mention is not None and is_actor(mention):
                yield mention
        for child in text.subtree:
            if child.i > text.i and (child.lower_ in MADE_BY or child.dep_ == "agent"):
                yield from self.index.actors(noun for noun in child.children if noun.dep_ == "pobj")

    def _adjoining(self, report: Attribution, source: Span) -> Resolved | None:
        """The name that ends `source`, or the one right before the verb of saying that the parser missed."""
        last = source.end - 1
        for index in (last, min(report.cue, default=0) - 1):
            mention = self.index.at(index) if index >= 0 else None
            if mention is not None and is_actor(mention) and not _inside_phrase(self.doc[mention.root], source):
                return mention
        return None


def _inside_phrase(noun: Token, source: Span) -> bool:
    """True for a name after a preposition within `source`: "the envoy to China" is not China."""
    return noun.dep_ in {"pobj", "poss", "dobj"} and source.start <= noun.head.i < source.end
