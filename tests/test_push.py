"""`kg push` against real servers: what is sent, what is left alone, and what a crash leaves."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from servers import OXIGRAPH, PASSWORD, VIRTUOSO, Oxigraph, Server, Virtuoso

from kg.cli import main
from kg.endpoints import PASSWORD as PASSWORD_VARIABLE
from kg.endpoints import TOKEN, USER, PushError, TripleStore
from kg.push import Journal, LocalGraph, journal_path, local_graphs, plan, push, verify
from kg.store import memory_store, open_store_at, write_store

GRAPHS = "https://w3id.org/tradekg/id/graph/"


def quads(documents: dict[str, int], *, large: int = 0) -> bytes:
    """N-Quads with a graph of so many triples for each document, and one of `large` triples."""
    sizes = {**documents, "facts": large} if large else documents
    lines = []
    for name, size in sizes.items():
        for number in range(size):
            subject = f"<https://w3id.org/tradekg/id/statement/{name}-{number}>"
            lines.append(
                f'{subject} <https://w3id.org/tradekg/ontology#rule> "ru\\"le\\n é {number}"@en <{GRAPHS}{name}> .'
            )
            score = f'"0.{number % 90 + 10}0"^^<http://www.w3.org/2001/XMLSchema#decimal>'
            lines.append(f"{subject} <https://w3id.org/tradekg/ontology#confidence> {score} <{GRAPHS}{name}> .")
    return "".join(line + "\n" for line in lines).encode()


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A build's folder with three documents."""
    write_store(tmp_path / "out" / "store", [quads({"a": 5, "b": 7, "c": 3})])
    return tmp_path / "out"


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if request.param == "oxigraph" and OXIGRAPH is None:
        pytest.skip("the oxigraph command is not installed: pip install tradekg[test]")
    if request.param == "virtuoso" and VIRTUOSO is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource-7-bin virtuoso-opensource-7-common")
    kind = Oxigraph if request.param == "oxigraph" else Virtuoso
    started = kind(tmp_path_factory.mktemp(request.param))
    started.start()
    yield started
    started.kill()


