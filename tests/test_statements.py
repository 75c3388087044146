"""Who does, wants and says what to whom: sentences of our own through the whole reading."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.extract.extractor import Extractor
from kg.model import DEFAULT_MIN_CONFIDENCE, Document, Statement

SHARED = Path(os.environ.get("KG_SHARED", Path(__file__).resolve().parents[2] / "shared"))
ARTICLE = SHARED / "seeds" / "export-controls-trade-talks.txt"


def read(extractor: Extractor, text: str, *, date: str = "2025-05-01") -> tuple[Statement, ...]:
    (result,) = extractor.pipe([Document("text", text, date=date)])
    return result.statements


@dataclass(frozen=True)
class Claim:
    """What a sentence must say; None parts may be anything."""

    subject: str
    predicate: str
    instrument: str | None = None
    change: str | None = None
    good: str | None = None
    towards: str | None = None
    negated: bool = False
    modality: str | None = None
    source: str | None = None

    def fits(self, s: Statement) -> bool:
        o = s.object
        named = {ref.label for ref in (o.actor, o.target) if ref is not None}
        wanted = (
            (self.instrument, o.instrument),
            (self.change, o.change),
            (self.good, o.good.label if o.good else None),
            (self.modality, s.modality.value),
            (self.source, s.source.label if s.source else None),
        )
        return (
            (s.subject.label, s.predicate, s.negated) == (self.subject, self.predicate, self.negated)
            and all(want is None or want == have for want, have in wanted)
            and (self.towards is None or self.towards in named)
        )


CASES = {
    "active action": (
        "Brazil kept its ban on imports of Argentine wheat.",
        Claim("Brazil", "maintains", "importBan", good="wheat", towards="Argentina"),
    ),
    "passive with agent": (
        "Tariffs were imposed on Canadian lumber by the United States last week.",
        Claim("United States", "imposes", "tariff", towards="Canada"),
    ),
    "nominalisation with agent": (
        "The imposition of sanctions on Russia by the European Union drew criticism from Hungary.",
        Claim("European Union", "imposes", "sanction", towards="Russia"),
    ),
    "criticism drawn by an action": (
        "The imposition of sanctions on Russia by the European Union drew criticism from Hungary.",
        Claim("Hungary", "criticizes", "sanction", towards="European Union"),
    ),
    "urged to do": (
        "China, urging Tokyo to open its market, filed a complaint at the WTO against Japan over steel duties.",
        Claim("China", "seeks", "marketAccess", "ease", towards="Japan"),
    ),
    "case filed": (
        "China, urging Tokyo to open its market, filed a complaint at the WTO against Japan over steel duties.",
        Claim("China", "investigates", "disputeCase", towards="Japan"),
    ),
    "condition": (
        "Unless Beijing ends its subsidies, Brussels will impose countervailing duties.",
        Claim("China", "removes", "subsidy", modality="conditional"),
    ),
    "under consideration": (
        "Washington is considering easing its curbs on chip exports to China.",
        Claim("United States", "eases", "exportControl", good="semiconductors", modality="possible"),
    ),
    "agreed to": (
        "South Korea agreed to scrap its quota on rice imports from Thailand.",
        Claim("South Korea", "removes", "quota", good="rice", modality="intended"),
    ),
    "no longer supports": (
        "Germany no longer supports higher tariffs on electric vehicles.",
        Claim("Germany", "opposes", "tariff", "tighten", good="electric vehicles"),
    ),
    "has no plans": (
        "The European Union has no plans to lift its duties on Chinese electric cars.",
        Claim("European Union", "removes", "tariff", negated=True, towards="China"),
    ),
    "against": (
        "Germany is against new duties on Chinese cars.",
        Claim("Germany", "opposes", "tariff", "impose", towards="China"),
    ),
    "particle verb": (
        "Vietnam pushed back against the new U.S. levies.",
        Claim("Vietnam", "opposes", "tariff", towards="United States"),
    ),
    "possessed opposition": (
        "Canada's opposition to the quotas is well known.",
        Claim("Canada", "opposes", "quota"),
    ),
    "coordinated stances": (
        "China strongly condemns and firmly opposes new tariffs to be imposed by the United States.",
        Claim("China", "criticizes", "tariff"),
    ),
    "light verb": (
        "Australia took steps to ease restrictions on imports of American beef.",
        Claim("Australia", "eases", "tradeBarrier", good="beef", towards="United States"),
    ),
    "entity listing": (
        "The U.S. Commerce Department added Huawei to the Entity List.",
        Claim("Commerce Department", "imposes", "entityListing", towards="Huawei"),
    ),
    "headless sentence": (
        "William Hartley, president of the Widget Makers Union, called on Japan to lift its tariffs.",
        Claim("William Hartley", "seeks", "tariff", "remove", towards="Japan"),
    ),
    "tie by title": (
        "Trade Minister Don Farrell of Australia said the duties were unfair.",
        Claim("Don Farrell", "affiliatedWith"),
    ),
    "tie of a legislator": (
        "Rep. Gloria Senn, R-Ohio, praised the export controls on chips.",
        Claim("Gloria Senn", "affiliatedWith", towards="U.S. House of Representatives"),
    ),
    "title shared by two": (
        "Democratic Sens. Ann Leroy and Paul Roemer filed an amendment to the trade bill.",
        Claim("Paul Roemer", "affiliatedWith", towards="U.S. Senate"),
    ),
    "minister of the state in question": (
        "Japan will cut its tariffs on beef. Hiro Tanaka, the finance minister, told reporters that it would go on.",
        Claim("Hiro Tanaka", "affiliatedWith", towards="Japan"),
    ),
    "secretary of the state in question": (
        "Britain will keep its tariffs on beef. Hiro Tanaka, the trade secretary, told reporters that it would go on.",
        Claim("Hiro Tanaka", "affiliatedWith", towards="United Kingdom"),
    ),
    "minister of a state that has ministers": (
        "The United States and the United States Congress want Canada to end its tariffs. Hiro Tanaka, the trade "
        "minister, told reporters that it would not.",
        Claim("Hiro Tanaka", "affiliatedWith", towards="Canada"),
    ),
    "president of the state in question": (
        "Brazil raised its tariffs on steel from China. President Carlos Mendes said that it had been told.",
        Claim("Carlos Mendes", "affiliatedWith", towards="Brazil"),
    ),
    "head of the government of the state in question": (
        "Poland will keep its ban on wheat from Ukraine. Anna Nowak's government has said so for months.",
        Claim("Anna Nowak", "affiliatedWith", towards="Poland"),
    ),
    "president to come": (
        "Chile will cut its tariffs on copper. President-elect Maria Lopez has promised as much.",
        Claim("Maria Lopez", "affiliatedWith", towards="Chile"),
    ),
    "two roles before two names": (
        "They accused the president of Airbus, Ann Lee, and the chief executive of Boeing, Paul Roe, of lying.",
        Claim("Paul Roe", "affiliatedWith", towards="Boeing"),
    ),
    "who leads it": (
        "Carla Lang, who heads the Canadian Chamber of Commerce, urged Canada to remove tariffs.",
        Claim("Carla Lang", "affiliatedWith", towards="Canadian Chamber of Commerce"),
    ),
    "where somebody served": (
        "Peter Hartmann, who served in the White House, backed the tariffs.",
        Claim("Peter Hartmann", "affiliatedWith", towards="White House"),
    ),
    "name of body": (
        "Jerry Tyler of the Cato Institute criticized the tariffs.",
        Claim("Jerry Tyler", "affiliatedWith", towards="Cato Institute"),
    ),
    "opinion that somebody should not": (
        "Robert Miller said the United States should not ease export controls on advanced chips.",
        Claim("Robert Miller", "opposes", "exportControl", "ease", good="advanced chips", towards="United States",
              source="Robert Miller"),
    ),
    "denied belief": (
        "Maria Lopez said she doesn't think Mexico should continue negotiating away its tariffs on steel.",
        Claim("Maria Lopez", "opposes", "tariff", "ease", good="steel", towards="Mexico", source="Maria Lopez"),
    ),
    "makes no sense": (
        "Robert Miller said the tariffs on Canadian steel make no sense.",
        Claim("Robert Miller", "opposes", "tariff", good="steel", source="Robert Miller"),
    ),
    "expected demand": (
        "Robert Miller said he expects India to ask the European Union for a pause of the tariffs on steel.",
        Claim("India", "seeks", "tariff", "pause", towards="European Union", modality="expected",
              source="Robert Miller"),
    ),
    "a ban on exports is an export control": (
        "The International Monetary Fund urged India on Tuesday to remove its ban on exports of white rice.",
        Claim("International Monetary Fund", "seeks", "exportControl", "remove", good="rice", towards="India"),
    ),
    "neither nor": (
        "Neither Japan nor the Netherlands has lifted its export controls on chip equipment.",
        Claim("Japan", "removes", "exportControl", negated=True),
    ),
    "no subject": (
        "No tariffs were imposed on Canadian lumber by the United States.",
        Claim("United States", "imposes", "tariff", towards="Canada", negated=True),
    ),
    "retaliation": (
        "Mexico may retaliate if Washington raises tariffs on steel.",
        Claim("Mexico", "retaliatesAgainst", towards="United States", modality="possible"),
    ),
    "accused of": (
        "The United States accused China of dumping steel.",
        Claim("United States", "accuses", towards="China"),
    ),
    "refusal in a quotation": (
        '"We will not accept a ban on our meat," the Danish minister said.',
        Claim("Denmark", "rejects"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_sentence_says_what_an_analyst_reads(extractor: Extractor, name: str) -> None:
    text, claim = CASES[name]
    found = read(extractor, text)
    assert any(claim.fits(s) for s in found), [
        (s.subject.label, s.predicate, s.object.label, s.negated, s.modality.value) for s in found
    ]


def test_cutting_import_tariffs_is_no_barrier(extractor: Extractor) -> None:
    found = read(extractor, "China will cut import tariffs on vehicles and auto parts, the Ministry of Finance said.")
    best = max((s for s in found if s.subject.label == "China"), key=lambda s: s.confidence)
    assert (best.predicate, best.object.instrument) == ("eases", "tariff")


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("Brazil said the European Union's discriminatory tariffs on beef would go to the courts.", "criticizes"),
        ("Brazil said the European Union's arbitrary and discriminatory tariffs had to go.", "criticizes"),
        ("Brazil said the European Union's tariffs on beef were a travesty.", "criticizes"),
        ("Brazil derided the outcome as unworkable.", "criticizes"),
        ("Brazil cheered the outcome.", "praises"),
    ],
)
def test_who_judges_a_policy_in_an_adjective_or_noun_evaluates_it(
    extractor: Extractor, text: str, predicate: str
) -> None:
    document = Document("text", text)
    (doc,) = extractor.parse([text])
    _, candidates = extractor.candidates(doc, document)
    assert ("Brazil", predicate) in {(c.subject.entity.label, c.predicate) for c in candidates}


def test_what_is_denied_carries_no_direct_triple(extractor: Extractor) -> None:
    found = read(extractor, "The European Union has no plans to lift its duties on Chinese electric cars.")
    denied = [s for s in found if s.predicate == "removes"]
    assert denied
    assert not any(s.is_direct for s in denied)


@pytest.mark.skipif(not ARTICLE.exists(), reason=f"the article is not at {ARTICLE}; set KG_SHARED")
def test_the_article_that_the_project_began_from(extractor: Extractor) -> None:
    (result,) = extractor.pipe([Document("article", ARTICLE.read_text(encoding="utf-8"), date="2025-10-08")])
    found = [s for s in result.statements if s.confidence >= DEFAULT_MIN_CONFIDENCE]
    expert, csis = "Thomas Christensen", "Center for Strategic and International Studies"
    seeks = {"source": expert, "modality": "expected", "towards": "United States"}
    wanted = [
        Claim(expert, "opposes", "exportControl", "ease", "advanced chips", "United States", source=expert),
        Claim("China", "seeks", "exportControl", "ease", "advanced chips", **seeks),  # type: ignore[arg-type]
        Claim("China", "seeks", "exportControl", "ease", "semiconductor manufacturing equipment", **seeks),  # type: ignore[arg-type]
        Claim("China", "seeks", "entityListing", "pause", **seeks),  # type: ignore[arg-type]
        Claim(expert, "affiliatedWith", towards=csis),
        Claim("Henrietta Levin", "affiliatedWith", towards=csis),
        Claim("Ilaria Mazzocco", "affiliatedWith", towards=csis),
        Claim("Xi Jinping", "offers", negated=True, source="Henrietta Levin"),
    ]
    missing = [claim for claim in wanted if not any(claim.fits(s) for s in found)]
    assert not missing
    assert not any(s.subject.label == expert and s.predicate == "supports" and s.object.change == "ease" for s in found)
    assert not any(s.is_direct for s in found if s.subject.label == "Xi Jinping" and s.predicate == "offers")


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee, the trade commissioner who met the Chinese envoy in Geneva, criticized the tariffs.",
        "Ann Lee, the author of a bill to raise tariffs on Chinese cars, spoke in Ohio.",
    ],
)
def test_what_an_official_does_names_no_employer(extractor: Extractor, text: str) -> None:
    (result,) = extractor.pipe([Document("doc", text)])
    assert not [s for s in result.statements if s.predicate == "affiliatedWith"]


def test_what_makes_no_sense_is_not_supported(extractor: Extractor) -> None:
    text = "Robert Miller said the tariffs on Canadian steel make no sense."
    (result,) = extractor.pipe([Document("doc", text)])
    assert not [s for s in result.statements if s.predicate == "supports"]
