"""Two thousand hostile files in one build: none stops it, hangs it, or takes a good document with it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hostile import PAYLOADS, write_hostile

from kg.pipeline.build import Build, build
from kg.pipeline.options import Options

HERE = Path(__file__).parent
GOOD = {f"good{number}.txt": f"Japan{number} opposes Korea." for number in range(20)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Path]:
    """A build of all hostile files and some good ones, with the fake extractor."""
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "in"
    source.mkdir()
    count = write_hostile(source)
    assert count >= 2000
    for place in ("", "noise", "changed", "bombs", "special"):
        for name, text in GOOD.items():
            (source / place / name).write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HERE))
        options = Options(extractor="fake_extractor:FakeExtractor", jobs=2, seconds=30)
        done = build([source], out=folder / "out", options=options)
    return done, folder


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out" / "statements.jsonl").read_text("utf-8").splitlines()]


def test_every_good_document_is_there(built: tuple[Build, Path]) -> None:
    said = {(row["document"], row["subject"]["label"]) for row in rows(built[1])}
    for place in ("", "noise/", "changed/", "bombs/", "special/"):
        for name, text in GOOD.items():
            assert (place + name, text.split()[0]) in said


def test_every_file_is_a_document_or_named_with_its_reason(built: tuple[Build, Path]) -> None:
    done, folder = built
    run = json.loads((folder / "out" / "run.json").read_text("utf-8"))
    named = " ".join([*run["documents"], *(skip["source"] for skip in run["skipped"])])
    for path in (folder / "in" / "bombs").iterdir():
        assert path.name.removesuffix(".gz") in named
    reasons = {skip["source"]: skip["reason"] for skip in run["skipped"]}
    assert reasons["bombs/zeros.txt"] == "larger than 16 MB"
    assert reasons["bombs/zeros.zip/zeros.jsonl"] == "unpacks to more than 256 MB"
    assert reasons["bombs/climbs.zip/../../climbed.txt"] == "its path climbs out of the archive"
    assert reasons["bombs/line.jsonl, line 1"] == "longer than 16 MB"
    assert reasons["bombs/sentence.txt"] == "longer than 2,000,000 characters"
    assert "not let in" in reasons["bombs/entities.docx"]
    assert reasons["special/pipe.txt"] == "not a regular file"
    assert all(reasons.values())
    assert done.progress.failed == sum(skip["failed"] for skip in run["skipped"])


def test_quotes_are_where_they_are_said_to_be(built: tuple[Build, Path]) -> None:
    for row in rows(built[1]):
        path = built[1] / "in" / row["document"]
        if row["document"].startswith("payloads/") and path.suffix == ".txt":
            assert path.read_text("utf-8")[row["start"] : row["end"]] == row["quote"]


def test_nothing_is_written_or_run_elsewhere(built: tuple[Build, Path]) -> None:
    _, folder = built
    assert sorted(path.name for path in folder.iterdir()) == ["in", "out"]
    assert not Path("/tmp/kg-was-here").exists()
    assert not Path("/tmp/climbed.txt").exists()
    page = (folder / "out" / "graph.html").read_text("utf-8")
    assert PAYLOADS[0] not in page


def test_no_file_is_given_up_for_the_time_that_it_takes(built: tuple[Build, Path]) -> None:
    late = [skip.source for skip in built[0].progress.skipped if "took longer" in skip.reason]
    assert late == []


@pytest.mark.skipif(os.getuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_named(built: tuple[Build, Path]) -> None:
    skipped = {skip.source: skip.reason for skip in built[0].progress.skipped}
    assert skipped["special/unreadable.txt"] == "permission denied"
