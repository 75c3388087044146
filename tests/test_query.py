"""`kg query`: forms of queries and answers, and all that a query may not do."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from sample import sample_results

from kg.cli import main
from kg.errors import QueryError
from kg.query import check, select
from kg.rdf import nquads, result_quads
from kg.store import OpenStore, memory_store, write_store

COUNTRIES = "SELECT ?c ?label WHERE { ?c a tkg:Country ; rdfs:label ?label } ORDER BY ?label"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    write_store(folder / "store", [nquads(result_quads(sample_results()))])
    return folder


def run(build: Path, *arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["query", "-b", str(build), *arguments], input=given)


@pytest.fixture
def outside() -> Iterator[tuple[str, list[bytes]]]:
    """A listener that a query must not reach, and what it heard."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    heard.append(connection.recv(100))

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", heard
        stop.set()
        thread.join()


@pytest.fixture(scope="module")
def small() -> Iterator[OpenStore]:
    with memory_store([b'<urn:s> <urn:p> "v" <urn:g> .\n<urn:s> <urn:p> <urn:o> <urn:h> .\n']) as store:
        yield store


# ------------------------------------------------------------------------------------- forms


def test_csv_is_what_a_pipe_gets(build: Path) -> None:
    rows = list(csv.reader(io.StringIO(run(build, COUNTRIES).stdout)))
    assert rows[0] == ["c", "label"]
    assert [row[1] for row in rows[1:]] == ["China", "Japan", "Netherlands", "United States"]


def test_json_is_that_of_sparql(build: Path) -> None:
    content = json.loads(run(build, COUNTRIES, "--format", "json").stdout)
    assert content["head"]["vars"] == ["c", "label"]
    first = content["results"]["bindings"][0]
    assert first["c"] == {"type": "uri", "value": "https://w3id.org/tradekg/id/entity/country/china"}
    assert first["label"] == {"type": "literal", "value": "China"}
    parsed = ox.parse_query_results(json.dumps(content), format=ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)
    assert len(list(parsed)) == 4


def test_tsv_reads_back_with_its_terms(build: Path) -> None:
    query = "SELECT ?text WHERE { ?x oa:exact ?text } ORDER BY ?text"
    text = run(build, query, "--format", "tsv").stdout
    parsed = ox.parse_query_results(text, format=ox.QueryResultsFormat.TSV)
    assert isinstance(parsed, ox.QuerySolutions)
    quotes = {statement.quote for result in sample_results() for statement in result.statements}
    assert {row[0].value for row in parsed} == quotes


def test_markdown_shortens_iris_and_escapes(build: Path) -> None:
    lines = run(build, COUNTRIES, "--format", "md").stdout.splitlines()
    assert lines[:3] == ["| c | label |", "| --- | --- |", "| country:china | China |"]
    cell = run(build, 'SELECT ("a|b\n<i>" AS ?x) {}'.replace("\n", "\\n"), "--format", "md").stdout.splitlines()[2]
    assert cell == "| a\\|b \\<i\\> |"


def test_a_constructed_graph_is_turtle(build: Path) -> None:
    text = run(build, "CONSTRUCT { ?c a tkg:Country } WHERE { ?c a tkg:Country }").stdout
    assert "country:china a tkg:Country ." in text
    assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) == 4


def test_a_table_cannot_be_turtle(build: Path) -> None:
    result = run(build, COUNTRIES, "--format", "ttl")
    assert result.exit_code == 2
    assert "use CONSTRUCT" in result.output


def test_a_table_for_people(build: Path) -> None:
    result = run(build, COUNTRIES, "--format", "table")
    assert "country:japan" in result.stdout
    assert "4 rows" in result.stderr


