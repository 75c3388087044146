"""Shapes: what a build writes conforms, and each way to damage it is caught by the shape that forbids it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from sample import sample_results

from kg.cli import main
from kg.data import ontology_path
from kg.errors import InputError
from kg.ontology import load_ontology, parse_turtle
from kg.rdf import Names, nquads, result_quads, turtle
from kg.rdf.names import RDF, RDFS, TKG
from kg.validation import Engine, validate, validate_quads
from kg.validation.layout import layout_findings
from kg.validation.report import SH, SHAPES

NAMES = Names()
ENGINES = [Engine.SHACL, Engine.PYSHACL]


def _graph() -> list[ox.Quad]:
    """The sample with vocabulary and schemes, but without the goods that no statement names, for speed."""
    ontology = [triple for name in ("tradekg.ttl", "schemes.ttl") for triple in parse_turtle(ontology_path(name))]
    rest = [quad for quad in result_quads(sample_results()) if quad.graph_name != NAMES.ontology]
    return [*rest, *(ox.Quad(t.subject, t.predicate, t.object, NAMES.ontology) for t in ontology)]


GRAPH = _graph()
STATEMENT = next(one for one in sample_results()[1].statements if one.predicate == "seeks")
TIE = next(one for one in sample_results()[1].statements if one.predicate == "affiliatedWith")
EVIDENCE = next(q.object.value for q in GRAPH if q.subject == NAMES.node(STATEMENT.id) and q.predicate == TKG.evidence)
NODES = {
    "s": f"<{NAMES.node(STATEMENT.id).value}>",
    "tie": f"<{NAMES.node(TIE.id).value}>",
    "e": f"<{EVIDENCE}>",
    "p": f"<{EVIDENCE}-position>",
    "q": f"<{EVIDENCE}-quote>",
    "d": f"<{NAMES.document('seeds/chips.txt').value}>",
    "actor": "country:china",
    "topic": f"<{next(q.subject.value for q in GRAPH if q.object == TKG.Topic and q.predicate == RDF.type)}>",
    "good": "good:soybeans",
    "measure": "measure:tariff.steel",
    "move": "move:remove.tariff",
}


@dataclass(frozen=True)
class Damage:
    """Drop all values of a property of a node, then add Turtle; the finding must name `shape`."""

    shape: str
    drop: str = ""
    add: str = ""


_PARTS = ("actor", "instrument", "change", "good", "target")
_ROLES = ("subject", "predicate", "object", "actor", "target", "good", "source")
DAMAGES = [
    Damage("Statement", add='_:x a tkg:Statement . '),
    Damage("statement-type", "s rdf:type", "{s} a tkg:Statement ."),
    Damage("statement-subject", "s rdf:subject"),
    Damage("statement-subject", add="{s} rdf:subject country:japan ."),
    Damage("statement-subject", "s rdf:subject", "{s} rdf:subject good:steel ."),
    Damage("statement-predicate", "s rdf:predicate"),
    Damage("statement-predicate", "s rdf:predicate", "{s} rdf:predicate tkg:rule ."),
    Damage("statement-object", "s rdf:object"),
    Damage("statement-object", "s rdf:object", "{s} rdf:object {d} ."),
    Damage("statement-polarity", "s tkg:polarity"),
    Damage("statement-polarity", add="{s} tkg:polarity tkg:Negated ."),
    Damage("statement-modality", "s tkg:modality", "{s} tkg:modality tkg:Affirmed ."),
    Damage("statement-source", add="{s} tkg:source country:japan ."),
    Damage("statement-source", "s tkg:source", "{s} tkg:source good:steel ."),
    Damage("statement-confidence", "s tkg:confidence"),
    Damage("statement-confidence", "s tkg:confidence", "{s} tkg:confidence 1.2 ."),
    Damage("statement-confidence", "s tkg:confidence", '{s} tkg:confidence "0.5"^^xsd:double .'),
    Damage("statement-rule", "s tkg:rule"),
    Damage("statement-document", "s prov:wasDerivedFrom", "{s} prov:wasDerivedFrom country:china ."),
    Damage("statement-evidence", "s tkg:evidence"),
    Damage("statement-text", add='{s} tkg:objectText "more" .'),
    Damage("statement-amount", add='{s} tkg:amount "1", "2" .'),
    Damage("statement-time", add="{s} tkg:time 5 ."),
    Damage("statement-place", add='{s} tkg:place "a", "b" .'),
    Damage("statement-quoted", add='{s} tkg:quoted "yes" .'),
    Damage("statement-page", add="{s} tkg:page 0 ."),
    Damage("DeclaredPredicate", "s rdf:predicate", "{s} rdf:predicate tkg:rule ."),
    Damage("Tie", "tie rdf:object", "{tie} rdf:object {topic} ."),
    *(Damage(f"part-{part}", f"s tkg:{part}", f"{{s}} tkg:{part} {{d}} .") for part in _PARTS),
    *(Damage(f"anchor-{role}", f"s tkg:{role}Fragment", f'{{s}} tkg:{role}Fragment "line=1,2" .') for role in _ROLES),
    *(Damage(f"reason-{role}", f"s tkg:{role}Reason", f"{{s}} tkg:{role}Reason 1 .") for role in _ROLES),
    Damage("Evidence", "s tkg:evidence", "{s} tkg:evidence _:e ."),
    Damage("evidence-source", "e oa:hasSource"),
    Damage("evidence-selectors", add="{e} oa:hasSelector <x:third> ."),
    Damage("evidence-position", "p rdf:type"),
    Damage("evidence-quote", "q rdf:type"),
    Damage("evidence-position", "p rdf:type", "{p} a oa:TextQuoteSelector ; oa:exact 'a' ."),
    Damage("evidence-quote", "q rdf:type", "{q} a oa:TextPositionSelector ; oa:start 1 ; oa:end 2 ."),
    Damage("Position", add="{p} a oa:TextQuoteSelector ."),
    Damage("Position", add="{q} a oa:TextPositionSelector ."),
    Damage("position-start", "p oa:start", '{p} oa:start "999999"^^xsd:nonNegativeInteger .'),
    Damage("position-start", "p oa:start"),
    Damage("position-end", "p oa:end", "{p} oa:end 9 ."),
    Damage("quote-exact", "q oa:exact", '{q} oa:exact "" .'),
    Damage("Actor", add='_:a a tkg:Country ; rdfs:label "Nowhere" .'),
    Damage("Node", add='_:t a tkg:Topic ; rdfs:label "nothing" .'),
    Damage("label", "actor rdfs:label"),
    Damage("label", "topic rdfs:label"),
    Damage("label", add='{actor} rdfs:label "PRC" .'),
    Damage("alias", add='{actor} skos:altLabel "Chine"@fr .'),
    Damage("match", add='{actor} skos:exactMatch "Q148" .'),
    Damage("actor-country", add="{actor} tkg:country good:steel ."),
    Damage("Good", "good rdfs:label"),
    Damage("Good", add='{good} tkg:hsCode "12A" .'),
    Damage("measure-change", add="{measure} tkg:change tkg:Ease ."),
    Damage("measure-broader", add="{measure} skos:broader {move} ."),
    Damage("move-change", "move tkg:change"),
    Damage("move-broader", add="{move} skos:broader {measure} ."),
    Damage("move-measure", add="{move} tkg:measure {move} ."),
    Damage("Document", "d dcterms:identifier"),
    Damage("Document", "d schema:sha256", '{d} schema:sha256 "abc" .'),
    Damage("Document", "d tkg:tokenCount", "{d} tkg:tokenCount -1 ."),
    Damage("Document", add="{d} schema:mentions <x:unknown> ."),
    Damage("Predicate", add="tkg:adores tkg:predicateGroup tkg:Stance ."),
    Damage("Concept", add="tkg:Magic a tkg:Instrument ."),
]  # fmt: skip
CONTAINERS = {"Anchors", "Measure", "PolicyMove", "Quote"}
"""Named shapes that only gather named property shapes."""


def _damaged(*damages: Damage) -> list[ox.Quad]:
    dropped = set()
    for damage in damages:
        if damage.drop:
            node, predicate = damage.drop.split()
            dropped.add(next(iter(_parsed(f"{NODES[node]} {predicate} 1 ."))))
    keys = {(triple.subject, triple.predicate) for triple in dropped}
    kept = [quad for quad in GRAPH if (quad.subject, quad.predicate) not in keys]
    return [*kept, *(ox.Quad(t.subject, t.predicate, t.object) for d in damages for t in _parsed(d.add))]


def _parsed(text: str) -> Iterable[ox.Triple]:
    for name, node in NODES.items():
        text = text.replace("{" + name + "}", node)
    head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in NAMES.prefixes().items())
    return [quad.triple for quad in ox.parse(head + text, format=ox.RdfFormat.TURTLE)]


def _union(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Without graphs, so that only shapes and facts speak."""
    return [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_written_conforms(engine: Engine) -> None:
    result = validate_quads(result_quads(sample_results()), engine=engine)
    assert result.findings == ()
    assert result.statements == sum(len(one.statements) for one in sample_results())


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: f"{damage.shape}: {damage.drop} {damage.add}")
def test_a_damaged_graph_is_caught_by_the_shape_that_forbids_it(damage: Damage) -> None:
    found = {finding.shape for finding in validate_quads(_damaged(damage), engine=Engine.SHACL).findings}
    expected = "statement-predicate" if damage.shape == "DeclaredPredicate" else damage.shape
    assert expected in found


