"""Measures on cases small enough to work out by hand, and against networkx."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from sample import CHINA, JAPAN, UNITED_STATES, sample_results
from synthetic import Corpus, synthetic
from test_network import about, move, said

from kg.analyse import Row, Table, analyse
from kg.analyse.centrality import betweenness, pagerank
from kg.analyse.charts import CHARTS, svg_chart, text_chart
from kg.analyse.evidence import Evidence, groups_of
from kg.cli import main
from kg.model import Document, EntityRef, EntityType, Statement
from kg.projections import actor_network
from kg.report import report

US, CN, JP = UNITED_STATES.ref, CHINA.ref, JAPAN.ref


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return synthetic(statements=900, actors=60)


def tables(statements: Sequence[Statement], documents: Sequence[Document] = (), minimum: int = 1) -> dict[str, Table]:
    return {table.name: table for table in analyse(statements, documents, minimum=minimum)}


def actor(name: str) -> EntityRef:
    return EntityRef(f"entity/country/{name}", name, EntityType.COUNTRY)


def dated(*days: str) -> list[Document]:
    return [Document(day, "", date=day) for day in days]


def values(table: Table, column: str) -> list[object]:
    return [row.values[table.columns.index(column)] for row in table.rows]


def test_pagerank_is_that_of_igraph(corpus: Corpus) -> None:
    igraph = pytest.importorskip("igraph", reason="igraph is not installed: pip install tradekg[fast]")
    graph = actor_network(corpus.statements)
    other = igraph.Graph.from_networkx(graph)
    expected = dict(zip(other.vs["_nx_name"], other.pagerank(weights="weight"), strict=True))
    assert pagerank(graph) == pytest.approx(expected, abs=1e-9)


def test_betweenness_is_that_of_networkx_and_of_igraph(corpus: Corpus) -> None:
    graph = actor_network(corpus.statements)
    own = betweenness(graph, seed=1, fast=False)
    assert own == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)
    pytest.importorskip("igraph", reason="igraph is not installed: pip install tradekg[fast]")
    assert betweenness(graph, seed=1, fast=True) == pytest.approx(own, abs=1e-12)


def test_betweenness_of_a_large_network_is_an_estimate_that_igraph_shares() -> None:
    pytest.importorskip("igraph", reason="igraph is not installed: pip install tradekg[fast]")
    graph = nx.gnp_random_graph(1100, 0.004, seed=5, directed=True)
    graph = nx.relabel_nodes(graph, {node: f"n{node:04}" for node in graph})
    estimate = betweenness(graph, seed=1, fast=False)
    assert betweenness(graph, seed=1, fast=True) == pytest.approx(estimate, abs=1e-12)
    exact = nx.betweenness_centrality(graph)
    top = sorted(exact, key=exact.__getitem__)[-50:]
    assert sum(estimate[node] for node in top) == pytest.approx(sum(exact[node] for node in top), rel=0.1)


def test_communities_are_the_two_sides_of_a_bridge() -> None:
    graph = nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(4))
    nx.set_edge_attributes(graph, 1.0, "weight")
    graph.add_edge(0, 5, weight=0.1)
    found = groups_of(nx.relabel_nodes(graph, {node: f"n{node}" for node in graph}), weight="weight", seed=1)
    assert [found[f"n{node}"] for node in range(9)] == [0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_triads_are_told_apart_by_their_signs() -> None:
    a, b, c, d = (actor(name) for name in "abcd")
    found = tables([
        said(a, "cooperatesWith", about(b)),
        said(b, "criticizes", about(c)),
        said(c, "accuses", about(a)),
        said(d, "cooperatesWith", about(a)),
        said(d, "cooperatesWith", about(b)),
    ])["balance"]  # fmt: skip
    counts = dict(zip(values(found, "triad"), values(found, "count"), strict=True))
    assert counts == {"+++": 1, "+--": 1, "++-": 0, "---": 0}
    assert [row.statements for row in found.rows] == [3, 3, 0, 0]
    chance = dict(zip(values(found, "triad"), values(found, "chance"), strict=True))
    assert chance["+++"] == pytest.approx(2 * 0.6**3, abs=0.01)


def test_triads_are_as_many_as_networkx_counts(corpus: Corpus) -> None:
    graph = nx.Graph(
        (start, end)
        for start, end, data in actor_network(corpus.statements).to_undirected(reciprocal=False).edges(data=True)
    )
    found = tables(corpus.statements)["balance"]
    most = sum(nx.triangles(graph).values()) // 3
    assert 0 < sum(int(str(count)) for count in values(found, "count")) <= most


def test_coalitions_are_those_who_take_the_same_sides() -> None:
    found = tables([
        said(CN, "supports", move("ease", by=US)),
        said(JP, "supports", move("ease", by=US)),
        said(actor("x"), "opposes", move("ease", by=US)),
        said(US, "maintains", move(None, by=US)),
    ])["coalitions"]  # fmt: skip
    assert sorted(str(members) for members in values(found, "members")) == ["China, Japan", "United States, x"]
    assert values(found, "cohesion") == [1, 1]


def test_contested_matters_name_both_sides() -> None:
    found = tables([
        said(CN, "supports", move("ease", by=US)),
        said(JP, "opposes", move("ease", by=US)),
        said(US, "maintains", move(None, by=US)),
        said(JP, "supports", move("ease", by=CN)),
    ])["contested"]  # fmt: skip
    (row,) = found.rows
    assert row.values == (
        "export control on advanced chips, by United States", 2, 1, "Japan, United States", "China",
    )  # fmt: skip
    assert row.statements == 3


def test_change_of_position_needs_two_dates_and_two_sides() -> None:
    documents = dated("2024-01-05", "2024-03-01", "2024-05-02")
    found = tables(
        [
            said(CN, "supports", move("ease", by=US), document="2024-01-05"),
            said(CN, "opposes", move("ease", by=US), document="2024-03-01"),
            said(JP, "supports", move("ease", by=US), document="2024-01-05"),
            said(JP, "opposes", move("tighten", by=US), document="2024-05-02"),
        ],
        documents,
    )["position_changes"]
    assert [row.values[:6] for row in found.rows] == [
        ("China", "export control on advanced chips, by United States", "against", "2024-01-05", "for", "2024-03-01")
    ]


def test_retaliation_is_an_act_answered_in_time() -> None:
    documents = dated("2024-01-01", "2024-02-10", "2024-12-30")
    found = tables(
        [
            said(US, "imposes", move(None, by=US, on=CN), document="2024-01-01"),
            said(CN, "imposes", move(None, by=CN, on=US), document="2024-02-10"),
            said(US, "tightens", move(None, by=US, on=CN), document="2024-12-30"),
            said(US, "criticizes", about(CN), document="2024-02-10"),
        ],
        documents,
    )["retaliation"]
    assert [row.values for row in found.rows] == [("United States", "China", 2, 1, 0.5, 40.0)]


def test_reciprocity_compares_both_directions() -> None:
    found = tables([
        said(US, "criticizes", about(CN)),
        said(CN, "criticizes", about(US)),
        said(JP, "cooperatesWith", about(US)),
    ])["reciprocity"]  # fmt: skip
    assert [row.values for row in found.rows] == [("China", "United States", -1.0, -1.0, "bad")]
    assert "Of 2 pairs of actors, 1 speak" in found.meaning


def test_dyads_go_by_year_and_leave_out_what_is_denied() -> None:
    documents = dated("2023-05-01", "2024-05-01")
    found = tables(
        [
            said(US, "criticizes", about(CN), document="2023-05-01"),
            said(CN, "meetsWith", about(US), document="2024-05-01"),
            said(CN, "criticizes", about(US), document="2024-05-01", negated=True),
        ],
        documents,
    )["dyads"]
    assert [row.values for row in found.rows] == [
        ("China", "United States", "2023", 0, 1, -1.0),
        ("China", "United States", "2024", 1, 0, 1.0),
    ]


def test_brokers_deal_with_more_than_one_community() -> None:
    names = [actor(name) for name in "abcdefgh"]
    left, right, broker = names[:4], names[4:7], names[7]
    pairs = [pair for side in (left, right) for pair in permutations(side, 2)]
    statements = [said(one, "meetsWith", about(two)) for one, two in pairs]
    statements += [said(broker, "meetsWith", about(left[0])), said(broker, "meetsWith", about(right[0]))]
    found = tables(statements)["brokers"]
    top = found.rows[0]
    assert top.values[:3] == ("h", 0.5, 2)


def test_sources_are_measured_by_their_shares() -> None:
    documents = [Document(name, "", publisher=publisher) for name, publisher in zip("abcd", "XXXY", strict=True)]
    found = tables([said(CN, "meetsWith", about(JP), document=name) for name in "abcd"], documents)["sources"]
    rows = {row.values[0]: row.values[1:] for row in found.rows}
    assert rows["publishers"] == (2, "X", 0.75, 0.625, 1.6)
    assert rows["documents"] == (4, "a", 0.25, 0.25, 4.0)


def test_rows_on_fewer_statements_than_the_minimum_are_marked(corpus: Corpus) -> None:
    for table in analyse(corpus.statements, corpus.documents, minimum=5):
        data = json.loads(table.json())
        assert data["minimum"] == 5
        assert all(row["weak"] == (row["statements"] < 5) for row in data["rows"])
    table = Table("t", "T", "m", ("a",), (Row(("x",), 2), Row(("y",), 9)), 5)
    assert table.markdown(limit=9).splitlines()[2:] == ["| x | 2 ? |", "| y | 9 |"]


def test_every_table_reads_back_as_csv_and_has_all_columns(corpus: Corpus) -> None:
    for table in analyse(corpus.statements, corpus.documents):
        rows = list(csv.reader(io.StringIO(table.csv(), newline="")))
        assert rows[0] == [*table.columns, "statements", "weak"]
        assert len(rows) == len(table.rows) + 1
        assert len(table.meaning) > 60


def test_hostile_names_stay_text_in_tables_and_charts() -> None:
    evil = EntityRef("entity/country/evil", "=1+1|<img src=x>`# [a](b)", EntityType.COUNTRY)
    statements = [said(evil, "criticizes", about(CN)), said(CN, "criticizes", about(evil))]
    for table in analyse(statements):
        assert not [cell for row in csv.reader(io.StringIO(table.csv())) for cell in row if cell.startswith("=")]
        assert "<img" not in svg_chart(table)
        assert "<img" not in table.markdown(limit=5).replace("\\<img", "")
    text = report(statements)
    assert "\n```text\n" in text
    assert text.count("```") % 2 == 0


def test_results_are_the_same_bytes_whatever_the_order(corpus: Corpus) -> None:
    turned = list(corpus.statements)
    random.Random(4).shuffle(turned)
    one = [table.csv() + table.json() for table in analyse(corpus.statements, corpus.documents)]
    two = [table.csv() + table.json() for table in analyse(turned, corpus.documents[::-1])]
    assert one == two
    assert report(corpus.statements, corpus.documents) == report(turned, corpus.documents[::-1])


def test_no_statement_gives_empty_tables_and_a_report() -> None:
    assert all(not table.rows for table in analyse([]))
    assert "0 statements of 0 documents" in report([])


def test_charts_stand_on_columns_that_their_tables_have(corpus: Corpus) -> None:
    charted = {table.name for table in analyse(corpus.statements, corpus.documents) if text_chart(table)}
    assert charted == set(CHARTS)


def test_evidence_is_not_changed_by_measuring(corpus: Corpus) -> None:
    evidence = Evidence.of(corpus.statements, corpus.documents)
    before = sorted(evidence.actors.edges(data="weight"))
    analyse(corpus.statements, corpus.documents)
    betweenness(evidence.actors, seed=1)
    assert sorted(evidence.actors.edges(data="weight")) == before


def test_command_writes_tables_charts_and_a_report_that_refers_to_them(tmp_path: Path) -> None:
    from kg.rdf import nquads, result_quads

    graph = tmp_path / "graph.nq"
    graph.write_bytes(nquads(result_quads(sample_results())))
    done = CliRunner().invoke(main, ["analyse", str(graph), "-o", str(tmp_path / "a")])
    assert done.exit_code == 0, done.output
    written = {path.name for path in (tmp_path / "a").iterdir()}
    assert {"report.md", "centrality.csv", "centrality.json", "centrality.svg", "balance.csv"} <= written
    text = (tmp_path / "a" / "report.md").read_text(encoding="utf-8")
    for name in [line.partition("](")[2].rstrip(")") for line in text.splitlines() if line.startswith("![")]:
        assert name in written
    before = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert CliRunner().invoke(main, ["analyse", str(graph), "-o", str(tmp_path / "a")]).exit_code == 0
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}


def test_page_command_writes_each_kind_of_page_and_names_an_unknown_actor(tmp_path: Path) -> None:
    from kg.rdf import nquads, result_quads

    graph = tmp_path / "graph.nq"
    graph.write_bytes(nquads(result_quads(sample_results())))
    for kind in ("graph", "timeline", "matrix"):
        done = CliRunner().invoke(main, ["view", str(graph), f"--{kind}", "--actor", "Beijing"])
        assert done.output.strip() == str(tmp_path / f"{kind}.html")
        assert '["entity/country/china"]' in (tmp_path / f"{kind}.html").read_text(encoding="utf-8")
    wrong = CliRunner().invoke(main, ["view", str(graph), "--actor", "Atlantis"])
    assert wrong.exit_code == 2
    assert "Atlantis" in wrong.output
