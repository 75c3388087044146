"""What changed between two builds, or in one build between two dates: statements, entities and positions.

A position is the side that an actor takes on a matter (an instrument, on a good, of an actor): for more of it, for
less of it, or undecided. The statements of the latest date count; a statement without a date counts as older than any
other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kg.model import Document, Entity, EntityRef, Statement
from kg.projections import Matter, Side, sides
from kg.selection import Selection, dates_of, selected


class Stand(StrEnum):
    """The side in a position; `NONE` where nothing is known."""

    MORE = "for more"
    LESS = "for less"
    UNDECIDED = "undecided"
    NONE = "none"

    @classmethod
    def of(cls, value: int) -> Stand:
        """The stand that a sum of sides means."""
        return cls.MORE if value > 0 else cls.LESS if value < 0 else cls.UNDECIDED


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is compared: all that one build, or one build up to a date, holds."""

    statements: tuple[Statement, ...]
    entities: tuple[Entity, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """An actor's position on a matter before and after, with the statements that the new one rests on (or the old one,
    where there is no new one)."""

    actor: EntityRef
    matter: Matter
    before: Stand
    after: Stand
    statements: tuple[Statement, ...]

    @property
    def is_turn(self) -> bool:
        """True where a side was taken before and another one after."""
        return Stand.NONE not in (self.before, self.after)


@dataclass(frozen=True, slots=True)
class Revision:
    """A statement that is read differently: same words, subject, predicate and object, another modality and so on."""

    before: Statement
    after: Statement


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, each sorted. `positions` holds those that appeared, vanished or turned."""

    appeared: tuple[Statement, ...]
    vanished: tuple[Statement, ...]
    revised: tuple[Revision, ...]
    new_entities: tuple[Entity, ...]
    gone_entities: tuple[Entity, ...]
    positions: tuple[Turn, ...]

    @property
    def is_empty(self) -> bool:
        """True where nothing changed."""
        return not any(getattr(self, name) for name in self.__slots__)

    def as_json(self) -> dict[str, Any]:
        """The changes as one JSON object; ids are relative, since two builds may have two bases."""

        def said(statement: Statement) -> dict[str, Any]:
            return statement.as_json(base_iri="")

        return {
            "statements": {
                "appeared": [said(statement) for statement in self.appeared],
                "vanished": [said(statement) for statement in self.vanished],
                "revised": [{"before": said(r.before), "after": said(r.after)} for r in self.revised],
            },
            "entities": {
                "appeared": [entity.ref.as_json(base_iri="") for entity in self.new_entities],
                "vanished": [entity.ref.as_json(base_iri="") for entity in self.gone_entities],
            },
            "positions": [
                {
                    "actor": turn.actor.as_json(base_iri=""),
                    "matter": turn.matter.label,
                    "before": turn.before.value,
                    "after": turn.after.value,
                    "statements": [statement.id for statement in turn.statements],
                }
                for turn in self.positions
            ],
        }


def up_to(whole: Snapshot, date: str) -> Snapshot:
    """What `whole` held on `date` (ISO; a month or year counts to its end): documents up to then, and what they
    name.
    """
    documents = tuple(document for document in whole.documents if document.date and document.date[: len(date)] <= date)
    kept = selected(whole.statements, Selection(until=date), dates=dates_of(documents))
    named = {ref.id for statement in kept for ref in _actors(statement)}
    return Snapshot(tuple(kept), tuple(entity for entity in whole.entities if entity.id in named), documents)


def difference(old: Snapshot, new: Snapshot) -> Difference:
    """What changed from `old` to `new`."""
    before = {statement.id: statement for statement in old.statements}
    after = {statement.id: statement for statement in new.statements}
    old_entities = {entity.id: entity for entity in old.entities}
    new_entities = {entity.id: entity for entity in new.entities}
    return Difference(
        appeared=tuple(statement for statement in new.statements if statement.id not in before),
        vanished=tuple(statement for statement in old.statements if statement.id not in after),
        revised=tuple(
            Revision(before[statement.id], statement)
            for statement in new.statements
            if statement.id in before and _reading(before[statement.id]) != _reading(statement)
        ),
        new_entities=tuple(entity for name, entity in sorted(new_entities.items()) if name not in old_entities),
        gone_entities=tuple(entity for name, entity in sorted(old_entities.items()) if name not in new_entities),
        positions=tuple(_turns(old, new)),
    )


def _reading(statement: Statement) -> Statement:
    """`statement` without what does not change its meaning: its score, its rule and the words that gave it."""
    return replace(statement, confidence=0.0, rule="", anchors=())


def _actors(statement: Statement) -> Iterable[EntityRef]:
    obj = statement.object
    yield statement.subject
    if obj.type.is_actor:
        yield EntityRef(obj.id, obj.label, obj.type)
    for ref in (obj.actor, obj.target, statement.source):
        if ref is not None:
            yield ref


def _turns(old: Snapshot, new: Snapshot) -> Iterable[Turn]:
    before, after = _positions(old), _positions(new)
    for key in sorted({**before, **after}):
        old_sides, new_sides = before.get(key, ()), after.get(key, ())
        old_stand, new_stand = _stand(old_sides), _stand(new_sides)
        if old_stand is not new_stand:
            held = new_sides or old_sides
            statements = tuple(side.statement for side in held)
            yield Turn(next(iter(held)).actor, key[1], old_stand, new_stand, statements)


def _stand(taken: Sequence[Side]) -> Stand:
    return Stand.of(sum(side.value for side in taken)) if taken else Stand.NONE


def _positions(snapshot: Snapshot) -> dict[tuple[str, Matter], list[Side]]:
    """The sides of the latest date, by actor and matter."""
    taken: defaultdict[tuple[str, Matter], list[Side]] = defaultdict(list)
    for side in sides(snapshot.statements, documents=snapshot.documents):
        taken[side.actor.id, side.matter].append(side)
    latest = {}
    for key, members in taken.items():
        last = max(side.date or "" for side in members)
        latest[key] = [side for side in members if (side.date or "") == last]
    return latest