def test_every_named_shape_has_a_damage_that_it_catches() -> None:
    shapes = {t.subject.value for t in parse_turtle(ontology_path("shapes.ttl")) if isinstance(t.subject, ox.NamedNode)}
    names = {shape.removeprefix(SHAPES.namespace) for shape in shapes}
    assert names == {damage.shape for damage in DAMAGES} | CONTAINERS


@pytest.mark.parametrize("start", range(6))
def test_both_engines_find_the_same(start: int) -> None:
    quads = _union(_damaged(*DAMAGES[start::6]))
    fast, reference = (validate_quads(quads, engine=engine) for engine in ENGINES)
    # Blank nodes get labels of each engine's own.
    found = [
        [finding for finding in result.findings if "_:" not in finding.focus + finding.value]
        for result in (fast, reference)
    ]
    assert found[0] == found[1] != []
    assert len(fast.findings) == len(reference.findings)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_triple_in_two_graphs_counts_once_for_the_shapes(engine: Engine) -> None:
    label = next(quad for quad in GRAPH if quad.predicate == RDFS.label and quad.graph_name == NAMES.entities)
    copy = ox.Quad(label.subject, label.predicate, label.object, NAMES.document_graph("seeds/chips.txt"))
    assert validate_quads([*GRAPH, copy], engine=engine).conforms


