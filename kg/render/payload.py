"""Statements as the data of a page: strings once, everything else as numbers that point at them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.communities import communities
from kg.layout import Layout, layout
from kg.look import line_of
from kg.model import Document, Entity, EntityRef, EntityType, Modality, ObjectRef, Statement
from kg.predicates import Tone, facts_of

SHOWN_FIRST = 150
"""How many nodes a page shows before "show more" (STEP in assets/filters.js)."""
PART_PULL = 0.25
"""How strongly a move is drawn to the actor and the good in it, against 1 for a statement."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a page: `strength` is the number of statements that name it as subject or object."""

    id: str
    label: str
    type: EntityType
    strength: int
    aliases: tuple[str, ...]
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """All statements between `subject` and `object` (numbers of nodes) of one tone; denied ones apart.

    `statements` are numbers of statements, `line` is the firmest line style among them (an index into `look.LINES`).
    """

    subject: int
    object: int
    tone: Tone
    line: int
    statements: tuple[int, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a move or measure is made of: `role` is by, on or good."""

    whole: int
    part: int
    role: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to be drawn: nodes strongest first, their places and communities, bundles of statements, parts."""

    statements: Sequence[Statement]
    documents: Sequence[Document]
    nodes: Sequence[Node]
    bundles: Sequence[Bundle]
    parts: Sequence[Part]
    groups: Sequence[int]
    layout: Layout

    @property
    def place(self) -> dict[str, int]:
        """The number of each node by its id."""
        return {node.id: number for number, node in enumerate(self.nodes)}

    @property
    def places(self) -> dict[str, tuple[int, int]]:
        """Where each node lies, by its id."""
        return {node.id: place for node, place in zip(self.nodes, self.layout.positions, strict=True)}


def picture(statements: Iterable[Statement], entities: Iterable[Entity], documents: Iterable[Document]) -> Picture:
    """Order, bundle and lay out `statements`; the result depends on them alone, not on their order."""
    kept = sorted(statements, key=lambda statement: statement.sort_key)
    nodes = _nodes(kept, {entity.id: entity for entity in entities})
    place = {node.id: number for number, node in enumerate(nodes)}
    bundles = _bundles(kept, place)
    parts = _parts(kept, place)
    links: defaultdict[tuple[int, int], float] = defaultdict(float)
    for bundle in bundles:
        links[_pair(bundle.subject, bundle.object)] += len(bundle.statements)
    for part in parts:
        links[_pair(part.whole, part.part)] += PART_PULL
    groups = communities(len(nodes), links)
    used = {statement.document for statement in kept}
    return Picture(
        kept,
        sorted((document for document in documents if document.id in used), key=lambda document: document.id),
        nodes,
        bundles,
        parts,
        groups,
        layout(len(nodes), links, groups=groups, first=opening(len(nodes), links)),
    )


def opening(count: int, links: Iterable[tuple[int, int]]) -> list[int]:
    """The nodes, numbered strongest first, that a page shows before the others (assets/view.js chooses the same)."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    for first, second in links:
        near[first].add(second)
        near[second].add(first)
    rank = [node for node in range(count) if node in near]
    shown = set(rank if len(rank) <= SHOWN_FIRST else rank[: math.ceil(SHOWN_FIRST * 0.6)])
    for node in rank:
        if len(shown) >= SHOWN_FIRST:
            break
        if near[node] & shown:
            shown.add(node)
    return sorted(node for node in shown if near[node] & shown)


def _pair(first: int, second: int) -> tuple[int, int]:
    return (first, second) if first < second else (second, first)


def _nodes(statements: Sequence[Statement], known: Mapping[str, Entity]) -> list[Node]:
    refs: dict[str, EntityRef | ObjectRef] = {}
    strength: Counter[str] = Counter()
    for statement in statements:
        for ref in (statement.subject, statement.object):
            refs.setdefault(ref.id, ref)
            strength[ref.id] += 1
        for _, part in _parts_of(statement.object):
            refs.setdefault(part.id, part)
    nodes = []
    for ref in refs.values():
        entity = known.get(ref.id)
        aliases = tuple(alias for alias in entity.aliases if alias != ref.label) if entity else ()
        identifiers = entity.identifiers if entity else ()
        nodes.append(Node(ref.id, ref.label, ref.type, strength[ref.id], aliases, identifiers))
    return sorted(nodes, key=lambda node: (-node.strength, node.id))


def _parts_of(obj: ObjectRef) -> Iterator[tuple[str, EntityRef]]:
    for role, part in (("by", obj.actor), ("on", obj.target), ("good", obj.good)):
        if part is not None and part.id != obj.id:
            yield role, part


def _bundles(statements: Sequence[Statement], place: Mapping[str, int]) -> list[Bundle]:
    groups: defaultdict[tuple[int, int, str, bool], list[int]] = defaultdict(list)
    for number, statement in enumerate(statements):
        tone = facts_of(statement.predicate).tone
        key = (place[statement.subject.id], place[statement.object.id], tone.value, statement.negated)
        groups[key].append(number)
    return [
        Bundle(
            subject,
            obj,
            Tone(tone),
            min(line_of(statements[number]) for number in members),
            tuple(members),
            bundle_label([statements[number].predicate for number in members], denied=denied),
        )
        for (subject, obj, tone, denied), members in sorted(groups.items())
    ]


def bundle_label(predicates: Sequence[str], *, denied: bool = False) -> str:
    """The words on an edge: the commonest predicate, how many others, how many statements (as in assets/bundles.js)."""
    counted = sorted(Counter(predicates).items(), key=lambda item: (-item[1], item[0]))
    words = facts_of(counted[0][0]).label
    others = f" +{len(counted) - 1}" if len(counted) > 1 else ""
    times = f" ×{len(predicates)}" if len(predicates) > 1 else ""
    return ("denied: " if denied else "") + words + others + times


def _parts(statements: Sequence[Statement], place: Mapping[str, int]) -> list[Part]:
    found = {
        (place[statement.object.id], place[part.id], role)
        for statement in statements
        for role, part in _parts_of(statement.object)
    }
    return [Part(*item) for item in sorted(found)]


def records(drawn: Picture) -> dict[str, Any]:
    """What the page's scripts read beside the network: facts of nodes, documents, sentences and statements as tables.

    A row of `statements` is [subject, predicate, object, negated, modality, source or -1, document or -1, sentence,
    confidence in hundredths, marks, qualifiers or 0, id, rule]; a mark is [role, start, end] in code points of its
    sentence.
    """
    documents = {document.id: number for number, document in enumerate(drawn.documents)}
    predicates = sorted({statement.predicate for statement in drawn.statements})
    quotes = _Strings()
    rules = _Strings()
    sources = _Strings()
    place = drawn.place
    rows = [
        [
            place[statement.subject.id],
            predicates.index(statement.predicate),
            place[statement.object.id],
            int(statement.negated),
            list(Modality).index(statement.modality),
            sources.add(statement.source.label) if statement.source else -1,
            documents.get(statement.document, -1),
            quotes.add(statement.quote),
            round(100 * statement.confidence),
            _marks(statement),
            statement.qualifiers.as_json() or 0,
            statement.id.removeprefix("statement/"),
            rules.add(statement.rule),
        ]
        for statement in drawn.statements
    ]
    return {
        "nodes": [[node.id, node.type.value, list(node.aliases), list(node.identifiers)] for node in drawn.nodes],
        "groups": list(drawn.groups),
        "centres": [[*centre, radius] for centre, radius in zip(drawn.layout.centres, drawn.layout.radii, strict=True)],
        "predicates": [_predicate(name) for name in predicates],
        "modalities": [modality.value for modality in Modality],
        "documents": [
            [document.id, document.title or "", document.date or "", document.publisher or "", document.url or ""]
            for document in drawn.documents
        ],
        "quotes": quotes.items,
        "rules": rules.items,
        "sources": sources.items,
        "statements": rows,
    }


class _Strings:
    """Strings in order of first use, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def add(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    @property
    def items(self) -> list[str]:
        return list(self._numbers)


def _predicate(name: str) -> list[str]:
    facts = facts_of(name)
    return [name, facts.label, facts.group, facts.tone.value]


def _marks(statement: Statement) -> list[list[Any]]:
    return [
        [anchor.role.value, anchor.start - statement.start, anchor.end - statement.start]
        for anchor in sorted(statement.anchors, key=lambda anchor: (anchor.start, anchor.end, anchor.role))
        if statement.start <= anchor.start < anchor.end <= statement.end
    ]
