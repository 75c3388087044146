"""How the PLV benchmark matches statements to rows and scores, on cases small enough to count by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # benchmarks/ is beside the package, not in it

from benchmarks.plv import NONE, Row, answer, content_words, hits, macro_f1, main, read_rows, score  # noqa: E402
from kg.model import EntityRef, EntityType, Modality, ObjectRef, Qualifiers, Statement  # noqa: E402
from kg.ontology import load_ontology  # noqa: E402

ROW = Row("Chile praised the envoy of Peru.", "Chile", "the envoy of Peru", "SUPPORT", "1")
CHILE = EntityRef("entity/country/chile", "Chile", EntityType.COUNTRY)
PERU = EntityRef("entity/country/peru", "Peru", EntityType.COUNTRY)
PRAISE = Statement(
    *("statement/x", "0", 0, len(ROW.sentence), ROW.sentence, CHILE, "praises"),
    *(ObjectRef(PERU.id, PERU.label, PERU.type, actor=PERU), False, Modality.ASSERTED, None, Qualifiers(), 0.8, "r"),
)


def test_words_are_compared_without_function_words_and_possessives() -> None:
    assert content_words("The envoy of Peru's", None, "and") == {"envoy", "peru"}


def test_a_statement_hits_by_subject_and_object() -> None:
    assert hits(ROW, PRAISE)
    assert not hits(replace(ROW, source="Bolivia"), PRAISE)
    assert not hits(replace(ROW, target="the port"), PRAISE)
    words = ObjectRef("topic/x", "port", EntityType.TOPIC, text="the old port")
    assert hits(replace(ROW, target="the port"), replace(PRAISE, object=words))


def test_the_most_certain_statement_answers_and_classes_bear_the_names_of_the_benchmark() -> None:
    ontology = load_ontology()
    eased = replace(PRAISE, id="statement/y", predicate="eases", confidence=0.9)
    assert answer(ROW, [PRAISE], ontology) == "SUPPORT"
    assert answer(ROW, [PRAISE, eased], ontology) == "YIELD"
    assert answer(ROW, [], ontology) == NONE


def test_macro_f1_is_the_mean_over_the_labels_of_the_gold() -> None:
    assert macro_f1(["A", "A", "B"], ["A", "B", "B"]) == pytest.approx(2 / 3)
    assert macro_f1(["A", "B"], ["A", NONE]) == 0.5


def test_a_row_without_answer_is_wrong_on_all_levels() -> None:
    other = replace(ROW, root="ASSAULT", quad="4")
    assert score([ROW, other], ["SUPPORT", NONE]) == {"coverage": 0.5, "roots": 0.5, "quads": 0.5, "sides": 0.5}
    assert score([ROW, other], ["AGREE", "COERCE"]) == {"coverage": 1.0, "roots": 0.0, "quads": 1.0, "sides": 1.0}


def test_rows_are_read_by_their_header(tmp_path: Path) -> None:
    path = tmp_path / "plv.tsv"
    path.write_text(
        "sentence\tsource\ttarget\tgold_root\tgold_penta\n"
        "Chile praised the envoy of Peru.\tChile\tthe envoy of Peru\tSUPPORT\t1\n",
        encoding="utf-8",
    )
    assert read_rows(path) == [ROW]


def test_a_missing_file_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KG_BENCHMARKS", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["plv.py"])
    assert main() == 1
    assert "KG_BENCHMARKS" in capsys.readouterr().err
