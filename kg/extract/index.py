"""Resolved mentions of a document, found by token."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace
from spacy.tokens import Token

from kg.extract.syntax import conjuncts
from kg.mentions import Resolved
from kg.model import Entity, EntityType


def is_actor(mention: Resolved) -> bool:
    """True where `mention` names somebody who can act; a place or a title does not."""
    return mention.kind not in {"place", "title"} and mention.entity.type.is_actor


def acting(mention: Resolved) -> Entity:
    """The entity that acts where `mention` stands: unnamed officials act for their country or body."""
    return mention.principal or mention.entity


def each(mention: Resolved) -> Iterator[Resolved]:
    """`mention` once for each entity that it stands for ("both countries" stands for two)."""
    if not mention.others:
        yield mention
        return
    yield replace(mention, others=())
    for entity in mention.others:
        if mention.principal is not None:  # officials of two countries
            yield replace(mention, principal=entity, others=())
        else:
            yield replace(mention, entity=entity, others=())


def unique(mentions: Iterable[Resolved]) -> tuple[Resolved, ...]:
    """The entities that `mentions` stand for, each once, as mentions, in order."""
    seen: dict[str, Resolved] = {}
    for mention in mentions:
        for single in each(mention):
            seen.setdefault(single.entity.id, single)
    return tuple(seen.values())


def ids(mentions: Iterable[Resolved]) -> list[str]:
    """The ids of the entities of `mentions`, in order."""
    return [mention.entity.id for mention in mentions]


class MentionIndex:
    """Looks up mentions by token index. Where spans nest, the longest wins."""

    def __init__(self, resolved: Iterable[Resolved]) -> None:
        self.mentions = tuple(resolved)
        self._at: dict[int, Resolved] = {}
        self._root: dict[int, Resolved] = {}
        self._shortest: dict[int, Resolved] = {}
        for mention in sorted(self.mentions, key=lambda m: m.end - m.start):
            for i in range(mention.start, mention.end):
                self._at[i] = mention
                self._shortest.setdefault(i, mention)
            self._root[mention.root] = mention

    def at(self, i: int) -> Resolved | None:
        """The mention that covers token `i`."""
        return self._at.get(i)

    def any_at(self, i: int) -> Resolved | None:
        """The shortest mention that covers token `i`: inside a title, what the title belongs to."""
        return self._shortest.get(i)

    def actor(self, token: Token) -> Resolved | None:
        """The actor that the phrase headed by `token` names, or None."""
        mention = self._root.get(token.i) or self._at.get(token.i)
        title = mention is not None and mention.kind == "title"
        if (mention is None or title) and token.pos_ == "NOUN":  # "his counterpart Donald Trump"
            named = (self._at.get(child.i) for child in token.children if child.dep_ == "appos" and child.i > token.i)
            mention = next((m for m in named if m is not None and m.entity.type is EntityType.PERSON), mention)
        return mention if mention is not None and is_actor(mention) else None

    def actors(self, tokens: Iterable[Token]) -> tuple[Resolved, ...]:
        """The actors that `tokens` head, each once, in order; of "countries such as Chile and Peru" the named ones, of
        "countries, including Chile" both."""
        seen: dict[str, Resolved] = {}
        for token in tokens:
            named = [mention for noun in examples(token) if (mention := self.actor(noun)) is not None]
            mention = None if named and not _has_more(token) else self.actor(token)
            for found in (*([mention] if mention is not None else ()), *named):
                for single in each(found):
                    seen.setdefault(acting(single).id, single)
        return tuple(seen.values())


def examples(noun: Token) -> list[Token]:
    """Whom a plural noun is exemplified by: "like", "such as" or "including" some."""
    if noun.tag_ not in {"NNS", "NNPS"}:
        return []
    found = []
    for link in noun.rights:
        if link.dep_ == "prep" and (
            link.lower_ in {"like", "including"}
            or (link.lower_ == "as" and any(child.lower_ == "such" for child in link.children))
        ):
            found += [name for child in link.children if child.dep_ == "pobj" for name in conjuncts(child)]
    return found


def _has_more(noun: Token) -> bool:
    return any(link.lower_ == "including" for link in noun.rights)
