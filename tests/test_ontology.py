"""The ontology: every term documented, every foreign term real, every mistake reported with its place."""

from __future__ import annotations

import csv
import re
import shutil
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph, namespace
from sample import sample_results

from kg.data import ontology_path
from kg.errors import DataError
from kg.model import ONTOLOGY_IRI, EntityType, Role
from kg.ontology import ONTOLOGY_FILES, load_ontology, parse_turtle
from kg.rdf import Names, result_quads

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VOCABULARIES: dict[str, Any] = {
    str(known): known
    for known in (
        namespace.DC,
        namespace.DCTERMS,
        namespace.ORG,
        namespace.OWL,
        namespace.PROV,
        namespace.RDF,
        namespace.RDFS,
        namespace.SDO,
        namespace.SH,
        namespace.SKOS,
        namespace.XSD,
    )
}
WEB_ANNOTATION = "http://www.w3.org/ns/oa#"
WEB_ANNOTATION_TERMS = {
    "SpecificResource",
    "TextPositionSelector",
    "TextQuoteSelector",
    "end",
    "exact",
    "hasSelector",
    "hasSource",
    "start",
}
"""Terms of https://www.w3.org/TR/annotation-vocab/ that are used here; rdflib has no namespace for them."""

CONTRACT = {
    "SUPPORT": "supports praises",
    "REJECT": "opposes rejects",
    "REQUEST": "seeks pressures",
    "CONCEDE": "offers eases pauses removes",
    "AGREE": "agreesTo signsAgreementWith",
    "THREATEN": "threatens warns",
    "ACCUSE": "accuses criticizes investigates",
    "SANCTION": "imposes tightens retaliatesAgainst maintains",
    "COOPERATE": "exportsTo importsFrom sells buys investsIn cooperatesWith",
    "CONSULT": "negotiatesWith meetsWith",
    "AID": "givesAidTo",
    "PROTEST": "protestsAgainst",
    "MOBILIZE": "mobilizesAgainst",
    "COERCE": "coerces",
    "ASSAULT": "attacks",
    None: "affiliatedWith memberOf partOf subsidiaryOf headquarteredIn",
}


def _triples(*files: str) -> list[ox.Triple]:
    return [triple for file in files for triple in parse_turtle(ontology_path(file))]


def _own_terms(triples: list[ox.Triple]) -> set[str]:
    terms = (term for triple in triples for term in (triple.subject, triple.predicate, triple.object))
    return {term.value for term in terms if isinstance(term, ox.NamedNode) and term.value.startswith(ONTOLOGY_IRI)}


