"""`kg serve`: a SPARQL endpoint that only reads, only here."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
import requests
from click.testing import CliRunner
from sample import sample_results
from servers import OXIGRAPH, free_port

from kg.cli import main
from kg.errors import StoreError
from kg.rdf import nquads, result_quads
from kg.serve import Door, serving
from kg.store import write_store

needs_oxigraph = pytest.mark.skipif(
    OXIGRAPH is None, reason="the oxigraph command is not installed: pip install tradekg[test]"
)
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/tradekg/ontology#Country> }"
JSON = {"Accept": "application/sparql-results+json"}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    if OXIGRAPH is None:
        pytest.skip("the oxigraph command is not installed: pip install tradekg[test]")
    folder = tmp_path_factory.mktemp("build")
    write_store(folder / "store", [nquads(result_quads(sample_results()))])
    with serving(folder, port=0, timeout=2) as door:
        thread = threading.Thread(target=door.serve_forever)
        thread.start()
        yield door
        door.shutdown()
        thread.join()


def count_of(answer: requests.Response) -> str:
    assert answer.status_code == 200, answer.text
    value: str = answer.json()["results"]["bindings"][0]["n"]["value"]
    return value


def test_a_query_is_answered_in_each_way_of_the_protocol(door: Door) -> None:
    url = door.url + "query"
    kind = {"Content-Type": "application/sparql-query"}
    assert count_of(requests.get(url, params={"query": COUNT}, headers=JSON, timeout=10)) == "4"
    assert count_of(requests.post(url, data={"query": COUNT}, headers=JSON, timeout=10)) == "4"
    assert count_of(requests.post(url, data=COUNT, headers=JSON | kind, timeout=10)) == "4"


def test_the_client_chooses_the_format(door: Door) -> None:
    answer = requests.get(door.url + "query", params={"query": COUNT}, headers={"Accept": "text/csv"}, timeout=10)
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.text.split() == ["n", "4"]


def test_rdflib_joins_the_build_with_its_own_triples_by_service(door: Door) -> None:
    country = "a <https://w3id.org/tradekg/ontology#Country>"
    rows = rdflib.Graph().query(f"SELECT ?s {{ SERVICE <{door.url}query> {{ ?s {country} }} }}")

    assert len(list(rows)) == 4


def test_the_query_page_loads_nothing_from_elsewhere(door: Door) -> None:
    page = requests.get(door.url, timeout=10)
    assert "yasgui" in page.text
    assert "http://" not in page.text.replace(door.url, "")
    assert "https://" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert requests.get(door.url + "yasgui.min.js", timeout=10).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "kind", "status"),
    [
        ("POST", "update", "application/sparql-update", 403),
        ("POST", "query", "application/sparql-update", 415),
        ("PUT", "store?default", "text/turtle", 403),
        ("DELETE", "store?default", "text/turtle", 403),
        ("POST", "store?default", "text/turtle", 403),
        ("PATCH", "query", "application/sparql-query", 403),
        ("GET", "store?default", "", 404),
        ("GET", "../etc/passwd", "", 404),
    ],
)
def test_there_is_no_way_to_write_and_no_other_path(door: Door, method: str, path: str, kind: str, status: int) -> None:
    body = "" if method == "GET" else "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
    answer = requests.request(method, door.url + path, data=body, headers={"Content-Type": kind}, timeout=10)
    assert answer.status_code == status
    assert count_of(requests.get(door.url + "query", params={"query": COUNT}, headers=JSON, timeout=10)) == "4"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", "no such graph"),
    ],
)
def test_a_query_that_reaches_outside_is_refused(door: Door, query: str, said: str) -> None:
    answer = requests.get(door.url + "query", params={"query": query}, timeout=10)
    assert answer.status_code == 400
    assert said in answer.text


def test_two_queries_in_one_request_are_checked_as_what_is_run(door: Door) -> None:
    service = "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    answer = requests.get(door.url + "query", params={"query": ["ASK {}", service]}, timeout=10)
    assert answer.status_code == 400


def test_a_page_of_another_name_cannot_reach_the_endpoint(door: Door) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", door.server_address[1], timeout=10)
    connection.request("GET", "/", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 403
    connection.close()


def test_a_query_that_takes_too_long_is_ended_and_the_next_is_answered(door: Door) -> None:
    values = " ".join(f"VALUES ?v{n} {{ 1 2 3 4 5 6 7 8 9 10 }}" for n in range(9))
    query = f"SELECT (COUNT(*) AS ?n) {{ {values} }}"
    answer = requests.get(door.url + "query", params={"query": query}, timeout=30)
    assert answer.status_code == 503
    assert "took longer than 2 s" in answer.text
    assert count_of(requests.get(door.url + "query", params={"query": COUNT}, headers=JSON, timeout=10)) == "4"


@needs_oxigraph
def test_a_build_without_a_store_is_served_too(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_bytes(b"<urn:s> <urn:p> <urn:o> <urn:g> .\n")
    with serving(tmp_path, port=0) as door:
        thread = threading.Thread(target=door.serve_forever)
        thread.start()
        try:
            answer = requests.get(
                door.url + "query", params={"query": "ASK { ?s <urn:p> ?o }"}, headers=JSON, timeout=10
            )
        finally:
            door.shutdown()
            thread.join()
        assert answer.json()["boolean"] is True


@needs_oxigraph
def test_a_taken_port_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_bytes(b"<urn:s> <urn:p> <urn:o> <urn:g> .\n")
    with serving(tmp_path, port=free_port()) as door:
        port = door.server_address[1]
        with pytest.raises(StoreError, match="choose another --port"), serving(tmp_path, port=port):
            pass


def test_the_prefixes_of_a_build_are_printed(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_bytes(b"<urn:s> <urn:p> <urn:o> <urn:g> .\n")
    result = CliRunner().invoke(main, ["serve", str(tmp_path), "--prefixes"])
    assert "PREFIX tkg: <https://w3id.org/tradekg/ontology#>\n" in result.stdout


def test_without_a_graph_there_is_a_message(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["serve", str(tmp_path)])
    assert result.exit_code == 2
    assert "no graph here" in result.output
