"""A document's result as bytes and back: compact, without pickle, the same bytes for the same result."""

from __future__ import annotations

import json
import zlib
from functools import lru_cache
from typing import Any

import msgspec

from kg.model import (
    Anchor,
    Document,
    DocumentResult,
    Entity,
    EntityRef,
    EntityType,
    Mention,
    Modality,
    ObjectRef,
    OpenTriple,
    Qualifiers,
    Role,
    Statement,
)

_TYPES = {kind.value: kind for kind in EntityType}
_MODALITIES = {modality.value: modality for modality in Modality}
_ROLES = {role.value: role for role in Role}
_DECODER = msgspec.json.Decoder()
_MOST_SHARED = 10_000
"""Values of a kind that decoded results share, so that what many documents say takes memory once."""
FORMAT = 6
"""Raised with every change of what `encode` writes."""


def encode(result: DocumentResult) -> bytes:
    """`result` as compressed JSON; entities that several statements name are written once."""
    refs: dict[EntityRef, int] = {}

    def ref(entity: EntityRef | None) -> int | None:
        return None if entity is None else refs.setdefault(entity, len(refs))

    def obj(o: ObjectRef) -> list[Any]:
        return [o.id, o.label, o.type, ref(o.actor), o.instrument, o.change, ref(o.good), ref(o.target), o.text]

    def statement(s: Statement) -> list[Any]:
        q = s.qualifiers
        return [
            *(s.id, s.start, s.end, s.quote, ref(s.subject), s.predicate, obj(s.object), s.negated, s.modality),
            *(ref(s.source), [q.amount, q.time, q.place, q.quoted, q.page], s.confidence, s.rule),
            [[a.role, a.start, a.end, a.reason] for a in s.anchors],
        ]

    d = result.document
    data = {
        "document": [d.id, d.title, d.date, d.publisher, d.url],
        "counts": [result.digest, result.length, result.sentences, result.tokens],
        "statements": [statement(s) for s in result.statements],
        "entities": [[e.id, e.label, e.type, e.aliases, e.identifiers, e.country, e.facts] for e in result.entities],
        "mentions": [[m.start, m.end, m.text, m.entity, m.reason] for m in result.mentions],
        "open": [
            [o.start, o.end, o.quote, o.subject, o.relation, o.arguments, o.confidence, o.rule]
            for o in result.open_triples
        ],
        "refs": [[r.id, r.label, r.type] for r in refs],
    }
    return zlib.compress(_as_json(data), 1)


@lru_cache(_MOST_SHARED)
def _ref(key: str, label: str, kind: str) -> EntityRef:
    return EntityRef(key, label, _TYPES[kind])


@lru_cache(_MOST_SHARED)
def _qualifiers(*row: Any) -> Qualifiers:
    return Qualifiers(*row)


@lru_cache(_MOST_SHARED)
def _same(text: str) -> str:
    """`text` as it came first."""
    return text


def _as_json(data: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(data)
    except UnicodeEncodeError:  # half of a surrogate pair, for which UTF-8 has nothing
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def decode(blob: bytes, *, whole: bool = True) -> DocumentResult:
    """The result that `encode` made `blob` of; its text is empty. Without `whole`, which takes a third longer, it has
    no mentions and no open triples, and its statements have no anchors."""
    data = _DECODER.decode(zlib.decompress(blob))
    mentions, open_triples = (data["mentions"], data["open"]) if whole else ((), ())
    refs = [_ref(key, label, kind) for key, label, kind in data["refs"]]

    def ref(index: int | None) -> EntityRef | None:
        return None if index is None else refs[index]

    def obj(row: list[Any]) -> ObjectRef:
        key, label, kind, actor, instrument, change, good, target, text = row
        return ObjectRef(key, label, _TYPES[kind], ref(actor), instrument, change, ref(good), ref(target), text)

    def statement(row: list[Any]) -> Statement:
        key, start, end, quote, subject, predicate, about, negated, modality, source, qualifiers, *rest = row
        confidence, rule, words = rest
        return Statement(
            *(key, document.id, start, end, quote, refs[subject], predicate, obj(about), negated),
            *(_MODALITIES[modality], ref(source), _qualifiers(*qualifiers), confidence, _same(rule)),
            tuple(Anchor(_ROLES[role], start, end, _same(why)) for role, start, end, why in words) if whole else (),
        )

    key, title, date, publisher, url = data["document"]
    document = Document(key, "", title, date, publisher, url)
    text_digest, length, sentences, tokens = data["counts"]
    return DocumentResult(
        *(document, text_digest, length, sentences, tokens),
        statements=tuple(statement(row) for row in data["statements"]),
        entities=tuple(
            Entity(key, label, _TYPES[kind], tuple(aliases), tuple(identifiers), country, tuple(facts))
            for key, label, kind, aliases, identifiers, country, facts in data["entities"]
        ),
        mentions=tuple(Mention(document.id, *row) for row in mentions),
        open_triples=tuple(
            OpenTriple(start, end, quote, subject, relation, tuple(arguments), confidence, rule)
            for start, end, quote, subject, relation, arguments, confidence, rule in open_triples
        ),
    )