def test_no_shape_is_counted_or_denied_by_class() -> None:
    """The fast engine takes a time for that which grows with the square of the graph (benchmarks/validation.py)."""
    triples = list(parse_turtle(ontology_path("shapes.ttl")))
    inner = {t.object for t in triples if t.predicate in (SH.qualifiedValueShape, SH["not"])}
    assert inner
    assert [t for t in triples if t.predicate == SH["class"] and t.subject in inner] == []


def test_shapes_that_only_gather_gather_something() -> None:
    gathered = {
        t.subject.value.removeprefix(SHAPES.namespace)
        for t in parse_turtle(ontology_path("shapes.ttl"))
        if t.predicate == SH.property and isinstance(t.subject, ox.NamedNode)
    }
    assert gathered >= CONTAINERS


# -------------------------------------------------------------------------------------------- layout


def _layout(quads: Iterable[ox.Quad]) -> set[str]:
    return {finding.shape for finding in layout_findings(list(quads), load_ontology())}


def test_the_layout_of_what_is_written_is_right() -> None:
    assert _layout(GRAPH) == set()
    assert _layout(_union(GRAPH)) == set()


def test_a_direct_triple_that_no_statement_carries_is_caught() -> None:
    extra = ox.Quad(NAMES.node("entity/country/japan"), TKG.agreesTo, NAMES.node("good/steel"), NAMES.facts)
    assert _layout([*GRAPH, extra]) == {"Facts"}


def test_a_direct_triple_that_only_a_denied_statement_bears_is_caught() -> None:
    denied = next(one for result in sample_results() for one in result.statements if one.predicate == "agreesTo")
    triple = ox.Quad(NAMES.node(denied.subject.id), TKG.agreesTo, NAMES.node(denied.object.id), NAMES.facts)
    assert _layout([*GRAPH, triple]) == {"Facts"}


def test_a_direct_triple_that_is_missing_is_caught() -> None:
    assert _layout(quad for quad in GRAPH if quad.predicate != TKG.buys) == {"Facts"}


