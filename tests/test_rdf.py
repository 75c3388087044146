"""Statements as RDF: what is written, what is never written, and that nothing is lost on the way back."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from sample import ENTITIES, UNITED_STATES, sample_results

from kg.errors import DataError
from kg.model import Anchor, Document, DocumentResult, Modality, Role, Statement
from kg.rdf import (
    Names,
    document_quads,
    documents_from_quads,
    entities_from_quads,
    entity_quads,
    facts_quads,
    nquads,
    ontology_quads,
    result_quads,
    statements_from_quads,
    turtle,
)
from kg.rdf.names import OA, PROV, RDF, RDFS, SKOS, TKG, path_segment

NAMES = Names()
GOLDEN = Path(__file__).parent / "golden" / "chips.ttl"


def _statements() -> list[Statement]:
    return [statement for result in sample_results() for statement in result.statements]


def _quads() -> list[ox.Quad]:
    return list(result_quads(sample_results()))


def _store() -> ox.Store:
    store = ox.Store()
    store.extend(_quads())
    return store


def _ask(query: str) -> bool:
    return bool(_store().query(query, use_default_graph_as_union=True, prefixes=NAMES.prefixes()))


def _one(predicate: str, *, negated: bool = False) -> Statement:
    return next(one for one in _statements() if one.predicate == predicate and one.negated is negated)


# ------------------------------------------------------------------------------------ direct triples


def test_the_simplest_query_finds_who_opposes_what() -> None:
    rows = _store().query(
        """SELECT ?label WHERE { GRAPH ?g { ?who tkg:opposes ?what } GRAPH ?h { ?who rdfs:label ?label } }
        ORDER BY ?label""",
        prefixes=NAMES.prefixes(),
    )
    assert [row["label"].value for row in rows] == ["China", "Marta Lindqvist"]


def test_a_query_for_any_easing_of_export_controls_needs_no_text_search() -> None:
    assert _ask("ASK { person:marta-lindqvist tkg:opposes/skos:broader* move:ease.exportControl }")
    assert not _ask("ASK { person:marta-lindqvist tkg:opposes/skos:broader* move:ease.tariff }")


@pytest.mark.parametrize("modality", list(Modality))
@pytest.mark.parametrize("negated", [False, True])
def test_only_affirmed_facts_intentions_and_expectations_give_direct_triples(modality: Modality, negated: bool) -> None:
    statement = dataclasses.replace(_one("buys"), modality=modality, negated=negated)
    expected = not negated and modality in (Modality.ASSERTED, Modality.INTENDED, Modality.EXPECTED)
    assert len(list(facts_quads([statement]))) == int(expected)


def test_a_denied_statement_is_there_without_a_direct_triple() -> None:
    assert not _ask("ASK { country:japan tkg:agreesTo ?what }")
    assert _ask("ASK { ?s rdf:subject country:japan ; rdf:predicate tkg:agreesTo ; tkg:polarity tkg:Negated }")


def test_direct_triples_stand_in_the_graph_of_facts_alone() -> None:
    quads = [quad for quad in _quads() if quad.predicate == TKG.opposes]
    assert {quad.graph_name for quad in quads} == {NAMES.facts}


def test_a_triple_that_two_statements_carry_is_written_once() -> None:
    statement = _one("buys")
    assert len(list(facts_quads([statement, dataclasses.replace(statement, id="statement/other")]))) == 1


def test_a_direct_triple_stays_while_an_affirmed_statement_carries_it() -> None:
    carrying, denying = _one("warns"), _one("warns", negated=True)
    assert len(list(facts_quads([carrying, denying]))) == 1
    assert list(facts_quads([denying])) == []


# ---------------------------------------------------------------------------------- statement nodes


def test_a_statement_node_has_all_that_the_statement_says() -> None:
    statement = _one("seeks")
    node = NAMES.node(statement.id)
    found = {(quad.predicate.value, quad.object.value) for quad in _quads() if quad.subject == node}
    expected = {
        (RDF.type, RDF.Statement),
        (RDF.type, TKG.Statement),
        (RDF.subject, NAMES.node("entity/country/china")),
        (RDF.predicate, TKG.seeks),
        (RDF.object, NAMES.node("move/ease.exportControl.by.country-united-states.on.country-china")),
        (TKG.polarity, TKG.Affirmed),
        (TKG.modality, TKG.Expected),
        (TKG.source, NAMES.node("entity/person/marta-lindqvist")),
        (TKG.actor, NAMES.node("entity/country/united-states")),
        (TKG.instrument, TKG.ExportControl),
        (TKG.change, TKG.Ease),
        (TKG.target, NAMES.node("entity/country/china")),
        (PROV.wasDerivedFrom, NAMES.document("seeds/chips.txt")),
    }
    assert {(predicate.value, value.value) for predicate, value in expected} <= found
    assert (TKG.confidence.value, "0.65") in found
    assert (TKG.objectText.value, "to ease the controls") in found
    assert (TKG.sourceReason.value, 'pronoun "She" for the last named person') in found


def test_evidence_is_a_position_and_a_quotation_in_the_document() -> None:
    assert _ask(
        """ASK { ?s rdf:predicate tkg:seeks ; tkg:evidence ?e . ?e a oa:SpecificResource ; oa:hasSource ?document ;
            oa:hasSelector [ a oa:TextPositionSelector ; oa:start ?from ; oa:end ?to ] ,
                [ a oa:TextQuoteSelector ; oa:exact ?words ] .
            FILTER (?to - ?from = STRLEN(?words) && STRSTARTS(?words, "She said China")) }"""
    )


def test_statements_of_one_sentence_share_its_evidence() -> None:
    quads = list(document_quads(sample_results()[1]))
    evidence = [quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == OA.SpecificResource]
    assert len(evidence) == len(set(evidence)) < len(sample_results()[1].statements)


def test_each_document_has_a_graph_of_its_own_for_its_statements() -> None:
    graphs: dict[str, set[object]] = {}
    for quad in _quads():
        if quad.predicate == RDF.subject:
            graphs.setdefault(quad.subject.value, set()).add(quad.graph_name)
    for statement in _statements():
        assert graphs[NAMES.base_iri + statement.id] == {NAMES.document_graph(statement.document)}


def test_there_are_no_blank_nodes() -> None:
    assert not any(isinstance(term, ox.BlankNode) for quad in _quads() for term in (quad.subject, quad.object))


def test_entities_carry_labels_aliases_identifiers_and_countries() -> None:
    assert _ask(
        """ASK { country:united-states a tkg:Country ; rdfs:label "United States" ; skos:altLabel "Washington" ;
            skos:exactMatch wd:Q30 . governmentBody:u-s-department-of-commerce tkg:country country:united-states }"""
    )


def test_a_document_mentions_only_entities_that_are_described() -> None:
    result = sample_results()[1]
    stray = dataclasses.replace(result.mentions[0], entity="entity/person/nobody-in-the-graph")
    quads = list(document_quads(dataclasses.replace(result, mentions=(*result.mentions, stray))))
    mentioned = [quad.object for quad in quads if quad.predicate.value.endswith("/mentions")]
    assert NAMES.node("entity/country/china") in mentioned
    assert NAMES.node(stray.entity) not in mentioned


def test_a_country_that_is_not_in_the_graph_is_not_linked_to() -> None:
    commerce = next(entity for entity in ENTITIES if entity.country == UNITED_STATES.id)
    assert not any(quad.predicate == TKG.country for quad in entity_quads([commerce]))


def test_the_first_label_of_an_id_is_its_label_and_the_others_are_alternatives() -> None:
    other = dataclasses.replace(UNITED_STATES, label="USA", aliases=())
    labels = [
        (quad.predicate, quad.object.value)
        for quad in entity_quads([UNITED_STATES, other])
        if quad.predicate in (RDFS.label, SKOS.altLabel)
    ]
    assert (RDFS.label, "United States") in labels
    assert (SKOS.altLabel, "USA") in labels
    assert sum(predicate == RDFS.label for predicate, _ in labels) == 1


def test_an_undeclared_predicate_instrument_or_change_is_refused() -> None:
    result, statement = sample_results()[1], _one("seeks")
    for bad in (
        dataclasses.replace(statement, predicate="adores"),
        dataclasses.replace(statement, object=dataclasses.replace(statement.object, instrument="magic")),
        dataclasses.replace(statement, object=dataclasses.replace(statement.object, change="turn")),
    ):
        with pytest.raises(DataError, match="the ontology declares no"):
            list(document_quads(dataclasses.replace(result, statements=(bad,))))


def test_two_anchors_for_one_part_are_refused() -> None:
    anchors = (Anchor(Role.SUBJECT, 0, 1), Anchor(Role.SUBJECT, 2, 3))
    result = dataclasses.replace(sample_results()[1], statements=(dataclasses.replace(_one("seeks"), anchors=anchors),))
    with pytest.raises(DataError, match="two anchors for its subject"):
        list(document_quads(result))


# -------------------------------------------------------------------------------------------- names


def test_document_ids_map_one_to_one_to_iris() -> None:
    ids = [
        "a/b",
        "a%2Fb",
        "a//b",
        "/a/b",
        "a/b/",
        "../a",
        "%2E%2E/a",
        "a b",
        "a+b",
        "a?b",
        "a#b",
        "é",
        "e\u0301",
        "a:b",
        "",
    ]
    assert len({path_segment(identifier) for identifier in ids}) == len(ids)
    for identifier in ids:
        ox.NamedNode(NAMES.document(identifier).value)


def test_no_document_id_makes_a_path_that_a_client_would_resolve() -> None:
    for identifier in ("..", ".", "../x", "a/../../b", "./a", "a/./b"):
        assert not {".", ".."} & set(path_segment(identifier).split("/"))


@pytest.mark.parametrize("base", ["no iri", "https://example.org/kg", "relative/"])
def test_a_base_that_cannot_begin_iris_is_refused(base: str) -> None:
    with pytest.raises(DataError, match="IRI"):
        Names(base)


def test_another_base_iri_moves_every_resource() -> None:
    names = Names("https://kg.example/data#")
    quads = list(result_quads(sample_results(), names=names))
    assert not any(NAMES.base_iri in str(quad) for quad in quads)
    assert statements_from_quads(quads, names=names) == sorted(_statements(), key=lambda one: one.sort_key)


# --------------------------------------------------------------------------------------- round trip


def test_statements_come_back_equal() -> None:
    assert statements_from_quads(_quads()) == sorted(_statements(), key=lambda one: one.sort_key)


@pytest.mark.parametrize("form", [ox.RdfFormat.N_QUADS, ox.RdfFormat.TURTLE])
def test_statements_come_back_equal_from_files(form: ox.RdfFormat) -> None:
    data = nquads(_quads()) if form == ox.RdfFormat.N_QUADS else turtle(_quads(), prefixes=NAMES.prefixes())
    assert statements_from_quads(ox.parse(data, format=form)) == sorted(_statements(), key=lambda one: one.sort_key)


def test_documents_and_actors_come_back() -> None:
    assert documents_from_quads(_quads()) == [result.document for result in sample_results()]
    back = {entity.id: entity for entity in entities_from_quads(_quads())}
    for entity in ENTITIES:
        assert dataclasses.replace(back[entity.id], aliases=()) == dataclasses.replace(entity, aliases=())
        assert set(back[entity.id].aliases) == set(entity.aliases)


def test_half_a_graph_is_reported_as_such() -> None:
    with pytest.raises(DataError, match="is the graph of entities there"):
        statements_from_quads(document_quads(sample_results()[0]))


# -------------------------------------------------------------------------------------------- files


def test_both_files_load_without_a_warning_and_hold_the_same_triples(caplog: pytest.LogCaptureFixture) -> None:
    lines, text = nquads(_quads()), turtle(_quads(), prefixes=NAMES.prefixes())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own: its Dataset calls a name it has renamed
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=lines.decode(), format="nquads")
        graph = rdflib.Graph().parse(data=text.decode(), format="turtle")
    assert caplog.records == []  # where rdflib reports bad IRIs and literals
    union = {quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS)}
    assert union == {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert len(graph) == len(union) == len(set(dataset.triples((None, None, None))))
    assert set(graph) == set(dataset.triples((None, None, None)))


def test_the_order_and_number_of_quads_given_do_not_matter() -> None:
    quads = _quads()
    assert nquads(quads) == nquads([*reversed(quads), *quads])
    prefixes = NAMES.prefixes()
    assert turtle(quads, prefixes=prefixes) == turtle([*reversed(quads), *quads], prefixes=prefixes)


def test_nothing_gives_empty_files() -> None:
    assert nquads([]) == b""
    assert turtle([], prefixes=NAMES.prefixes()) == b""


def test_turtle_declares_only_the_prefixes_that_it_uses() -> None:
    text = turtle(facts_quads([_one("buys")]), prefixes=NAMES.prefixes()).decode()
    assert [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")] == [
        "country:",
        "good:",
        "tkg:",
    ]


@pytest.mark.parametrize("value", ["1", "-1", "+01", "1.5", ".5", "5.", "1e3", "true", "1.", "", "x"])
@pytest.mark.parametrize("datatype", ["integer", "decimal", "boolean", "double"])
def test_typed_literals_keep_value_and_type_in_turtle(value: str, datatype: str) -> None:
    literal = ox.Literal(value, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#" + datatype))
    triple = ox.Triple(TKG.Topic, TKG.time, literal)
    back = ox.parse(turtle([triple], prefixes=NAMES.prefixes()), format=ox.RdfFormat.TURTLE)
    assert [quad.object for quad in back] == [literal]


def test_awkward_local_names_stay_whole_iris() -> None:
    for name in ("a.", "-a", "a/b", "a%20b", "a~b", "é", ""):
        triple = ox.Triple(NAMES.node("topic/" + name), RDF.type, TKG.Topic)
        back = ox.parse(turtle([triple], prefixes=NAMES.prefixes()), format=ox.RdfFormat.TURTLE)
        assert [quad.subject for quad in back] == [triple.subject]


def test_the_bytes_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import sys; from sample import sample_results; from kg.rdf import Names, nquads, result_quads, turtle;"
        "quads = list(result_quads(sample_results()));"
        "sys.stdout.buffer.write(nquads(quads) + turtle(quads, prefixes=Names().prefixes()))"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1] != b""


def test_a_document_in_turtle_is_as_reviewed() -> None:
    """A change of `tests/golden/chips.ttl` is a change of what users load: look at it before it is committed."""
    result = sample_results()[1]
    quads = [*document_quads(result), *facts_quads(result.statements)]
    assert turtle(quads, prefixes=NAMES.prefixes()).decode() == GOLDEN.read_text(encoding="utf-8")


def test_the_ontology_graph_is_the_ontology() -> None:
    assert {quad.graph_name for quad in ontology_quads()} == {NAMES.ontology}
    assert any(quad.subject == TKG.eases and quad.predicate == TKG.carriesOut for quad in ontology_quads())


def test_dates_are_days_or_strings() -> None:
    def written(date: str) -> ox.Literal:
        result = DocumentResult(Document("d", "", date=date), "0" * 64, 0, 0, 0, (), (), ())
        return next(quad.object for quad in document_quads(result) if quad.predicate.value.endswith("/issued"))

    assert written("2025-03-12").datatype.value.endswith("#date")
    for text in ("2025-02-30", "2025-03", "2025", "2025-03/2025-04", "soon"):
        assert written(text) == ox.Literal(text)
