"""The ontology as records: what may be said, read from ``ontology/*.ttl`` and checked.

This is the only definition in Python of which predicates, instruments, changes and goods there are; no other module
lists them. Reading and checking takes a few milliseconds, so that every command can afford it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.data import ontology_path
from kg.errors import DataError
from kg.model import BASE_IRI, ONTOLOGY_IRI, EntityType, Modality

ONTOLOGY_FILES = ("tradekg.ttl", "schemes.ttl", "goods.ttl")
GOODS_SCHEME = BASE_IRI + "goods"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"


@dataclass(frozen=True, slots=True)
class TermClass:
    """A class of the ontology; `parents` are absolute IRIs."""

    name: str
    label: str
    comment: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate of statements.

    `domain` and `range` are local names of classes, `group` the label of the family that it is reported in ("stance",
    "policy action", "trade", "diplomacy", "ties", "general politics"), `plover` a PLOVER class ("SANCTION") or None,
    `quad` 1 to 4 (verbal cooperation, material cooperation, verbal conflict, material conflict) or None, `change` the
    change of a measure that an action predicate carries out. `extracted` is false where no rule extracts it.
    """

    name: str
    label: str
    comment: str
    group: str
    domain: str
    range: str
    plover: str | None
    quad: int | None
    symmetric: bool
    change: str | None
    extracted: bool

    @property
    def iri(self) -> str:
        return ONTOLOGY_IRI + self.name


@dataclass(frozen=True, slots=True)
class Concept:
    """A controlled value: `name` as data files write it, `iri` of its node, `broader` names of broader concepts.

    `predicate` is the action predicate that carries a change out, None for all other concepts.
    """

    name: str
    iri: str
    label: str
    definition: str
    alt_labels: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    predicate: str | None = None


@dataclass(frozen=True, slots=True)
class Good:
    """A good of the goods scheme. `id` and `broader` are relative to the base IRI (``good/steel``)."""

    id: str
    label: str
    alt_labels: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    hs_codes: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ontology:
    """All that may be said. Mappings go from names (goods: ids) to records, sorted by name."""

    classes: Mapping[str, TermClass]
    predicates: Mapping[str, Predicate]
    instruments: Mapping[str, Concept]
    changes: Mapping[str, Concept]
    modalities: Mapping[str, Concept]
    polarities: Mapping[str, Concept]
    groups: Mapping[str, Concept]
    plover: Mapping[str, Concept]
    quads: Mapping[str, Concept]
    goods: Mapping[str, Good]
    terms: frozenset[str] = field(repr=False)

    def predicate(self, name: str) -> Predicate:
        """The predicate called `name`. Raises DataError where the ontology does not declare it."""
        try:
            return self.predicates[name]
        except KeyError:
            raise DataError(f"the ontology declares no predicate {name!r}; see ontology/tradekg.ttl") from None

    def declares(self, iri: str) -> bool:
        """True where `iri` is a term of the tradekg vocabulary."""
        return iri in self.terms

    def broader_goods(self, good: str) -> tuple[str, ...]:
        """The ids of the goods directly above `good`; none for one that the scheme does not know."""
        known = self.goods.get(good)
        return known.broader if known else ()


@cache
def load_ontology(folder: Path | None = None) -> Ontology:
    """The ontology in `folder`, by default the one that ships with tradekg (read once and kept).

    Raises:
        DataError: a file is missing, is not Turtle or contradicts itself.
    """
    return _Reader(ontology_path() if folder is None else folder).ontology()


