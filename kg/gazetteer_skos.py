"""Read a user's gazetteer from SKOS Turtle.

A concept needs a ``skos:prefLabel`` and a type: a class of the ontology (``a tkg:Company``) or one
of the common vocabularies in `_TYPES`. ``skos:altLabel`` and ``skos:hiddenLabel`` are its other
names, ``skos:exactMatch`` and ``owl:sameAs`` its identifiers. Labels in another language than
English are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import DataError
from kg.gazetteer_files import WIKIDATA_IRI, EntityRow, NameKind, entity_row
from kg.model import BASE_IRI, ONTOLOGY_IRI, EntityType

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_IDENTIFIERS = (_SKOS + "exactMatch", "http://www.w3.org/2002/07/owl#sameAs")
_SCHEMA = "https://schema.org/"
_TYPES = {
    **{ONTOLOGY_IRI + entity_type.value: entity_type for entity_type in EntityType},
    _SCHEMA + "Country": EntityType.COUNTRY,
    _SCHEMA + "Corporation": EntityType.COMPANY,
    _SCHEMA + "Organization": EntityType.ORGANIZATION,
    _SCHEMA + "GovernmentOrganization": EntityType.GOVERNMENT_BODY,
    _SCHEMA + "Person": EntityType.PERSON,
    _SCHEMA + "Product": EntityType.GOOD,
    "http://xmlns.com/foaf/0.1/Person": EntityType.PERSON,
    "http://xmlns.com/foaf/0.1/Organization": EntityType.ORGANIZATION,
    "http://www.w3.org/ns/org#Organization": EntityType.ORGANIZATION,
}

Facts = dict[str, list[ox.NamedNode | ox.Literal]]


def read_skos(path: Path) -> Iterator[EntityRow]:
    """The entities of a Turtle file, sorted by IRI.

    Raises:
        DataError: the file is no Turtle, or a labelled concept says not what it is.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        triples = list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=BASE_IRI))
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise DataError("is not UTF-8", path=path) from error
    except SyntaxError as error:
        raise DataError(f"not well-formed Turtle: {error.msg}", path=path, line=error.lineno) from error
    concepts: defaultdict[str, Facts] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            concepts[triple.subject.value][triple.predicate.value].append(triple.object)
    labelled = [iri for iri in sorted(concepts) if _SKOS + "prefLabel" in concepts[iri]]
    if not labelled:
        raise DataError("no skos:prefLabel in it, so no entity", path=path)
    for iri in labelled:
        yield _row(path, _line(text, iri), iri, concepts[iri])


def _row(path: Path, line: int | None, iri: str, facts: Facts) -> EntityRow:
    types = [_TYPES[value.value] for value in facts.get(_TYPE, ()) if value.value in _TYPES]
    if not types:
        raise DataError(
            f"<{iri}> says not what it is; add, for example, `a <{ONTOLOGY_IRI}Company>`", path=path, line=line
        )
    labels = _words(facts, "prefLabel")
    if not labels:
        raise DataError(f"<{iri}> has no skos:prefLabel in English", path=path, line=line)
    own = iri.removeprefix(BASE_IRI) if iri.startswith(BASE_IRI) else ""
    names = [*labels[1:], *_words(facts, "altLabel"), *_words(facts, "hiddenLabel")]
    matches = sorted({value.value for key in _IDENTIFIERS for value in facts.get(key, ())})
    return entity_row(
        path=path,
        line=line,
        known_id=own,
        label=labels[0],
        type_name=types[0].value,
        country="",
        wikidata=next((m.removeprefix(WIKIDATA_IRI) for m in matches if m.startswith(WIKIDATA_IRI)), ""),
        identifiers=" ".join([*(() if own else (iri,)), *(m for m in matches if not m.startswith(WIKIDATA_IRI))]),
        # An at sign in a word is no mark of a kind, so the kind is said.
        aliases="|".join(dict.fromkeys(f"{name}@{NameKind.NAME}" for name in names if name != labels[0])),
        since="",
        until="",
    )


def _words(facts: Facts, label: str) -> list[str]:
    """The English or unmarked values of a SKOS label property, sorted."""
    values = (value for value in facts.get(_SKOS + label, ()) if isinstance(value, ox.Literal))
    return sorted(value.value.replace("|", "/") for value in values if (value.language or "en").split("-")[0] == "en")


def _line(text: str, iri: str) -> int | None:
    """The first line that seems to speak of `iri`: by the whole of it or by its last part."""
    tail = iri.rstrip("/#").replace("#", "/").rpartition("/")[2]
    for needle in (f"<{iri}>", f":{tail}", tail):
        place = text.find(needle)
        if place >= 0:
            return text.count("\n", 0, place) + 1
    return None
