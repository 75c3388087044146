"""Names: vocabularies, the IRIs of a build's resources and graphs, and the prefixes that stand for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from pyoxigraph import NamedNode

from kg.errors import DataError
from kg.model import BASE_IRI, ONTOLOGY_IRI, EntityType, slug


class Vocabulary:
    """A namespace whose terms are attributes or items; the nodes are made once."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self._nodes: dict[str, NamedNode] = {}

    def __getitem__(self, name: str) -> NamedNode:
        node = self._nodes.get(name)
        if node is None:
            node = self._nodes[name] = NamedNode(self.namespace + name)
        return node

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        node = self[name]
        setattr(self, name, node)  # from now on it is found without coming here
        return node


TKG = Vocabulary(ONTOLOGY_IRI)
DC = Vocabulary("http://purl.org/dc/elements/1.1/")
DCTERMS = Vocabulary("http://purl.org/dc/terms/")
OA = Vocabulary("http://www.w3.org/ns/oa#")
ORG = Vocabulary("http://www.w3.org/ns/org#")
OWL = Vocabulary("http://www.w3.org/2002/07/owl#")
PROV = Vocabulary("http://www.w3.org/ns/prov#")
RDF = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Vocabulary("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = Vocabulary("https://schema.org/")
SKOS = Vocabulary("http://www.w3.org/2004/02/skos/core#")
XSD = Vocabulary("http://www.w3.org/2001/XMLSchema#")

VOCABULARY_PREFIXES = {
    "dc": DC.namespace,
    "dcterms": DCTERMS.namespace,
    "oa": OA.namespace,
    "org": ORG.namespace,
    "owl": OWL.namespace,
    "prov": PROV.namespace,
    "rdf": RDF.namespace,
    "rdfs": RDFS.namespace,
    "schema": SCHEMA.namespace,
    "skos": SKOS.namespace,
    "tkg": TKG.namespace,
    "wd": "http://www.wikidata.org/entity/",
    "xsd": XSD.namespace,
}

_ACTORS = [kind for kind in EntityType if kind.is_actor]
_FOLDERS = {
    "document": "document/",
    "evidence": "evidence/",
    "good": "good/",
    "graph": "graph/",
    "measure": "measure/",
    "move": "move/",
    "statement": "statement/",
    "topic": "topic/",
    **{kind.value[0].lower() + kind.value[1:]: f"entity/{slug(kind.value)}/" for kind in _ACTORS},
}


@dataclass(frozen=True, slots=True)
class Names:
    """The IRIs of one build. `base_iri` ends in ``/`` or ``#``.

    Raises:
        DataError: `base_iri` is no absolute IRI with such an end.
    """

    base_iri: str = BASE_IRI
    _nodes: dict[str, NamedNode] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        try:
            NamedNode(self.base_iri)
        except ValueError:
            raise DataError(f"{self.base_iri!r} is not an absolute IRI") from None
        if not self.base_iri.endswith(("/", "#")):
            raise DataError(f"the base IRI {self.base_iri!r} must end in / or #")

    def node(self, identifier: str) -> NamedNode:
        """The resource whose id, relative to the base, is `identifier`."""
        node = self._nodes.get(identifier)
        if node is None:
            node = self._nodes[identifier] = NamedNode(self.base_iri + identifier)
        return node

    def id(self, node: NamedNode) -> str:
        """The id of a resource, relative to the base; of a foreign one, its IRI."""
        return node.value.removeprefix(self.base_iri)

    def document(self, identifier: str) -> NamedNode:
        """The resource that stands for the document called `identifier`."""
        return self.node("document/" + path_segment(identifier))

    def document_graph(self, identifier: str) -> NamedNode:
        """The named graph that holds the statements of the document called `identifier`."""
        return self.node("graph/document/" + path_segment(identifier))

    def is_document_graph(self, graph: object) -> bool:
        """True for the named graph of any document."""
        return isinstance(graph, NamedNode) and graph.value.startswith(self.base_iri + "graph/document/")

    @property
    def facts(self) -> NamedNode:
        """The graph of direct triples."""
        return self.node("graph/facts")

    @property
    def entities(self) -> NamedNode:
        """The graph of entities and of the moves, measures, goods and topics that statements name."""
        return self.node("graph/entities")

    @property
    def ontology(self) -> NamedNode:
        """The graph of the ontology."""
        return self.node("graph/ontology")

    def prefixes(self) -> dict[str, str]:
        """All prefixes that writers may use, sorted by name."""
        own = {prefix: self.base_iri + folder for prefix, folder in _FOLDERS.items()}
        return dict(sorted({**VOCABULARY_PREFIXES, **own}.items()))


def path_segment(identifier: str) -> str:
    """`identifier` for use in an IRI: one to one, slashes kept, nothing in it that a client would resolve or trim."""
    encoded = quote(identifier, safe="/:-._~")
    parts = encoded.split("/")
    safe = [part.replace(".", "%2E") if part in (".", "..") else part for part in parts]
    return "/".join(safe) if all(safe) else quote(identifier, safe=":-._~")
