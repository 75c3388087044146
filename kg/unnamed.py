"""Resolve unnamed actors: groups with their principal, and "the Japanese government" as the country."""

from __future__ import annotations

from spacy.tokens import Token

from kg.groups import GroupHead, group_entity, group_heads, group_label
from kg.mentions import Resolved
from kg.model import Entity, EntityType
from kg.reading import Reading
from kg.salience import nearest

_NAMED = frozenset({"name", "abbreviation", "surname", "office"})
_MINISTRY = frozenset({EntityType.GOVERNMENT_BODY})
_BY_NOUN = {
    "company": frozenset({EntityType.COMPANY, EntityType.ORGANIZATION}),
    "ministry": _MINISTRY,
    "department": _MINISTRY,
    "agency": _MINISTRY,
    "commission": _MINISTRY,
    "government": frozenset({EntityType.COUNTRY}),
}
"""What a noun before "officials" takes up."""

_BODIES = frozenset(
    {
        EntityType.COUNTRY,
        EntityType.BLOC,
        EntityType.GOVERNMENT_BODY,
        EntityType.INTERGOVERNMENTAL_ORGANIZATION,
        EntityType.ORGANIZATION,
        EntityType.COMPANY,
    }
)


def resolve_groups(reading: Reading) -> None:
    """Add the groups of the document over what is still free, countries inside their names included."""
    for head in group_heads(reading.doc, reading.taken, reading.words):
        inside = [m for m in reading.found if head.start <= m.start and m.end <= head.end]
        if any(reading.owner[i] >= 0 and reading.at(i) not in inside for i in range(head.start, head.end)):
            head = GroupHead(_after_crossing(reading, head, inside), head.end, head.root, head.official)
            inside = [m for m in inside if m.start >= head.start]
        if any(m.entity.type is EntityType.PERSON for m in inside) or _describes_person(reading, head):
            continue
        label = group_label(reading.doc, head, inside, reading.words, reading.names.adjectives)
        if not label or (
            reading.doc[head.start].lower_ in ("the", "both")
            and head.end - head.start == 3
            and reading.doc[head.start + 1].lower_ in ("two", "three")
        ):
            continue
        earlier = _taken_up(reading, head, label)
        if earlier is not None:
            reason = f"{reading.doc[head.start : head.end].text!r} takes up the group {earlier.entity.label!r}"
            reading.add(
                head.start, head.end, earlier.entity, "description", reason, principal=earlier.principal, root=head.root
            )
            continue
        principals = principals_of(reading, head, inside)
        body = _body_spoken_for(reading, head, principals)
        if body is not None:
            label = f"{body.label} {reading.doc[head.root].lower_}"
            principals = (_speaks_for(reading, body),)
        principal = principals[0] if principals else None
        reading.remove_inside(head.start, head.end)
        country = principal.id if principal is not None and principal.type is EntityType.COUNTRY else None
        if principal is None:
            country = _country_of_all(inside, head)
        reason = f"unnamed group headed by {reading.doc[head.root].text!r}"
        reading.add(
            head.start,
            head.end,
            group_entity(label, country=country),
            "group",
            reason,
            principal=principal,
            others=principals[1:],
            root=head.root,
        )


def _country_of_all(inside: list[Resolved], head: GroupHead) -> str | None:
    """The one country that the group's name has before its head: "Brazilian growers"."""
    named = {m.entity.id for m in inside if m.entity.type is EntityType.COUNTRY and m.end <= head.root}
    return named.pop() if len(named) == 1 else None


def _after_crossing(reading: Reading, head: GroupHead, inside: list[Resolved]) -> int:
    start = head.start
    for index in range(head.start, head.root):
        mention = reading.at(index)
        if mention is not None and mention not in inside:
            start = index + 1
    return start


def principals_of(reading: Reading, head: GroupHead, inside: list[Resolved]) -> tuple[Entity, ...]:
    """The countries or bodies that officials speak for: named in their description, or by "company", "ministry"."""
    if not head.official:
        return ()
    named = [m for m in inside if m.entity.type in _BODIES and m.end <= head.root]
    if named:
        last = reading.doc[named[-1].root]
        joined = [m for m in named[:-1] if m.entity.type is named[-1].entity.type and _coordinates(reading, m, last)]
        return tuple(dict.fromkeys(_speaks_for(reading, m.entity) for m in (*joined, named[-1])))
    body = _named_after(reading, head)
    if body is not None:
        return (_speaks_for(reading, body),)
    for token in reading.doc[head.start : head.root]:
        if token.lower_ == "administration":
            executive = reading.administration(head.start)
            return (executive,) if executive is not None else ()
        if token.lower_ in _BY_NOUN:
            return _taken_up_by(reading, token, _BY_NOUN[token.lower_])
    return ()


