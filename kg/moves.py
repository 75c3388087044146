"""Measures and policy moves: one node for each combination of parts, and the broader nodes above it.

A move is ``change x instrument x good x actor x target``, a measure the same without a change; every part may be
missing. Their ids name the parts, so that two texts that say the same meet in one node:

    move/ease.exportControl.advanced-chips.by.country-united-states.on.country-china
    measure/tariff.steel.by.country-united-states
    move/ease.any.soybeans

**Broader nodes.** A node with fewer parts is broader. Of the parts that a node has beside instrument and change, each
of good, actor and target can be dropped (so at most eight nodes stand between a full move and its bare instrument).
Where neither actor nor target is left, the good gives way to its broader goods before it is dropped; where only the
instrument is left, it gives way to its broader instrument. With *d* broader goods and *i* broader instruments a move
has at most ``7 + d + i`` nodes above it, most of them shared with other moves.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import EntityRef, EntityType, ObjectRef
from kg.ontology import Ontology

ANY = "any"
"""Stands in an id where no instrument is named."""


def compose(
    ontology: Ontology,
    *,
    instrument: str | None = None,
    change: str | None = None,
    good: EntityRef | None = None,
    actor: EntityRef | None = None,
    target: EntityRef | None = None,
    text: str = "",
) -> ObjectRef:
    """The policy move with these parts, or the measure where `change` is None."""
    kind = EntityType.MEASURE if change is None else EntityType.POLICY_MOVE
    path = [instrument or ANY] if change is None else [change, instrument or ANY]
    label = ontology.instruments[instrument].label if instrument is not None else "policy"
    if change is not None:
        label = f"{ontology.changes[change].label} of {label}"
    if good is not None:
        path.append(good.id.removeprefix("good/"))
        label += f" on {good.label}"
    if actor is not None:
        path.append("by." + _short(actor.id))
        label += f", by {actor.label}"
    if target is not None:
        path.append("on." + _short(target.id))
        label += f", towards {target.label}"
    prefix = "measure/" if change is None else "move/"
    return ObjectRef(prefix + ".".join(path), label, kind, actor, instrument, change, good, target, text)


def is_composed(obj: ObjectRef) -> bool:
    """True for a measure or a policy move, which have broader nodes."""
    return obj.type in (EntityType.MEASURE, EntityType.POLICY_MOVE)


def measure_of(move: ObjectRef, ontology: Ontology) -> ObjectRef | None:
    """The measure that a policy move changes; None for a move without an instrument and for anything else."""
    if move.type is not EntityType.POLICY_MOVE or move.instrument is None:
        return None
    return compose(ontology, instrument=move.instrument, good=move.good, actor=move.actor, target=move.target)


def broader(obj: ObjectRef, ontology: Ontology) -> list[ObjectRef]:
    """The nodes directly above a measure or move, as the module's text says; none for anything else."""
    return sorted(_broader(obj, ontology), key=lambda node: node.id) if is_composed(obj) else []


def _broader(obj: ObjectRef, ontology: Ontology) -> Iterator[ObjectRef]:
    change, instrument, good, actor, target = obj.change, obj.instrument, obj.good, obj.actor, obj.target
    if target is not None:
        yield compose(ontology, instrument=instrument, change=change, good=good, actor=actor)
    if actor is not None:
        yield compose(ontology, instrument=instrument, change=change, good=good, target=target)
    if good is not None:
        wider = ontology.broader_goods(good.id) if actor is None and target is None else ()
        for name in wider:
            above = EntityRef(name, ontology.goods[name].label, EntityType.GOOD)
            yield compose(ontology, instrument=instrument, change=change, good=above)
        if not wider:
            yield compose(ontology, instrument=instrument, change=change, actor=actor, target=target)
    if instrument is not None and good is None and actor is None and target is None:
        for name in ontology.instruments[instrument].broader:
            yield compose(ontology, instrument=name, change=change)


def _short(actor_id: str) -> str:
    return actor_id.removeprefix("entity/").replace("/", "-")