@pytest.fixture
def target(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[TripleStore]:
    monkeypatch.setenv(USER, "dba")
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    target = TripleStore(server.url)
    yield target
    for name in "abcdefgh":
        target.drop(GRAPHS + name)
    target.drop(GRAPHS + "facts")


def run(target: TripleStore, build: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["push", target.base, "-b", str(build), "--quiet", *options])


def test_a_push_puts_a_graph_a_document_and_verifies_the_counts(target: TripleStore, build: Path) -> None:
    result = run(target, build)
    assert result.exit_code == 0, result.output
    assert "verified: 3 graphs, 30 triples" in result.stdout
    assert target.counts([GRAPHS + name for name in "abcd"]) == {
        GRAPHS + "a": 10, GRAPHS + "b": 14, GRAPHS + "c": 6, GRAPHS + "d": 0,
    }  # fmt: skip


def test_only_changed_graphs_are_sent_and_removed_documents_dropped(target: TripleStore, build: Path) -> None:
    run(target, build)
    write_store(build / "store", [quads({"a": 5, "b": 8, "d": 1})])
    result = run(target, build)
    assert "putting 2 graphs (18 triples), dropping 1, leaving 1 as they are" in result.stderr
    assert target.counts([GRAPHS + name for name in "abcd"]) == {
        GRAPHS + "a": 10, GRAPHS + "b": 16, GRAPHS + "c": 0, GRAPHS + "d": 2,
    }  # fmt: skip
    assert "putting 0 graphs (0 triples), dropping 0, leaving 3" in run(target, build).stderr
    assert "putting 3 graphs" in run(target, build, "--all").stderr


def test_a_graph_that_the_store_lost_is_sent_again(target: TripleStore, build: Path) -> None:
    run(target, build)
    target.drop(GRAPHS + "b")
    assert "putting 1 graphs (14 triples)" in run(target, build).stderr
    assert target.counts([GRAPHS + "b"]) == {GRAPHS + "b": 14}


def test_a_dry_run_changes_nothing(target: TripleStore, build: Path) -> None:
    result = run(target, build, "--dry-run")
    assert f"put  {GRAPHS}b (14)" in result.stdout
    assert target.counts([GRAPHS + "b"]) == {GRAPHS + "b": 0}
    assert not (build / "push").exists()


def test_a_graph_larger_than_one_request_arrives_whole(target: TripleStore, tmp_path: Path) -> None:
    write_store(tmp_path / "store", [quads({}, large=11_000)])
    result = run(target, tmp_path)
    assert "verified: 1 graphs, 22000 triples" in result.stdout, result.output


def test_a_difference_in_the_counts_is_reported(target: TripleStore, build: Path) -> None:
    run(target, build)
    target.update(f"INSERT DATA {{ GRAPH <{GRAPHS}a> {{ <urn:a> <urn:b> <urn:c> }} }}".encode())
    with open_store_at(build) as store:
        graphs = local_graphs(store.inner)
    assert [(wrong.graph, wrong.ours, wrong.theirs) for wrong in verify(graphs, [], target)] == [(GRAPHS + "a", 10, 11)]


def test_a_push_killed_half_way_ends_with_the_same_graphs_when_run_again(
    server: Server, target: TripleStore, tmp_path: Path
) -> None:
    sizes = dict.fromkeys("abcdefgh", 900)
    write_store(tmp_path / "store", [quads(sizes, large=12_000)])
    arguments = [
        sys.executable,
        "-c",
        "from kg.cli import main; main()",
        "push",
        server.url,
        "-b",
        str(tmp_path),
        "--quiet",
    ]
    journal = journal_path(tmp_path, server.url)
    assert journal is not None
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while process.poll() is None and not (journal.exists() and journal.read_text().count('"digest": null') >= 2):
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "the push was over before it could be killed"
    result = run(target, tmp_path)
    assert result.exit_code == 0, result.output
    assert target.counts([GRAPHS + name for name in sizes] + [GRAPHS + "facts"]) == {
        **{GRAPHS + name: 1800 for name in sizes}, GRAPHS + "facts": 24_000,
    }  # fmt: skip


def test_a_server_killed_and_restarted_mid_push_ends_with_the_same_graphs(
    server: Server, target: TripleStore, tmp_path: Path
) -> None:
    sizes = dict.fromkeys("abcdefgh", 900)
    write_store(tmp_path / "store", [quads(sizes, large=12_000)])
    patient = TripleStore(server.url, kind=target.kind, retries=20, backoff=0.2)
    restarted = threading.Event()

    def restart_once(_graph: str, _count: int) -> None:
        if not restarted.is_set():
            restarted.set()
            server.kill()
            server.start()

    with open_store_at(tmp_path) as store:
        graphs = local_graphs(store.inner)
        journal = Journal(journal_path(tmp_path, server.url))
        push(store.inner, patient, plan(graphs, patient, journal), journal, progress=restart_once)
    # What the server had acknowledged and not yet made durable when it died is found by counting and sent again.
    result = run(target, tmp_path)
    assert result.exit_code == 0, result.output
    assert verify(graphs, [], target) == []


def test_the_triples_arrive_as_they_are(target: TripleStore, build: Path) -> None:
    run(target, build)
    rows = list(
        target.select(f"SELECT ?o {{ GRAPH <{GRAPHS}a> {{ ?s <https://w3id.org/tradekg/ontology#rule> ?o }} }}")
    )
    assert sorted(row["o"]["value"] for row in rows) == [f'ru"le\n é {number}' for number in range(5)]


@pytest.mark.skipif(OXIGRAPH is None, reason="the oxigraph command is not installed: pip install tradekg[test]")
def test_a_store_without_graph_store_protocol_is_served_by_updates(tmp_path: Path) -> None:
    server = Oxigraph(tmp_path / "db")
    server.start()
    try:
        write_store(tmp_path / "store", [quads({"a": 5, "b": 6000})])
        options = ["push", server.url + "/update", "--kind", "update", "--query-url", server.url + "/query", "--quiet"]
        result = CliRunner().invoke(main, [*options, "-b", str(tmp_path)])
        assert "verified: 2 graphs, 12010 triples" in result.stdout, result.output
        write_store(tmp_path / "store", [quads({"a": 4})])
        result = CliRunner().invoke(main, [*options, "-b", str(tmp_path)])
        assert "verified: 1 graphs, 8 triples" in result.stdout, result.output
    finally:
        server.kill()


class _Scripted(BaseHTTPRequestHandler):
    """Answers with the statuses of `script` in turn, then with 204; remembers the requests."""

    script: list[int]
    seen: list[tuple[str, str | None]]

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.command, self.headers.get("Authorization")))
        self.send_response(self.script.pop(0) if self.script else 204)
        self.send_header("Content-Length", "0")
        self.send_header("Retry-After", "0")
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    do_PUT = do_POST = do_DELETE = do_GET = _answer  # noqa: N815 - names of http.server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def scripted() -> Iterator[tuple[str, type[_Scripted]]]:
    handler = type("Handler", (_Scripted,), {"script": [], "seen": []})
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}", handler
    httpd.shutdown()
    httpd.server_close()


