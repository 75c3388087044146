"""Scoring a build against gold: what matches, what is counted, what is said of a malformed gold file."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import DataError, InputError
from kg.evaluate import evaluate, reliability
from kg.gold import Claim, Passage, load_claims, load_gold
from kg.lexicon import load_lexicon
from kg.matching import Strictness, agrees, families, pairs, same_actor
from kg.model import Modality
from kg.parse import parse
from kg.phenomena import Phenomenon, phenomena, syntactic_phenomena

if TYPE_CHECKING:
    from spacy.language import Language

SHARED = Path(os.environ.get("KG_SHARED", Path(__file__).resolve().parents[2] / "shared"))
SCORER = SHARED / "tools" / "score.py"
TEXT = "Norland imposed a tariff on salt. Its minister opposes any easing."
BASE = Claim("memo", 0, 33, "Norland", "imposes", instrument="tariff", good="salt", text="a tariff on salt")
needs_scorer = pytest.mark.skipif(not SCORER.is_file(), reason="needs ../shared/tools/score.py (or KG_SHARED)")


def passage(*claims: Claim, text: str = TEXT) -> Passage:
    return Passage("memo", text, ((0, 33), (34, 66)), claims)


def gold_row(**changes: Any) -> dict[str, Any]:
    statement = {
        "sentence": 0, "subject": "Norland", "predicate": "imposes", "instrument": "tariff", "good": "salt",
        "text": "a tariff on salt",
    }  # fmt: skip
    row = {"passage": "memo", "text": TEXT, "sentences": [{"i": 0, "start": 0, "end": 33}], "statements": [statement]}
    return {**row, **changes}


def written(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def statement_row(**changes: Any) -> dict[str, Any]:
    obj = {
        "id": "measure/tariff.salt", "label": "tariff on salt", "type": "Measure", "actor": None,
        "instrument": "tariff", "change": None, "good": "salt", "target": None, "text": "a tariff on salt",
    }  # fmt: skip
    actor = {"id": "entity/country/norland", "label": "Norland", "type": "Country"}
    return {
        "id": "statement/1", "document": "memo", "start": 0, "end": 33, "quote": TEXT[:33], "subject": actor,
        "predicate": "imposes", "object": obj, "negated": False, "modality": "asserted", "source": None,
        "qualifiers": {}, "confidence": 0.9, "rule": "t-impose", **changes,
    }  # fmt: skip


# -- what matches ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the United States", "U.S."),
        ("Reagan administration", "United States"),
        ("Ada Nkemelu", "Nkemelu"),
        ("Ministry of Trade", "Trade Ministry"),
        ("China's Ministry of Commerce", "MOFCOM"),
    ],
)
def test_names_of_one_actor_agree(one: str, other: str) -> None:
    assert same_actor(one, other)
    assert same_actor(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norland", "Sudland"),
        ("", ""),
        (None, None),
        ("government", "officials of the government"),
        ("Ada Nkemelu", "Ada"),
        ("North Korea", "South Korea"),
    ],
)
def test_names_of_two_actors_do_not_agree(one: str | None, other: str | None) -> None:
    assert not same_actor(one, other)


@pytest.mark.parametrize(
    ("change", "strict", "lenient"),
    [
        ({}, True, True),
        ({"predicate": "tightens"}, False, True),
        ({"predicate": "opposes"}, False, False),
        ({"negated": True}, False, True),
        ({"subject": "Sudland"}, False, False),
        ({"start": 34, "end": 66}, True, True),
        ({"start": 35, "end": 66}, False, False),
        ({"good": None}, True, True),
        ({"good": "rock salt", "instrument": "quota", "text": "x"}, True, True),
        ({"good": None, "instrument": "quota", "text": "the new salt tariff"}, True, True),
        ({"good": None, "instrument": "quota", "text": "a quota on imports"}, False, False),
    ],
)
def test_a_claim_matches_by_subject_predicate_polarity_object_and_place(
    change: dict[str, Any], strict: bool, lenient: bool
) -> None:
    other = replace(BASE, **change)
    assert agrees(BASE, other, Strictness.STRICT) is strict
    assert agrees(BASE, other, Strictness.LENIENT) is lenient


def test_contradicting_changes_do_not_match_but_a_missing_one_does() -> None:
    seeks = replace(BASE, predicate="seeks", change="ease")
    assert not agrees(seeks, replace(seeks, change="tighten"), Strictness.STRICT)
    assert agrees(seeks, replace(seeks, change=None), Strictness.STRICT)


def test_the_actor_of_one_may_be_the_target_of_the_other() -> None:
    one = replace(BASE, instrument=None, good=None, text=None, object_actor="Sudland")
    assert agrees(one, replace(one, object_actor=None, target="Sudland"), Strictness.STRICT)
    assert not agrees(one, replace(one, object_actor=None, target="Eastland"), Strictness.STRICT)


def test_matching_is_one_to_one_and_as_large_as_can_be() -> None:
    assert pairs([[0, 1], [0]]) == [(0, 1), (1, 0)]
    assert pairs([[0], [0], [0]]) == [(0, 0)]
    assert pairs([[], [1, 0], [1]]) == [(1, 0), (2, 1)]


# -- what is counted ---------------------------------------------------------------------------


def test_a_claim_said_twice_is_right_once() -> None:
    found = evaluate([passage(BASE)], [BASE, BASE])
    assert (found.strict.figures.hits, found.strict.figures.predicted) == (1, 2)
    assert found.strict.figures.precision == 0.5
    assert found.strict.figures.recall == 1.0


def test_source_and_modality_count_over_the_pairs() -> None:
    gold = [BASE, replace(BASE, start=34, end=66, good="rice", text="rice", instrument=None, source="Ada Nkemelu")]
    build = [replace(BASE, modality=Modality.INTENDED), replace(gold[1], source="Nkemelu")]
    found = evaluate([passage(*gold)], build)
    assert found.strict.source_accuracy == 1.0
    assert found.strict.modality_accuracy == 0.5


def test_without_a_match_there_is_no_accuracy() -> None:
    found = evaluate([passage(BASE)], [])
    assert found.strict.source_accuracy is None
    assert found.strict.figures.f1 == 0.0


def test_claims_on_other_documents_and_with_other_predicates_do_not_count() -> None:
    found = evaluate([passage(BASE)], [replace(BASE, document="other"), replace(BASE, predicate="memberOf"), BASE])
    assert found.strict.figures.predicted == 1
    assert "memberOf" not in found.predicates


def test_min_confidence_leaves_out_what_is_less_sure() -> None:
    build = [replace(BASE, confidence=0.8), replace(BASE, predicate="opposes", confidence=0.4)]
    assert evaluate([passage(BASE)], build).strict.figures.precision == 0.5
    assert evaluate([passage(BASE)], build, min_confidence=0.8).strict.figures.precision == 1.0


def test_a_claim_seen_but_called_something_else_is_a_confusion() -> None:
    found = evaluate([passage(BASE)], [replace(BASE, predicate="removes")])
    assert [(item.gold, item.predicted, item.count) for item in found.confusions] == [("imposes", "removes", 1)]


def test_a_wrong_polarity_is_no_confusion_of_predicates() -> None:
    assert evaluate([passage(BASE)], [replace(BASE, negated=True)]).confusions == ()


def test_errors_name_the_sentence_with_what_was_missed_and_wrong() -> None:
    second = replace(BASE, start=34, end=66, predicate="opposes", instrument=None, good=None, text="any easing")
    wrong = replace(second, subject="Sudland")
    (error,) = evaluate([passage(BASE, second)], [BASE, wrong]).errors
    assert (error.passage, error.start, error.quote) == ("memo", 34, "Its minister opposes any easing.")
    assert (error.missed, error.wrong, error.right) == ((second,), (wrong,), ())


def test_phenomena_take_recall_from_gold_and_precision_from_the_build() -> None:
    second = replace(BASE, start=34, end=66, predicate="opposes", instrument=None, good=None, text="any easing")
    found = evaluate([passage(BASE, second)], [replace(BASE, target="Sudland")])
    assert found.phenomena[Phenomenon.INSTRUMENT].recall == 1.0
    assert found.phenomena[Phenomenon.PRONOUN].recall == 0.0
    assert (found.phenomena[Phenomenon.TARGET].precision, found.phenomena[Phenomenon.TARGET].gold) == (1.0, 0)


def test_confidence_that_keeps_its_word_has_no_calibration_error() -> None:
    judged = [(0.75, True), (0.75, True), (0.75, True), (0.75, False), (1.0, True)]
    bins = reliability(judged)
    assert [(item.low, item.count, item.right) for item in bins] == [(0.7, 4, 0.75), (0.9, 1, 1.0)]
    build = [replace(BASE, confidence=1.0), replace(BASE, subject="Sudland", confidence=0.5)]
    assert evaluate([passage(BASE)], build).calibration_error == pytest.approx(0.25)


def test_families_cover_only_declared_predicates_and_join_what_is_near() -> None:
    assert families()["rejects"] == families()["opposes"] != families()["supports"]
    assert "memberOf" not in families()


# -- phenomena ---------------------------------------------------------------------------------


def test_parts_and_words_show_phenomena() -> None:
    claim = Claim("memo", 34, 66, "Norland", "opposes", change="ease", negated=True, source="Norland",
                  modality=Modality.POSSIBLE)  # fmt: skip
    assert phenomena(claim, TEXT) == {
        Phenomenon.ATTRIBUTED, Phenomenon.SELF_REPORTED, Phenomenon.NEGATED, Phenomenon.POSSIBLE, Phenomenon.CHANGE,
        Phenomenon.PRONOUN,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "words", "shown"),
    [
        ("A tariff on salt was imposed by Norland.", "a tariff on salt", {Phenomenon.PASSIVE}),
        ("Norland defended the imposition of a tariff on salt.", "a tariff on salt", {Phenomenon.NOMINAL}),
        ("Norland agreed to lift the quota on salt.", "the quota on salt", {Phenomenon.EMBEDDED}),
        ("Norland praised the firms that imported salt.", "salt", {Phenomenon.RELATIVE}),
        ("Norland lifted its quotas and tariffs.", "quotas", {Phenomenon.COORDINATED}),
        ("Norland signed it.", "a tariff on salt", set()),
    ],
)
def test_the_parse_around_the_object_shows_phenomena(
    nlp: Language, sentence: str, words: str, shown: set[Phenomenon]
) -> None:
    (doc,) = parse(nlp, [sentence])
    claim = replace(BASE, end=len(sentence), text=words)
    assert syntactic_phenomena(claim, doc, load_lexicon()) == shown


# -- gold files --------------------------------------------------------------------------------


def test_gold_is_read_with_its_defaults_and_either_spelling_of_names(tmp_path: Path) -> None:
    statement = {"sentence": 0, "subject": "Norland", "predicate": "agrees_to", "instrument": "exportControl"}
    (found,) = load_gold(written(tmp_path / "gold.jsonl", gold_row(statements=[statement])))
    (claim,) = found.claims
    assert (claim.predicate, claim.instrument, claim.negated, claim.modality, claim.source) == (
        "agreesTo", "exportControl", False, Modality.ASSERTED, None,
    )  # fmt: skip
    assert (claim.start, claim.end) == (0, 33)


def statements_with(**change: Any) -> dict[str, Any]:
    return gold_row(statements=[{**gold_row()["statements"][0], **change}])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([], "the passage is not a JSON object"),
        ({"passage": "memo"}, "no 'text'"),
        (gold_row(note="x"), "unknown key 'note'"),
        (gold_row(passage=" "), "`passage` is not a name"),
        (gold_row(statements={}), "`statements` is not a list"),
        (gold_row(sentences=[{"i": 0, "start": 0, "end": 99}]), "no span of the text, which has 66 characters"),
        (gold_row(sentences=[{"i": 0, "start": 0, "end": 9}] * 2), "sentence 0 is there twice"),
        (statements_with(sentence=4), "statement 1: there is no sentence 4"),
        (statements_with(subject=""), "`subject` is not a name"),
        (statements_with(predicate="taxes"), "the ontology has no predicate 'taxes'"),
        (statements_with(instrument="levy"), "the ontology has no instrument 'levy'"),
        (statements_with(change="double"), "the ontology has no change 'double'"),
        (statements_with(modality="likely"), "'likely' is none of asserted"),
        (statements_with(negated="no"), "`negated` is true or false"),
        (statements_with(source=["x"]), "`source` is not a string or null"),
        (gold_row(), "the passage 'memo' is there twice"),
    ],
)
def test_a_malformed_gold_line_is_named_with_its_number(tmp_path: Path, row: Any, message: str) -> None:
    path = written(tmp_path / "gold.jsonl", gold_row(), row)
    with pytest.raises(DataError) as caught:
        load_gold(path)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert message in str(caught.value)


def test_broken_json_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(gold_row()) + "\n\n{\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"gold\.jsonl:3: not JSON"):
        load_gold(path)


def test_an_empty_or_missing_gold_file_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    for name in ("empty.jsonl", "missing.jsonl"):
        with pytest.raises(InputError, match=name):
            load_gold(tmp_path / name)


def test_an_object_that_is_an_actor_counts_as_object_actor(tmp_path: Path) -> None:
    row = statement_row()
    row["object"] |= {"type": "Country", "label": "Sudland", "instrument": None, "good": None, "text": ""}
    (claim,) = load_claims(written(tmp_path / "statements.jsonl", row))
    assert (claim.object_actor, claim.text, claim.confidence) == ("Sudland", "Sudland", 0.9)


# -- the command -------------------------------------------------------------------------------


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    written(tmp_path / "out" / "statements.jsonl", statement_row(), statement_row(document="other"))
    written(tmp_path / "gold.jsonl", gold_row())
    return tmp_path


def run(folder: Path, *options: str) -> Any:
    return CliRunner().invoke(main, ["evaluate", str(folder / "gold.jsonl"), "-o", str(folder / "out"), *options])


def test_evaluate_prints_tables_on_stdout_and_what_it_left_out_on_stderr(build: Path) -> None:
    result = run(build)
    assert result.exit_code == 0
    assert "By predicate" in result.stdout
    assert result.stderr == "1 statements on other documents left out\n"


def test_evaluate_writes_json_with_errors(build: Path) -> None:
    written(build / "gold.jsonl", statements_with(predicate="removes"))
    found = json.loads(run(build, "--format", "json", "--errors", "--no-syntax").stdout)
    assert found["strict"] == {
        "P": 0.0, "R": 0.0, "F1": 0.0, "right": 0, "build": 1, "gold": 1, "source_accuracy": None,
        "modality_accuracy": None,
    }  # fmt: skip
    assert found["confusions"] == [{"gold": "removes", "build": "imposes", "count": 1}]
    assert [claim["predicate"] for claim in found["errors"][0]["missed"]] == ["removes"]
    assert found["errors"][0]["wrong"][0]["rule"] == "t-impose"


def test_evaluate_writes_markdown_with_errors(build: Path) -> None:
    written(build / "gold.jsonl", statements_with(predicate="removes"))
    lines = run(build, "--format", "md", "--errors", "--no-syntax").stdout.splitlines()
    assert "| strict | 0.000 | 0.000 | 0.000 | - | - | 0 | 1 | 1 |" in lines
    assert "| removes | imposes | 1 |" in lines
    assert "    memo 0-33: Norland imposed a tariff on salt." in lines
    assert any(line.startswith("      - Norland | removes") for line in lines)
    assert any(line.startswith("      + Norland | imposes") for line in lines)


def test_evaluate_says_when_the_build_is_of_other_documents(build: Path) -> None:
    written(build / "gold.jsonl", gold_row(passage="elsewhere"))
    result = run(build)
    assert result.exit_code == 2
    assert "none of its statements is on a passage of the gold" in result.stderr
    assert result.stdout == ""


def test_evaluate_says_when_there_is_no_build(build: Path) -> None:
    result = CliRunner().invoke(main, ["evaluate", str(build / "gold.jsonl"), "-o", str(build / "none")])
    assert result.exit_code == 2
    assert "no build there" in result.stderr


def test_evaluate_names_the_line_of_a_broken_build(build: Path) -> None:
    written(build / "out" / "statements.jsonl", statement_row(), {"document": "memo"})
    result = run(build)
    assert result.exit_code == 2
    assert "statements.jsonl:2: not a statement" in result.stderr


# -- agreement with the shared scorer ----------------------------------------------------------


def shared_scores(gold: Path, statements: Path) -> dict[str, Any]:
    command = [sys.executable, str(SCORER), str(gold), str(statements), "--json"]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def assert_same_scores(gold: Path, statements: Path) -> None:
    theirs = shared_scores(gold, statements)
    ours = evaluate(load_gold(gold), load_claims(statements))
    for name, score in (("strict", ours.strict), ("lenient", ours.lenient)):
        figures = score.figures
        expected = theirs[name]
        assert (figures.hits, figures.gold, figures.predicted) == tuple(expected[k] for k in ("tp", "gold", "pred"))
        assert figures.precision == pytest.approx(expected["P"], abs=0.0005001)
        assert figures.recall == pytest.approx(expected["R"], abs=0.0005001)
        assert figures.f1 == pytest.approx(expected["F1"], abs=0.0005001)
        assert score.source_accuracy == pytest.approx(expected["source_acc"], abs=0.0005001)
        assert score.modality_accuracy == pytest.approx(expected["modality_acc"], abs=0.0005001)


@needs_scorer
@pytest.mark.parametrize("name", ["dev", "seed"])
def test_a_real_build_scores_as_by_the_shared_scorer(tmp_path: Path, name: str) -> None:
    gold = SHARED / "gold" / f"{name}.jsonl"
    if not gold.is_file():
        pytest.skip(f"needs ../shared/gold/{name}.jsonl")
    built = CliRunner().invoke(main, ["build", str(gold), "-o", str(tmp_path / "out"), "--min-confidence", "0"])
    assert built.exit_code == 0, built.stderr
    assert load_claims(tmp_path / "out" / "statements.jsonl")
    assert_same_scores(gold, tmp_path / "out" / "statements.jsonl")


@needs_scorer
def test_the_alias_table_is_the_shared_scorers(score_module: ModuleType) -> None:
    names = sorted({*score_module.ALIAS, *score_module.ALIAS.values(), "norland", "u s farmers", "congress of norland"})
    differing = [
        (one, other)
        for one in names
        for other in names
        if same_actor(one, other) is not bool(score_module.same_actor(one, other))
    ]
    assert differing == []


@pytest.fixture(scope="module")
def score_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
