"""Networks and their projections: signs, weights, dates, who is towards whom, who takes which side."""

from __future__ import annotations

import copy
from dataclasses import replace

import networkx as nx
import pytest
from sample import CHINA, JAPAN, UNITED_STATES, sample_results

import kg
from kg.model import Document, EntityRef, EntityType, Modality, ObjectRef, Qualifiers, Statement, statement_id
from kg.moves import compose
from kg.network import Filters, Status, independent, network
from kg.ontology import load_ontology
from kg.predicates import Tone
from kg.projections import (
    Matter,
    Window,
    actor_network,
    agreement_network,
    bipartite_network,
    positions,
    sides,
    towards,
    windows,
)

CHIPS = EntityRef("good/advanced-chips", "advanced chips", EntityType.GOOD)


def said(
    subject: EntityRef,
    predicate: str,
    obj: ObjectRef,
    *,
    document: str = "a",
    negated: bool = False,
    modality: Modality = Modality.ASSERTED,
    quote: str | None = None,
    confidence: float = 0.8,
) -> Statement:
    quote = quote or f"{subject.label} {predicate} {obj.label} in {document}."
    return Statement(
        statement_id(document, 0, len(quote), subject, predicate, obj, negated, None),
        document, 0, len(quote), quote, subject, predicate, obj, negated, modality, None,
        Qualifiers(), confidence, "test",
    )  # fmt: skip


def about(actor: EntityRef) -> ObjectRef:
    return ObjectRef(actor.id, actor.label, actor.type, actor=actor, text=actor.label)


def move(change: str | None, *, by: EntityRef | None = None, on: EntityRef | None = None) -> ObjectRef:
    return compose(load_ontology(), instrument="exportControl", change=change, good=CHIPS, actor=by, target=on)


US, CN, JP = UNITED_STATES.ref, CHINA.ref, JAPAN.ref


def test_edges_have_sign_by_tone_and_denied_ones_have_none() -> None:
    graph = network([
        said(CN, "criticizes", about(US)),
        said(CN, "cooperatesWith", about(JP)),
        said(CN, "affiliatedWith", about(JP)),
        said(CN, "criticizes", about(JP), negated=True),
    ])  # fmt: skip
    assert graph[CN.id][US.id]["criticizes"]["sign"] == -1
    assert graph[CN.id][JP.id]["cooperatesWith"]["sign"] == 1
    assert graph[CN.id][JP.id]["affiliatedWith"]["sign"] == 0
    assert graph[CN.id][JP.id]["criticizes:denied"]["sign"] == 0
    assert graph.nodes[CN.id]["type"] == "Country"


def test_weight_counts_documents_on_their_own_and_no_reprint() -> None:
    once = said(CN, "criticizes", about(US), document="a", quote="China criticizes it.", confidence=0.8)
    reprint = said(CN, "criticizes", about(US), document="b", quote="China  criticizes it.", confidence=0.9)
    another = said(CN, "criticizes", about(US), document="c", quote="Beijing was critical.", confidence=0.5)
    assert independent([reprint, once, another], copies={}) == {"a": 0.8, "c": 0.5}
    edge = network([once, reprint, another])[CN.id][US.id]["criticizes"]
    assert (edge["documents"], edge["weight"], edge["confidence"]) == (2, 1.3, 0.9)
    assert len(edge["statements"]) == 3


def test_a_wire_copy_corroborates_nothing() -> None:
    first = said(CN, "criticizes", about(US), document="a", quote="China criticizes it.", confidence=0.8)
    copy = said(CN, "criticizes", about(US), document="b", quote="China criticizes it today.", confidence=0.9)
    other = said(CN, "criticizes", about(US), document="c", quote="Beijing was critical.", confidence=0.5)
    documents = [Document("a", ""), Document("b", "", copy_of="a"), Document("c", "")]
    edge = network([first, copy, other], documents=documents)[CN.id][US.id]["criticizes"]
    assert (edge["documents"], edge["weight"], len(edge["statements"])) == (2, 1.4, 3)
    assert actor_network([first, copy, other], documents=documents)[CN.id][US.id]["negative"] == 1.4
    assert network([first, copy, other])[CN.id][US.id]["criticizes"]["documents"] == 3


def test_edges_carry_the_first_and_last_date_of_their_documents() -> None:
    documents = [Document("a", "", date="2024-05"), Document("b", "", date="2023-01-02"), Document("c", "")]
    statements = [said(CN, "criticizes", about(US), document=name) for name in "abc"]
    edge = network(statements, documents=documents)[CN.id][US.id]["criticizes"]
    assert (edge["first"], edge["last"]) == ("2023-01-02", "2024-05")


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (Filters(), 4),
        (Filters(tones={Tone.COOPERATIVE}), 1),
        (Filters(statuses={Status.DENIED}), 1),
        (Filters(predicates={"criticizes"}), 2),
        (Filters(groups={"diplomacy"}), 1),
        (Filters(types={EntityType.COUNTRY}), 3),
        (Filters(modalities={Modality.POSSIBLE}), 1),
        (Filters(since="2024"), 1),
        (Filters(until="2023"), 2),
        (Filters(min_confidence=0.9), 1),
        (Filters(actors={JP.id}), 2),
    ],
)
def test_filters_choose_statements(filters: Filters, kept: int) -> None:
    documents = [Document("a", "", date="2024-05-01"), Document("b", "", date="2023-01-02"), Document("c", "")]
    graph = network(
        [
            said(CN, "criticizes", about(US), document="a", confidence=0.95),
            said(CN, "criticizes", about(JP), document="b", negated=True),
            said(CN, "cooperatesWith", about(JP), document="b"),
            said(CN, "opposes", move("ease", by=US), document="c", modality=Modality.POSSIBLE),
        ],
        documents=documents,
        filters=filters,
    )
    assert graph.number_of_edges() == kept


