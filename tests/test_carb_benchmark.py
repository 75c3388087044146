"""How the CaRB benchmark aligns and scores, on tuples small enough to count by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # benchmarks/ is beside the package, not in it

from benchmarks.carb import Extraction, Match, gold_tuples, key, main, match, one_to_one, score  # noqa: E402


def made(relation: str, first: str, rest: str) -> Extraction:
    return Extraction(tuple(relation.split()), tuple(first.split()), tuple(rest.split()))


GOLD = made("bought", "the firm", "a mine in May")


@pytest.mark.parametrize(
    ("guess", "expected"),
    [
        pytest.param(GOLD, Match(1.0, 1.0), id="the same"),
        pytest.param(made("bought", "the firm", "a mine"), Match(1.0, 5 / 7), id="an argument is missing"),
        pytest.param(made("sold", "the firm", "a mine in May"), Match(0.0, 0.0), id="another relation scores nothing"),
        pytest.param(made("bought", "a mine", "the firm"), Match(1 / 5, 1 / 7), id="arguments in the wrong place"),
    ],
)
def test_the_overlap_of_two_tuples(guess: Extraction, expected: Match) -> None:
    assert match(GOLD, guess) == expected


def test_tokens_are_counted_as_often_as_they_stand() -> None:
    assert match(made("saw", "he", "the dog and the cat"), made("saw", "he", "the the the")) == Match(4 / 5, 4 / 7)


def test_a_form_of_be_matches_another() -> None:
    assert match(made("was", "he", "king"), made("is", "he", "king")) == Match(1.0, 1.0)


def test_reports_may_be_swapped_and_other_relations_not() -> None:
    said = made("said", "she", "it rains")
    assert match(said, said.swapped) == Match(1.0, 1.0)
    seen = made("saw", "she", "it rain")
    assert match(seen, seen.swapped).recall < 1


def test_precision_pairs_each_tuple_once() -> None:
    assert one_to_one([[Match(1.0, 1.0), Match(0.9, 0.9)], [Match(0.8, 0.8), Match(0.1, 0.1)]]) == pytest.approx(1.1)


def test_every_prediction_counts_against_precision_and_any_may_serve_recall() -> None:
    other = made("bought", "the firm", "a mill")
    assert score({"a": [GOLD, GOLD]}, {"a": [GOLD, made("ate", "x", "y")]})["precision"] == 0.5
    assert score({"a": [GOLD, GOLD]}, {"a": [GOLD]}) == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert score({"a": [GOLD, other]}, {}) == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_the_file_is_read_without_marked_arguments(tmp_path: Path) -> None:
    path = tmp_path / "dev.tsv"
    path.write_text("It is , so to speak , late .\tis\tIt\tlate\tC: so to speak\tnow\n", encoding="utf-8")
    sentences, tuples = gold_tuples(path)
    assert sentences == {"Itissotospeaklate": "It is , so to speak , late ."}
    assert tuples == {key("It is, so to speak, late."): [made("is", "It", "late now")]}


def test_a_missing_folder_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KG_BENCHMARKS", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["carb.py"])
    assert main() == 1
    assert "KG_BENCHMARKS" in capsys.readouterr().err
