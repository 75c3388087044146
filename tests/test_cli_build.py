"""``kg build`` and ``kg explain`` as a user meets them, with the real extractor."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.pipeline.output import locked

KG = [sys.executable, "-c", "from kg.cli import main; main()"]
TEXT = "Canada opposes the U.S. tariffs on steel. Mexico's government said that it would retaliate against them."


def run(*args: str | Path, stdin: str | None = None, check: int | None = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*KG, *map(str, args)], input=stdin, capture_output=True, text=True, timeout=300, check=False)
    assert check is None or done.returncode == check, done.stderr
    assert "Traceback" not in done.stderr
    return done


def told(*args: str | Path, check: int = 0) -> tuple[str, str]:
    """What `run` would print to standard output and standard error, without a process of its own."""
    done = CliRunner().invoke(main, [str(arg) for arg in args])
    assert done.exit_code == check, done.output
    return done.stdout, done.stderr


def statements(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "statements.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a build of one text."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "a.txt").write_text(TEXT)
    done = run("build", folder / "a.txt", "-o", folder / "out")
    assert done.stdout == ""
    rows = dict(line.split(maxsplit=1) for line in done.stderr.splitlines() if len(line.split()) > 1)
    assert rows["documents"].startswith("1 ")
    assert rows["sentences"].startswith("2 ")
    assert "stance" in rows["statements"]
    assert {"entities", "skipped", "time"} <= set(rows)
    return folder / "out"


def test_a_build_says_who_opposes_what(built: Path) -> None:
    (row,) = [row for row in statements(built) if row["predicate"] == "opposes"]
    base = "https://w3id.org/tradekg/id/"
    assert row["subject"] == {"id": f"{base}entity/country/canada", "label": "Canada", "type": "Country"}
    assert str(row["id"]).startswith(f"{base}statement/")
    listed = run("entities", built).stdout.splitlines()
    assert any(line.startswith("entity/country/canada\tCanada\t") for line in listed)
    assert TEXT[row["start"] : row["end"]] == row["quote"] == "Canada opposes the U.S. tariffs on steel."  # type: ignore[misc]


@pytest.mark.parametrize("stdin", [TEXT, json.dumps({"id": "x", "text": TEXT})])
def test_standard_input_is_text_or_json_lines(tmp_path: Path, stdin: str) -> None:
    run("build", "-", "-o", tmp_path / "out", "--quiet", "--jobs", "1", stdin=stdin)
    document = "x" if stdin.startswith("{") else "stdin.txt"
    assert {row["document"] for row in statements(tmp_path / "out")} == {document}


def test_quiet_says_nothing_unless_a_document_failed(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "x", "text": TEXT}) + "\n{broken\n")
    done = run("build", tmp_path / "in.jsonl", "-o", tmp_path / "out", "-q", check=1)
    (line,) = done.stderr.splitlines()
    assert line.startswith("kg: in.jsonl, line 2: not JSON")
    assert statements(tmp_path / "out")


def test_user_mistakes_have_messages_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "file").write_text("")
    for args, message in (
        ([tmp_path / "missing"], "missing: no such file or folder"),
        ([tmp_path / "empty"], "nothing to read"),
        ([tmp_path / "file"], "not a format that tradekg reads"),
        ([tmp_path / "a.txt", "--model", "no_such_model"], "no spaCy model 'no_such_model'"),
        ([tmp_path / "a.txt", "--gazetteer", tmp_path / "none.csv"], "none.csv"),
        ([tmp_path / "a.txt", "--base-iri", "no iri"], "'no iri' is not an absolute IRI"),
        ([tmp_path / "a.txt", "-o", tmp_path / "file"], "cannot write the output"),
        ([], "Missing argument"),
    ):
        _, error = told("build", "-q", *args, *([] if "-o" in args else ["-o", tmp_path / "out"]), check=2)
        assert message in error
        assert not (tmp_path / "out" / "statements.jsonl").exists()


def test_explain_shows_sentence_words_rule_and_reasons(built: Path) -> None:
    (row,) = [row for row in statements(built) if row["predicate"] == "opposes"]
    text = run("explain", str(row["id"]), "-o", built).stdout
    assert "[subject: Canada]" in text
    assert "[predicate: opposes]" in text
    assert str(row["rule"]) in text
    assert "Canada" in text.split("  subject", 1)[1]
    ending = str(row["id"]).rpartition("/")[2]
    for form in (f"<{row['id']}>", f"statement/{ending}", f"statement:{ending}", ending):
        explained = json.loads(told("explain", form, "-o", built, "--json")[0])
        assert explained["id"] == row["id"]
    (subject,) = [part for part in explained["parts"] if part["role"] == "subject"]
    assert TEXT[subject["start"] : subject["end"]] == subject["words"] == "Canada"
    assert subject["reason"]


def test_explain_takes_the_beginning_of_an_id_and_names_what_is_not_there(built: Path, tmp_path: Path) -> None:
    key = str(statements(built)[0]["id"])
    assert key in told("explain", key.rpartition("/")[2][:12], "-o", built)[0]
    assert "no statement 'zz'" in run("explain", "zz", "-o", built, check=2).stderr
    assert "begins the ids of" in told("explain", "statement/", "-o", built, check=2)[1]
    assert "no build here" in told("explain", key, "-o", tmp_path / "none", check=2)[1]


def test_hash_seeds_and_jobs_do_not_change_a_byte(built: Path, tmp_path: Path) -> None:
    wanted = {path.name: path.read_bytes() for path in built.iterdir() if path.is_file() and path.name != "run.json"}
    for seed, jobs in (("1", "1"), ("2", "2")):
        out = tmp_path / seed
        args = [*KG, "build", str(built.parent / "a.txt"), "-q", "-o", str(out), "--jobs", jobs]
        subprocess.run(args, env={**os.environ, "PYTHONHASHSEED": seed}, timeout=300, check=True)
        assert {name: (out / name).read_bytes() for name in wanted} == wanted


def test_a_script_without_a_main_guard_can_build_and_extract(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    script = tmp_path / "script.py"
    script.write_text(
        "import kg\nprint(len(kg.extract('Canada opposes the tariffs.')))\n"
        "print(kg.build('a.txt', out='out', jobs=2).summary.documents)\n"
    )
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=True
    )
    assert done.stdout == "1\n1\n"


def test_a_build_replays_the_decisions_that_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Tolmarex Corp opposes the U.S. tariffs on steel. Zemblia Ltd opposes them too.")
    rows = "same,entity/company/tolmarex-corp,Tolmarex,entity/company/zemblia-ltd,Zemblia,one firm\n"
    (tmp_path / "decisions.csv").write_text("decision,keep,keep_label,other,other_label,note\n" + rows)
    run("build", tmp_path / "a.txt", "-o", tmp_path / "out", "-q", "-j", "1", "--decisions", tmp_path / "decisions.csv")
    assert {row["subject"]["label"] for row in statements(tmp_path / "out")} == {"Tolmarex"}  # type: ignore[index]
    entities = [json.loads(line) for line in (tmp_path / "out" / "entities.jsonl").read_text("utf-8").splitlines()]
    (kept,) = [row for row in entities if row["type"] == "Company"]
    assert any("decided to be Tolmarex" in reason for reason in kept["reasons"])
    run("build", tmp_path / "a.txt", "-o", tmp_path / "plain", "-q", "-j", "1")
    assert {row["subject"]["label"] for row in statements(tmp_path / "plain")} == {"Tolmarex Corp", "Zemblia Ltd"}  # type: ignore[index]


def test_a_wrong_file_of_decisions_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "d.csv").write_text("decision,keep,keep_label,other,other_label,note\nmaybe,a,,b,,\n")
    done = run("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--decisions", tmp_path / "d.csv", check=2)
    assert "d.csv:2: 'maybe' is none of same" in done.stderr


def test_a_second_build_on_one_output_names_the_process_that_holds_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    with locked(tmp_path / "out"):
        done = run("build", tmp_path / "a.txt", "-o", tmp_path / "out", check=2)
    assert f"another build is writing here (process {os.getpid()} on " in done.stderr


def test_a_private_address_is_refused_unless_allowed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/page?token=hidden"
        done = run("build", address, "-o", tmp_path / "out", check=2)
    assert "at the private address 127.0.0.1; give --allow-private" in done.stderr
    assert "hidden" not in done.stderr
    assert not (tmp_path / "out").exists()
