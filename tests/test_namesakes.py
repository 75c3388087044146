"""Two documents that name the same full name: one entity unless what they say of it contradicts, whatever the order."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from kg.decisions import Decision, Decisions, Verdict, write_decisions
from kg.gazetteer import load_gazetteer
from kg.model import Document
from kg.parse import parse
from kg.pipeline.build import Build, build
from kg.pipeline.namesakes import Known, contradict, renamings
from kg.pipeline.options import Options
from kg.resolve import resolve

HERE = Path(__file__).parent
JAPAN, PERU = "entity/country/japan", "entity/country/peru"
INSTITUTE, COLLEGE = "entity/organization/institute", "entity/organization/college"
BANK, MILL = "entity/company/bank", "entity/company/mill"
MINISTRY, COURT = "entity/governmentbody/ministry", "entity/governmentbody/court"
ID = "entity/person/ann-lee"
Builder = Callable[..., Build]


# --------------------------------------------------------------------------------------------- what contradicts


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((JAPAN,), (PERU,), True),
        ((JAPAN,), (JAPAN, BANK), False),
        ((JAPAN,), (BANK,), False),
        ((BANK,), (MILL,), True),
        ((JAPAN, BANK), (JAPAN, MILL), True),
        ((BANK, MILL), (MILL,), False),
        ((JAPAN, MINISTRY), (JAPAN, COURT), False),
        ((JAPAN, MINISTRY), (PERU, MINISTRY), True),
        ((JAPAN, MINISTRY), (JAPAN, BANK), True),
        ((INSTITUTE,), (COLLEGE,), False),
        ((BANK,), (COLLEGE,), False),
        (("entity/bloc/european-union",), ("entity/country/france",), False),
    ],
)
def test_countries_and_firms_contradict_but_not_two_posts_or_two_chairs(
    one: tuple[str, ...], other: tuple[str, ...], expected: bool
) -> None:
    assert contradict(one, other) is contradict(other, one) is expected


def ids(*facts: tuple[str, ...]) -> list[str]:
    """The ids under which documents with these facts about one name are kept."""
    known = [Known(f"d{number}", ID, "Ann Lee", "Person", said) for number, said in enumerate(facts)]
    found = renamings(known, Decisions(()))
    return [found[one.document][ID].id if one.document in found else ID for one in known]


def test_facts_that_agree_leave_one_entity() -> None:
    assert ids((JAPAN,), (JAPAN, BANK), (BANK,)) == [ID] * 3


def test_facts_that_contradict_make_two_each_with_those_that_agree() -> None:
    assert ids((JAPAN,), (PERU,), (JAPAN, BANK)) == [f"{ID}-of-japan", f"{ID}-of-peru", f"{ID}-of-japan"]


def test_who_agrees_with_two_that_contradict_each_other_is_neither() -> None:
    japanese, peruvian, banker = ids((JAPAN,), (PERU,), (BANK,))
    assert (japanese, peruvian, banker) == (f"{ID}-of-japan", f"{ID}-of-peru", f"{ID}-of-bank")


def test_the_order_of_documents_decides_nothing() -> None:
    facts = [(JAPAN,), (PERU,), (BANK,), (JAPAN, MILL), (PERU, BANK)]
    expected = dict(zip(facts, ids(*facts), strict=True))
    for order in itertools.permutations(facts):
        assert dict(zip(order, ids(*order), strict=True)) == expected
    assert len(set(expected.values())) > 2


def test_a_decision_joins_what_facts_keep_apart() -> None:
    same = Decision(Verdict.SAME, f"{ID}-of-japan", "Ann Lee", f"{ID}-of-peru", "Ann Lee")
    known = [Known("a", ID, "Ann Lee", "Person", (JAPAN,)), Known("b", ID, "Ann Lee", "Person", (PERU,))]
    found = renamings(known, Decisions([same]))
    assert {document: called[ID].id for document, called in found.items()} == dict.fromkeys("ab", f"{ID}-of-japan")
    assert found["b"][ID].reason == "decided to be Ann Lee"


# ------------------------------------------------------------------------------------------- what a document says


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Canadian Trade Minister Ann Tolmar said she would wait.", {"entity/country/canada"}),
        ("Ann Tolmar, an analyst at Westpac, expects a deal.", {"entity/company/westpac"}),
        ("Ann Tolmar, Peru's trade envoy, expects a deal.", {"entity/country/peru"}),
        ("Ann Tolmar expects a deal with Peru.", set()),
    ],
)
def test_a_person_has_the_country_and_the_organisation_that_stand_beside_the_name(
    nlp: Language, text: str, expected: set[str]
) -> None:
    doc = next(iter(parse(nlp, [text])))
    mentions = resolve(doc, document=Document("d", text, None, "2019-05-01"), gazetteer=load_gazetteer())
    (facts,) = {mention.entity.facts for mention in mentions if mention.entity.label == "Ann Tolmar"}
    assert set(facts) == expected


def test_persons_of_the_gazetteer_and_bare_surnames_have_no_facts(nlp: Language) -> None:
    text = "Canadian Prime Minister Justin Trudeau met Mr. Tolmar of Westpac."
    doc = next(iter(parse(nlp, [text])))
    mentions = resolve(doc, document=Document("d", text, None, "2019-05-01"), gazetteer=load_gazetteer())
    assert {mention.entity.label: mention.entity.facts for mention in mentions}["Justin Trudeau"] == ()
    assert {mention.entity.facts for mention in mentions} == {()}


def test_a_bare_surname_never_meets_across_documents(nlp: Language) -> None:
    text = "Mr. Tolmar said that the duty will end."
    doc = next(iter(parse(nlp, [text])))
    seen = set()
    for name in ("one", "two"):
        mentions = resolve(doc, document=Document(name, text, None, "2019-05-01"), gazetteer=load_gazetteer())
        seen |= {mention.entity.id for mention in mentions if mention.entity.label == "Tolmar"}
    assert len(seen) == 2


# -------------------------------------------------------------------------------------------------- in a build

TEXTS = {
    "a": "Ann_Lee_of_japan opposes Spain.",
    "b": "Ann_Lee_of_japan_Bank opposes Chad.",
    "c": "Bo_Lee_of_Bank opposes Spain.",
}
ANOTHER = {"d": "Ann_Lee_of_peru opposes Spain. Mali opposes Ann_Lee_of_peru."}


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """Build texts into a folder below the test's with the fake extractor."""
    monkeypatch.setenv("PYTHONPATH", str(HERE))

    def run(texts: dict[str, str], *, out: str, **options: Any) -> Build:
        source = tmp_path / f"{out}.jsonl"
        source.write_text("".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in texts.items()))
        chosen: dict[str, Any] = {"extractor": "fake_extractor:FakeExtractor", "jobs": 1, **options}
        return build([source], out=tmp_path / out, options=Options(**chosen))

    return run