def test_network_leaves_its_input_as_it_was_and_does_not_depend_on_its_order() -> None:
    statements = [statement for result in sample_results() for statement in result.statements]
    before = copy.deepcopy(statements)
    one, two = network(statements), network(reversed(statements))
    assert statements == before
    assert list(one.edges(keys=True, data=True)) == list(two.edges(keys=True, data=True))


def test_statement_is_directed_at_whom_it_hits() -> None:
    assert towards(said(US, "imposes", move(None, by=US, on=CN))) == CN
    assert towards(said(CN, "opposes", move("tighten", by=US, on=CN))) == US
    assert towards(said(US, "threatens", move("tighten", by=US, on=CN))) == CN
    assert towards(said(US, "supports", move("ease", by=US))) is None
    assert towards(said(CN, "meetsWith", about(JP))) == JP


def test_actors_are_joined_by_what_they_do_and_say_to_each_other() -> None:
    graph = actor_network([
        said(US, "imposes", move(None, by=US, on=CN)),
        said(US, "meetsWith", about(CN), document="b"),
        said(US, "criticizes", about(CN), document="c"),
        said(CN, "meetsWith", about(JP)),
        said(CN, "criticizes", about(JP), negated=True),
    ])  # fmt: skip
    assert graph[US.id][CN.id]["positive"] == 0.8
    assert graph[US.id][CN.id]["negative"] == 1.6
    assert graph[US.id][CN.id]["sign"] == -1
    assert graph[US.id][CN.id]["balance"] == -0.3333
    assert graph[CN.id][JP.id]["negative"] == 0
    assert (CN.id, US.id) not in graph.edges


def test_sides_follow_from_stance_and_direction_of_the_move() -> None:
    taken = sides([
        said(CN, "supports", move("ease", by=US)),
        said(JP, "opposes", move("remove", by=US)),
        said(US, "tightens", move(None, by=US)),
        said(CN, "threatens", move("tighten", by=US), document="b"),
        said(JP, "supports", move("ease", by=US), document="b", modality=Modality.CONDITIONAL),
    ])  # fmt: skip
    assert [(side.actor.label, side.value) for side in taken] == [("China", -1), ("Japan", 1), ("United States", 1)]
    assert {side.matter for side in taken} == {Matter("exportControl", "advanced chips", "United States")}
    assert taken[0].matter.label == "export control on advanced chips, by United States"


def test_agreement_joins_those_on_the_same_side_and_parts_the_others() -> None:
    taken = sides([
        said(CN, "supports", move("ease", by=US)),
        said(JP, "opposes", move("ease", by=US)),
        said(US, "maintains", move(None, by=US)),
    ])  # fmt: skip
    graph = agreement_network(taken)
    assert graph[JP.id][US.id]["sign"] == 1
    assert graph[CN.id][US.id]["sign"] == graph[CN.id][JP.id]["sign"] == -1
    (own,) = positions(taken).values()
    assert own == {CN.id: -1, JP.id: 1, US.id: 1}


def test_bipartite_network_joins_actors_with_moves_only() -> None:
    graph = bipartite_network([said(CN, "opposes", move("ease", by=US)), said(CN, "meetsWith", about(JP))])
    assert nx.is_bipartite(graph)
    ((actor, moved, data),) = graph.edges(data=True)
    assert {graph.nodes[actor]["bipartite"], graph.nodes[moved]["bipartite"]} == {0, 1}
    assert data["sign"] == -1


def test_windows_part_statements_by_date() -> None:
    documents = [Document("a", "", date="2024-05-01"), Document("b", "", date="2023"), Document("c", "")]
    statements = [said(CN, "meetsWith", about(JP), document=name) for name in "abc"]
    found = {window: [name for name, _ in windows(statements, documents=documents, window=window)] for window in Window}
    assert found == {Window.YEAR: ["2023", "2024"], Window.QUARTER: ["2024-Q2"], Window.MONTH: ["2024-05"]}


def test_network_shows_itself_in_a_notebook_and_is_a_plain_network_in_all_else() -> None:
    statements = [said(CN, "criticizes", about(US)), said(US, "criticizes", about(CN), document="b")]
    graph = kg.network(statements)
    shown = graph._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "sandbox=" in shown
    assert "&lt;!doctype html&gt;" in shown
    assert nx.is_strongly_connected(graph)
    assert graph.copy()._repr_html_() is None


def test_statement_shows_its_marked_sentence_as_text() -> None:
    (result,) = [result for result in sample_results() if result.document.id == "seeds/chips.txt"]
    marked = next(one for one in result.statements if len(one.anchors) > 1)
    assert '<mark title="predicate">' in marked._repr_html_()
    hostile = EntityRef("entity/person/x", "<script>alert(1)</script>", EntityType.PERSON)
    shown = replace(marked, subject=hostile, source=hostile, quote=marked.quote.replace(" ", "<", 1))._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