def test_every_term_is_declared_with_a_label_and_a_comment() -> None:
    triples = _triples(*ONTOLOGY_FILES)
    having: dict[str, set[str]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and triple.object.value.strip():
            having.setdefault(triple.subject.value, set()).add(triple.predicate.value)
    for term in _own_terms(triples) - {ONTOLOGY_IRI}:
        assert having.get(term, set()) & {RDFS + "label", SKOS + "prefLabel"}, f"{term} has no label"
        assert having[term] & {RDFS + "comment", SKOS + "definition"}, f"{term} has no comment"


def test_foreign_terms_exist_in_their_vocabularies() -> None:
    quads = list(result_quads(sample_results()))
    used = [term for quad in quads for term in (quad.subject, quad.predicate, quad.object)]
    used += [t for triple in _triples("shapes.ttl") for t in (triple.subject, triple.predicate, triple.object)]
    used += [ox.NamedNode(term.datatype.value) for term in used if isinstance(term, ox.Literal)]
    seen = set()
    for term in used:
        if not isinstance(term, ox.NamedNode):
            continue
        cut = max(term.value.rfind("#"), term.value.rfind("/")) + 1
        space, name = term.value[:cut], term.value[cut:]
        if space == WEB_ANNOTATION:
            assert name in WEB_ANNOTATION_TERMS
        elif space in VOCABULARIES:
            assert name in VOCABULARIES[space], f"{term.value} does not exist"
        seen.add(space)
    assert {WEB_ANNOTATION, str(namespace.PROV), str(namespace.ORG), str(namespace.SDO)} <= seen


def test_the_shapes_name_only_declared_terms() -> None:
    ontology = load_ontology()
    assert [term for term in sorted(_own_terms(_triples("shapes.ttl"))) if not ontology.declares(term)] == []


def _column(file: str, column: str) -> set[str]:
    with ontology_path("lexicon", file).open(encoding="utf-8", newline="") as rows:
        return {row[column] for row in csv.DictReader(rows)} - {""}


def test_every_predicate_has_a_rule_or_is_marked_as_not_extracted() -> None:
    ontology = load_ontology()
    by_change = {ontology.changes[change].predicate for change in _column("changes.csv", "change")}
    ruled = _column("triggers.csv", "predicate") | by_change
    if _column("roles.csv", "lemma"):
        ruled.add("affiliatedWith")  # a title before a name, and the like
    assert ruled <= set(ontology.predicates)
    assert {name for name, predicate in ontology.predicates.items() if predicate.extracted} == ruled


@pytest.mark.parametrize("query", sorted(ontology_path("queries").glob("*.rq")), ids=lambda path: path.stem)
def test_ready_queries_name_only_declared_terms(query: Path) -> None:
    ontology = load_ontology()
    names = set(re.findall(r"\btkg:([A-Za-z]\w*)", query.read_text(encoding="utf-8")))
    assert [name for name in sorted(names) if not ontology.declares(ONTOLOGY_IRI + name)] == []


def test_the_ontology_has_no_blank_nodes() -> None:
    assert not any(isinstance(term, ox.BlankNode) for t in _triples(*ONTOLOGY_FILES) for term in (t.subject, t.object))


@pytest.mark.parametrize(("plover", "names"), CONTRACT.items())
def test_predicates_have_the_plover_class_of_the_contract(plover: str | None, names: str) -> None:
    declared = {name for name, predicate in load_ontology().predicates.items() if predicate.plover == plover}
    assert declared == set(names.split())


@pytest.mark.parametrize(
    ("quad", "predicate"),
    [
        *[(1, "supports"), (1, "meetsWith"), (1, "eases"), (2, "sells"), (2, "givesAidTo"), (3, "seeks")],
        *[(3, "accuses"), (4, "imposes"), (4, "attacks"), (None, "affiliatedWith")],
    ],
)
def test_the_quad_of_a_predicate_follows_its_plover_class(quad: int | None, predicate: str) -> None:
    assert load_ontology().predicate(predicate).quad == quad


def test_each_change_and_its_action_predicate_name_each_other() -> None:
    ontology = load_ontology()
    pairs = {(change.name, change.predicate) for change in ontology.changes.values()}
    assert pairs == {(p.change, name) for name, p in ontology.predicates.items() if p.change}
    assert ("ease", "eases") in pairs
    assert len(pairs) == 6


def test_only_diplomatic_ties_between_equals_are_symmetric() -> None:
    symmetric = {name for name, predicate in load_ontology().predicates.items() if predicate.symmetric}
    assert symmetric == {"negotiatesWith", "meetsWith", "signsAgreementWith", "cooperatesWith"}


def test_every_type_and_every_role_of_the_model_is_declared() -> None:
    ontology = load_ontology()
    assert {kind.value for kind in EntityType} <= set(ontology.classes)
    for kind in EntityType:
        parent = ONTOLOGY_IRI + ("Actor" if kind.is_actor else "Entity")
        assert parent in ontology.classes[kind.value].parents
    for role in Role:
        assert ontology.declares(f"{ONTOLOGY_IRI}{role}Fragment")
        assert ontology.declares(f"{ONTOLOGY_IRI}{role}Reason")


def test_a_quota_is_a_trade_barrier() -> None:
    assert load_ontology().instruments["quota"].broader == ("tradeBarrier",)


def test_no_two_instruments_share_a_label() -> None:
    seen: dict[str, str] = {}
    for name, concept in load_ontology().instruments.items():
        for label in (concept.label, *concept.alt_labels):
            assert seen.setdefault(label.casefold(), name) == name, (
                f"{label!r} names {seen[label.casefold()]} and {name}"
            )


def test_loading_takes_a_small_multiple_of_what_rdflib_takes_to_parse_it(tmp_path: Path) -> None:
    ratios = []
    for number in range(3):
        folder = shutil.copytree(ontology_path(), tmp_path / str(number))
        start = time.process_time()
        load_ontology(folder)
        loaded = time.process_time()
        Graph().parse(folder / "tradekg.ttl")
        ratios.append((loaded - start) / (time.process_time() - loaded))
    assert min(ratios) < 5


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("tradekg.ttl", 'rdfs:label "eases"@en ;', "", r"tradekg\.ttl:\d+: eases lacks label"),
        ("tradekg.ttl", 'rdfs:label "eases"@en ;', "rdfs:label", r"tradekg\.ttl:\d+: "),
        ("tradekg.ttl", "tkg:carriesOut tkg:Ease ;", "tkg:carriesOut tkg:Pause ;", r"\.ttl:\d+: eases carries out"),
        ("tradekg.ttl", "tkg:Topic a owl:Class", "tkg:Matter a owl:Class", "the class 'Topic' is not declared"),
        ("schemes.ttl", "tkg:carriedOutBy tkg:eases", "tkg:carriedOutBy tkg:sings", r"schemes\.ttl:\d+: Ease names no"),
        ("schemes.ttl", 'skos:notation "tariff"', 'skos:notation "quota"', r"the notation 'quota' of another concept"),
        ("schemes.ttl", 'skos:notation "obliged"', 'skos:notation "forced"', "not those of the model"),
        ("schemes.ttl", "skos:topConceptOf tkg:Instruments ;\n    skos:notation \"tradeBarrier\"",
         "skos:broader tkg:Quota ;\n    skos:notation \"tradeBarrier\"", "broader terms run in a circle"),
        ("goods.ttl", "skos:broader good:animal-feed ;", "skos:broader good:no-such-good ;", "good/no-such-good"),
    ],
)  # fmt: skip
def test_a_damaged_ontology_is_refused_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    folder = shutil.copytree(ontology_path(), tmp_path / "ontology")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_ontology(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = shutil.copytree(ontology_path(), tmp_path / "ontology")
    (folder / "goods.ttl").unlink()
    with pytest.raises(DataError, match=r"goods\.ttl: cannot be read"):
        load_ontology(folder)


def test_an_undeclared_predicate_is_refused() -> None:
    with pytest.raises(DataError, match="no predicate 'adores'"):
        load_ontology().predicate("adores")


def test_goods_move_with_the_base_iri() -> None:
    names = Names("https://example.org/kg/")
    quads = list(result_quads(sample_results(), names=names))
    assert any(quad.subject.value == "https://example.org/kg/good/steel" for quad in quads)
    assert not any("w3id.org/tradekg/id/" in str(quad) for quad in quads)
