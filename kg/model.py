"""The records that all stages share: documents, entities, statements.

Nothing here reads a file, keeps state or knows spaCy or RDF. Offsets are code points into the
document's text, ``[start, end)``. Names follow the project's model contract: the JSON keys of
`Statement.as_json` are those of ``statements.jsonl``.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

ONTOLOGY_IRI = "https://w3id.org/tradekg/ontology#"
BASE_IRI = "https://w3id.org/tradekg/id/"
DEFAULT_MIN_CONFIDENCE = 0.25
"""What a build keeps unless told otherwise: below it, fewer than one statement in four is right."""


class EntityType(StrEnum):
    """What an entity or an object is; the values are class names of the ontology."""

    COUNTRY = "Country"
    BLOC = "Bloc"
    GOVERNMENT_BODY = "GovernmentBody"
    INTERGOVERNMENTAL_ORGANIZATION = "IntergovernmentalOrganization"
    COMPANY = "Company"
    ORGANIZATION = "Organization"
    PERSON = "Person"
    GROUP = "Group"
    GOOD = "Good"
    MEASURE = "Measure"
    POLICY_MOVE = "PolicyMove"
    TOPIC = "Topic"

    @property
    def is_actor(self) -> bool:
        """True for the subclasses of Actor."""
        return self not in _NOT_ACTORS


_NOT_ACTORS = frozenset({EntityType.GOOD, EntityType.MEASURE, EntityType.POLICY_MOVE, EntityType.TOPIC})


class Modality(StrEnum):
    """How certain the text makes a statement."""

    ASSERTED = "asserted"
    INTENDED = "intended"
    EXPECTED = "expected"
    POSSIBLE = "possible"
    OBLIGED = "obliged"
    CONDITIONAL = "conditional"

    @property
    def is_factual(self) -> bool:
        """True where an affirmed statement may stand as a direct triple."""
        return self in (Modality.ASSERTED, Modality.INTENDED, Modality.EXPECTED)


class Role(StrEnum):
    """The part of a statement that an anchor gives the words of."""

    SUBJECT = "subject"
    PREDICATE = "predicate"
    OBJECT = "object"
    ACTOR = "actor"
    TARGET = "target"
    GOOD = "good"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read. `id` is unique in a build; `date` is ISO 8601 (day, month or year) or None; `copy_of` is the id
    of the document that this one nearly repeats, known only once a build has seen all."""

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class EntityRef:
    """An entity as a statement names it: IRI (relative to the base), canonical label, type."""

    id: str
    label: str
    type: EntityType

    def as_json(self, *, base_iri: str = BASE_IRI) -> dict[str, Any]:
        return {"id": base_iri + self.id, "label": self.label, "type": self.type.value}


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing in the graph. `identifiers` are absolute IRIs (Wikidata, ISO 3166, HS); `country`
    is the id of the country that a body, office or company belongs to, where known.

    `facts` are the ids of the country and of those whom it serves that a document gives to one known by a full name
    alone: what tells namesakes apart."""

    id: str
    label: str
    type: EntityType
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    country: str | None = None
    facts: tuple[str, ...] = ()

    @property
    def ref(self) -> EntityRef:
        return EntityRef(self.id, self.label, self.type)


@dataclass(frozen=True, slots=True)
class Mention:
    """An occurrence of an entity in a document, with the reason why it was resolved so."""

    document: str
    start: int
    end: int
    text: str
    entity: str
    reason: str


_SHOWN_ROLES = frozenset({Role.SUBJECT, Role.PREDICATE, Role.OBJECT, Role.SOURCE})


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words that gave one part of a statement, and how the name in them was resolved."""

    role: Role
    start: int
    end: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """What a statement is about: an actor, a good, a measure, a policy move or a topic.

    `id`, `label` and `type` name the node of the graph. The parts are filled wherever the text
    gives them: `actor` (towards whom, or who would make the move), `instrument` and `change`
    (local names of the ontology's concepts), `good`, `target`; `text` holds the words.
    """

    id: str
    label: str
    type: EntityType
    actor: EntityRef | None = None
    instrument: str | None = None
    change: str | None = None
    good: EntityRef | None = None
    target: EntityRef | None = None
    text: str = ""

    def as_json(self, *, base_iri: str = BASE_IRI) -> dict[str, Any]:
        return {
            "id": base_iri + self.id,
            "label": self.label,
            "type": self.type.value,
            "actor": self.actor.label if self.actor else None,
            "instrument": self.instrument,
            "change": self.change,
            "good": self.good.label if self.good else None,
            "target": self.target.label if self.target else None,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """Further circumstances. `time` is ISO 8601 (date or interval); `quoted` is true inside quotation marks; `page` is
    the page, from 1, on which the evidence begins, in formats that have pages."""

    amount: str | None = None
    time: str | None = None
    place: str | None = None
    quoted: bool = False
    page: int | None = None

    def as_json(self) -> dict[str, Any]:
        parts = {
            "amount": self.amount,
            "time": self.time,
            "place": self.place,
            "quoted": self.quoted or None,
            "page": self.page,
        }
        return {key: value for key, value in parts.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim of a text with its exact evidence. `predicate` is a local name of the ontology."""

    id: str
    document: str
    start: int
    end: int
    quote: str
    subject: EntityRef
    predicate: str
    object: ObjectRef
    negated: bool
    modality: Modality
    source: EntityRef | None
    qualifiers: Qualifiers
    confidence: float
    rule: str
    anchors: tuple[Anchor, ...] = field(default=())

    @property
    def is_direct(self) -> bool:
        """True where the statement carries a direct triple: affirmed, and asserted, intended or expected."""
        return not self.negated and self.modality.is_factual

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        return (self.document, self.start, self.end, self.id)

    def _repr_html_(self) -> str:
        """How a notebook shows the statement: who, what, how sure, and the sentence with its words marked."""
        shown = [self.subject.label, ("not " if self.negated else "") + self.predicate, self.object.label]
        source = f", said by {self.source.label}" if self.source else ""
        note = html.escape(f"{self.modality.value}{', denied' if self.negated else ''}{source}, {self.confidence:.2f}")
        pieces, at = [], self.start
        for anchor in sorted(self.anchors, key=lambda anchor: (anchor.start, -anchor.end)):
            if anchor.role in _SHOWN_ROLES and at <= anchor.start < anchor.end <= self.end:
                before = html.escape(self.quote[at - self.start : anchor.start - self.start])
                words = html.escape(self.quote[anchor.start - self.start : anchor.end - self.start])
                pieces.append(f'{before}<mark title="{anchor.role.value}">{words}</mark>')
                at = anchor.end
        pieces.append(html.escape(self.quote[at - self.start :]))
        head = " ".join(html.escape(part) for part in shown)
        return f"<p><b>{head}</b> <small>({note})</small></p><blockquote>{''.join(pieces)}</blockquote>"

    def as_json(self, *, base_iri: str = BASE_IRI) -> dict[str, Any]:
        """The object of one line of ``statements.jsonl``, keys in the contract's order; `base_iri` begins the ids."""
        return {
            "id": base_iri + self.id,
            "document": self.document,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "subject": self.subject.as_json(base_iri=base_iri),
            "predicate": self.predicate,
            "object": self.object.as_json(base_iri=base_iri),
            "negated": self.negated,
            "modality": self.modality.value,
            "source": self.source.as_json(base_iri=base_iri) if self.source else None,
            "qualifiers": self.qualifiers.as_json(),
            "confidence": self.confidence,
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True)
class OpenTriple:
    """What a clause says in its own words: no entity, no predicate of the ontology. `start`, `end` and `quote` are
    those of its sentence in the document's text."""

    start: int
    end: int
    quote: str
    subject: str
    relation: str
    arguments: tuple[str, ...]
    confidence: float
    rule: str

    def as_json(self, document: str) -> dict[str, Any]:
        """The object of one line of ``open.jsonl``."""
        return {
            "type": "OpenTriple",
            "document": document,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "subject": self.subject,
            "relation": self.relation,
            "arguments": list(self.arguments),
            "confidence": self.confidence,
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """All that one document gave: what later stages need, without its spaCy Doc.

    `document` has its text replaced by "" once the evidence is cut; `digest` is the SHA-256 of the text.
    """

    document: Document
    digest: str
    length: int
    sentences: int
    tokens: int
    statements: tuple[Statement, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    open_triples: tuple[OpenTriple, ...] = ()


def slug(text: str) -> str:
    """`text` as lower-case ASCII letters, digits and hyphens; a short hash stands in where none are left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    cut = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return cut[:80].strip("-") or digest(text)


def digest(*parts: str | int | bool | None) -> str:
    """The first 16 hex digits of the SHA-256 over `parts`; stable across runs and machines."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def entity_id(entity_type: EntityType, label: str, *, within: str | None = None) -> str:
    """The id of an entity, relative to the base IRI; `within` keeps it to one document."""
    tail = f"-{digest(within)[:8]}" if within else ""
    return f"entity/{slug(entity_type.value)}/{slug(label)}{tail}"


def is_country_id(key: str) -> bool:
    """Whether `key`, an entity's id, is that of a country or bloc."""
    return key.startswith(("entity/country/", "entity/bloc/"))


def statement_id(
    document: str,
    start: int,
    end: int,
    subject: EntityRef,
    predicate: str,
    obj: ObjectRef,
    negated: bool,
    source: EntityRef | None,
) -> str:
    """The id of a statement, relative to the base IRI: a hash of what makes it that statement."""
    return "statement/" + digest(
        document, start, end, subject.id, predicate, obj.id, obj.text, negated, source.id if source else None
    )


def merged_statements(statements: Iterable[Statement]) -> list[Statement]:
    """`statements` sorted, one for each id: the most confident."""
    best: dict[str, Statement] = {}
    for statement in statements:
        kept = best.get(statement.id)
        if kept is None or statement.confidence > kept.confidence:
            best[statement.id] = statement
    return sorted(best.values(), key=lambda statement: statement.sort_key)
