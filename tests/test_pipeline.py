"""The build around the extraction: journal, workers, outputs, interruptions. The extractor is `fake_extractor`'s."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_extractor import FakeExtractor

import kg.pipeline.drawing
import kg.pipeline.pool
import kg.pipeline.write
from kg.errors import DataError, InputError, KgError, ModelError, StoreError
from kg.explain import explain
from kg.listing import read_listing
from kg.model import Document
from kg.pipeline.artefacts import write_pictures
from kg.pipeline.build import Build, build
from kg.pipeline.drawing import Drawing
from kg.pipeline.journal import Journal, open_journal
from kg.pipeline.options import Options
from kg.pipeline.output import locked, replacing
from kg.pipeline.parts import PART, parts
from kg.pipeline.pool import Worker
from kg.pipeline.records import decode, encode
from kg.pipeline.snapshot import Overview
from kg.pipeline.wire import Draw, Engine
from kg.store import open_store

HERE = Path(__file__).parent
Builder = Callable[..., Build]
TEXTS = {f"d{number:02}.txt": f"Hello. Japan opposes Korea. Land{number % 3} opposes Spain." for number in range(9)}


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """Build ``in/`` into ``out/`` below the test's folder with the fake extractor."""
    monkeypatch.setenv("PYTHONPATH", str(HERE))

    def run(*paths: Path, out: str = "out", **options: Any) -> Build:
        chosen: dict[str, Any] = {"extractor": "fake_extractor:FakeExtractor", "jobs": 1, **options}
        return build(paths or [tmp_path / "in"], out=tmp_path / out, options=Options(**chosen))

    return run


def write(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


def outputs(out: Path) -> dict[str, bytes]:
    """All outputs that have no clock in them."""
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file() and path.name != "run.json"}


