"""From records to quads. Pure functions: nothing is read but the ontology, and the clock is never asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kg.data import ontology_path
from kg.errors import DataError
from kg.model import (
    DocumentResult,
    Entity,
    EntityRef,
    EntityType,
    ObjectRef,
    Statement,
    digest,
)
from kg.moves import broader, is_composed, measure_of
from kg.ontology import ONTOLOGY_FILES, Ontology, load_ontology, parse_turtle
from kg.rdf import literals
from kg.rdf.names import DC, DCTERMS, OA, PROV, RDF, RDFS, SCHEMA, SKOS, TKG, Names

DEFAULT_NAMES = Names()


def document_quads(result: DocumentResult, *, names: Names = DEFAULT_NAMES) -> Iterator[Quad]:
    """The named graph of one document: the document, its statements, and their evidence.

    Of the mentions those are written whose entities the result describes, since only these are in the entity graph.

    Raises:
        DataError: a statement uses a predicate, instrument or change that the ontology does not declare, or has
            two anchors for one part.
    """
    ontology = load_ontology()
    document, graph = names.document(result.document.id), names.document_graph(result.document.id)
    yield from _about_document(result, document, graph, names)
    seen: set[NamedNode] = set()
    for statement in result.statements:
        evidence = names.node("evidence/" + digest(statement.document, statement.start, statement.end))
        yield from _statement(statement, document, evidence, graph, names, ontology)
        if evidence not in seen:
            seen.add(evidence)
            yield from _evidence(statement, document, evidence, graph, names)


def facts_quads(statements: Iterable[Statement], *, names: Names = DEFAULT_NAMES) -> Iterator[Quad]:
    """The graph of direct triples that `statements` carry, each triple once, in the order of first appearance."""
    seen: set[tuple[str, str, str]] = set()
    for statement in statements:
        triple = (statement.subject.id, statement.predicate, statement.object.id)
        if statement.is_direct and triple not in seen:
            seen.add(triple)
            yield Quad(names.node(triple[0]), TKG[triple[1]], names.node(triple[2]), names.facts)


def entity_quads(
    entities: Iterable[Entity], statements: Iterable[Statement] = (), *, names: Names = DEFAULT_NAMES
) -> Iterator[Quad]:
    """The graph of entities: `entities`, and all that `statements` name, with the broader nodes of moves and measures.

    An id with several labels keeps the first, that of an entity before those of statements, and the others become
    alternative labels; so the order of the arguments counts (a build's is by document). The country of an entity is
    written where the country itself is in the graph.
    """
    ontology = load_ontology()
    nodes, kept = _Nodes(ontology), list(entities)
    for entity in kept:
        nodes.add(entity.ref)
    for statement in statements:
        nodes.add_statement(statement)
    yield from nodes.quads(kept, names)


def ontology_quads(*, names: Names = DEFAULT_NAMES) -> Iterator[Quad]:
    """The graph of the ontology: vocabulary, schemes and goods. Goods move to the build's base IRI."""
    for file in ONTOLOGY_FILES:
        for triple in parse_turtle(ontology_path(file)):
            subject, value = _moved(triple.subject, names), _moved(triple.object, names)
            assert isinstance(subject, NamedNode)
            yield Quad(subject, triple.predicate, value, names.ontology)


def result_quads(results: Iterable[DocumentResult], *, names: Names = DEFAULT_NAMES) -> Iterator[Quad]:
    """All graphs of a build of `results`."""
    kept = list(results)
    statements = [statement for result in kept for statement in result.statements]
    yield from ontology_quads(names=names)
    yield from entity_quads((entity for result in kept for entity in result.entities), statements, names=names)
    yield from facts_quads(statements, names=names)
    for result in kept:
        yield from document_quads(result, names=names)


# ---------------------------------------------------------------------------------------- documents


def _about_document(result: DocumentResult, node: NamedNode, graph: NamedNode, names: Names) -> Iterator[Quad]:
    document = result.document
    yield Quad(node, RDF.type, TKG.Document, graph)
    yield Quad(node, DCTERMS.identifier, Literal(document.id), graph)
    if document.title is not None:
        yield Quad(node, DCTERMS.title, Literal(document.title), graph)
    if document.date is not None:
        yield Quad(node, DCTERMS.issued, literals.date(document.date), graph)
    if document.publisher is not None:
        yield Quad(node, DC.publisher, Literal(document.publisher), graph)
    if document.url is not None:
        yield Quad(node, SCHEMA.url, literals.iri_text(document.url), graph)
    yield Quad(node, SCHEMA.sha256, Literal(result.digest), graph)
    yield Quad(node, TKG.characterCount, literals.integer(result.length), graph)
    yield Quad(node, TKG.sentenceCount, literals.integer(result.sentences), graph)
    yield Quad(node, TKG.tokenCount, literals.integer(result.tokens), graph)
    described = {entity.id for entity in result.entities}
    for entity in sorted({mention.entity for mention in result.mentions} & described):
        yield Quad(node, SCHEMA.mentions, names.node(entity), graph)


def _evidence(
    statement: Statement, document: NamedNode, evidence: NamedNode, graph: NamedNode, names: Names
) -> Iterator[Quad]:
    position, quote = (names.node(f"{names.id(evidence)}-{kind}") for kind in ("position", "quote"))
    yield Quad(evidence, RDF.type, OA.SpecificResource, graph)
    yield Quad(evidence, OA.hasSource, document, graph)
    yield Quad(evidence, OA.hasSelector, position, graph)
    yield Quad(evidence, OA.hasSelector, quote, graph)
    yield Quad(position, RDF.type, OA.TextPositionSelector, graph)
    yield Quad(position, OA.start, literals.offset(statement.start), graph)
    yield Quad(position, OA.end, literals.offset(statement.end), graph)
    yield Quad(quote, RDF.type, OA.TextQuoteSelector, graph)
    yield Quad(quote, OA.exact, Literal(statement.quote), graph)


# --------------------------------------------------------------------------------------- statements


def _statement(
    statement: Statement, document: NamedNode, evidence: NamedNode, graph: NamedNode, names: Names, ontology: Ontology
) -> Iterator[Quad]:
    node, predicate = names.node(statement.id), ontology.predicate(statement.predicate)
    obj = statement.object
    yield Quad(node, RDF.type, TKG.Statement, graph)
    yield Quad(node, RDF.type, RDF.Statement, graph)
    yield Quad(node, RDF.subject, names.node(statement.subject.id), graph)
    yield Quad(node, RDF.predicate, TKG[predicate.name], graph)
    yield Quad(node, RDF.object, names.node(obj.id), graph)
    yield Quad(node, TKG.polarity, TKG.Negated if statement.negated else TKG.Affirmed, graph)
    yield Quad(node, TKG.modality, NamedNode(ontology.modalities[statement.modality.value].iri), graph)
    if statement.source is not None:
        yield Quad(node, TKG.source, names.node(statement.source.id), graph)
    yield Quad(node, TKG.confidence, literals.confidence(statement.confidence), graph)
    yield Quad(node, TKG.rule, Literal(statement.rule), graph)
    yield Quad(node, PROV.wasDerivedFrom, document, graph)
    yield Quad(node, TKG.evidence, evidence, graph)
    if obj.text:
        yield Quad(node, TKG.objectText, Literal(obj.text), graph)
    yield from _parts(node, obj, graph, names, ontology)
    yield from _qualifiers(statement, node, graph)
    yield from _anchors(statement, node, graph)


def _parts(node: NamedNode, obj: ObjectRef, graph: NamedNode, names: Names, ontology: Ontology) -> Iterator[Quad]:
    if obj.actor is not None:
        yield Quad(node, TKG.actor, names.node(obj.actor.id), graph)
    if obj.instrument is not None:
        if obj.instrument not in ontology.instruments:
            raise DataError(f"the ontology declares no instrument {obj.instrument!r}; see ontology/schemes.ttl")
        yield Quad(node, TKG.instrument, NamedNode(ontology.instruments[obj.instrument].iri), graph)
    if obj.change is not None:
        if obj.change not in ontology.changes:
            raise DataError(f"the ontology declares no change {obj.change!r}; see ontology/schemes.ttl")
        yield Quad(node, TKG.change, NamedNode(ontology.changes[obj.change].iri), graph)
    if obj.good is not None:
        yield Quad(node, TKG.good, names.node(obj.good.id), graph)
    if obj.target is not None:
        yield Quad(node, TKG.target, names.node(obj.target.id), graph)


def _qualifiers(statement: Statement, node: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    qualifiers = statement.qualifiers
    if qualifiers.amount is not None:
        yield Quad(node, TKG.amount, Literal(qualifiers.amount), graph)
    if qualifiers.time is not None:
        yield Quad(node, TKG.time, literals.date(qualifiers.time), graph)
    if qualifiers.place is not None:
        yield Quad(node, TKG.place, Literal(qualifiers.place), graph)
    if qualifiers.quoted:
        yield Quad(node, TKG.quoted, literals.TRUE, graph)
    if qualifiers.page is not None:
        yield Quad(node, TKG.page, literals.integer(qualifiers.page), graph)


def _anchors(statement: Statement, node: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    roles = set()
    for anchor in statement.anchors:
        if anchor.role in roles:
            raise DataError(f"{statement.id} has two anchors for its {anchor.role}; one span gives a part")
        roles.add(anchor.role)
        yield Quad(node, TKG[f"{anchor.role}Fragment"], literals.fragment(anchor.start, anchor.end), graph)
        if anchor.reason:
            yield Quad(node, TKG[f"{anchor.role}Reason"], Literal(anchor.reason), graph)


# ----------------------------------------------------------------------------------------- entities


class _Nodes:
    """What statements name: references by id with their labels, and moves and measures with what stands above them."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._labels: dict[str, dict[str, None]] = defaultdict(dict)
        self._types: dict[str, EntityType] = {}
        self._composed: dict[str, ObjectRef] = {}
        self._broader: dict[str, list[str]] = {}
        self._measures: dict[str, str] = {}

    def add_statement(self, statement: Statement) -> None:
        obj = statement.object
        for ref in (statement.subject, statement.source, obj.actor, obj.good, obj.target):
            if ref is not None:
                self.add(ref)
        self.add(EntityRef(obj.id, obj.label, obj.type))
        if not is_composed(obj) or obj.id in self._measures:
            return
        self._add_composed(obj)
        measure = measure_of(obj, self._ontology)
        self._measures[obj.id] = measure.id if measure is not None else ""
        if measure is not None:
            self._add_composed(measure)

    def add(self, ref: EntityRef) -> None:
        self._labels[ref.id][ref.label] = None
        self._types[ref.id] = ref.type

    def _add_composed(self, obj: ObjectRef) -> None:
        if obj.id in self._composed:
            return
        self._composed[obj.id] = obj
        self.add(EntityRef(obj.id, obj.label, obj.type))
        if obj.good is not None:
            self.add(obj.good)
        above = broader(obj, self._ontology)
        self._broader[obj.id] = [node.id for node in above]
        for node in above:
            self._add_composed(node)

    def quads(self, entities: list[Entity], names: Names) -> Iterator[Quad]:
        graph = names.entities
        for entity in sorted(set(entities), key=lambda entity: (entity.id, entity.label)):
            yield from _about_entity(entity, graph, names)
            if entity.country in self._types:
                yield Quad(names.node(entity.id), TKG.country, names.node(entity.country), graph)
        for identifier, labels in self._labels.items():
            node = names.node(identifier)
            first, *others = labels
            yield Quad(node, RDF.type, TKG[self._types[identifier].value], graph)
            yield Quad(node, RDFS.label, Literal(first), graph)
            for label in others:
                yield Quad(node, SKOS.altLabel, Literal(label), graph)
        for identifier, obj in self._composed.items():
            node = names.node(identifier)
            yield from _parts(node, obj, graph, names, self._ontology)
            for wider in self._broader[identifier]:
                yield Quad(node, SKOS.broader, names.node(wider), graph)
            if self._measures.get(identifier):
                yield Quad(node, TKG.measure, names.node(self._measures[identifier]), graph)


def _about_entity(entity: Entity, graph: NamedNode, names: Names) -> Iterator[Quad]:
    node = names.node(entity.id)
    for alias in entity.aliases:
        if alias != entity.label:
            yield Quad(node, SKOS.altLabel, Literal(alias), graph)
    for identifier in entity.identifiers:
        yield Quad(node, SKOS.exactMatch, NamedNode(identifier), graph)


def _moved(term: object, names: Names) -> NamedNode | Literal:
    if isinstance(term, NamedNode) and term.value.startswith(DEFAULT_NAMES.base_iri):
        return names.node(DEFAULT_NAMES.id(term))
    assert isinstance(term, NamedNode | Literal)
    return term