def people(out: Path) -> dict[str, int]:
    rows = [json.loads(line) for line in (out / "entities.jsonl").read_text().splitlines()]
    return {row["id"].rpartition("/")[2]: row["documents"] for row in rows if row["type"] == "Person"}


def outputs(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file() and path.name != "run.json"}


def test_a_later_document_parts_namesakes_in_the_earlier_ones_as_a_full_build_would(
    make: Builder, tmp_path: Path
) -> None:
    make(TEXTS, out="out")
    assert people(tmp_path / "out") == {"ann-lee": 2, "bo-lee": 1}
    done = make({**TEXTS, **ANOTHER}, out="out")
    assert done.progress.extracted == 1
    assert people(tmp_path / "out") == {"ann-lee-of-japan": 2, "ann-lee-of-peru": 1, "bo-lee": 1}
    make(dict(reversed({**TEXTS, **ANOTHER}.items())), out="full", jobs=2)
    assert outputs(tmp_path / "out") == outputs(tmp_path / "full")


def test_namesakes_meet_again_when_the_document_that_parted_them_goes(make: Builder, tmp_path: Path) -> None:
    make({**TEXTS, **ANOTHER}, out="out")
    make(TEXTS, out="out", prune=True)
    make(TEXTS, out="full")
    assert people(tmp_path / "out") == {"ann-lee": 2, "bo-lee": 1}
    assert outputs(tmp_path / "out") == outputs(tmp_path / "full")


def test_all_files_call_a_namesake_the_same_and_the_reason_says_why(make: Builder, tmp_path: Path) -> None:
    make({**TEXTS, **ANOTHER}, out="out")
    said = [json.loads(line) for line in (tmp_path / "out" / "statements.jsonl").read_text().splitlines()]
    peruvian = "https://w3id.org/tradekg/id/entity/person/ann-lee-of-peru"
    assert next(row["subject"]["id"] for row in said if row["document"] == "d") == peruvian
    assert [row["object"]["id"] for row in said if row["document"] == "d"][1] == peruvian
    graph = (tmp_path / "out" / "graph.nq").read_text()
    assert f"<{peruvian}>" in graph
    assert "entity/person/ann-lee>" not in graph
    rows = [json.loads(line) for line in (tmp_path / "out" / "entities.jsonl").read_text().splitlines()]
    (reasons,) = (row["reasons"] for row in rows if row["id"] == peruvian)
    assert reasons == {"full name; kept apart from others of the name: of Peru": 2}


def test_a_build_replays_a_decision_about_namesakes(make: Builder, tmp_path: Path) -> None:
    same = Decision(Verdict.SAME, f"{ID}-of-japan", "Ann Lee", f"{ID}-of-peru", "Ann Lee")
    write_decisions(tmp_path / "decisions.csv", [same])
    make({**TEXTS, **ANOTHER}, out="out", decisions=tmp_path / "decisions.csv")
    assert people(tmp_path / "out") == {"ann-lee-of-japan": 3, "bo-lee": 1}
