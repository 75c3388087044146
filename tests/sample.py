"""Hand-made results of three short documents, for tests of everything behind extraction.

The texts are invented. The statements cover each kind of object, polarity, modality and qualifier, a claim that two
documents share, and strings that a careless writer of RDF or CSV would break on.
"""

from __future__ import annotations

from typing import Any

from kg.model import (
    Anchor,
    Document,
    DocumentResult,
    Entity,
    EntityRef,
    EntityType,
    Mention,
    Modality,
    ObjectRef,
    Qualifiers,
    Role,
    Statement,
    digest,
    entity_id,
    merged_statements,
    statement_id,
)
from kg.moves import compose
from kg.ontology import load_ontology


def _entity(kind: EntityType, label: str, *aliases: str, country: str | None = None, same: str = "") -> Entity:
    identifiers = (f"http://www.wikidata.org/entity/{same}",) if same else ()
    return Entity(entity_id(kind, label), label, kind, aliases, identifiers, country)


UNITED_STATES = _entity(EntityType.COUNTRY, "United States", "U.S.", "US", "Washington", same="Q30")
CHINA = _entity(EntityType.COUNTRY, "China", "Beijing", same="Q148")
JAPAN = _entity(EntityType.COUNTRY, "Japan", "Tokyo", same="Q17")
NETHERLANDS = _entity(EntityType.COUNTRY, "Netherlands", "The Hague", same="Q55")
EUROPEAN_UNION = _entity(EntityType.BLOC, "European Union", "EU", same="Q458")
COMMERCE = _entity(EntityType.GOVERNMENT_BODY, "U.S. Department of Commerce", country=UNITED_STATES.id)
WTO = _entity(EntityType.INTERGOVERNMENTAL_ORGANIZATION, "World Trade Organization", "WTO", same="Q7825")
CHIPMAKER = _entity(EntityType.COMPANY, 'Orchid "Nano" Devices', "Orchid", country=NETHERLANDS.id)
THINK_TANK = _entity(EntityType.ORGANIZATION, "Institute for Open Trade")
ANALYST = _entity(EntityType.PERSON, "Marta Lindqvist", "Lindqvist")
MINISTER = _entity(EntityType.PERSON, "Zoë Müller-O'Neil", "Müller-O'Neil")
GROWERS = _entity(EntityType.GROUP, "soybean growers")
ENTITIES = (
    UNITED_STATES,
    CHINA,
    JAPAN,
    NETHERLANDS,
    EUROPEAN_UNION,
    COMMERCE,
    WTO,
    CHIPMAKER,
    THINK_TANK,
    ANALYST,
    MINISTER,
    GROWERS,
)

CHIPS = EntityRef("good/advanced-chips", "advanced chips", EntityType.GOOD)
SOYBEANS = EntityRef("good/soybeans", "soybeans", EntityType.GOOD)
STEEL = EntityRef("good/steel", "steel", EntityType.GOOD)

_TEXTS = {
    "seeds/chips.txt": (
        "Marta Lindqvist of the Institute for Open Trade opposes an easing of U.S. export controls on advanced chips. "
        "She said China would ask the United States to ease the controls. "
        "The U.S. Department of Commerce put Orchid “Nano” Devices on its entity list last week. "
        "Beijing may retaliate against the United States. "
        "Japan did not agree to tighten export controls on advanced chips towards China. "
        "If talks fail, the Netherlands would pause the licence of Orchid “Nano” Devices. "
        "China should open its market, Lindqvist said."
    ),
    "wire:2025-04 α/β": (
        "The United States imposed a 25% tariff on steel from the European Union on 2025-03-12.\n"
        "The EU threatened to “answer in kind”.\n"
        "Soybean growers criticized the tariff; China supports an end of the tariff.\n"
        "Zoë Müller-O'Neil met with U.S. officials in Geneva.\n"
        "The EU will bring a case to the World Trade Organization.\n"
        "China sold back\\slash bonds & bought soybeans <cheaply> from the United States."
    ),
    "../odd id?#[1]": (
        "China opposes an easing of U.S. export controls on advanced chips.\r\n"
        "Japan and the United States signed an agreement.\t"
        "Lindqvist warns of “friend-shoring” \U0001f6a2."
        " Washington keeps its tariff on steel. The United States will lift its tariff on steel."
    ),
}


def _anchor(role: Role, base: int, quote: str, words: str, reason: str) -> tuple[Anchor, ...]:
    at = quote.find(words) if words else -1
    return () if at < 0 else (Anchor(role, base + at, base + at + len(words), reason),)


def _as_object(entity: Entity, **parts: Any) -> ObjectRef:
    return ObjectRef(entity.id, entity.label, entity.type, **parts)