class _Reader:
    """The triples of the ontology files by subject and predicate, and how to turn them into records."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._of_type: dict[str, list[str]] = defaultdict(list)
        for name in ONTOLOGY_FILES:
            for triple in parse_turtle(folder / name):
                subject, predicate = triple.subject, triple.predicate.value
                value = triple.object
                if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
                    raise DataError(f"blank nodes are not allowed here: {triple}", path=folder / name)
                self._values[subject.value][predicate].append(value.value)
                if predicate == _RDF + "type":
                    self._of_type[value.value].append(subject.value)

    def ontology(self) -> Ontology:
        classes = {_local(iri): self._class(iri) for iri in self._own(_OWL + "Class")}
        groups = self._scheme("PredicateGroups")
        plover = self._scheme("PloverClasses")
        predicates = {
            _local(iri): self._predicate(iri) for iri in self._own(_OWL + "ObjectProperty") if self._has_group(iri)
        }
        result = Ontology(
            classes=classes,
            predicates=predicates,
            instruments=self._scheme("Instruments"),
            changes=self._scheme("Changes"),
            modalities=self._scheme("Modalities"),
            polarities=self._scheme("Polarities"),
            groups=groups,
            plover=plover,
            quads=self._scheme("Quads"),
            goods=self._goods(),
            terms=frozenset(iri for iri in self._values if iri.startswith(ONTOLOGY_IRI)),
        )
        self._check(result)
        return result

    def _own(self, type_iri: str) -> list[str]:
        return sorted(iri for iri in self._of_type[type_iri] if iri.startswith(ONTOLOGY_IRI))

    def _has_group(self, iri: str) -> bool:
        return bool(self._values[iri][ONTOLOGY_IRI + "predicateGroup"])

    def _all(self, iri: str, predicate: str) -> tuple[str, ...]:
        return tuple(sorted(self._values[iri][predicate]))

    def _optional(self, iri: str, predicate: str) -> str | None:
        values = self._values[iri][predicate]
        if len(values) > 1:
            raise self._error(iri, f"has {len(values)} values of {_local(predicate)}, where one is allowed")
        return values[0] if values else None

    def _one(self, iri: str, predicate: str) -> str:
        value = self._optional(iri, predicate)
        if value is None:
            raise self._error(iri, f"lacks {_local(predicate)}")
        return value

    def _class(self, iri: str) -> TermClass:
        label, comment = self._one(iri, _RDFS + "label"), self._one(iri, _RDFS + "comment")
        return TermClass(_local(iri), label, comment, self._all(iri, _RDFS + "subClassOf"))

    def _predicate(self, iri: str) -> Predicate:
        plover, quad = self._optional(iri, ONTOLOGY_IRI + "ploverClass"), self._optional(iri, ONTOLOGY_IRI + "quad")
        change = self._optional(iri, ONTOLOGY_IRI + "carriesOut")
        if (self._one(plover, _SKOS + "broader") if plover else None) != quad:
            raise self._error(iri, "has another quad than its PLOVER class")
        return Predicate(
            name=_local(iri),
            label=self._one(iri, _RDFS + "label"),
            comment=self._one(iri, _RDFS + "comment"),
            group=self._one(self._one(iri, ONTOLOGY_IRI + "predicateGroup"), _SKOS + "prefLabel"),
            domain=_local(self._one(iri, _RDFS + "domain")),
            range=_local(self._one(iri, _RDFS + "range")),
            plover=self._notation(plover) if plover else None,
            quad=int(self._notation(quad)) if quad else None,
            symmetric=_OWL + "SymmetricProperty" in self._values[iri][_RDF + "type"],
            change=self._notation(change) if change else None,
            extracted=self._one(iri, ONTOLOGY_IRI + "extraction") == ONTOLOGY_IRI + "Extracted",
        )

    def _notation(self, iri: str) -> str:
        return self._one(iri, _SKOS + "notation")

    def _members(self, scheme: str) -> list[str]:
        return sorted(iri for iri, values in self._values.items() if scheme in values.get(_SKOS + "inScheme", ()))

    def _scheme(self, name: str) -> dict[str, Concept]:
        concepts: dict[str, Concept] = {}
        for iri in self._members(ONTOLOGY_IRI + name):
            predicate = self._optional(iri, ONTOLOGY_IRI + "carriedOutBy")
            concept = Concept(
                name=self._notation(iri),
                iri=iri,
                label=self._one(iri, _SKOS + "prefLabel"),
                definition=self._one(iri, _SKOS + "definition"),
                alt_labels=self._all(iri, _SKOS + "altLabel"),
                broader=tuple(self._notation(wider) for wider in self._all(iri, _SKOS + "broader")),
                predicate=_local(predicate) if predicate else None,
            )
            if concept.name in concepts:
                raise self._error(iri, f"has the notation {concept.name!r} of another concept")
            concepts[concept.name] = concept
        if not concepts:
            raise DataError(f"the scheme tkg:{name} has no concepts", path=self._folder)
        return dict(sorted(concepts.items()))

    def _goods(self) -> dict[str, Good]:
        goods = {}
        for iri in self._members(GOODS_SCHEME):
            goods[_relative(iri)] = Good(
                id=_relative(iri),
                label=self._one(iri, _SKOS + "prefLabel"),
                alt_labels=self._all(iri, _SKOS + "altLabel"),
                broader=tuple(_relative(wider) for wider in self._all(iri, _SKOS + "broader")),
                hs_codes=self._all(iri, ONTOLOGY_IRI + "hsCode"),
                matches=self._all(iri, _SKOS + "exactMatch"),
            )
        return goods

    def _check(self, ontology: Ontology) -> None:
        for change in ontology.changes.values():
            if change.predicate is None or change.predicate not in ontology.predicates:
                raise self._error(change.iri, "names no declared predicate that carries it out")
        for predicate in ontology.predicates.values():
            for name in (predicate.domain, predicate.range):
                if name not in ontology.classes:
                    raise self._error(predicate.iri, f"names the class {name!r}, which is not declared")
            if predicate.change and ontology.changes[predicate.change].predicate != predicate.name:
                raise self._error(predicate.iri, f"carries out {predicate.change!r}, which names another predicate")
        for kind in EntityType:
            if kind.value not in ontology.classes:
                raise DataError(f"the class {kind.value!r} is not declared", path=self._folder / ONTOLOGY_FILES[0])
        if set(ontology.modalities) != {modality.value for modality in Modality}:
            raise DataError("the modalities are not those of the model", path=self._folder / ONTOLOGY_FILES[1])
        self._check_broader({concept.name: concept.broader for concept in ontology.instruments.values()})
        self._check_broader({good.id: good.broader for good in ontology.goods.values()})

    def _check_broader(self, broader: Mapping[str, Sequence[str]]) -> None:
        done: set[str] = set()

        def visit(name: str, below: tuple[str, ...]) -> None:
            if name in below:
                raise DataError(f"broader terms run in a circle: {' > '.join((*below, name))}", path=self._folder)
            if name in done:
                return
            if name not in broader:
                raise DataError(f"{below[-1]!r} has the broader term {name!r}, which is not there", path=self._folder)
            for wider in broader[name]:
                visit(wider, (*below, name))
            done.add(name)

        for name in broader:
            visit(name, ())

    def _error(self, iri: str, message: str) -> DataError:
        name = _local(iri)
        pattern = re.compile(rf"^\s*(?:\w*:{re.escape(name)}|<[^>]*{re.escape(name)}>)\s")
        for file in ONTOLOGY_FILES:
            for number, line in enumerate((self._folder / file).read_text(encoding="utf-8").splitlines(), 1):
                if pattern.match(line):
                    return DataError(f"{name} {message}", path=self._folder / file, line=number)
        return DataError(f"{name} {message}", path=self._folder)


def parse_turtle(path: Path) -> Iterable[ox.Triple]:
    """The triples of a Turtle file, in its order. Raises DataError with file and line where it is not Turtle."""
    try:
        return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in ox.parse(path=path)]
    except SyntaxError as error:
        raise DataError(error.msg, path=path, line=error.lineno) from error
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror or error}", path=path) from error


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _relative(iri: str) -> str:
    return iri.removeprefix(BASE_IRI)