def _taken_up_by(reading: Reading, token: Token, wanted: frozenset[EntityType]) -> tuple[Entity, ...]:
    """What "company", "ministry" or "government" before "officials" takes up; several where they are coordinated."""
    if EntityType.COMPANY in wanted and any(m.entity.type is EntityType.COMPANY for m in reading.before(token.i)):
        wanted = frozenset({EntityType.COMPANY})
    for mention in reading.before(token.i):
        if mention.entity.type in wanted and mention.kind != "place":
            joined = [reading.at(other.i) for other in reading.doc[mention.root].conjuncts]
            parties = [mention.entity, *(m.entity for m in joined if m is not None and m.entity.type in wanted)]
            return tuple(dict.fromkeys(_speaks_for(reading, entity) for entity in parties))
    near = reading.country_near(token.i) if token.lower_ != "company" else None
    return (near,) if near is not None else ()


def _body_spoken_for(reading: Reading, head: GroupHead, principals: tuple[Entity, ...]) -> Entity | None:
    """The body or company that a bare "a spokesman" or "a ministry official" belongs to."""
    token = reading.doc[head.root]
    before = [word.lower_ for word in reading.doc[head.start : head.root] if word.dep_ != "det"]
    after = _named_after(reading, head)
    if after is not None and not before:
        return after
    if len(before) == 1 and before[0] in _BY_NOUN and _BY_NOUN[before[0]] is _MINISTRY:
        noun = before[0]
        return next(
            (m.entity for m in reading.before(head.start) if _is_body(m) and noun in m.entity.label.lower()), None
        )
    if before or principals or not token.lower_.startswith("spokes"):
        return None
    if any(child.dep_ == "prep" for child in token.rights):
        return None
    found = nearest(reading, token, _is_body, reach=1)
    return found.entity if found is not None else None


def _named_after(reading: Reading, head: GroupHead) -> Entity | None:
    """The body in "a spokesman for the ministry", "officials from the Commerce Department"."""
    for prep in reading.doc[head.root].rights:
        if prep.dep_ != "prep" or prep.lower_ not in ("for", "of", "from", "at"):
            continue
        for noun in prep.children:
            mention = reading.at(noun.i) if noun.dep_ == "pobj" else None
            if mention is not None and mention.entity.type in _BODIES and mention.kind != "place":
                return mention.entity
    return None


def _is_body(mention: Resolved) -> bool:
    return mention.entity.type in _BODIES - {EntityType.COUNTRY, EntityType.BLOC} and mention.kind not in (
        "place",
        "title",
    )


def _coordinates(reading: Reading, mention: Resolved, last: Token) -> bool:
    between = reading.doc[mention.end : last.i]
    return all(token.lower_ in ("and", ",", "or", "the") or reading.owner[token.i] >= 0 for token in between)


def _taken_up(reading: Reading, head: GroupHead, label: str) -> Resolved | None:
    """The group of the same head that a bare "the officials" or "an official" takes up."""
    doc = reading.doc
    root = doc[head.root]
    if " " in label or doc[head.start].lower_ not in ("the", "these", "those", "an", "a", "another"):
        return None
    definite = doc[head.start].lower_ in ("the", "these", "those")
    if not definite and not head.official:
        return None
    if any(child.dep_ in ("prep", "relcl", "acl") for child in root.rights):
        return None
    for mention in reading.before(head.start):
        if (
            mention.entity.type is EntityType.GROUP
            and doc[mention.root].lemma_ == root.lemma_
            and (not definite or doc[mention.root].tag_.endswith("S") == root.tag_.endswith("S"))
            and " " in mention.entity.label
        ):
            return mention
    return None


def _speaks_for(reading: Reading, body: Entity) -> Entity:
    """Officials of a ministry speak for its country, those of other bodies, as of a bloc's executive, for the body."""
    owner = reading.gazetteer.entities.get(body.country or "")
    speaks = body.type is EntityType.GOVERNMENT_BODY and owner is not None and owner.type is EntityType.COUNTRY
    return owner if speaks and owner is not None else body


def _describes_person(reading: Reading, head: GroupHead) -> bool:
    """In apposition to a name or before it: "Dong Dengxin, director of ...", "the Dutch company ASML"."""
    token = reading.doc[head.root]
    while token.dep_ == "conj" and token.head is not token:
        token = token.head
    beside = [child for child in token.children if child.dep_ == "appos"]
    if token.dep_ in ("appos", "nmod"):
        beside.append(token.head)
    if any(m is not None and m.entity.type is EntityType.PERSON for m in (reading.at(t.i) for t in beside)):
        return True
    after = reading.at(head.root + 1)
    if after is None or after.kind not in _NAMED:
        return False
    return after.entity.type is EntityType.PERSON or reading.doc[after.root].head == token or token.head.i == after.root
