"""`kg build --open`: a file of its own for open triples, gone again when nobody asks for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.model import Document, DocumentResult, OpenTriple
from kg.ontology import load_ontology
from kg.pipeline.build import build
from kg.pipeline.options import Options
from kg.pipeline.parts import joined
from kg.pipeline.records import decode, encode

TEXT = "The “old” mill was sold to a baker. Peru opposes the quota."
TRIPLE = OpenTriple(4, 9, "a b c", "a", "b", ("c", "d"), 0.5, "open-clause")
RESULT = DocumentResult(Document("one", ""), "x", 9, 1, 3, (), (), (), (TRIPLE,))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("open")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    return folder


def test_open_triples_have_a_file_of_their_own_only_where_asked_for(folder: Path) -> None:
    out = folder / "out"
    build([folder / "a.txt"], out=out, options=Options(with_open=True, jobs=1))
    rows = [json.loads(line) for line in (out / "open.jsonl").read_text(encoding="utf-8").splitlines()]
    mill = rows[0]
    assert (mill["relation"], mill["arguments"], mill["rule"]) == ("was sold to", ["a baker"], "open-clause")
    assert mill["quote"] == TEXT[mill["start"] : mill["end"]] == "The “old” mill was sold to a baker."
    assert all(row["document"] == "a.txt" for row in rows)
    assert {row["type"] for row in rows} == {"OpenTriple"} <= set(load_ontology().classes)
    assert "a baker" not in (out / "graph.nq").read_text(encoding="utf-8")
    statements = (out / "statements.jsonl").read_bytes()

    build([folder / "a.txt"], out=out, options=Options(jobs=1))
    assert not (out / "open.jsonl").exists()
    assert (out / "statements.jsonl").read_bytes() == statements


def test_results_keep_open_triples() -> None:
    assert decode(encode(RESULT)).open_triples == (TRIPLE,)


def test_open_triples_of_later_parts_are_moved() -> None:
    assert [(t.start, t.end) for t in joined([(0, RESULT), (100, RESULT)]).open_triples] == [(4, 9), (104, 109)]
