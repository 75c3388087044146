"""Measures over statements: each a table that says what it means and on how many statements it stands."""

from __future__ import annotations

from collections.abc import Iterable

from kg.analyse.activity import activity, contested, position_changes, sources
from kg.analyse.balance import balance
from kg.analyse.centrality import centrality
from kg.analyse.dyads import dyads, reciprocity, retaliation
from kg.analyse.evidence import MINIMUM, Evidence
from kg.analyse.groups import brokers, coalitions, communities
from kg.analyse.table import Row, Table
from kg.model import Document, Statement

__all__ = ["MEASURES", "MINIMUM", "Evidence", "Row", "Table", "analyse"]

MEASURES = (
    activity,
    centrality,
    contested,
    coalitions,
    communities,
    brokers,
    balance,
    dyads,
    reciprocity,
    retaliation,
    position_changes,
    sources,
)
"""Each makes one table of the evidence, in the order of the report."""


def analyse(
    statements: Iterable[Statement],
    documents: Iterable[Document] = (),
    *,
    minimum: int = MINIMUM,
    seed: int = 1,
) -> list[Table]:
    """All measures over `statements`, in the order of the report; the same input and seed give the same tables.

    A row that stands on fewer than `minimum` statements is marked as weak.
    """
    evidence = Evidence.of(statements, documents, minimum=minimum, seed=seed)
    return [measure(evidence) for measure in MEASURES]
