"""`kg export`: the same graph in every syntax, filters, tables and networks."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic
from sample import sample_results

import kg.opened
from kg.cli import main
from kg.export import tables
from kg.export.rdf import Syntax, rdf_bytes
from kg.model import Statement
from kg.rdf import (
    document_quads,
    entity_quads,
    facts_quads,
    nquads,
    ontology_quads,
    result_quads,
    statements_from_quads,
)
from kg.selection import within
from kg.store import write_store


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    write_store(folder / "store", [nquads(result_quads(sample_results()))])
    return folder


@pytest.fixture(scope="module")
def statements() -> list[Statement]:
    found = [statement for result in sample_results() for statement in result.statements]
    return sorted(found, key=lambda statement: statement.sort_key)


def run(build: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["export", str(build), *options])


def exported(build: Path, *options: str) -> list[Statement]:
    """The statements in an N-Quads export with `options`."""
    result = run(build, "--format", "nq", *options)
    assert result.exit_code == 0, result.output
    return statements_from_quads(ox.parse(result.stdout_bytes, format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize(
    ("syntax", "name"),
    [("ttl", "turtle"), ("nt", "nt"), ("rdfxml", "xml")],
)
def test_syntaxes_without_graphs_hold_the_union(build: Path, syntax: str, name: str) -> None:
    union = Graph()
    for quad in Dataset().parse(data=run(build, "-f", "nq").stdout, format="nquads").quads():
        union.add(quad[:3])
    assert isomorphic(Graph().parse(data=run(build, "-f", syntax).stdout, format=name), union)


@pytest.mark.parametrize(("syntax", "form"), [("trig", ox.RdfFormat.TRIG), ("jsonld", ox.RdfFormat.JSON_LD)])
def test_syntaxes_with_graphs_keep_them(build: Path, syntax: str, form: ox.RdfFormat) -> None:
    wanted = set(result_quads(sample_results()))
    assert set(ox.parse(run(build, "-f", syntax).stdout_bytes, format=form)) == wanted


def test_the_datatype_of_offsets_survives_the_store(build: Path) -> None:
    text = run(build, "-f", "nq").stdout
    assert set(ox.parse(text, format=ox.RdfFormat.N_QUADS)) == set(result_quads(sample_results()))
    assert text.count("#nonNegativeInteger>") == 2 * text.count("#TextPositionSelector>")


def test_statements_come_back_equal(build: Path, statements: list[Statement]) -> None:
    assert exported(build) == statements


def test_turtle_reads_as_people_write_it(build: Path) -> None:
    text = run(build, "-f", "ttl").stdout
    assert "country:china a tkg:Country" in text
    assert "tkg:opposes move:ease.exportControl.advanced-chips.by.country-united-states" in text


@pytest.mark.parametrize("syntax", [syntax.value for syntax in Syntax])
def test_the_bytes_depend_neither_on_the_hash_seed_nor_on_the_order_of_loading(
    build: Path, tmp_path: Path, syntax: str
) -> None:
    lines = nquads(result_quads(sample_results())).splitlines(keepends=True)
    write_store(tmp_path / "store", [b"".join(reversed(lines))])
    script = "from kg.cli import main; main()"
    arguments = [sys.executable, "-c", script, "export", str(tmp_path), "--format", syntax]
    other = subprocess.run(arguments, capture_output=True, check=True, env={"PYTHONHASHSEED": "4711"})
    assert other.stdout == run(build, "-f", syntax).stdout_bytes


@pytest.mark.parametrize("syntax", ["nq", "nt", "ttl"])
def test_the_file_that_a_build_left_gives_the_same_bytes_as_its_store(build: Path, tmp_path: Path, syntax: str) -> None:
    results = sample_results()
    statements = [statement for result in results for statement in result.statements]
    entities = (entity for result in results for entity in result.entities)
    shared = [*ontology_quads(), *entity_quads(entities, statements), *facts_quads(statements)]
    chunks = [nquads(shared), *(nquads(document_quads(result)) for result in results)]
    (tmp_path / "graph.nq").write_bytes(b"".join(chunks))
    write_store(tmp_path / "store", [tmp_path / "graph.nq"])
    assert run(tmp_path, "-f", syntax).stdout_bytes == run(build, "-f", syntax).stdout_bytes


def test_rdf12_reifies_every_statement_by_a_triple_term(build: Path, statements: list[Statement]) -> None:
    quads = list(ox.parse(run(build, "-f", "nq", "--rdf12").stdout_bytes, format=ox.RdfFormat.N_QUADS))
    reified = {quad.subject.value: quad.object for quad in quads if quad.predicate.value.endswith("#reifies")}
    base = "https://w3id.org/tradekg/id/"
    assert {name.removeprefix(base) for name in reified} == {statement.id for statement in statements}
    one = statements[0]
    triple = reified[base + one.id]
    assert (triple.subject.value, triple.object.value) == (base + one.subject.id, base + one.object.id)


def test_rdf12_is_refused_where_the_syntax_lacks_it(build: Path) -> None:
    result = run(build, "-f", "jsonld", "--rdf12")
    assert result.exit_code == 2
    assert "no RDF 1.2 triple terms" in result.output


@pytest.mark.parametrize(
    ("options", "passes"),
    [
        (["--since", "2025-10"], lambda s: s.document == "seeds/chips.txt" or s.document.startswith("wire")),
        (["--until", "2025-07"], lambda s: s.document != "seeds/chips.txt"),
        (["--predicate", "opposes", "--predicate", "seeks"], lambda s: s.predicate in ("opposes", "seeks")),
        (["--min-confidence", "0.8"], lambda s: s.confidence >= 0.8),
        (["--source", "Lindqvist"], lambda s: s.source is not None and s.source.label == "Marta Lindqvist"),
        (["--actor", "tokyo"], lambda s: "Japan" in s.subject.label),
    ],
)
def test_a_filter_keeps_exactly_what_it_says(
    build: Path, statements: list[Statement], options: list[str], passes: object
) -> None:
    wanted = [statement.id for statement in statements if passes(statement)]  # type: ignore[operator]
    assert 0 < len(wanted) < len(statements)
    assert [statement.id for statement in exported(build, *options)] == wanted


def test_an_actor_is_found_in_the_parts_of_an_object(build: Path) -> None:
    found = exported(build, "--actor", "United States")
    assert any(s.object.actor and s.object.actor.label == "United States" and s.predicate == "opposes" for s in found)


def test_direct_triples_of_a_filtered_export_follow_from_what_it_keeps(build: Path) -> None:
    quads = ox.parse(run(build, "-f", "nq", "--predicate", "meetsWith").stdout_bytes, format=ox.RdfFormat.N_QUADS)
    facts = [quad.predicate.value for quad in quads if quad.graph_name.value.endswith("/graph/facts")]
    assert facts == ["https://w3id.org/tradekg/ontology#meetsWith"]


def test_a_filtered_export_names_nothing_that_it_lacks(build: Path) -> None:
    quads = list(ox.parse(run(build, "-f", "nq", "--actor", "Japan").stdout_bytes, format=ox.RdfFormat.N_QUADS))
    base = "https://w3id.org/tradekg/id/"
    subjects = {quad.subject.value for quad in quads}
    named = {
        quad.object.value
        for quad in quads
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(base)
    }
    assert {name for name in named if not name.startswith(base + "goods")} <= subjects


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--actor", "Ruritania"], "nobody is called 'Ruritania'"),
        (["--predicate", "likes"], "no predicate 'likes'"),
        (["--since", "lately"], "'lately' is not a date"),
        (["--until", "2024-13"], "'2024-13' is not a date"),
    ],
)
def test_an_unknown_name_is_an_error(build: Path, options: list[str], message: str) -> None:
    result = run(build, "-f", "nq", *options)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize(
    ("date", "since", "until", "inside"),
    [
        ("2024-05-14", "2024-05-14", "2024-05-14", True),
        ("2024-05-14", "2024-06", None, False),
        ("2024", "2024-05", None, True),
        ("2024-05", None, "2024", True),
        ("2025-01-01", None, "2024", False),
        (None, "1900", None, False),
        (None, None, None, True),
    ],
)
def test_dates_of_any_precision_are_compared(
    date: str | None, since: str | None, until: str | None, inside: bool
) -> None:
    assert within(date, since=since, until=until) is inside


def test_csv_has_the_headers_of_neo4j_and_every_end_of_an_edge(
    build: Path, tmp_path: Path, statements: list[Statement]
) -> None:
    assert run(build, "-f", "csv", "-o", str(tmp_path)).exit_code == 0
    nodes = list(csv.DictReader(io.StringIO((tmp_path / "nodes.csv").read_text())))
    edges = list(csv.DictReader(io.StringIO((tmp_path / "edges.csv").read_text())))
    ids = {row["id:ID"] for row in nodes}
    assert {row[":START_ID"] for row in edges} | {row[":END_ID"] for row in edges} <= ids
    assert [row["statement"] for row in edges] == [statement.id for statement in statements]
    assert next(row for row in nodes if row["label"] == "China")[":LABEL"] == "Actor;Country"
    assert {row[":TYPE"] for row in edges} >= {"OPPOSES", "RETALIATES_AGAINST", "MEETS_WITH"}


def test_csv_runs_no_formula_of_a_text() -> None:
    from kg.tabular import guarded

    assert guarded('=HYPERLINK("http://x")') == '\'=HYPERLINK("http://x")'
    assert guarded("@SUM(A1)").startswith("'")
    assert guarded("-0.5") == "-0.5"


def test_parquet_has_a_row_a_statement(build: Path, tmp_path: Path, statements: list[Statement]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: pip install tradekg[parquet]")
    assert run(build, "-f", "parquet", "-o", str(tmp_path / "s.parquet")).exit_code == 0
    rows = parquet.read_table(tmp_path / "s.parquet").to_pylist()
    assert [row["id"] for row in rows] == [statement.id for statement in statements]
    row, one = rows[0], statements[0]
    assert (row["subject_label"], row["predicate"], row["object_instrument"], row["confidence"]) == (
        one.subject.label, one.predicate, one.object.instrument, one.confidence,
    )  # fmt: skip


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networks_read_back_with_labels_and_predicates(build: Path, tmp_path: Path, form: str, read: object) -> None:
    path = tmp_path / f"graph.{form}"
    assert run(build, "-f", form, "-o", str(path)).exit_code == 0
    graph = read(path)  # type: ignore[operator]
    assert graph.nodes["entity/country/china"]["type"] == "Country"
    between = graph.get_edge_data("entity/person/zoe-muller-o-neil", "entity/country/united-states")
    assert [edge["predicate"] for edge in between.values()] == ["meetsWith"]


def test_gexf_has_colours_sizes_and_dates_and_no_clock(build: Path) -> None:
    text = run(build, "-f", "gexf").stdout
    assert "lastmodifieddate" not in text
    root = ElementTree.fromstring(text)
    space = {"g": root.tag[1:].partition("}")[0]}
    graph = root.find("g:graph", space)
    assert graph is not None
    assert graph.get("mode") == "dynamic"
    edges = graph.findall("g:edges/g:edge", space)
    assert {edge.get("start") for edge in edges} == {"2025-01-01", "2025-06-01", "2025-10-30"}
    node = graph.find("g:nodes/g:node", space)
    assert node is not None
    assert {child.tag.rpartition("}")[2] for child in node} >= {"color", "size"}


def test_a_folder_without_a_graph_is_a_message(tmp_path: Path) -> None:
    result = run(tmp_path, "-f", "ttl")
    assert result.exit_code == 2
    assert "no graph here" in result.output


def test_a_file_that_cannot_be_written_is_a_message(build: Path, tmp_path: Path) -> None:
    result = run(build, "-f", "ttl", "-o", str(tmp_path / "no" / "such" / "folder.ttl"))
    assert result.exit_code == 2
    assert "cannot write" in result.output


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.tuples(_TEXT, st.sampled_from(["", "en", "de"])), min_size=1, max_size=8))
def test_any_text_survives_every_syntax(values: list[tuple[str, str]]) -> None:
    store = ox.Store()
    for number, (text, language) in enumerate(values):
        literal = ox.Literal(text, language=language) if language else ox.Literal(text)
        node = ox.NamedNode(f"https://w3id.org/tradekg/id/statement/{number}")
        store.add(ox.Quad(node, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), literal, node))
    names = kg.opened.names_in(store)
    for syntax, form in ((Syntax.NQUADS, ox.RdfFormat.N_QUADS), (Syntax.TRIG, ox.RdfFormat.TRIG)):
        assert set(ox.parse(rdf_bytes(store, syntax, names=names), format=form)) == set(store)
    triples = {quad.triple for quad in store}
    for syntax, form in ((Syntax.TURTLE, ox.RdfFormat.TURTLE), (Syntax.NTRIPLES, ox.RdfFormat.N_TRIPLES)):
        assert {quad.triple for quad in ox.parse(rdf_bytes(store, syntax, names=names), format=form)} == triples


def test_a_table_is_what_arrow_makes_of_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install tradekg[parquet]")
    kinds = (("a", pa.string()), ("b", pa.binary()), ("i", pa.int64()), ("f", pa.float64()), ("q", pa.bool_()))
    schema = pa.schema(kinds)
    rows: list[dict[str, Any]] = [
        {"a": "é" * k, "b": b"\0" * k, "i": -k, "f": k / 7, "q": bool(k % 5)} for k in range(23)
    ]
    rows[3:5] = [{"q": True}, {"a": None, "b": b"", "i": None, "f": None, "q": None}]
    monkeypatch.setattr(tables, "_ROWS", 10)
    for some in (rows, rows[:10], []):
        columns = [[row.get(name) for row in some] for name in schema.names]
        assert tables.arrow_table(columns, schema).equals(pa.Table.from_pylist(some, schema=schema))
