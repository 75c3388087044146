"""How the PolNeAR benchmark reads annotations and scores, on a case small enough to count by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # benchmarks/ is beside the package, not in it

from benchmarks.polnear import Article, Event, articles, correct, matched, score  # noqa: E402

TEXT = "Mori said the duty ends. Ito left."
GOLD = Event(source=((0, 4),), cue=((5, 9),), content=((10, 23),))


def guess(*, head: tuple[int, int] | None = (0, 4), content: tuple[int, int] = (10, 23)) -> Event:
    source = () if head is None else (head,)
    return Event(source=source, cue=((5, 9),), content=(content,), head=head)


def test_annotations_are_read_with_their_parts(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "attributions" / "one_a1.ann").write_text(
        "T1\tSource 0 4\tMori\nT2\tCue 5 9\tsaid\nT3\tContent 10 18;19 23\tthe duty ends\nT4\tAttribution 5 9\tsaid\n"
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n",
        encoding="utf-8",
    )
    (article,) = articles(tmp_path)
    assert (article.name, article.text) == ("one_a1", TEXT)
    assert article.gold == (Event(((0, 4),), ((5, 9),), ((10, 18), (19, 23))),)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(guess(), True, id="all right"),
        pytest.param(guess(head=(25, 28)), False, id="another source"),
        pytest.param(guess(head=None), False, id="no source"),
        pytest.param(guess(content=(19, 23)), True, id="one of three words is a token F1 of 0.5"),
        pytest.param(guess(content=(25, 33)), False, id="other content"),
    ],
)
def test_a_full_match_needs_the_source_and_half_of_the_content(event: Event, expected: bool) -> None:
    assert correct(GOLD, event, TEXT) is expected


def test_each_annotation_is_matched_once() -> None:
    assert matched([GOLD], [guess(content=(25, 33)), guess()], TEXT) == [(GOLD, guess())]


def test_scores_count_unmatched_events_on_both_sides() -> None:
    other = Event(source=((25, 28),), cue=((29, 33),), content=((0, 4),), head=(25, 28))
    scores = score([(Article("one", TEXT, (GOLD,)), [guess(), other])])
    assert scores["cue"] == {"precision": 0.5, "recall": 1.0, "f1": 0.6667}
    assert scores["full"] == scores["cue"]
    assert scores["content"] == {"precision": 0.75, "recall": 1.0, "f1": 0.8571}


def test_a_missing_folder_is_told_plainly(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "polnear.py")],
        env={**os.environ, "KG_BENCHMARKS": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "KG_BENCHMARKS" in run.stderr
    assert "Traceback" not in run.stderr