def _statement(
    document: str,
    sentence: str,
    subject: Entity,
    predicate: str,
    obj: ObjectRef,
    *,
    negated: bool = False,
    modality: Modality = Modality.ASSERTED,
    source: Entity | None = None,
    confidence: float = 0.8,
    rule: str = "t-sample",
    words: tuple[str, str, str] = ("", "", ""),
    **qualifiers: Any,
) -> Statement:
    text = _TEXTS[document]
    start = text.index(sentence)
    quote = sentence
    subject_words, predicate_words, source_words = words
    anchors = (
        *_anchor(Role.SUBJECT, start, quote, subject_words, "name of an entity"),
        *_anchor(Role.PREDICATE, start, quote, predicate_words, ""),
        *_anchor(Role.OBJECT, start, quote, obj.text, ""),
        *_anchor(Role.SOURCE, start, quote, source_words, 'pronoun "She" for the last named person'),
    )
    return Statement(
        id=statement_id(
            document, start, start + len(quote), subject.ref, predicate, obj, negated, source.ref if source else None
        ),
        document=document,
        start=start,
        end=start + len(quote),
        quote=quote,
        subject=subject.ref,
        predicate=predicate,
        object=obj,
        negated=negated,
        modality=modality,
        source=source.ref if source else None,
        qualifiers=Qualifiers(**qualifiers),
        confidence=confidence,
        rule=rule,
        anchors=anchors,
    )


def _chips() -> list[Statement]:
    name = "seeds/chips.txt"
    sentences = [part if part.endswith(".") else part + "." for part in _TEXTS[name].split(". ") if part]
    # "U.S." must not end a sentence: the two pieces around it belong together.
    first = _TEXTS[name][: _TEXTS[name].index(" She")]
    ask, listing, retaliate, tighten, pause, market = (
        next(sentence for sentence in sentences if word in sentence)
        for word in ("would ask", "entity list", "may retaliate", "did not agree", "If talks", "should open")
    )
    listing = _TEXTS[name][_TEXTS[name].index("The U.S. Department") : _TEXTS[name].index(" Beijing")]
    onto = load_ontology()
    us, china = UNITED_STATES.ref, CHINA.ref
    ease = compose(
        onto,
        change="ease",
        instrument="exportControl",
        good=CHIPS,
        actor=us,
        text="an easing of U.S. export controls on advanced chips",
    )
    ask_ease = compose(
        onto, change="ease", instrument="exportControl", actor=us, target=china, text="to ease the controls"
    )
    listed = compose(onto, instrument="entityListing", target=CHIPMAKER.ref, text="its entity list")
    agreed = compose(
        onto,
        change="tighten",
        instrument="exportControl",
        good=CHIPS,
        target=china,
        text="to tighten export controls on advanced chips",
    )
    licence = compose(onto, instrument="licence", target=CHIPMAKER.ref, text="the licence of Orchid “Nano” Devices")
    opening = compose(onto, change="ease", instrument="marketAccess", actor=china, text="its market")
    return [
        _statement(
            name,
            first,
            ANALYST,
            "opposes",
            ease,
            source=ANALYST,
            words=("Marta Lindqvist", "opposes", ""),
            rule="t-oppose",
        ),
        _statement(
            name,
            first,
            ANALYST,
            "affiliatedWith",
            _as_object(THINK_TANK, text="Institute for Open Trade"),
            confidence=1.0,
        ),
        _statement(
            name,
            ask,
            CHINA,
            "seeks",
            ask_ease,
            modality=Modality.EXPECTED,
            source=ANALYST,
            words=("China", "ask", "She"),
            confidence=0.65,
        ),
        _statement(name, listing, COMMERCE, "imposes", listed, time="2025-W14", confidence=0.905),
        _statement(
            name,
            retaliate,
            CHINA,
            "retaliatesAgainst",
            _as_object(UNITED_STATES, text="the United States"),
            modality=Modality.POSSIBLE,
            confidence=0.5,
        ),
        _statement(name, tighten, JAPAN, "agreesTo", agreed, negated=True),
        _statement(name, pause, NETHERLANDS, "pauses", licence, modality=Modality.CONDITIONAL, confidence=0.45),
        _statement(name, market, CHINA, "eases", opening, modality=Modality.OBLIGED, source=ANALYST),
        _statement(name, market, ANALYST, "supports", opening, source=ANALYST, confidence=0.7),
    ]