LINE = b"<urn:a> <urn:b> <urn:c> .\n"


def fuseki(base: str, *, retries: int = 6) -> TripleStore:
    from kg.endpoints import Kind

    return TripleStore(base, kind=Kind.FUSEKI, backoff=0.01, retries=retries)


def test_a_request_is_repeated_after_429_and_5xx(scripted: tuple[str, type[_Scripted]]) -> None:
    base, handler = scripted
    handler.script[:] = [429, 503, 500]
    fuseki(base).put("urn:g", [LINE])
    assert [method for method, _ in handler.seen] == ["PUT"] * 4


def test_a_store_that_keeps_failing_ends_the_push_with_what_it_said(scripted: tuple[str, type[_Scripted]]) -> None:
    base, handler = scripted
    handler.script[:] = [503] * 5
    with pytest.raises(PushError, match="answered with 503"):
        fuseki(base, retries=2).put("urn:g", [LINE])


def test_a_bearer_token_comes_from_the_environment(
    scripted: tuple[str, type[_Scripted]], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, handler = scripted
    monkeypatch.setenv(TOKEN, "s3cret")
    fuseki(base).put("urn:g", [LINE])
    assert handler.seen == [("PUT", "Bearer s3cret")]


def test_basic_credentials_come_from_the_environment(
    scripted: tuple[str, type[_Scripted]], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, handler = scripted
    monkeypatch.setenv(USER, "u")
    monkeypatch.setenv(PASSWORD_VARIABLE, "p")
    fuseki(base).drop("urn:g")
    assert handler.seen == [("DELETE", "Basic dTpw")]


def test_a_redirect_is_not_followed(scripted: tuple[str, type[_Scripted]]) -> None:
    base, handler = scripted
    handler.script[:] = [307]
    with pytest.raises(PushError, match="answered with 307"):
        fuseki(base).put("urn:g", [LINE])
    assert len(handler.seen) == 1


def test_denied_access_names_the_variables_and_not_their_values(
    scripted: tuple[str, type[_Scripted]], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, handler = scripted
    monkeypatch.setenv(TOKEN, "s3cret")
    handler.script[:] = [401]
    with pytest.raises(PushError, match=USER) as caught:
        fuseki(base).put("urn:g", [LINE])
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "nonsense", "http://user:pass@127.0.0.1/x"])
def test_an_endpoint_that_is_no_plain_url_is_refused(url: str, build: Path) -> None:
    result = CliRunner().invoke(main, ["push", url, "-b", str(build), "--kind", "oxigraph"])
    assert result.exit_code == 2
    assert "pass@" not in result.output
    assert result.output.startswith("kg: ")


def test_a_store_that_is_not_there_is_a_message(build: Path) -> None:
    result = CliRunner().invoke(
        main, ["push", "http://127.0.0.1:9", "-b", str(build), "--kind", "oxigraph", "--retries", "0"]
    )
    assert result.exit_code == 2
    assert "http://127.0.0.1:9: no answer" in result.output


def test_a_journal_cut_in_the_middle_of_a_line_is_read_up_to_there(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text(json.dumps({"graph": "urn:a", "digest": "x"}) + '\n{"graph": "urn:b", "dig')
    assert Journal(path).digests == {"urn:a": "x"}


def test_a_graph_begun_but_not_finished_is_dropped_when_its_document_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        journal.note("urn:gone", None)

    class Empty:
        def counts(self, graphs: list[str]) -> dict[str, int]:
            return dict.fromkeys(graphs, 0)

    todo = plan([LocalGraph("urn:kept", 1, "d")], Empty(), Journal(path))  # type: ignore[arg-type]
    assert (todo.drop, [graph.name for graph in todo.put]) == (("urn:gone",), ["urn:kept"])


def test_triples_outside_every_named_graph_are_refused() -> None:
    with memory_store([LINE]) as store, pytest.raises(PushError, match="no named graph"):
        local_graphs(store.inner)


def test_the_digest_of_a_graph_does_not_depend_on_the_order_of_loading() -> None:
    lines = quads({"a": 20}).splitlines(keepends=True)
    with memory_store([b"".join(lines)]) as one, memory_store([b"".join(reversed(lines))]) as other:
        assert local_graphs(one.inner) == local_graphs(other.inner)