def test_the_query_comes_from_a_file_or_standard_input(build: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(COUNTRIES)
    wanted = run(build, COUNTRIES).stdout
    assert run(build, str(tmp_path / "mine.rq")).stdout == wanted
    assert run(build, "-", given=COUNTRIES).stdout == wanted


def test_a_ready_query_is_run_with_parameters(build: Path) -> None:
    result = run(build, "delisting-since", "-p", "since=1999")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "date,who,predicate,move,sentence"


def test_ready_queries_are_listed_with_their_parameters(build: Path) -> None:
    text = run(build, "--list").stdout
    assert "measures-in-force" in text
    assert "--param against=...  Whom it is applied to." in text


def test_a_query_is_shown_as_it_is(build: Path) -> None:
    assert run(build, "denied", "--show").stdout.startswith("# title: What is denied\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give a QUERY"),
        (["no-such-query"], "no ready query called"),
        (["missing.rq"], "missing.rq: cannot read the query"),
        (["actors", "-p", "nonsense"], "write NAME=VALUE"),
    ],
)
def test_a_mistake_is_a_message(build: Path, arguments: list[str], message: str) -> None:
    result = run(build, *arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_a_missing_build_is_a_message(tmp_path: Path) -> None:
    result = run(tmp_path / "none", COUNTRIES)
    assert result.exit_code == 2
    assert "no graph here" in result.output


# ------------------------------------------------------------------------------- what is refused


def test_a_malformed_query_points_at_the_place(build: Path) -> None:
    result = run(build, "SELECT ?s\nWHERE { ?s ?p }")
    assert result.exit_code == 2
    lines = result.output.splitlines()
    assert lines[0].startswith("kg: malformed query, line 2, column ")
    assert lines[1] == "  WHERE { ?s ?p }"
    column = int(lines[0].split("column ")[1].split(":")[0])
    assert lines[2] == " " * (column + 1) + "^"


def test_an_undeclared_prefix_is_said_so(build: Path) -> None:
    assert "a prefix that is not declared" in run(build, "SELECT ?s { ?s a foo:Bar }").output


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { service silent <URL> { ?s ?p ?o } }",
        "ASK { ?s ?p ?o OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { SERVICE ?where { ?s ?p ?o } } } VALUES ?where { <URL> } }",
        "PREFIX e: <URL> SELECT * { SERVICE e: { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
        "SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE#>\n<URL>{ ?a ?b ?c } }",
        "SELECT * { ?s ?p 'SERVICE' . SERVICE <URL> { ?a ?b ?c } } # SERVICE",
        "SELECT * { ?s <urn:p\\u0027> ?o SERVICE <URL> { ?a ?b ?c } #'\n }",
        "PREFIX e: <urn:> SELECT * { ?s e:a\\' ?o . SERVICE <URL> { ?a ?b ?c } #'\n }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
        "PREFIX e: <URL> SELECT * FROM e: { ?s ?p ?o }",
        "BASE <URL> SELECT * FROM <> { ?s ?p ?o }",
        "LOAD <URL>",
        "LOAD SILENT <URL> INTO GRAPH <urn:g>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    ],
)
def test_nothing_outside_is_reached(small: OpenStore, outside: tuple[str, list[bytes]], query: str) -> None:
    url, heard = outside
    with pytest.raises(QueryError, match=r"refused|malformed"):
        select(small, query.replace("URL", url))
    time.sleep(0.06)
    assert heard == []


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "PREFIX e: <urn:> # INSERT\nDELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP GRAPH <urn:g>",
        "CREATE GRAPH <urn:g>",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } ; CLEAR ALL",
    ],
)
def test_an_update_is_refused(small: OpenStore, query: str) -> None:
    with pytest.raises(QueryError):
        select(small, query)
    assert len(small.inner) == 2


@pytest.mark.parametrize("word", ["INSERT DATA { <urn:a> <urn:b> 1 }", "LOAD <urn:x>"])
def test_the_refusal_of_an_update_says_why(small: OpenStore, word: str) -> None:
    with pytest.raises(QueryError, match="only reads"):
        select(small, word)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?from 'SERVICE <http://x> { FROM }' }",
        "PREFIX service: <urn:> SELECT * { service:s ?p ?o } # FROM <http://x> SERVICE",
        "SELECT * { <urn:service> <urn:from> ?o }",
        "SELECT * { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'from')) }",
        'SELECT * { ?s ?p """SERVICE\n"x" FROM""" }',
    ],
)
def test_the_words_may_stand_where_they_mean_nothing(small: OpenStore, query: str) -> None:
    assert check(small.inner, query) is False
    select(small, query)


def test_from_chooses_among_the_graphs_of_the_store(small: OpenStore) -> None:
    assert [row[0] for row in select(small, "SELECT ?o FROM <urn:g> { ?s ?p ?o }").rows] == [ox.Literal("v")]
    assert len(select(small, "SELECT ?o { ?s ?p ?o }").rows) == 2


def test_a_query_that_takes_too_long_is_stopped(build: Path) -> None:
    values = " ".join(f"VALUES ?v{n} {{ 1 2 3 4 5 6 7 8 9 10 }}" for n in range(9))
    started = time.monotonic()
    result = run(build, f"SELECT (COUNT(*) AS ?n) {{ {values} }}", "--timeout", "1")
    assert result.exit_code == 2
    assert "took longer than 1 s" in result.output
    assert time.monotonic() - started < 30  # of the hours that it would take


def test_a_formula_in_a_text_is_not_run_by_a_spreadsheet(build: Path) -> None:
    assert run(build, "SELECT ('=1+1' AS ?x) ('-5' AS ?y) {}").stdout.splitlines()[1] == "'=1+1,-5"
