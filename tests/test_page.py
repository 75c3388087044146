"""What the page promises without a browser: one file, nothing fetched, text as text, the same bytes."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sample import sample_results
from synthetic import synthetic

from kg.model import Document, Entity, Statement
from kg.render import Kind, render_page
from kg.render.payload import opening


def sample() -> tuple[list[Statement], list[Entity], list[Document]]:
    results = sample_results()
    statements = [statement for result in results for statement in result.statements]
    entities = {entity.id: entity for result in results for entity in result.entities}
    return statements, list(entities.values()), [result.document for result in results]


def data(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found.group(1))


@pytest.mark.parametrize("kind", list(Kind))
def test_page_names_no_resource_outside_itself(kind: Kind) -> None:
    page = render_page(*sample(), kind=kind)
    assert not re.search(r"<(?:script|img|iframe|link|object|embed)[^>]*\b(?:src|href|data)\s*=", page)
    assert "@import" not in page
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", page)
    assert "default-src 'none'" in page


def test_page_keeps_the_licence_of_vis_network() -> None:
    page = render_page(*sample())
    assert "@copyright (c) 2011-2017 Almende B.V" in page
    assert "http://www.apache.org/licenses/LICENSE-2.0" in page


def test_page_of_500_nodes_is_smaller_than_3_mb() -> None:
    corpus = synthetic(statements=720, actors=70)
    page = render_page(corpus.statements, corpus.entities, corpus.documents)
    assert 480 <= len(data(page, "network")["nodes"]) <= 560
    assert len(page.encode()) < 3_000_000


def test_network_in_the_page_has_labelled_coloured_nodes_and_edges_named_by_predicate() -> None:
    network = data(render_page(*sample()), "network")
    by_label = {node["label"]: node for node in network["nodes"]}
    assert by_label["China"]["color"] == by_label["Japan"]["color"] != by_label["Marta Lindqvist"]["color"]
    places = {number: node["label"] for number, node in enumerate(network["nodes"])}
    edges = {(places[edge["from"]], edge["label"], places[edge["to"]]) for edge in network["edges"]}
    assert ("China", "buys", "soybeans") in edges
    assert ("Marta Lindqvist", "affiliated with", "Institute for Open Trade") in edges
    assert network["options"]["physics"]["enabled"] is False


def test_statements_of_one_tone_between_two_nodes_are_one_edge_with_a_count() -> None:
    corpus = synthetic(statements=400, actors=6)
    network = data(render_page(corpus.statements, corpus.entities, corpus.documents), "network")
    keys = [(edge["from"], edge["to"], edge["tone"], edge["line"] == 3) for edge in network["edges"]]
    assert len(keys) == len(set(keys))
    assert sum(len(edge["statements"]) for edge in network["edges"]) == 400
    heavy = max(network["edges"], key=lambda edge: len(edge["statements"]))
    assert heavy["label"].endswith(f"×{len(heavy['statements'])}")


def test_page_does_not_depend_on_the_order_of_its_input_or_the_hash_seed() -> None:
    statements, entities, documents = sample()
    page = render_page(statements, entities, documents)
    random.Random(3).shuffle(statements)
    assert render_page(reversed(statements), reversed(entities), reversed(documents)) == page
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from test_page import sample\nfrom kg.render import render_page\nimport hashlib\n"
        "print(hashlib.sha256(render_page(*sample()).encode()).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


def test_texts_cannot_leave_the_data_they_stand_in() -> None:
    statements, entities, documents = sample()
    page = render_page(statements, entities, documents, title="</title><script>alert(1)</script>")
    assert "<script>alert" not in page
    blocks = re.findall(r'<script type="application/json" id="\w+">(.*?)</script>', page, re.DOTALL)
    assert blocks
    assert not any("<" in block for block in blocks)
    assert data(page, "title") == "</title><script>alert(1)</script>"


def test_page_of_no_statement_is_made_all_the_same() -> None:
    for kind in Kind:
        assert "</html>" in render_page([], kind=kind)


def test_opening_prefers_strong_nodes_and_leaves_none_alone() -> None:
    hub_links = [(0, node) for node in range(1, 200)]
    shown = opening(400, [*hub_links, (300, 301)])
    assert shown[0] == 0
    assert len(shown) == 150
    assert 300 not in shown
