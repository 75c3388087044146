"""Shapes, colours and line styles, the same in pages and in files for Gephi.

Node colours are Paul Tol's "muted" scheme and edge colours blue and orange of Okabe and Ito, both told apart with
every common form of colour blindness; shapes and line styles repeat what colours say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import EntityType, Modality, Statement
from kg.predicates import Tone


@dataclass(frozen=True, slots=True)
class NodeLook:
    """A vis-network `shape` and a `color` (hex); `name` is the type in words."""

    name: str
    shape: str
    color: str


NODE_LOOKS: dict[EntityType, NodeLook] = {
    EntityType.COUNTRY: NodeLook("Country", "dot", "#4a3fa3"),
    EntityType.BLOC: NodeLook("Bloc", "hexagon", "#4a3fa3"),
    EntityType.GOVERNMENT_BODY: NodeLook("Government body", "square", "#44aa99"),
    EntityType.INTERGOVERNMENTAL_ORGANIZATION: NodeLook("Intergovernmental organization", "hexagon", "#44aa99"),
    EntityType.COMPANY: NodeLook("Company", "square", "#c2a83e"),
    EntityType.ORGANIZATION: NodeLook("Organization", "hexagon", "#999933"),
    EntityType.PERSON: NodeLook("Person", "dot", "#cc6677"),
    EntityType.GROUP: NodeLook("Group", "hexagon", "#aa4499"),
    EntityType.GOOD: NodeLook("Good", "triangle", "#117733"),
    EntityType.MEASURE: NodeLook("Measure", "triangleDown", "#882255"),
    EntityType.POLICY_MOVE: NodeLook("Policy move", "diamond", "#882255"),
    EntityType.TOPIC: NodeLook("Topic", "diamond", "#8a8f98"),
}

EDGE_COLORS = {Tone.COOPERATIVE: "#0072b2", Tone.CONFLICTUAL: "#d55e00", Tone.NEUTRAL: "#8a8f98"}


@dataclass(frozen=True, slots=True)
class Line:
    """How firmly a line stands: `name`, and the dash pattern in page units (empty: solid)."""

    name: str
    dashes: tuple[int, ...]


FIRM = Line("asserted", ())
PLANNED = Line("planned or expected", (10, 5))
OPEN = Line("possible or conditional", (5, 5))
DENIED = Line("denied", (2, 6))
LINES: Sequence[Line] = (FIRM, PLANNED, OPEN, DENIED)


def line_of(statement: Statement) -> int:
    """The index into `LINES` for one statement."""
    if statement.negated:
        return LINES.index(DENIED)
    if statement.modality is Modality.ASSERTED:
        return LINES.index(FIRM)
    return LINES.index(PLANNED if statement.modality.is_factual else OPEN)


def node_size(strength: float) -> int:
    """The radius of a node that `strength` statements name."""
    return round(6 + 3.2 * math.log2(1 + strength))


def edge_width(weight: float) -> float:
    """The width of an edge that stands for `weight` statements."""
    return round(min(1.2 + 0.9 * math.log2(1 + weight), 6), 2)
