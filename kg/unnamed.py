"""Resolve unnamed actors: groups with their principal, and "the Japanese government" as the country."""

from __future__ import annotations

from kg.groups import GroupHead, group_entity, group_heads, group_label
from kg.mentions import Resolved
from kg.model import Entity, EntityType
from kg.page import Page

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
        if any(m.entity.type is EntityType.PERSON for m in inside):
            continue
        label = group_label(page.doc, head, inside, page.words)
        if not label:
            continue
        principal = principal_of(page, head, inside)
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
            root=head.root,
        )


def _after_crossing(page: Page, head: GroupHead, inside: list[Resolved]) -> int:
    start = head.start
    for index in range(head.start, head.root):
        mention = page.at(index)
        if mention is not None and mention not in inside:
            start = index + 1
    return start


def principal_of(page: Page, head: GroupHead, inside: list[Resolved]) -> Entity | None:
    """The country or body named in an official's description."""
    if not head.official:
        return None
    for mention in reversed(inside):
        if mention.entity.type in _BODIES:
            return mention.entity
    return None
