"""Long documents in parts, so that they cost what their pages cost: a parser's memory grows with its text.

A name that a later part gives only in short is not resolved by its full form in an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.model import Anchor, Document, DocumentResult, Entity, Mention, Statement, statement_id

PART = 40_000
"""Characters that are parsed at once: a dozen pages."""
_BREAKS = (re.compile(r"\n[ \t]*\n"), re.compile(r"(?<=[.!?”\"])\s"), re.compile(r"\s"))


def parts(document: Document) -> Iterator[tuple[int, Document]]:
    """`document` in parts with their offsets, cut between paragraphs, else sentences, else words."""
    text, start = document.text, 0
    while len(text) - start > PART:
        end = _break(text, start, start + PART)
        yield start, replace(document, text=text[start:end])
        start = end
    yield start, replace(document, text=text[start:])


def _break(text: str, start: int, end: int) -> int:
    for pattern in _BREAKS:
        found = [match.end() for match in pattern.finditer(text, start + PART // 2, end)]
        if found:
            return found[-1]
    return end


def joined(results: Iterable[tuple[int, DocumentResult]]) -> DocumentResult:
    """The results of the parts at these offsets as the result of the whole; length and digest are those of no text."""
    shifted = [_shifted(result, offset) for offset, result in results]
    entities: dict[str, Entity] = {}
    for result in shifted:
        for entity in result.entities:
            known = entities.setdefault(entity.id, entity)
            if known != entity:
                aliases = tuple(sorted({*known.aliases, *entity.aliases}))
                facts = tuple(sorted({*known.facts, *entity.facts}))
                country = known.country or entity.country
                entities[entity.id] = replace(known, aliases=aliases, facts=facts, country=country)
    return replace(
        shifted[0],
        sentences=sum(result.sentences for result in shifted),
        tokens=sum(result.tokens for result in shifted),
        statements=tuple(statement for result in shifted for statement in result.statements),
        entities=tuple(entities[key] for key in sorted(entities)),
        mentions=tuple(mention for result in shifted for mention in result.mentions),
        open_triples=tuple(triple for result in shifted for triple in result.open_triples),
    )


def _shifted(result: DocumentResult, offset: int) -> DocumentResult:
    if not offset:
        return result
    return replace(
        result,
        statements=tuple(_shifted_statement(statement, offset) for statement in result.statements),
        mentions=tuple(_shifted_mention(mention, offset) for mention in result.mentions),
        open_triples=tuple(replace(t, start=t.start + offset, end=t.end + offset) for t in result.open_triples),
    )


def _shifted_statement(said: Statement, offset: int) -> Statement:
    start, end = said.start + offset, said.end + offset
    what = (said.subject, said.predicate, said.object, said.negated, said.source)
    anchors = tuple(Anchor(a.role, a.start + offset, a.end + offset, a.reason) for a in said.anchors)
    key = statement_id(said.document, start, end, *what)
    return replace(said, id=key, start=start, end=end, anchors=anchors)


def _shifted_mention(mention: Mention, offset: int) -> Mention:
    return replace(mention, start=mention.start + offset, end=mention.end + offset)
