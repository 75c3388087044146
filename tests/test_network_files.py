"""GraphML and GEXF files: what Gephi reads, by the rules of the formats."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hostile_names import hostile
from synthetic import Corpus, synthetic

from kg.export.networks import gexf, graphml
from kg.network import network

_GEXF = {"g": "http://www.gexf.net/1.2draft", "viz": "http://www.gexf.net/1.2draft/viz"}


def made(corpus: Corpus) -> nx.MultiDiGraph:
    return network(corpus.statements, entities=corpus.entities, documents=corpus.documents)


@pytest.fixture(scope="module", params=["synthetic", "hostile"])
def graph(request: pytest.FixtureRequest) -> nx.MultiDiGraph:
    return made(synthetic(statements=200, actors=20) if request.param == "synthetic" else hostile())


def test_files_read_back_with_all_nodes_edges_and_signs(graph: nx.MultiDiGraph) -> None:
    for back in (nx.read_graphml(io.BytesIO(graphml(graph))), nx.read_gexf(io.BytesIO(gexf(graph)))):
        assert set(back) == set(graph)
        assert back.number_of_edges() == graph.number_of_edges()
        signs = sorted((start, end, data["sign"]) for start, end, data in graph.edges(data=True))
        assert sorted((start, end, data["sign"]) for start, end, data in back.edges(data=True)) == signs


def test_graphml_is_byte_for_byte_what_networkx_writes(graph: nx.MultiDiGraph) -> None:
    own, again = graphml(graph), io.BytesIO()
    back = nx.read_graphml(io.BytesIO(own), force_multigraph=True)
    nx.write_graphml_xml(back, again, encoding="utf-8", prettyprint=True)
    assert again.getvalue() == own


def test_graphml_takes_the_places_that_it_is_given(graph: nx.MultiDiGraph) -> None:
    places = {node: (number, 7) for number, node in enumerate(graph)}
    back = nx.read_graphml(io.BytesIO(graphml(graph, places=places)))
    assert {node: (data["x"], data["y"]) for node, data in back.nodes(data=True)} == {
        node: (x, -y) for node, (x, y) in places.items()
    }


def test_graphml_has_colour_size_and_position_of_each_node(graph: nx.MultiDiGraph) -> None:
    back = nx.read_graphml(io.BytesIO(graphml(graph)))
    assert all({"r", "g", "b", "size", "x", "y", "label", "type"} <= set(data) for _, data in back.nodes(data=True))
    assert len({(data["x"], data["y"]) for _, data in back.nodes(data=True)}) > len(graph) * 0.9


def test_gexf_keeps_the_rules_of_its_schema(graph: nx.MultiDiGraph) -> None:
    root = ET.fromstring(gexf(graph))
    assert root.get("version") == "1.2"
    whole = root.find("g:graph", _GEXF)
    assert whole is not None
    assert (whole.get("mode"), whole.get("timeformat"), whole.get("defaultedgetype")) == ("dynamic", "date", "directed")
    declared = {
        (group.get("class"), one.get("id")): one.get("type")
        for group in whole.findall("g:attributes", _GEXF)
        for one in group.findall("g:attribute", _GEXF)
    }
    assert set(declared.values()) <= {"string", "integer", "long", "float", "double", "boolean", "date", "anyURI"}
    nodes = whole.findall("g:nodes/g:node", _GEXF)
    edges = whole.findall("g:edges/g:edge", _GEXF)
    ids = {node.get("id") for node in nodes}
    assert len(ids) == len(nodes) == len(graph)
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert all({edge.get("source"), edge.get("target")} <= ids for edge in edges)
    for kind, elements in (("node", nodes), ("edge", edges)):
        for element in elements:
            used = {(kind, value.get("for")) for value in element.findall("g:attvalues/g:attvalue", _GEXF)}
            assert used <= set(declared)
            color = element.find("viz:color", _GEXF)
            assert color is not None
            assert all(0 <= int(color.get(part, "-1")) <= 255 for part in "rgb")
    for edge in edges:
        start, end = edge.get("start"), edge.get("end")
        assert start is not None
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", start)
        assert end is not None
        assert start <= end
    assert all(float(node.find("viz:size", _GEXF).get("value")) > 0 for node in nodes)  # type: ignore[union-attr, arg-type]
    assert all(node.find("viz:position", _GEXF) is not None for node in nodes)


def spells(corpus: Corpus) -> dict[str, tuple[str | None, str | None]]:
    back = nx.read_gexf(io.BytesIO(gexf(made(corpus))))
    return {node: (data.get("start"), data.get("end")) for node, data in back.nodes(data=True)}


def test_gexf_nodes_exist_as_long_as_their_edges() -> None:
    corpus = synthetic(statements=200, actors=20)
    found = spells(corpus)
    back = nx.read_gexf(io.BytesIO(gexf(made(corpus))))
    for start, end, data in back.edges(data=True):
        for node in (start, end):
            assert found[node][0] <= data["start"] <= data["end"] <= found[node][1]  # type: ignore[operator]
    assert len({start for start, _ in found.values()}) > 10


def test_gexf_nodes_of_an_edge_without_date_exist_always() -> None:
    corpus = synthetic(statements=30, actors=8)
    undated = corpus.statements[0]
    documents = [replace(one, date=None) if one.id == undated.document else one for one in corpus.documents]
    found = spells(Corpus(corpus.statements, corpus.entities, documents))
    assert found[undated.subject.id] == (None, None)
    assert any(start for start, _ in found.values())


def test_gexf_months_and_years_last_to_their_end() -> None:
    corpus = synthetic(statements=1, actors=4)
    for date, end in (("2024-02", "2024-02-29"), ("2023-02", "2023-02-28"), ("2023", "2023-12-31")):
        documents = [replace(one, date=date) for one in corpus.documents]
        found = spells(Corpus(corpus.statements, corpus.entities, documents))
        assert {until for _, until in found.values()} == {end}


def test_files_are_the_same_bytes_for_statements_in_any_order() -> None:
    corpus = synthetic(statements=120, actors=12)
    turned = Corpus(corpus.statements[::-1], corpus.entities[::-1], corpus.documents[::-1])
    assert graphml(made(corpus)) == graphml(made(turned))
    assert gexf(made(corpus)) == gexf(made(turned))


def test_empty_network_is_a_file_too() -> None:
    assert nx.read_graphml(io.BytesIO(graphml(nx.MultiDiGraph()))).number_of_nodes() == 0
    assert nx.read_gexf(io.BytesIO(gexf(nx.MultiDiGraph()))).number_of_nodes() == 0
