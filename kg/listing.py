"""The entities that a build left in ``entities.jsonl``, read back with their counts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DataError, InputError
from kg.model import Entity, EntityType, slug

_ACTORS = "|".join(slug(kind.value) for kind in EntityType if kind.is_actor)
_ID = re.compile(rf"(?:entity/(?:{_ACTORS})|good|measure|move|topic)/[^/]+$")


@dataclass(frozen=True, slots=True)
class Listed:
    """An entity with the number of documents that name it, of its mentions, and of the statements it stands in."""

    entity: Entity
    documents: int
    mentions: int
    statements: int


def read_listing(out: Path) -> list[Listed]:
    """The entities of the build in the folder `out`, in its order.

    Raises:
        InputError: there is no build.
        DataError: a line is none that a build writes.
    """
    path = out / "entities.jsonl"
    if not path.is_file():
        raise InputError(f"no entities.jsonl in {out}; make it with: kg build PATH -o {out}")
    listed = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                entity = Entity(
                    _relative(row["id"]),
                    row["label"],
                    EntityType(row["type"]),
                    tuple(row["aliases"]),
                    tuple(row["identifiers"]),
                    row["country"] and _relative(row["country"]),
                )
                listed.append(Listed(entity, row["documents"], row["mentions"], row["statements"]))
            except (ValueError, KeyError, TypeError) as error:
                raise DataError(f"no line of a build: {error}", path=path, line=number) from None
    return listed


def _relative(iri: str) -> str:
    """The id in an IRI, whatever base it begins with."""
    match = _ID.search(iri)
    if match is None:
        raise ValueError(f"{iri!r} is the IRI of no entity")
    return match.group()