def rows(out: Path, name: str = "statements.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name).read_text("utf-8").splitlines()]


def said(out: Path) -> set[tuple[str, str, str]]:
    return {(row["document"], row["subject"]["label"], row["object"]["label"]) for row in rows(out)}


def test_a_result_comes_back_from_its_bytes_as_it_was() -> None:
    document = Document("d", "Japan opposes Korea. Über opposes Öst.", "T", "2019", "P", "u")
    (result,) = FakeExtractor("m").pipe([document])
    kept = decode(encode(result))
    assert kept.statements == result.statements
    assert kept.statements[0].anchors
    assert (kept.entities, kept.mentions) == (result.entities, result.mentions)
    assert (kept.document.title, kept.document.text) == ("T", "")
    assert encode(kept) == encode(result)


def test_a_build_leaves_all_its_outputs(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    done = make()
    out = tmp_path / "out"
    assert {
        "statements.jsonl",
        "entities.jsonl",
        "run.json",
        "graph.ttl",
        "graph.nq",
        "graph.html",
        "graph.graphml",
        "report.md",
        "store",
    } <= {path.name for path in out.iterdir()}
    assert ("d01.txt", "Land1", "Spain") in said(out)
    statements = rows(out)
    order = [(row["document"], row["start"], row["end"], row["id"]) for row in statements]
    assert order == sorted(order)
    for row in statements:
        assert TEXTS[row["document"]][row["start"] : row["end"]] == row["quote"]
    assert done.summary.groups == {"stance": 18}
    with open_store(out / "store") as store:
        assert len(store.inner) == len((out / "graph.nq").read_bytes().splitlines())


def test_entities_are_counted_over_all_documents(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    by_label = {row["label"]: row for row in rows(tmp_path / "out", "entities.jsonl")}
    spain = by_label["Spain"]
    assert (spain["documents"], spain["mentions"], spain["statements"]) == (9, 9, 9)
    assert spain["reasons"] == {"name": 9}
    assert list(spain)[:3] == ["id", "label", "type"]
    assert by_label["Land0"]["documents"] == 3


def test_run_json_says_what_was_read_and_what_was_not(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": "Japan opposes Korea.", "b.txt": "RAISE", "c.png": "", "latin.txt": ""})
    (tmp_path / "in" / "latin.txt").write_bytes("Caf\xe9 opposes Spain.".encode("latin-1"))
    make()
    run = json.loads((tmp_path / "out" / "run.json").read_text())
    assert run["inputs"]["failed"] == 1
    assert [(skip["source"], skip["failed"]) for skip in run["skipped"]] == [("b.txt", True), ("c.png", False)]
    assert list(run["notes"]) == ["latin.txt"]
    assert sorted(run["documents"]) == ["a.txt", "latin.txt"]
    assert run["counts"]["statements"] == 2


@pytest.mark.parametrize(
    ("poison", "reason"),
    [
        ("RAISE", "ValueError: told to raise"),
        ("DIE-ALWAYS", "killed by signal 9"),
        ("GREEDY", "needs more memory than a worker may take"),
        ("HANG", "took longer than 3 s"),
    ],
)
def test_a_document_that_fails_is_named_and_costs_no_other(
    make: Builder, tmp_path: Path, poison: str, reason: str
) -> None:
    write(tmp_path / "in", {**TEXTS, "d03x.txt": poison})
    done = make(seconds=3.0 if poison == "HANG" else 60.0)
    (skip,) = done.progress.skipped
    assert (skip.source, skip.failed) == ("d03x.txt", True)
    assert reason in skip.reason
    assert {document for document, _, _ in said(tmp_path / "out")} == set(TEXTS)


def test_a_long_document_is_read_in_parts_as_if_it_were_one(make: Builder, tmp_path: Path) -> None:
    text = "\n\n".join(f"Japan opposes Land{number}. " + "and the " * 50 for number in range(400))
    write(tmp_path / "in", {"long.txt": text})
    done = make()
    statements = rows(tmp_path / "out")
    assert len({row["id"] for row in statements}) == 400
    for row in statements:
        assert text[row["start"] : row["end"]] == row["quote"]
    assert done.summary.sentences == 400
    with open_journal(tmp_path / "out") as journal:
        (result,) = journal.results()
    assert result.length == len(text)
    for mention in result.mentions:
        assert text[mention.start : mention.end] == mention.text
    for statement in result.statements:
        assert [text[anchor.start : anchor.end] for anchor in statement.anchors] == [
            statement.subject.label,
            statement.object.label,
        ]


@pytest.mark.parametrize("gap", ["\n\n", ". ", " ", ""])
def test_parts_make_up_the_whole(gap: str) -> None:
    text = gap.join(["word" * 10] * 6000)
    cut = list(parts(Document("d", text)))
    assert "".join(part.text for _, part in cut) == text
    assert [text[offset : offset + 10] for offset, _ in cut] == [part.text[:10] for _, part in cut]
    assert all(0 < len(part.text) <= PART for _, part in cut)
    assert all(part.text.endswith(gap) for _, part in cut[:-1])


def test_a_worker_that_is_killed_once_loses_nothing(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", {**TEXTS, "d03x.txt": f"DIE-ONCE {tmp_path / 'died'} Japan opposes Spain."})
    done = make()
    assert (tmp_path / "died").exists()
    assert done.progress.skipped == []
    assert ("d03x.txt", "Japan", "Spain") in said(tmp_path / "out")


def test_a_worker_is_replaced_once_it_has_read_much(
    make: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Worker] = []

    class Counted(Worker):
        def prepare(self, engine: Engine | None = None) -> None:
            super().prepare(engine)
            if engine is not None:
                started.append(self)

    monkeypatch.setattr(kg.pipeline.pool, "Worker", Counted)
    numbers = [f"{number:03}" for number in range(160)]
    write(tmp_path / "in", {f"d{number}.txt": f"Japan opposes Land{number}. " + "x" * 72 for number in numbers})
    make()
    assert len(started) == 1
    monkeypatch.setattr(kg.pipeline.pool, "CHARS_OF_A_WORKER", 6000)  # the documents come 64 at a time, 100 each
    make(out="again")
    assert len(started) == 1 + 3
    assert outputs(tmp_path / "again") == outputs(tmp_path / "out")


def test_there_are_no_more_workers_than_batches(make: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Engine] = []

    class Counted(Worker):
        def prepare(self, engine: Engine | None = None) -> None:
            if engine is not None:
                started.append(engine)
            super().prepare(engine)

    monkeypatch.setattr(kg.pipeline.pool, "Worker", Counted)
    write(tmp_path / "in", {"d01.txt": TEXTS["d01.txt"]})
    make(jobs=4)
    assert len(started) == 1
    make(jobs=4)  # nothing is new
    assert len(started) == 1


def test_a_worker_leaves_spacys_command_line_alone() -> None:
    code = """
import sys
from kg.pipeline.batches import engine_of
from kg.pipeline.options import Options
from kg.pipeline.extracting import load
load(engine_of(Options()))
print("spacy" in sys.modules, "spacy.cli" in sys.modules, "weasel" in sys.modules)
from spacy.cli import info
print(info.__module__)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["True", "False", "False", "spacy.cli.info"]


def test_a_missing_model_ends_the_build_and_leaves_the_output(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    before = outputs(tmp_path / "out")
    with pytest.raises(ModelError, match="no spaCy model 'no_such_model'"):
        make(model="no_such_model")
    write(tmp_path / "in", {"new.txt": "Japan opposes Chad."})
    with pytest.raises(KgError, match="no_such_module"):
        make(extractor="no_such_module:Thing")
    with pytest.raises(DataError, match=r"none\.csv"):
        make(gazetteers=(tmp_path / "none.csv",))
    assert outputs(tmp_path / "out") == before


def test_nothing_to_read_is_an_error(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.png": ""})
    with pytest.raises(InputError, match="nothing to read"):
        make()
    assert not (tmp_path / "out").exists()


def test_order_workers_and_batches_do_not_change_a_byte(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    lines = [json.dumps({"id": name, "text": text}) for name, text in TEXTS.items()]
    (tmp_path / "forward.jsonl").write_text("\n".join(lines))
    (tmp_path / "backward.jsonl").write_text("\n".join(reversed(lines)))
    make()
    make(tmp_path / "forward.jsonl", out="two", jobs=2)
    make(tmp_path / "backward.jsonl", out="three", jobs=3)
    assert outputs(tmp_path / "out") == outputs(tmp_path / "two") == outputs(tmp_path / "three")


def test_a_second_build_reads_only_what_is_new_and_ends_in_the_bytes_of_a_full_one(
    make: Builder, tmp_path: Path
) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    changed = {"d02.txt": "Japan opposes Peru.", "new.txt": "Chad opposes Mali."}
    write(tmp_path / "in", changed)
    done = make()
    assert (done.progress.extracted, done.progress.unchanged) == (2, 8)
    make(out="full")
    assert outputs(tmp_path / "out") == outputs(tmp_path / "full")
    assert ("d02.txt", "Japan", "Peru") in said(tmp_path / "out")
    assert ("d02.txt", "Japan", "Korea") not in said(tmp_path / "out")


def test_a_build_with_nothing_new_writes_only_run_json(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    stamps = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    done = make()
    assert (done.progress.extracted, done.progress.unchanged) == (0, 9)
    assert done.summary.statements == 18
    now = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert {name for name in now if now[name] != stamps[name]} - {".state"} == {"run.json"}


def test_an_output_that_was_spoilt_is_written_again(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    before = outputs(tmp_path / "out")
    (tmp_path / "out" / "statements.jsonl").write_text("spoilt")
    (tmp_path / "out" / "graph.nq").unlink()
    shutil.rmtree(tmp_path / "out" / "store")
    make()
    assert outputs(tmp_path / "out") == before
    with open_store(tmp_path / "out" / "store") as store:
        assert len(store.inner) > 0


def test_vanished_documents_stay_unless_pruned(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    (tmp_path / "in" / "d05.txt").unlink()
    make()
    assert "d05.txt" in {document for document, _, _ in said(tmp_path / "out")}
    done = make(prune=True)
    assert done.progress.pruned == 1
    assert "d05.txt" not in {document for document, _, _ in said(tmp_path / "out")}
    make(out="full")
    assert outputs(tmp_path / "out") == outputs(tmp_path / "full")


def test_a_document_that_no_longer_reads_is_dropped(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    write(tmp_path / "in", {"d05.txt": "RAISE", "d06.txt": " "})
    make()
    assert {"d05.txt", "d06.txt"}.isdisjoint(document for document, _, _ in said(tmp_path / "out"))
    make(out="full")
    assert outputs(tmp_path / "out") == outputs(tmp_path / "full")


def test_options_of_the_outputs_change_them_without_a_new_extraction(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    done = make(base_iri="https://example.org/kg/", min_confidence=0.95)
    assert done.progress.extracted == 0
    assert rows(tmp_path / "out") == []
    make(base_iri="https://example.org/entity/kg/")
    out = tmp_path / "out"
    assert b"https://example.org/entity/kg/entity/country/spain" in (out / "graph.nq").read_bytes()
    assert all(row["id"].startswith("https://example.org/entity/kg/statement/") for row in rows(out))
    assert "entity/country/spain" in {one.entity.id for one in read_listing(out)}
    assert explain(rows(out)[0]["id"], out=out).iri == rows(out)[0]["id"]


def test_another_extraction_version_reads_all_again(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    gazetteer = tmp_path / "extra.csv"
    gazetteer.write_text("id,label\n")
    assert make(gazetteers=(gazetteer,)).progress.extracted == 9
    assert make(gazetteers=(gazetteer,)).progress.extracted == 0
    gazetteer.write_text("id,label\nx,X\n")
    assert make(gazetteers=(gazetteer,)).progress.extracted == 9


def test_an_id_that_comes_twice_is_named(make: Builder, tmp_path: Path) -> None:
    lines = [json.dumps({"id": "a", "text": text}) for text in ("Japan opposes Korea.", "Chad opposes Mali.")]
    (tmp_path / "x.jsonl").write_text("\n".join(lines))
    done = make(tmp_path / "x.jsonl")
    (skip,) = done.progress.skipped
    assert (skip.source, skip.reason) == ("x.jsonl", "document a was there before")
    assert said(tmp_path / "out") == {("a", "Japan", "Korea")}


def test_a_damaged_journal_is_begun_anew(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    before = outputs(tmp_path / "out")
    for leftover in (tmp_path / "out" / ".state").glob("journal.sqlite*"):
        leftover.write_bytes(b"no database" * 500)
    assert make().progress.extracted == 9
    assert outputs(tmp_path / "out") == before


def test_a_second_build_on_one_output_is_told_who_holds_it(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    with locked(tmp_path / "out"), pytest.raises(StoreError, match=rf"process {os.getpid()} on "):
        make()
    make()


def test_page_of_a_build_marks_the_words_of_each_statement(tmp_path: Path, make: Builder) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    page = (tmp_path / "out" / "graph.html").read_text("utf-8")
    records = json.loads(page.partition('id="records">')[2].partition("</script>")[0])
    marks = [row[9] for row in records["statements"]]
    assert marks
    assert all({role for role, *_ in own} == {"subject", "object"} for own in marks)


def write_and_fail(out: Path) -> None:
    with replacing(out) as folder:
        write(folder, {"a": "2"})
        raise OSError(28, "No space left on device")


def test_outputs_change_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with locked(out):
        with replacing(out) as folder:
            write(folder, {"a": "1", "b": "1"})
        with pytest.raises(StoreError, match="the previous one is as it was"):
            write_and_fail(out)
        assert {path.name: path.read_text() for path in out.iterdir() if path.is_file()} == {"a": "1", "b": "1"}


def test_a_move_that_was_cut_short_is_finished_by_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with locked(out), replacing(out) as folder:
        write(folder, {"a": "1", "b": "1", "c": "1"})
    moves = []
    replace = Path.replace

    def replace_once(self: Path, target: Path) -> Path:
        if self.parent.name == "next":
            moves.append(self)
            if len(moves) == 2:
                raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replace_once)
    with locked(out), pytest.raises(KeyboardInterrupt), replacing(out) as folder:
        write(folder, {"a": "2", "b": "2", "c": "2"})
    monkeypatch.undo()
    with locked(out):
        assert {path.name: path.read_text() for path in out.iterdir() if path.is_file()} == dict.fromkeys("abc", "2")
    assert sorted(path.name for path in (out / ".state").iterdir()) == ["lock"]


def test_a_full_disk_while_writing_leaves_the_previous_output(
    make: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    before = outputs(tmp_path / "out")
    write(tmp_path / "in", {"new.txt": "Chad opposes Mali."})

    def no_space(_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(kg.pipeline.write, "WRITERS", (no_space,))
        with pytest.raises(StoreError, match="No space left"):
            make()
    assert outputs(tmp_path / "out") == before
    done = make()
    assert done.progress.extracted == 0
    assert ("new.txt", "Chad", "Mali") in said(tmp_path / "out")


def large(folder: Path) -> None:
    """Documents enough for a process of its own to draw what is in them."""
    write(folder, {f"d{number:03}.txt": f"Japan opposes Land{number}. Chad opposes Mali." for number in range(70)})


def test_pictures_are_the_same_whoever_draws_them(
    make: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here: list[Path] = []
    large(tmp_path / "in")

    def drawn_here(view: Overview, folder: Path) -> None:
        here.append(folder)
        write_pictures(view, folder)

    monkeypatch.setattr(kg.pipeline.drawing, "write_pictures", drawn_here)
    make(out="apart")
    assert not here
    with monkeypatch.context() as patch:
        patch.setattr(Drawing, "get_ready", lambda *_, **__: None)
        make(out="here")
    assert len(here) == 1
    assert outputs(tmp_path / "apart") == outputs(tmp_path / "here")


def test_pictures_are_drawn_here_where_the_process_that_should_is_lost(
    make: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large(tmp_path / "in")
    make(out="before")
    begin = Drawing.begin

    def lost(self: Drawing, task: Draw) -> None:
        begin(self, task)
        assert self._worker is not None
        self._worker._process.kill()

    monkeypatch.setattr(Drawing, "begin", lost)
    make(out="after")
    assert outputs(tmp_path / "after") == outputs(tmp_path / "before")


def test_pictures_that_cannot_be_written_leave_the_previous_output(
    make: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large(tmp_path / "in")
    make()
    before = outputs(tmp_path / "out")
    write(tmp_path / "in", {f"e{number:03}.txt": f"Peru opposes Land{number}." for number in range(70)})
    begin = Drawing.begin

    def elsewhere(self: Drawing, task: Draw) -> None:
        begin(self, replace(task, folder=tmp_path / "none"))

    with monkeypatch.context() as patch:
        patch.setattr(Drawing, "begin", elsewhere)
        with pytest.raises(StoreError, match="No such file"):
            make()
    assert outputs(tmp_path / "out") == before
    assert make().progress.extracted == 0


def test_the_journal_can_be_read_while_a_build_holds_it(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    make()
    writer = Journal(tmp_path / "out" / ".state" / "journal.sqlite")
    writer.see("x")
    with open_journal(tmp_path / "out") as journal:
        result = journal.result("d01.txt")
        assert result is not None
        assert result.statements[0].subject.label == "Japan"
        assert journal.count() == 9
    writer.close()
    with pytest.raises(StoreError, match="no build here"), open_journal(tmp_path / "none"):
        pass


SCRIPT = """
import sys
from kg.pipeline.build import build
from kg.pipeline.options import Options
build([sys.argv[1]], out=sys.argv[2], options=Options(extractor="fake_extractor:FakeExtractor", jobs=2))
print("finished")
"""


def start(source: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(source), str(out)],
        env={**os.environ, "PYTHONPATH": str(HERE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_builds_killed_at_any_moment_end_in_the_same_bytes(make: Builder, tmp_path: Path) -> None:
    texts = {f"d{number:03}.txt": f"SLOW Japan opposes Land{number}. " + "and the " * 600 for number in range(60)}
    source = write(tmp_path / "in", texts)
    started = time.monotonic()
    make(out="whole", jobs=2)
    whole_time = time.monotonic() - started
    wanted = outputs(tmp_path / "whole")
    write(source, {"d000.txt": "Japan opposes Chad."})
    previous: dict[str, bytes] = {}
    for step in range(20):
        process = start(source, tmp_path / "out")
        time.sleep(0.15 + whole_time * step / 20)
        process.kill()
        process.communicate()
        if (tmp_path / "out" / "statements.jsonl").exists():
            with locked(tmp_path / "out"):
                previous = outputs(tmp_path / "out")
            assert len(previous["statements.jsonl"].splitlines()) == 60
    write(source, {"d000.txt": texts["d000.txt"]})
    make()
    assert outputs(tmp_path / "out") == wanted


def test_an_interrupted_build_goes_on_where_it_was(make: Builder, tmp_path: Path) -> None:
    tail = "SLOW " * 10 + "and the " * 2000
    texts = {f"d{number:02}.txt": f"Japan opposes Land{number}. {tail}" for number in range(40)}
    source = write(tmp_path / "in", texts)
    process = start(source, tmp_path / "out")
    journal = tmp_path / "out" / ".state" / "journal.sqlite"
    deadline = time.monotonic() + 60
    kept = 0
    while kept == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
        if journal.exists():
            with contextlib.suppress(StoreError), open_journal(tmp_path / "out") as reader:  # it may be empty yet
                kept = reader.count()
    process.send_signal(signal.SIGINT)
    assert process.wait(60) != 0
    done = make()
    assert 40 > done.progress.unchanged >= kept > 0
    assert done.progress.extracted + done.progress.unchanged == 40


ARTICLE = (
    "Japan opposes Korea. The ministers of trade met on Monday in Geneva to speak about the duties on steel and cars,"
    " and after six hours they parted without a word to the press, although both had said before that they hoped for"
    " a truce. Their deputies will go on with the talks next week, and if these fail too, the duties will rise in June"
    " to a quarter of the price of every car and to a third of the price of every ton of steel that is let in."
)


def test_copies_of_an_article_are_found_and_both_kept(make: Builder, tmp_path: Path) -> None:
    other = ARTICLE.replace("Japan opposes Korea.", "Chad opposes Mali.")[:60] + " ".join(reversed(ARTICLE.split()))
    rows_in = [
        {"id": "b", "text": ARTICLE, "date": "2019-05-07"},
        {"id": "z", "text": ARTICLE.replace("on Monday ", ""), "date": "2019-05-06"},
        {"id": "c", "text": ARTICLE.upper().replace("JAPAN OPPOSES KOREA.", "Japan opposes Korea.")},
        {"id": "other", "text": other},
        {"id": "short 1", "text": "Japan opposes Korea."},
        {"id": "short 2", "text": "Japan opposes Korea."},
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, rows_in)))
    done = make(tmp_path / "x.jsonl")
    assert done.summary.copies == {"b": "z", "c": "z"}
    assert json.loads((tmp_path / "out" / "run.json").read_text())["copies"] == {"b": "z", "c": "z"}
    assert {("b", "Japan", "Korea"), ("z", "Japan", "Korea")} <= said(tmp_path / "out")
    with kg.open(tmp_path / "out") as opened:
        assert {one.id: one.copy_of for one in opened.documents() if one.copy_of} == {"b": "z", "c": "z"}
    base = "https://w3id.org/tradekg/id"
    triple = f"<{base}/document/b> <http://www.w3.org/ns/prov#alternateOf> <{base}/document/z> "
    assert triple.encode() in (tmp_path / "out" / "graph.nq").read_bytes()


def test_a_named_file_of_decisions_is_part_of_the_extraction_version(make: Builder, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    decisions = tmp_path / "decisions.csv"
    decisions.write_text("decision,keep,keep_label,other,other_label,note\n")
    make()
    assert make().progress.extracted == 0
    assert make(decisions=decisions).progress.extracted == 9
    assert make(decisions=decisions).progress.extracted == 0
    assert json.loads((tmp_path / "out" / "run.json").read_text())["options"]["decisions"] == "decisions.csv"
    with pytest.raises(DataError, match=r"none\.csv: no such file of decisions"):
        make(decisions=tmp_path / "none.csv")