def _wire() -> list[Statement]:
    name = "wire:2025-04 α/β"
    tariff_line, threat, growers, met, case, sold = _TEXTS[name].split("\n")
    onto = load_ontology()
    tariff = compose(
        onto,
        instrument="tariff",
        good=STEEL,
        target=EUROPEAN_UNION.ref,
        text="a 25% tariff on steel from the European Union",
    )
    plain = compose(onto, instrument="tariff", text="the tariff")
    end = compose(onto, change="remove", instrument="tariff", text="an end of the tariff")
    wto_case = compose(onto, instrument="disputeCase", text="a case")
    kind = "answer in kind"
    topic = ObjectRef(f"topic/{digest(kind)}", kind, EntityType.TOPIC, text=kind)
    good = ObjectRef(SOYBEANS.id, SOYBEANS.label, EntityType.GOOD, target=UNITED_STATES.ref, text="soybeans <cheaply>")
    nasty = "back\\slash bonds & bought"
    bonds = ObjectRef(f"topic/{digest(nasty)}", nasty, EntityType.TOPIC, text=nasty)
    return [
        _statement(
            name,
            tariff_line,
            UNITED_STATES,
            "imposes",
            tariff,
            words=("United States", "imposed", ""),
            amount="25%",
            time="2025-03-12",
        ),
        _statement(name, threat, EUROPEAN_UNION, "threatens", topic, quoted=True, confidence=0.333),
        _statement(name, growers, GROWERS, "criticizes", plain, words=("Soybean growers", "criticized", "")),
        _statement(name, growers, CHINA, "supports", end),
        _statement(name, met, MINISTER, "meetsWith", _as_object(UNITED_STATES, text="U.S. officials"), place="Geneva"),
        _statement(name, met, MINISTER, "affiliatedWith", _as_object(EUROPEAN_UNION), confidence=0.2),
        _statement(
            name, case, EUROPEAN_UNION, "investigates", wto_case, modality=Modality.INTENDED, time="2025-05/2025-06"
        ),
        _statement(name, sold, CHINA, "buys", good, words=("China", "bought", "")),
        _statement(name, sold, CHINA, "sells", bonds, confidence=0.0),
    ]


def _odd() -> list[Statement]:
    name = "../odd id?#[1]"
    text = _TEXTS[name]
    first, second = text[: text.index("\r\n")], text[text.index("Japan") : text.index("\t")]
    third = text[text.index("Lindqvist") : text.index(" Washington")]
    keeps = text[text.index("Washington") : text.index(" The United")]
    lifts = text[text.index("The United") :]
    onto = load_ontology()
    us = UNITED_STATES.ref
    ease = compose(
        onto,
        change="ease",
        instrument="exportControl",
        good=CHIPS,
        actor=us,
        text="an easing of U.S. export controls on advanced chips",
    )
    tariff = compose(onto, instrument="tariff", good=STEEL, text="its tariff on steel")
    shoring = "“friend-shoring” \U0001f6a2"
    topic = ObjectRef(f"topic/{digest(shoring)}", shoring, EntityType.TOPIC, text=shoring)
    return [
        _statement(name, first, CHINA, "opposes", ease, words=("China", "opposes", "")),
        _statement(
            name,
            second,
            JAPAN,
            "signsAgreementWith",
            _as_object(UNITED_STATES, instrument="tradeAgreement", text="an agreement"),
            source=WTO,
        ),
        _statement(name, third, ANALYST, "warns", topic, quoted=True),
        _statement(name, third, ANALYST, "warns", topic, negated=True, confidence=0.125),
        _statement(name, keeps, UNITED_STATES, "maintains", tariff),
        _statement(name, lifts, UNITED_STATES, "removes", tariff, modality=Modality.INTENDED),
    ]


def _result(document: Document, statements: list[Statement]) -> DocumentResult:
    text = _TEXTS[document.id]
    ids = {ref.id for one in statements for ref in (one.subject, one.object, one.source, one.object.actor) if ref}
    ids |= {one.object.target.id for one in statements if one.object.target}
    entities = tuple(entity for entity in sorted(ENTITIES, key=lambda entity: entity.id) if entity.id in ids)
    mentions = tuple(
        Mention(document.id, at, at + len(entity.label), entity.label, entity.id, "name of an entity")
        for entity in entities
        if (at := text.find(entity.label)) >= 0
    )
    return DocumentResult(
        document=document,
        digest=digest(text) * 4,
        length=len(text),
        sentences=text.count("."),
        tokens=len(text.split()),
        statements=tuple(merged_statements(statements)),
        entities=entities,
        mentions=mentions,
    )


def sample_results() -> list[DocumentResult]:
    """Three documents with 24 statements, sorted by document id. The documents' texts are emptied, as in a build."""
    return [
        _result(Document("../odd id?#[1]", "", date="2025-06"), _odd()),
        _result(
            Document(
                "seeds/chips.txt", "", title="Chips, controls and “delisting”", date="2025-10-30", publisher="Own"
            ),
            _chips(),
        ),
        _result(
            Document(
                "wire:2025-04 α/β", "", title='A "steel" tariff', date="2025", url="https://example.org/a b?c=<d>"
            ),
            _wire(),
        ),
    ]


def sample_texts() -> dict[str, str]:
    """The texts of the documents by id."""
    return dict(_TEXTS)
