"""Statements, entities and documents as RDF, and back, and files in a fixed order.

pyoxigraph's terms and quads are the working form. Graphs: one a document (`Names.document_graph`), one each for facts
(direct triples), entities (with the moves, measures, goods and topics that statements name) and the ontology.
"""

from kg.rdf.mapping import document_quads, entity_quads, facts_quads, ontology_quads, result_quads
from kg.rdf.names import Names
from kg.rdf.reading import documents_from_quads, entities_from_quads, statements_from_quads
from kg.rdf.writing import nquads, turtle, turtle_of_lines

__all__ = [
    "Names",
    "document_quads",
    "documents_from_quads",
    "entities_from_quads",
    "entity_quads",
    "facts_quads",
    "nquads",
    "ontology_quads",
    "result_quads",
    "statements_from_quads",
    "turtle",
    "turtle_of_lines",
]
