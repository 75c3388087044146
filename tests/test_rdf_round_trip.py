"""Any statement comes back from RDF as it was, through quads, N-Quads and Turtle."""

from __future__ import annotations

import pyoxigraph as ox
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import (
    Anchor,
    Document,
    DocumentResult,
    EntityRef,
    EntityType,
    Modality,
    ObjectRef,
    Qualifiers,
    Role,
    Statement,
    digest,
    merged_statements,
    statement_id,
)
from kg.moves import compose
from kg.ontology import load_ontology
from kg.rdf import Names, document_quads, entity_quads, facts_quads, nquads, statements_from_quads, turtle

ONTOLOGY = load_ontology()
NASTY = [
    '"',
    "\\",
    "\n",
    "\r\n",
    "\t",
    "'''",
    '"""',
    "\\u0041",
    "%2F",
    "<b>",
    "é",
    "e\u0301",
    "\u2028",
    "\x00",
    "\x7f",
    "🚢",
]
TEXT = st.text(max_size=12) | st.lists(st.sampled_from([*NASTY, " ", "a", "."]), max_size=6).map("".join)
WORDS = TEXT.filter(bool)
ACTORS = [kind for kind in EntityType if kind.is_actor]


@st.composite
def refs(draw: st.DrawFn, *kinds: EntityType) -> EntityRef:
    """A reference whose id follows from type and label, as in a build."""
    kind, label = draw(st.sampled_from(kinds)), draw(WORDS)
    folder = "good" if kind is EntityType.GOOD else f"entity/{kind.lower()}"
    return EntityRef(f"{folder}/{digest(label)}", label, kind)


@st.composite
def objects(draw: st.DrawFn) -> ObjectRef:
    actor, target = (draw(st.none() | refs(*ACTORS)) for _ in range(2))
    good = draw(st.none() | refs(EntityType.GOOD))
    instrument = draw(st.none() | st.sampled_from(sorted(ONTOLOGY.instruments)))
    change = draw(st.none() | st.sampled_from(sorted(ONTOLOGY.changes)))
    text = draw(TEXT)
    if draw(st.booleans()) and (instrument or change):
        return compose(ONTOLOGY, instrument=instrument, change=change, good=good, actor=actor, target=target, text=text)
    topics = WORDS.map(lambda words: EntityRef(f"topic/{digest(words)}", words, EntityType.TOPIC))
    ref = draw(refs(*ACTORS, EntityType.GOOD) | topics)
    return ObjectRef(ref.id, ref.label, ref.type, actor, instrument, change, good, target, text)


@st.composite
def claims(draw: st.DrawFn, document: str) -> Statement:
    start = draw(st.integers(0, 10**6))
    end = start + draw(st.integers(1, 500))
    subject, obj = draw(refs(*ACTORS)), draw(objects())
    predicate = draw(st.sampled_from(sorted(ONTOLOGY.predicates)))
    source = draw(st.none() | refs(*ACTORS))
    negated = draw(st.booleans())
    roles = draw(st.sets(st.sampled_from(list(Role))))
    return Statement(
        id=statement_id(document, start, end, subject, predicate, obj, negated, source),
        document=document,
        start=start,
        end=end,
        quote=f"{digest(document, start, end)} {NASTY[start % len(NASTY)]}",
        subject=subject,
        predicate=predicate,
        object=obj,
        negated=negated,
        modality=draw(st.sampled_from(list(Modality))),
        source=source,
        qualifiers=Qualifiers(
            amount=draw(st.none() | TEXT),
            time=draw(st.none() | TEXT | st.dates().map(str)),
            place=draw(st.none() | TEXT),
            quoted=draw(st.booleans()),
            page=draw(st.none() | st.integers(1, 9999)),
        ),
        confidence=draw(st.integers(0, 1000)) / 1000,
        rule=draw(WORDS),
        anchors=tuple(
            Anchor(role, start + draw(st.integers(0, 9)), end + 9, draw(TEXT)) for role in Role if role in roles
        ),
    )


@st.composite
def results(draw: st.DrawFn) -> DocumentResult:
    document = Document(draw(WORDS), "", date=draw(st.none() | st.dates().map(str)), title=draw(st.none() | TEXT))
    found = merged_statements(draw(st.lists(claims(document.id), max_size=4)))
    return DocumentResult(document, digest(document.id) * 4, 1, 1, 1, tuple(found), (), ())


def _quads(found: list[DocumentResult]) -> list[ox.Quad]:
    statements = [statement for result in found for statement in result.statements]
    graphs = [quad for result in found for quad in document_quads(result)]
    return [*graphs, *entity_quads([], statements), *facts_quads(statements)]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(results(), max_size=3, unique_by=lambda result: result.document.id))
def test_any_statements_come_back_equal(found: list[DocumentResult]) -> None:
    quads = _quads(found)
    expected = merged_statements(statement for result in found for statement in result.statements)
    assert statements_from_quads(quads) == expected
    lines, text = nquads(quads), turtle(quads, prefixes=Names().prefixes())
    assert statements_from_quads(ox.parse(lines, format=ox.RdfFormat.N_QUADS)) == expected
    assert statements_from_quads(ox.parse(text, format=ox.RdfFormat.TURTLE)) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(results())
def test_rdflib_reads_the_turtle_as_pyoxigraph_does(found: DocumentResult) -> None:
    quads = _quads([found])
    text = turtle(quads, prefixes=Names().prefixes())
    read = ox.parse(
        rdflib.Graph().parse(data=text, format="turtle").serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES
    )
    assert {quad.triple for quad in read} == {quad.triple for quad in quads}
