"""Who speaks in a report: whom its source names, the maker of the text that it is, or the text itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from kg.extract.attribution import Attribution, CueType
from kg.extract.index import MentionIndex, is_actor
from kg.mentions import Resolved
from kg.model import Entity, EntityType, digest
from kg.words import load_words

ISSUED_BY = frozenset({"by", "from"})
OWNED_BY = frozenset({"of"})


@dataclass(frozen=True, slots=True)
class Authors:
    """Finds the speakers of one document's reports."""

    doc: Doc
    index: MentionIndex
    attributions: Sequence[Attribution]

    def of(self, report: Attribution) -> Resolved | None:
        """The actor whom the source of `report` names, the maker of the text that it is, or, where the parser took
        other words for the source, the name right before the word of saying."""
        if report.speaker is None or report.source is None:
            return None
        head = self.doc[report.speaker]
        named = self.index.actor(head)
        if named is not None:
            return named
        if _is_text(head):
            return self.maker(head) or self._taken_up(head)
        return self._adjoining(report, self.doc[report.source[0] : report.source[1]])

    def text(self, report: Attribution) -> Resolved | None:
        """The text that `report` is ("a communique said"), by its own words; it is no actor."""
        claims = report.type is CueType.SPEECH and report.speaker == report.source_root
        if report.speaker is None or not claims or not _is_text(self.doc[report.speaker]):
            return None
        head = self.doc[report.speaker]
        if load_words()["text-head"].get(head.lower_) == "figures":
            return None  # "statistics show" tells no source
        parts = [child for child in head.lefts if child.dep_ in {"amod", "compound", "nmod"}]
        words = [word for child in parts for word in child.subtree if word.pos_ != "PUNCT"]
        label = " ".join([*(word.text for word in words), head.lower_])
        start = words[0].i if words else head.i
        entity = Entity(f"topic/{digest(label)}", label, EntityType.TOPIC)
        return Resolved(start, head.i + 1, head.i, entity, "text", f"a text: {label}")

    def maker(self, text: Token) -> Resolved | None:
        """Who made a text: named before it ("UN figures"), or after "by", "from" or "of"; of an accord nobody alone."""
        if load_words()["text-head"].get(text.lower_) == "joint":
            return None
        return next(self._makers(text), None)

    def _makers(self, text: Token) -> Iterator[Resolved]:
        """The candidates for a maker, the surest first: whoever issued it, whose name stands before it, whose it is."""
        issued = [child for child in text.rights if child.dep_ == "acl" and child.tag_ == "VBN"]
        phrases = [*text.rights, *(child for verb in issued for child in verb.rights)]
        yield from self._objects(phrases, ISSUED_BY)
        for child in text.children:
            mention = self.index.at(child.i)
            if child.dep_ in {"poss", "compound", "nmod", "amod"} and mention is not None and is_actor(mention):
                yield mention
        yield from self._objects(phrases, OWNED_BY)

    def _objects(self, phrases: Sequence[Token], prepositions: Set[str]) -> Iterator[Resolved]:
        for phrase in phrases:
            if phrase.lower_ in prepositions:
                yield from self.index.actors(noun for noun in phrase.children if noun.dep_ == "pobj")

    def _taken_up(self, text: Token) -> Resolved | None:
        """The maker of the text that "the statement" takes up, or whoever spoke in it ("said in a statement")."""
        if not any(child.dep_ == "det" and child.lower_ in {"the", "this"} for child in text.children):
            return None
        for index in range(text.i - 1, max(0, text.i - _REACH), -1):
            earlier = self.doc[index]
            if earlier.lemma_ == text.lemma_:
                return self.maker(earlier) or self._speaking_in(earlier)
        return None

    def _speaking_in(self, text: Token) -> Resolved | None:
        if text.dep_ != "pobj" or text.head.lower_ != "in":
            return None
        above = {token.i for token in text.ancestors}
        spoken = (r for r in self.attributions if r.type is CueType.SPEECH and not above.isdisjoint(r.cue))
        named = (self.index.actor(self.doc[r.speaker]) for r in spoken if r.speaker is not None)
        return next((speaker for speaker in named if speaker is not None), None)

    def _adjoining(self, report: Attribution, source: Span) -> Resolved | None:
        """The name that ends `source`, or the one right before the verb of saying that the parser missed."""
        last = source.end - 1
        while last > source.start and self.doc[last].text == ")":
            last -= 1
        for index in (last, min(report.cue, default=0) - 1):
            mention = self.index.at(index) if index >= 0 else None
            if mention is not None and is_actor(mention) and not _inside_phrase(self.doc[mention.root], source):
                return mention
        return None


_REACH = 400
"""How many words back a text is taken up."""


def _is_text(noun: Token) -> bool:
    return not load_words()["text-head"].keys().isdisjoint({noun.lemma_.lower(), noun.lower_})


def _inside_phrase(noun: Token, source: Span) -> bool:
    """True for a name after a preposition within `source`: "the envoy to China" is not China."""
    return noun.dep_ in {"pobj", "poss", "dobj"} and source.start <= noun.head.i < source.end
