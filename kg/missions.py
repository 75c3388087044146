"""Embassies, consulates and missions by whose they are and where: "the Chinese Embassy in the United States".

The word alone names hundreds of bodies. One that says where it is has the same name in every document; one that does
not is that of its country named with a place in the text, or stays within its document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.mentions import Resolved
from kg.model import Entity, EntityType, entity_id
from kg.owners import adjective, owner_before
from kg.reading import Reading

_LONGEST = 2
"""Words of a mission's head."""
_WITH_ARTICLE = re.compile(r"United |.*(?:Bahamas|Gambia|Islands|Maldives|Netherlands|Philippines|Republic|Union)$")
_BODIES = frozenset({EntityType.BLOC, EntityType.INTERGOVERNMENTAL_ORGANIZATION})


@dataclass(frozen=True, slots=True)
class _Mission:
    """Tokens ``[start, end)`` of a mission of `sender`; `place` is where or to whom, with its preposition."""

    start: int
    end: int
    root: int
    head: str
    sender: Entity
    place: str

    @property
    def kind(self) -> tuple[str, str]:
        return self.head, self.sender.id


def resolve_missions(reading: Reading) -> None:
    """Add the missions of the document in place of the country and the words that name them."""
    if not any(word in reading.lowered for word in reading.words["mission-head"]):
        return
    missions = list(_missions(reading))
    places: dict[tuple[str, str], set[str]] = {}
    for mission in missions:
        if mission.place:
            places.setdefault(mission.kind, set()).add(mission.place)
    for mission in missions:
        known = places.get(mission.kind, set())
        place = mission.place or (next(iter(known)) if len(known) == 1 else "")
        name = " ".join((adjective(reading, mission.sender), mission.head, *([place] if place else [])))
        within = None if place else reading.document.id
        key = entity_id(EntityType.GOVERNMENT_BODY, name, within=within)
        entity = Entity(key, name, EntityType.GOVERNMENT_BODY, country=mission.sender.id)
        reading.remove_inside(mission.start, mission.end)
        reason = f"what represents {mission.sender.label}" + ("" if place else "; the text does not say where")
        reading.add(mission.start, mission.end, entity, "name", reason, principal=mission.sender, root=mission.root)


def _missions(reading: Reading) -> Iterator[_Mission]:
    reached = 0
    for token in reading.tokens:
        if token.i < reached:
            continue
        for width in range(_LONGEST, 0, -1):
            found = _mission(reading, token.i, token.i + width)
            if found is not None:
                yield found
                reached = found.end
                break


def _mission(reading: Reading, first: int, end: int) -> _Mission | None:
    doc = reading.doc
    words = doc[first:end].text.lower()
    wants = reading.words["mission-head"].get(words)
    if wants is None:
        return None
    head = " ".join(word.capitalize() for word in words.split())
    root = doc[first:end].root.i
    owner = owner_before(reading, first, end)
    if owner is not None:
        start, sender, stop = owner.start, owner.entity, end
    else:
        after = _named_after(reading, end, ("of",))
        if after is None or after.entity.type is not EntityType.COUNTRY:
            return None
        start, sender, stop = first, after.entity, after.end
    place = _place(reading, stop)
    if wants == "to" and not _is_to_a_body(reading, stop):
        return None
    return _Mission(start, stop, root, head, sender, place)


def _named_after(reading: Reading, index: int, prepositions: tuple[str, ...]) -> Resolved | None:
    """The mention behind one of `prepositions` at `index`, an article aside."""
    doc = reading.doc
    if index + 1 >= len(doc) or doc[index].lower_ not in prepositions:
        return None
    return reading.at(index + 2 if doc[index + 1].lower_ == "the" else index + 1)


def _is_to_a_body(reading: Reading, index: int) -> bool:
    host = _named_after(reading, index, ("to",))
    return host is not None and host.entity.type in _BODIES


def _place(reading: Reading, index: int) -> str:
    """ "in the United States" for "in Washington", "to the World Trade Organization", "in San Francisco"."""
    doc = reading.doc
    host = _named_after(reading, index, ("in", "to", "at"))
    if host is not None:
        preposition = "to" if host.entity.type in _BODIES else "in"
        article = "the " if host.entity.type in _BODIES or _WITH_ARTICLE.match(host.entity.label) else ""
        return f"{preposition} {article}{host.entity.label}"
    end = index + 1
    while index < len(doc) and doc[index].lower_ == "in" and end < len(doc) and doc[end].pos_ == "PROPN":
        end += 1
    return f"in {doc[index + 1 : end].text}" if end > index + 1 else ""
