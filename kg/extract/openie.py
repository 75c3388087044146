"""Open triples: what every clause says, in the words of the text, typed by nothing.

Unlike statements they need no entity, no good and no predicate of the ontology, and nothing says that two of them mean
the same. They are kept apart from statements.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from spacy.tokens import Doc

from kg.extract.clauses import Clause, Construction, clauses
from kg.extract.wording import phrase
from kg.model import OpenTriple

CONFIDENCE: Mapping[Construction, float] = MappingProxyType(
    {
        Construction.CLAUSE: 0.61,
        Construction.COORDINATED: 0.67,
        Construction.RELATIVE: 0.55,
        Construction.PARTICIPLE: 0.6,
        Construction.ADVERBIAL: 0.5,
        Construction.GERUND: 0.4,
        Construction.CONTROL: 0.37,
        Construction.APPOSITION: 0.6,
    }
)
"""The mean share of words that are right, paired one to one with what annotators wrote, on half of CaRB's dev part."""


def open_triples(doc: Doc) -> list[OpenTriple]:
    """The triples of all clauses of `doc`, in text order, each once; offsets are code points of the sentence."""
    found: dict[tuple[int, str, str, tuple[str, ...]], OpenTriple] = {}
    for clause in clauses(doc):
        triple = _triple(clause)
        found.setdefault((triple.start, triple.subject, triple.relation, triple.arguments), triple)
    return list(found.values())


def _triple(clause: Clause) -> OpenTriple:
    sent = clause.head.sent
    return OpenTriple(
        start=sent.start_char,
        end=sent.end_char,
        quote=sent.text,
        subject=phrase(clause.subject),
        relation=phrase(clause.relation),
        arguments=tuple(phrase(words) for words in clause.arguments),
        confidence=CONFIDENCE[clause.construction],
        rule=f"open-{clause.construction.value}",
    )
