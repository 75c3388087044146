"""What persons have decided about two entities: the same, different, or not yet sure.

The decisions are a plain CSV that a team keeps under version control, with the columns of `COLUMNS`. Every build that
is given the file replays it: an entity decided to be the same as another is that other one wherever it is mentioned.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kg.errors import DataError
from kg.model import Entity, EntityType, slug

if TYPE_CHECKING:  # the parser is not loaded by who only reads decisions
    from kg.mentions import Resolved

COLUMNS = ("decision", "keep", "keep_label", "other", "other_label", "note")
_ID = re.compile(r"entity/([a-z]+)/[a-z0-9-]+")
_TYPES = {slug(kind.value): kind for kind in EntityType}


class Verdict(StrEnum):
    """What was decided of two entities."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict on two entity ids. Of the same entity `keep` is the id and `keep_label` the label that remain."""

    verdict: Verdict
    keep: str
    keep_label: str
    other: str
    other_label: str
    note: str = ""

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.keep, self.other))


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file, in its order; none where there is no such file.

    Raises:
        DataError: a column, verdict or id is not what it must be, or a pair is decided twice; with file and line.
    """
    if not path.exists():
        return ()
    found: dict[frozenset[str], Decision] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise DataError(f"expected the columns {','.join(COLUMNS)}", path=path, line=1)
        for row in reader:
            try:
                decision = _decision(row)
            except ValueError as error:
                raise DataError(str(error), path=path, line=reader.line_num) from None
            if decision.pair in found:
                raise DataError("this pair is decided above", path=path, line=reader.line_num)
            found[decision.pair] = decision
    return tuple(found.values())


def _decision(row: Mapping[str, str | None]) -> Decision:
    cells = {key: (row.get(key) or "").strip() for key in COLUMNS}
    if None in row or cells["decision"] not in list(Verdict):
        raise ValueError(f"{cells['decision']!r} is none of {', '.join(Verdict)}")
    for key in ("keep", "other"):
        match = _ID.fullmatch(cells[key])
        if match is None or match.group(1) not in _TYPES:
            raise ValueError(f"{cells[key]!r} is no entity id")
    if cells["keep"] == cells["other"]:
        raise ValueError("an entity cannot be decided against itself")
    if cells["decision"] == Verdict.SAME and not cells["keep_label"]:
        raise ValueError("the label that remains is missing")
    cells["verdict"] = cells.pop("decision")
    return Decision(Verdict(cells.pop("verdict")), **cells)


def write_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Write the file, sorted by ids so that two persons' changes merge line by line; the old one stays until done."""
    draft = path.with_name(path.name + ".part")
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in sorted(decisions, key=lambda decision: (decision.keep, decision.other)):
            writer.writerow((one.verdict.value, one.keep, one.keep_label, one.other, one.other_label, one.note))
    draft.replace(path)


class Decisions:
    """Decisions made ready for replay: each entity's remaining one, over chains of "same"."""

    __slots__ = ("_kept", "_pairs")

    def __init__(self, decisions: Iterable[Decision], *, entities: Mapping[str, Entity] | None = None) -> None:
        """Make the map.

        Args:
            entities: known entities by id; one that remains is taken from here with its aliases and identifiers.

        Raises:
            DataError: "same" leads in a circle, gives one entity two that remain or two labels, or joins what another
                line calls different.
        """
        decided = tuple(decisions)
        self._pairs = {decision.pair for decision in decided}
        merged: dict[str, Decision] = {}
        for decision in decided:
            if decision.verdict is not Verdict.SAME:
                continue
            if decision.other in merged:
                raise DataError(
                    f"{decision.other} is decided to be both {merged[decision.other].keep} and {decision.keep}"
                )
            merged[decision.other] = decision
        self._kept = {other: _remaining(other, merged, entities or {}) for other in merged}
        for kept in list(self._kept.values()):
            if self._kept.setdefault(kept.id, kept).label != kept.label:
                raise DataError(f"{kept.id} is to keep two labels, {self._kept[kept.id].label} and {kept.label}")
        for decision in decided:
            if decision.verdict is Verdict.DIFFERENT and self._id(decision.keep) == self._id(decision.other):
                raise DataError(
                    f"{decision.keep} and {decision.other} are decided to be different, and the same by others"
                )

    def _id(self, key: str) -> str:
        return self._kept[key].id if key in self._kept else key

    def settled(self, one: str, other: str) -> bool:
        """True where this pair of ids has been decided, "unsure" included."""
        return frozenset((one, other)) in self._pairs

    def entity(self, entity: Entity) -> Entity:
        """The entity that remains for `entity`, with its label among the aliases."""
        kept = self._kept.get(entity.id)
        if kept is None:
            return entity
        aliases = dict.fromkeys((*kept.aliases, entity.label, *entity.aliases))
        aliases.pop(kept.label, None)
        return replace(kept, aliases=tuple(aliases), country=kept.country or entity.country)

    def replay(self, mentions: Sequence[Resolved]) -> list[Resolved]:
        """`mentions` with each entity replaced by the one that remains, and the reason told.

        One with facts stays: which of several namesakes it is shows once all documents are known, and only then which
        decision is about it (`kg.pipeline.namesakes`).
        """
        if not self._kept:
            return list(mentions)
        return [self._replayed(mention) for mention in mentions]

    def _replayed(self, mention: Resolved) -> Resolved:
        entity = self._replaced(mention.entity)
        reason = mention.reason
        if entity.id != mention.entity.id:
            reason += f"; decided to be {entity.label}"
        return msgspec.structs.replace(
            mention,
            entity=entity,
            reason=reason,
            principal=self._replaced(mention.principal) if mention.principal is not None else None,
            others=tuple(self._replaced(other) for other in mention.others),
        )

    def _replaced(self, entity: Entity) -> Entity:
        return entity if entity.facts else self.entity(entity)


def _remaining(start: str, merged: Mapping[str, Decision], entities: Mapping[str, Entity]) -> Entity:
    decision, seen = merged[start], {start}
    while decision.keep in merged:
        if decision.keep in seen:
            raise DataError(f"the decisions about {start} lead in a circle")
        seen.add(decision.keep)
        decision = merged[decision.keep]
    known = entities.get(decision.keep)
    return known or Entity(decision.keep, decision.keep_label, _TYPES[decision.keep.split("/")[1]])
