"""An extractor for tests of the pipeline: no model, one statement for each "X opposes Y."

A name such as Ann_Lee_of_peru_Acme is a person, Ann Lee, of a country and a company (which has a capital).
Words in a document make it misbehave: RAISE, GREEDY, HANG, SLOW, DIE-ALWAYS (kills its process), DIE-ONCE PATH
(kills it while there is no file PATH), DIE-WITH-PARENT (kills the process that started it), NO-MODEL.
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from kg.errors import ModelError
from kg.model import (
    Anchor,
    Document,
    DocumentResult,
    Entity,
    EntityType,
    Mention,
    Modality,
    ObjectRef,
    Qualifiers,
    Role,
    Statement,
    entity_id,
    statement_id,
)


class FakeExtractor:
    """Finds "X opposes Y." by a regular expression."""

    def __init__(self, model: str) -> None:
        self.model = model

    @classmethod
    def load(cls, *, model: str, gazetteers: Iterable[Path] = (), decisions: Path | None = None) -> Self:
        del gazetteers, decisions
        return cls(model)

    def pipe(self, documents: Iterable[Document]) -> Iterator[DocumentResult]:
        return map(self._result, documents)

    def _result(self, document: Document) -> DocumentResult:
        _misbehave(document.text)
        entities: dict[str, Entity] = {}
        mentions: list[Mention] = []
        statements: list[Statement] = []
        for found in re.finditer(r"\b(\w{1,60}) opposes (\w{1,60})\.", document.text):
            names = [self._entity(found, group, document, mentions) for group in (1, 2)]
            entities.update((entity.id, entity) for entity in names)
            statements.append(_statement(found, document, *names))
        text_digest = hashlib.sha256(document.text.encode()).hexdigest()
        return DocumentResult(
            *(document, text_digest, len(document.text), document.text.count("."), len(document.text.split())),
            statements=tuple(statements),
            entities=tuple(entities.values()),
            mentions=tuple(mentions),
        )

    def _entity(self, found: re.Match[str], group: int, document: Document, mentions: list[Mention]) -> Entity:
        name = found.group(group)
        person, _, facts = name.partition("_of_")
        if facts:
            label = person.replace("_", " ")
            ids = tuple(
                f"entity/{'company' if fact[0].isupper() else 'country'}/{fact.lower()}" for fact in facts.split("_")
            )
            named = Entity(entity_id(EntityType.PERSON, label), label, EntityType.PERSON, facts=tuple(sorted(ids)))
            mentions.append(Mention(document.id, *found.span(group), name, named.id, "full name"))
            return named
        entity = Entity(entity_id(EntityType.COUNTRY, name), name, EntityType.COUNTRY, aliases=(name.upper(),))
        mentions.append(Mention(document.id, *found.span(group), name, entity.id, "name"))
        return entity


def _statement(found: re.Match[str], document: Document, subject: Entity, about: Entity) -> Statement:
    obj = ObjectRef(about.id, about.label, about.type, actor=about.ref, text=found.group(2))
    span: Any = found.span()
    key = statement_id(document.id, *span, subject.ref, "opposes", obj, False, None)
    anchors = (Anchor(Role.SUBJECT, *found.span(1), "name"), Anchor(Role.OBJECT, *found.span(2), "name"))
    return Statement(
        *(key, document.id, *span, found.group(), subject.ref, "opposes", obj, False, Modality.ASSERTED, None),
        *(Qualifiers(), 0.9, "fake", anchors),
    )


def _misbehave(text: str) -> None:
    if "RAISE" in text:
        raise ValueError("told to raise")
    if "HANG" in text:
        time.sleep(600)
    time.sleep(0.02 * text.count("SLOW"))
    if "GREEDY" in text:
        bytearray(8 * 1024**3)
    if "NO-MODEL" in text:
        raise ModelError("told to lack a model")
    once = re.search(r"DIE-ONCE (\S+)", text)
    if once and not Path(once.group(1)).exists():
        Path(once.group(1)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "DIE-WITH-PARENT" in text:
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(5)
    if "DIE-ALWAYS" in text:
        os.kill(os.getpid(), signal.SIGKILL)
