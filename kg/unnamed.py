"""Resolve unnamed actors: groups with their principal, and "the Japanese government" as the country."""

from __future__ import annotations

from spacy.tokens import Token

from kg.groups import GroupHead, group_entity, group_heads, group_label
from kg.mentions import Resolved
from kg.model import Entity, EntityType
from kg.page import Page
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


def resolve_groups(page: Page) -> None:
    """Add the groups of the document over what is still free, countries inside their names included."""
    for head in group_heads(page.doc, page.taken, page.words):
        inside = [m for m in page.found if head.start <= m.start and m.end <= head.end]
        if any(page.owner[i] >= 0 and page.at(i) not in inside for i in range(head.start, head.end)):
            head = GroupHead(_after_crossing(page, head, inside), head.end, head.root, head.official)
            inside = [m for m in inside if m.start >= head.start]
        if any(m.entity.type is EntityType.PERSON for m in inside) or _describes_person(page, head):
            continue
        label = group_label(page.doc, head, inside, page.words, page.names.adjectives)
        if not label or (
            page.doc[head.start].lower_ in ("the", "both")
            and head.end - head.start == 3
            and page.doc[head.start + 1].lower_ in ("two", "three")
        ):
            continue
        earlier = _taken_up(page, head, label)
        if earlier is not None:
            reason = f"{page.doc[head.start : head.end].text!r} takes up the group {earlier.entity.label!r}"
            page.add(
                head.start, head.end, earlier.entity, "description", reason, principal=earlier.principal, root=head.root
            )
            continue
        principals = principals_of(page, head, inside)
        body = _body_spoken_for(page, head, principals)
        if body is not None:
            label = f"{body.label} {page.doc[head.root].lower_}"
            principals = (_speaks_for(page, body),)
        principal = principals[0] if principals else None
        page.remove_inside(head.start, head.end)
        country = principal.id if principal is not None and principal.type is EntityType.COUNTRY else None
        reason = f"unnamed group headed by {page.doc[head.root].text!r}"
        page.add(
            head.start,
            head.end,
            group_entity(label, country=country),
            "group",
            reason,
            principal=principal,
            others=principals[1:],
            root=head.root,
        )


def _after_crossing(page: Page, head: GroupHead, inside: list[Resolved]) -> int:
    start = head.start
    for index in range(head.start, head.root):
        mention = page.at(index)
        if mention is not None and mention not in inside:
            start = index + 1
    return start


def principals_of(page: Page, head: GroupHead, inside: list[Resolved]) -> tuple[Entity, ...]:
    """The countries or bodies that officials speak for: named in their description, or by "company", "ministry"."""
    if not head.official:
        return ()
    named = [m for m in inside if m.entity.type in _BODIES]
    if named:
        last = page.doc[named[-1].root]
        joined = [m for m in named[:-1] if m.entity.type is named[-1].entity.type and _coordinates(page, m, last)]
        return tuple(dict.fromkeys(_speaks_for(page, m.entity) for m in (*joined, named[-1])))
    for token in page.doc[head.start : head.root]:
        if token.lower_ == "administration":
            executive = page.administration(head.start)
            return (executive,) if executive is not None else ()
        if token.lower_ in _BY_NOUN:
            return _taken_up_by(page, token, _BY_NOUN[token.lower_])
    return ()


def _taken_up_by(page: Page, token: Token, wanted: frozenset[EntityType]) -> tuple[Entity, ...]:
    """What "company", "ministry" or "government" before "officials" takes up; several where they are coordinated."""
    for mention in page.before(token.i):
        if mention.entity.type in wanted and mention.kind != "place":
            joined = [page.at(other.i) for other in page.doc[mention.root].conjuncts]
            parties = [mention.entity, *(m.entity for m in joined if m is not None and m.entity.type in wanted)]
            return tuple(dict.fromkeys(_speaks_for(page, entity) for entity in parties))
    near = page.country_near(token.i) if token.lower_ != "company" else None
    return (near,) if near is not None else ()


def _body_spoken_for(page: Page, head: GroupHead, principals: tuple[Entity, ...]) -> Entity | None:
    """The body or company that a bare "a spokesman" or "a ministry official" belongs to."""
    token = page.doc[head.root]
    before = [word.lower_ for word in page.doc[head.start : head.root] if word.dep_ != "det"]
    if len(before) == 1 and before[0] in _BY_NOUN and _BY_NOUN[before[0]] is _MINISTRY:
        noun = before[0]
        return next((m.entity for m in page.before(head.start) if _is_body(m) and noun in m.entity.label.lower()), None)
    if before or principals or not token.lower_.startswith("spokes"):
        return None
    found = nearest(page, token, _is_body, reach=1)
    return found.entity if found is not None else None


def _is_body(mention: Resolved) -> bool:
    return mention.entity.type in _BODIES - {EntityType.COUNTRY, EntityType.BLOC} and mention.kind not in (
        "place",
        "title",
    )


def _coordinates(page: Page, mention: Resolved, last: Token) -> bool:
    between = page.doc[mention.end : last.i]
    return all(token.lower_ in ("and", ",", "or", "the") or page.owner[token.i] >= 0 for token in between)


def _taken_up(page: Page, head: GroupHead, label: str) -> Resolved | None:
    """The group of the same head that a bare "the officials" or "an official" takes up."""
    doc = page.doc
    root = doc[head.root]
    if " " in label or doc[head.start].lower_ not in ("the", "these", "those", "an", "a", "another"):
        return None
    definite = doc[head.start].lower_ in ("the", "these", "those")
    if not definite and not head.official:
        return None
    if any(child.dep_ in ("prep", "relcl", "acl") for child in root.rights):
        return None
    for mention in page.before(head.start):
        if (
            mention.entity.type is EntityType.GROUP
            and doc[mention.root].lemma_ == root.lemma_
            and (not definite or doc[mention.root].tag_.endswith("S") == root.tag_.endswith("S"))
            and " " in mention.entity.label
        ):
            return mention
    return None


def _speaks_for(page: Page, body: Entity) -> Entity:
    """Officials of a ministry speak for its country, those of other bodies for the body."""
    if body.type is EntityType.GOVERNMENT_BODY and body.country is not None:
        return page.gazetteer.entities.get(body.country, body)
    return body


def _describes_person(page: Page, head: GroupHead) -> bool:
    """In apposition to a name or before it: "Dong Dengxin, director of ...", "the Dutch company ASML"."""
    token = page.doc[head.root]
    while token.dep_ == "conj" and token.head is not token:
        token = token.head
    beside = [child for child in token.children if child.dep_ == "appos"]
    if token.dep_ in ("appos", "nmod"):
        beside.append(token.head)
    if any(m is not None and m.entity.type is EntityType.PERSON for m in (page.at(t.i) for t in beside)):
        return True
    after = page.at(head.root + 1)
    if after is None or after.kind not in _NAMED:
        return False
    return after.entity.type is EntityType.PERSON or page.doc[after.root].head == token or token.head.i == after.root
