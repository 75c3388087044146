"""Candidates to statements: composed objects, evidence spans, anchors, qualifiers, ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span

from kg.extract.candidates import SYMMETRIC, Candidate
from kg.extract.confidence import Scorer
from kg.extract.index import acting
from kg.extract.parts import GoodPhrase, Parts
from kg.extract.select import is_likely
from kg.mentions import Resolved
from kg.model import (
    Anchor,
    Document,
    Entity,
    EntityRef,
    EntityType,
    ObjectRef,
    Qualifiers,
    Role,
    Statement,
    digest,
    slug,
    statement_id,
)
from kg.moves import compose
from kg.ontology import Ontology

MAX_OBJECT_WORDS = 14
_AMOUNT = re.compile(
    r"(?:(?:US)?\$ ?|€ ?|£ ?|¥ ?)?\d[\d,.]*(?: to \d[\d,.]*)?(?: ?(?:trillion|billion|bln|million|mln))?"
    r"(?: ?(?:pct|percent|per cent|%|dlrs|dollars|U\.S\. dollars|US dollars|yuan|yen|euros|marks|stg|tonnes|tons))"
    r"|(?:US)?\$ ?\d[\d,.]*(?: ?(?:trillion|billion|bln|million|mln))?"
)


_NONE_YET = Qualifiers()


@dataclass(slots=True)
class Assembler:
    """Makes statements of one document's candidates."""

    doc: Doc
    document: Document
    ontology: Ontology
    scorer: Scorer
    quoted: frozenset[int] = frozenset()
    entities: dict[str, Entity] = field(default_factory=dict)

    def statement(self, candidate: Candidate) -> Statement | None:
        """The statement that `candidate` makes, without its evidence, or None where it is too unlikely or is about
        nothing but its own subject."""
        subject = self._ref(acting(candidate.subject))
        tie = candidate.kind == "tie"
        others = [self._ref(mention.entity if tie else acting(mention)) for mention in candidate.others]
        others = [other for other in others if other.id != subject.id]
        others.sort(key=lambda ref: candidate.kind != "tie" and ref.type is EntityType.INTERGOVERNMENTAL_ORGANIZATION)
        targets = [self._ref(acting(mention)) for mention in candidate.parts.targets]
        good = self._good(candidate.parts.good)
        source = candidate.source.entity.ref if candidate.source is not None else None
        if candidate.source is not None and candidate.source.entity.type.is_actor:
            self.entities[candidate.source.entity.id] = candidate.source.entity
        confidence = self.scorer.confidence(self.doc, candidate)
        if not is_likely(candidate, confidence):
            return None
        obj = self._object(candidate, subject, others, targets, good)
        if obj is None:
            return None
        start, end = self._evidence(self.doc[candidate.trigger].sent)
        reading = candidate.reading
        return Statement(
            id=statement_id(self.document.id, start, end, subject, candidate.predicate, obj, reading.negated, source),
            document=self.document.id,
            start=start,
            end=end,
            quote="",
            subject=subject,
            predicate=candidate.predicate,
            object=obj,
            negated=reading.negated,
            modality=reading.modality,
            source=source,
            qualifiers=_NONE_YET,
            confidence=confidence,
            rule=candidate.rule,
        )

    def with_evidence(self, statement: Statement, candidate: Candidate) -> Statement:
        """The `statement` of `candidate` with its quote, qualifiers and the places of its words."""
        return replace(
            statement,
            quote=self.document.text[statement.start : statement.end],
            qualifiers=self._qualifiers(candidate),
            anchors=self._anchors(candidate),
        )

    def _ref(self, entity: Entity) -> EntityRef:
        self.entities.setdefault(entity.id, entity)
        return entity.ref

    def _good(self, phrase: GoodPhrase | None) -> EntityRef | None:
        if phrase is None:
            return None
        key = phrase.id or f"good/{slug(phrase.label)}"
        return self._ref(Entity(key, phrase.label, EntityType.GOOD))

    def _object(
        self,
        candidate: Candidate,
        subject: EntityRef,
        others: list[EntityRef],
        targets: list[EntityRef],
        good: EntityRef | None,
    ) -> ObjectRef | None:
        parts = candidate.parts
        text = self._words(parts)
        first = others[0] if others else None
        targets.sort(key=lambda ref: ref.type is EntityType.INTERGOVERNMENTAL_ORGANIZATION)
        target = next((t for t in targets if t.id not in {subject.id, first.id if first else None}), None)
        instrument = parts.instrument
        if candidate.predicate == "investigates":  # a case is made by its subject against whoever it names
            return compose(self.ontology, instrument=instrument or "disputeCase", change=parts.change, good=good,
                           actor=_defendant((*others, *targets), subject), text=text)  # fmt: skip
        match candidate.kind:
            case "pair" | "tie":
                if first is not None:
                    return ObjectRef(first.id, first.label, first.type, first, instrument, None, good, None, text)
                if candidate.predicate in SYMMETRIC:
                    return compose(self.ontology, instrument=instrument, good=good, text=text) if instrument else None
                if good is not None:
                    return ObjectRef(good.id, good.label, EntityType.GOOD, None, instrument, None, good, None, text)
                return ObjectRef(
                    f"topic/{digest(text)}", text, EntityType.TOPIC, None, instrument, None, None, None, text
                )
            case "action" | "noun" | "measure" | "inner":
                return compose(self.ontology, instrument=instrument or "other", good=good, actor=subject,
                               target=first or target, text=text)  # fmt: skip
        if instrument or (parts.change and good):
            return compose(self.ontology, instrument=instrument or "other", change=parts.change, good=good,
                           actor=first, target=target, text=text)  # fmt: skip
        if first is not None and candidate.predicate in _TOWARDS_ACTORS:
            return ObjectRef(first.id, first.label, first.type, first, None, parts.change, good, target, text)
        if good is not None and not text:
            return ObjectRef(good.id, good.label, EntityType.GOOD, first, None, parts.change, good, target, text)
        says_nothing = not text or (parts.start == candidate.trigger and parts.end - parts.start == 1)
        if says_nothing:
            if first is None:
                return None
            return ObjectRef(first.id, first.label, first.type, first, None, None, None, target, text)
        topic = f"topic/{digest(text)}"
        return ObjectRef(topic, text, EntityType.TOPIC, first, None, parts.change, good, target, text)

    def _words(self, parts: Parts) -> str:
        end = min(parts.end, parts.start + MAX_OBJECT_WORDS)
        span = self.doc[parts.start : end]
        words = self.document.text[span.start_char : span.end_char]
        return " ".join(words.split()).strip(" ,;:-\"“”'")

    def _evidence(self, sentence: Span) -> tuple[int, int]:
        text = self.document.text
        start, end = sentence.start_char, sentence.end_char
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return start, end

    def _anchors(self, candidate: Candidate) -> tuple[Anchor, ...]:
        trigger = self.doc[candidate.trigger]
        anchors = [
            self._anchor(Role.SUBJECT, candidate.subject),
            Anchor(Role.PREDICATE, trigger.idx, trigger.idx + len(trigger)),
        ]
        parts = candidate.parts
        span = self.doc[parts.start : min(parts.end, parts.start + MAX_OBJECT_WORDS)]
        anchors.append(Anchor(Role.OBJECT, span.start_char, span.end_char))
        if candidate.others:
            anchors.append(self._anchor(Role.ACTOR, candidate.others[0]))
        if parts.targets:
            anchors.append(self._anchor(Role.TARGET, parts.targets[0]))
        if parts.good is not None:
            good = self.doc[parts.good.start : parts.good.end]
            anchors.append(Anchor(Role.GOOD, good.start_char, good.end_char))
        if candidate.source is not None:
            anchors.append(self._anchor(Role.SOURCE, candidate.source))
        return tuple(anchors)

    def _anchor(self, role: Role, mention: Resolved) -> Anchor:
        span = self.doc[mention.start : mention.end]
        return Anchor(role, span.start_char, span.end_char, mention.reason)

    def _qualifiers(self, candidate: Candidate) -> Qualifiers:
        words = self._words(candidate.parts)
        amount = _AMOUNT.search(words)
        return Qualifiers(amount=amount.group().strip() if amount else None, quoted=candidate.trigger in self.quoted)


_TOWARDS_ACTORS = frozenset(
    {
        "criticizes",
        "accuses",
        "warns",
        "threatens",
        "pressures",
        "praises",
        "retaliatesAgainst",
        "investigates",
        "rejects",
    }
)


def _defendant(named: Iterable[EntityRef], subject: EntityRef) -> EntityRef | None:
    """Whom a case is against: the first other that is no court or world body, else the first."""
    others = [ref for ref in named if ref.id != subject.id]
    return next((ref for ref in others if ref.type is not EntityType.INTERGOVERNMENTAL_ORGANIZATION), None) or next(
        iter(others), None
    )
