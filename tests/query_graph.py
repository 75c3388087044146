"""A small invented world for the ready queries: who says what in six dated documents, each answer known by hand."""

from __future__ import annotations

from typing import Any

from kg.model import (
    Document,
    DocumentResult,
    Entity,
    EntityRef,
    EntityType,
    Modality,
    ObjectRef,
    Qualifiers,
    Statement,
    digest,
    entity_id,
    statement_id,
)
from kg.moves import compose
from kg.ontology import load_ontology


def _entity(kind: EntityType, label: str, *aliases: str, country: str | None = None) -> Entity:
    return Entity(entity_id(kind, label), label, kind, aliases, (), country)


US = _entity(EntityType.COUNTRY, "United States", "U.S.", "Washington")
CHINA = _entity(EntityType.COUNTRY, "China", "Beijing")
EU = _entity(EntityType.BLOC, "European Union", "EU")
COMMERCE = _entity(EntityType.GOVERNMENT_BODY, "U.S. Commerce Department", country=US.id)
TANK = _entity(EntityType.ORGANIZATION, "Quay Institute")
ANNA = _entity(EntityType.PERSON, "Anna Berg")
MAKERS = _entity(EntityType.GROUP, "chip makers")
ENTITIES = (US, CHINA, EU, COMMERCE, TANK, ANNA, MAKERS)
CHIPS = EntityRef("good/semiconductors", "semiconductors", EntityType.GOOD)
STEEL = EntityRef("good/steel", "steel", EntityType.GOOD)
DATES = {
    "d1": "2018-03-08",
    "d2": "2018-06-22",
    "d3": "2022-10-07",
    "d4": "2023-05-01",
    "d5": "2025-10-30",
    "d6": "2025",
}


def _move(change: str | None, instrument: str, **parts: Any) -> ObjectRef:
    return compose(load_ontology(), change=change, instrument=instrument, text=instrument, **parts)


def _about(entity: Entity, **parts: Any) -> ObjectRef:
    return ObjectRef(entity.id, entity.label, entity.type, text=entity.label, **parts)


EASE_CHIPS = _move("ease", "exportControl", good=CHIPS, actor=US.ref, target=CHINA.ref)
DELIST = _move("remove", "entityListing", actor=US.ref, target=CHINA.ref)
STEEL_TARIFF = _move(None, "tariff", good=STEEL, target=EU.ref)
CHIP_CONTROL = _move(None, "exportControl", good=CHIPS, target=CHINA.ref)
QUOTA = _move(None, "quota", good=STEEL, target=EU.ref)


class _World:
    """Collects statements; each sentence is named by hand, so that answers can be told apart."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def say(
        self,
        document: str,
        sentence: str,
        subject: Entity,
        predicate: str,
        obj: ObjectRef,
        *,
        negated: bool = False,
        modality: Modality = Modality.ASSERTED,
        source: Entity | None = None,
        confidence: float = 0.9,
    ) -> None:
        start = 100 * len(self.statements)
        ref = source.ref if source else None
        self.statements.append(
            Statement(
                id=statement_id(document, start, start + 9, subject.ref, predicate, obj, negated, ref),
                document=document,
                start=start,
                end=start + len(sentence),
                quote=sentence,
                subject=subject.ref,
                predicate=predicate,
                object=obj,
                negated=negated,
                modality=modality,
                source=ref,
                qualifiers=Qualifiers(),
                confidence=confidence,
                rule="t",
            )
        )


def world() -> list[DocumentResult]:
    """The documents d1 to d6."""
    w = _World()
    w.say("d1", "US imposes steel tariff.", US, "imposes", STEEL_TARIFF)
    w.say("d1", "EU criticizes steel tariff.", EU, "criticizes", STEEL_TARIFF)
    w.say("d1", "Anna works at Commerce.", ANNA, "affiliatedWith", _about(COMMERCE))
    w.say("d1", "US imposes quota.", US, "imposes", QUOTA)
    w.say("d2", "EU retaliates.", EU, "retaliatesAgainst", _about(US))
    w.say("d2", "US threatens EU.", US, "threatens", _about(EU))
    w.say("d2", "US removes quota.", US, "removes", QUOTA)
    w.say("d3", "Commerce imposes chip control.", COMMERCE, "imposes", CHIP_CONTROL)
    w.say("d3", "China opposes... no: criticizes.", CHINA, "criticizes", CHIP_CONTROL)
    w.say("d3", "US imposes its own tariff.", US, "imposes", _move(None, "tariff", good=STEEL, actor=US.ref))
    w.say("d3", "Anna opposes easing.", ANNA, "opposes", EASE_CHIPS, source=ANNA)
    w.say("d3", "Makers support easing.", MAKERS, "supports", EASE_CHIPS)
    w.say("d4", "Anna works at Quay.", ANNA, "affiliatedWith", _about(TANK))
    w.say("d4", "US met China.", US, "meetsWith", _about(CHINA))
    w.say("d4", "US did not ease.", US, "eases", CHIP_CONTROL, negated=True, source=ANNA)
    w.say("d4", "EU brings case.", EU, "investigates", _move(None, "disputeCase", target=CHINA.ref))
    w.say("d4", "US and EU sign.", US, "signsAgreementWith", _about(EU))
    w.say("d5", "China seeks delisting.", CHINA, "seeks", DELIST, modality=Modality.EXPECTED, source=ANNA)
    w.say("d5", "Anna now supports easing.", ANNA, "supports", EASE_CHIPS, source=ANNA)
    w.say("d5", "US will ease chip control.", US, "eases", CHIP_CONTROL, modality=Modality.INTENDED)
    w.say("d6", "China wants delisting.", CHINA, "seeks", DELIST)
    w.say("d6", "China may hit US.", CHINA, "retaliatesAgainst", _about(US), modality=Modality.POSSIBLE, confidence=0.3)
    w.say("d6", "China negotiates with US.", CHINA, "negotiatesWith", _about(US))
    return [_result(name, [s for s in w.statements if s.document == name]) for name in DATES]


def _result(name: str, statements: list[Statement]) -> DocumentResult:
    return DocumentResult(
        document=Document(name, "", date=DATES[name]),
        digest=digest(name) * 4,
        length=1000,
        sentences=10,
        tokens=100,
        statements=tuple(sorted(statements, key=lambda statement: statement.sort_key)),
        entities=ENTITIES,
        mentions=(),
    )