def test_a_direct_triple_in_another_graph_is_caught() -> None:
    moved = next(quad for quad in GRAPH if quad.predicate == TKG.buys)
    extra = ox.Quad(moved.subject, moved.predicate, moved.object, NAMES.document_graph("seeds/chips.txt"))
    assert _layout([*GRAPH, extra]) == {"FactsGraph"}


def test_a_statement_node_in_two_graphs_is_caught() -> None:
    node = next(quad for quad in GRAPH if quad.predicate == RDF.subject)
    extra = ox.Quad(node.subject, node.predicate, node.object, NAMES.document_graph("another"))
    assert _layout([*GRAPH, extra]) == {"DocumentGraph"}


def test_a_blank_node_is_caught() -> None:
    extra = ox.Quad(ox.BlankNode("x"), RDF.type, TKG.Topic, NAMES.entities)
    assert _layout([*GRAPH, extra]) == {"NoBlankNodes"}


# ------------------------------------------------------------------------------------------- command


def _write(folder: Path, name: str, *, damaged: bool = False) -> Path:
    quads = list(result_quads(sample_results()))
    if damaged:
        quads = [quad for quad in quads if quad.predicate != TKG.rule]
    path = folder / name
    path.write_bytes(nquads(quads) if path.suffix == ".nq" else turtle(quads, prefixes=NAMES.prefixes()))
    return path


def test_a_sound_build_folder_conforms(tmp_path: Path) -> None:
    _write(tmp_path, "graph.nq")
    result = CliRunner().invoke(main, ["validate", str(tmp_path)])
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "conforms" in result.stderr


@pytest.mark.parametrize("engine", ENGINES)
def test_a_damaged_file_gives_a_table_and_exit_code_1(tmp_path: Path, engine: Engine) -> None:
    path = _write(tmp_path, "graph.ttl", damaged=True)
    result = CliRunner().invoke(main, ["validate", str(path), "--engine", engine.value], env={"COLUMNS": "200"})
    assert result.exit_code == 1
    assert "tkg:rule" in result.stdout
    assert "A statement names the rule that made it." in result.stdout
    assert "24 violations" in result.stderr


def test_the_report_in_rdf_is_a_shacl_report_and_the_same_from_both_engines(tmp_path: Path) -> None:
    path = _write(tmp_path, "graph.nq", damaged=True)
    texts = [
        CliRunner().invoke(main, ["validate", str(path), "--format", "ttl", "--engine", engine.value]).stdout
        for engine in ENGINES
    ]
    assert texts[0] == texts[1]
    report = rdflib.Graph().parse(data=texts[0], format="turtle")
    row = next(iter(report.query(
        """PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT (COUNT(?r) AS ?n) (SAMPLE(?c) AS ?conforms) WHERE {
        ?report a sh:ValidationReport ; sh:conforms ?c ; sh:result ?r . ?r sh:focusNode ?f ; sh:resultPath ?p ;
        sh:resultSeverity sh:Violation ; sh:sourceConstraintComponent sh:MinCountConstraintComponent }"""
    )))  # fmt: skip
    assert [term.toPython() for term in row] == [24, False]  # type: ignore[union-attr]


def test_the_report_in_json_lists_findings(tmp_path: Path) -> None:
    path = _write(tmp_path, "graph.nq", damaged=True)
    report = json.loads(CliRunner().invoke(main, ["validate", str(path), "--format", "json"]).stdout)
    assert report["conforms"] is False
    assert {finding["shape"] for finding in report["findings"]} == {"statement-rule"}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("graph.ttl", "a b c d e .", "graph.ttl:1: "),
        ("graph.csv", "a,b", "not an RDF file by its suffix"),
        ("graph.nq", None, "cannot be read"),
    ],
)
def test_what_is_no_graph_is_said_so_with_exit_code_2(
    tmp_path: Path, name: str, text: str | None, message: str
) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["validate", str(path)])
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_an_empty_folder_is_no_build(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"graph\.nq: cannot be read"):
        validate(tmp_path)


def test_a_missing_fast_engine_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.validation.run.has_fast_engine", lambda: False)
    with pytest.raises(InputError, match="pip install"):
        validate_quads([], engine=Engine.SHACL)
    assert validate_quads([], engine=Engine.AUTO).engine == "pyshacl"
