"""What is known of a document while its names are being resolved: the tokens taken, the mentions found so far."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from kg.common_words import CommonWords
from kg.gazetteer import Gazetteer
from kg.mentions import Resolved, short_for_things
from kg.model import Document, Entity, EntityType
from kg.name_index import NameIndex
from kg.offices import OfficeIndex
from kg.words import Words

_ISO_DATE = re.compile(r"[12]\d{3}(?:-\d\d(?:-\d\d)?)?")

COUNTRY_LIKE = frozenset({EntityType.COUNTRY, EntityType.BLOC})
SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass", "csubj"})


@dataclass(slots=True)
class Reading:
    """A document in the making. `owner[i]` is the position in `found` of the mention that covers token i, or -1.

    `tokens` are the Doc's, made once: a Doc makes them anew each time it is walked. `lowered` is its text in lower
    case, `lower_words` those of its words that stand without a capital, `short_for_things` its abbreviations of what
    is no actor.
    """

    doc: Doc
    document: Document
    gazetteer: Gazetteer
    words: Words
    names: NameIndex
    offices: OfficeIndex
    common: CommonWords
    found: list[Resolved] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    lowered: str = ""
    lower_words: frozenset[str] = frozenset()
    short_for_things: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.owner = [-1] * len(self.doc)
        self.tokens = list(self.doc)
        self.lowered = self.doc.text.lower()
        self.lower_words = frozenset(token.text for token in self.tokens if token.is_lower)
        self.short_for_things = short_for_things(self.doc, self.words)

    @property
    def date(self) -> str | None:
        """The document's ISO date, None where it has none."""
        match = _ISO_DATE.match(self.document.date or "")
        return match.group() if match else None

    @property
    def taken(self) -> list[bool]:
        return [position >= 0 for position in self.owner]

    def is_free(self, start: int, end: int) -> bool:
        return all(position < 0 for position in self.owner[start:end])

    def add(
        self,
        start: int,
        end: int,
        entity: Entity,
        kind: str,
        reason: str,
        *,
        principal: Entity | None = None,
        others: tuple[Entity, ...] = (),
        root: int | None = None,
    ) -> Resolved:
        """Record a mention over free tokens."""
        head = self.doc[start:end].root.i if root is None else root
        mention = Resolved(start, end, head, entity, kind, reason, principal, others)
        self.found.append(mention)
        for index in range(start, end):
            self.owner[index] = len(self.found) - 1
        return mention

    def remove_inside(self, start: int, end: int) -> list[Resolved]:
        """Take out and return the mentions within ``[start, end)``, in text order."""
        inside = [m for m in self.found if start <= m.start and m.end <= end]
        if inside:
            gone = set(map(id, inside))
            self.found = [m for m in self.found if id(m) not in gone]
            self.owner = [-1] * len(self.doc)
            for position, mention in enumerate(self.found):
                self.owner[mention.start : mention.end] = [position] * (mention.end - mention.start)
        return sorted(inside, key=lambda m: m.start)

    def at(self, index: int) -> Resolved | None:
        """The mention that covers token `index`."""
        position = self.owner[index] if 0 <= index < len(self.owner) else -1
        return self.found[position] if position >= 0 else None

    def before(self, index: int) -> Iterator[Resolved]:
        """The mentions that end at or before `index`, nearest first."""
        yield from sorted((m for m in self.found if m.end <= index), key=lambda m: -m.start)

    def countries(self) -> Counter[str]:
        """How often each country is named, by entity id."""
        return Counter(m.entity.id for m in self.found if m.entity.type is EntityType.COUNTRY)

    def administration(self, index: int) -> Entity | None:
        """Whose executive "the administration" is: named so before, else that of the United States where named."""
        for mention in self.before(index):
            if self.doc[mention.root].lower_ == "administration":
                return mention.entity
        entity = self.gazetteer.entities.get("entity/country/united-states")
        if entity is not None and any(entity.id in (m.entity.id, m.entity.country) for m in self.found):
            return entity
        return None

    def country_near(self, index: int) -> Entity | None:
        """The country that a body without one belongs to: named beside it, else nearest in the sentence before it,
        else the one named clearly most often."""
        sent = self.doc[index].sent
        for mention in self.before(index):
            if mention.start < sent.start:
                break
            if mention.entity.type is EntityType.COUNTRY:
                return mention.entity
        ranked = self.countries().most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
            return self.gazetteer.entities.get(ranked[0][0])
        return None


def salience(token: Token) -> float:
    """How prominent a mention's syntactic role makes it (subject, object, other; after Lappin & Leass 1994)."""
    while token.dep_ == "conj" and token.head is not token:
        token = token.head
    if token.dep_ in SUBJECT_DEPS:
        return 4.0 if token.head.dep_ in ("ROOT", "ccomp", "conj") else 3.0
    if token.dep_ in ("dobj", "dative", "agent"):
        return 2.0
    if token.dep_ == "poss":
        return 1.5
    if token.dep_ in ("compound", "amod", "nmod"):
        return 0.4
    return 1.0
