"""Two actors and what passes between them: balance over time, reciprocity, retaliation."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from statistics import median

from kg.analyse.evidence import Evidence
from kg.analyse.table import Row, Table
from kg.model import Statement
from kg.network import Status
from kg.predicates import Tone, facts_of
from kg.projections import Window, towards

ANSWER_DAYS = 180
"""Within how many days an act of conflict counts as an answer to one."""


def dyads(evidence: Evidence, *, window: Window = Window.YEAR) -> Table:
    """Conflict and cooperation of each two actors, year by year."""
    cells: defaultdict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    totals: defaultdict[tuple[str, str], int] = defaultdict(int)
    for statement, pair in _directed(evidence):
        low, high = sorted(pair)
        when = evidence.dates.get(statement.document)
        cells[low, high, (window.of(when) if when else None) or "undated"].append(statement)
        totals[low, high] += 1
    rows = []
    for (low, high, when), members in cells.items():
        tones = [facts_of(member.predicate).tone for member in members]
        good, bad = tones.count(Tone.COOPERATIVE), tones.count(Tone.CONFLICTUAL)
        balance = round((good - bad) / (good + bad), 4) if good + bad else None
        names = (evidence.labels[low], evidence.labels[high])
        rows.append((-totals[low, high], low, high, when, Row((*names, when, good, bad, balance), len(members))))
    return Table(
        "dyads",
        "Conflict and cooperation of two actors over time",
        "What two actors do and say towards each other, in both directions, by the year of the document: numbers of"
        " cooperative and conflictual statements (by PLOVER quad class), and balance, from -1 (all conflict) to +1"
        " (all cooperation). Denied and merely possible statements do not count. Most talked-of pairs first.",
        ("actor", "other", window.value, "cooperative", "conflictual", "balance"),
        tuple(row for *_, row in sorted(rows, key=lambda item: item[:4])),
        evidence.minimum,
    )


def reciprocity(evidence: Evidence) -> Table:
    """Whether what one does to the other is answered in kind."""
    graph = evidence.actors
    rows = []
    for low, high in sorted({(min(pair), max(pair)) for pair in graph.edges()}):
        if not (graph.has_edge(low, high) and graph.has_edge(high, low)):
            continue
        there, back = graph[low][high], graph[high][low]
        kind = "mixed" if there["sign"] != back["sign"] else {1: "good", -1: "bad", 0: "even"}[there["sign"]]
        rows.append(
            Row(
                (evidence.labels[low], evidence.labels[high], there["balance"], back["balance"], kind),
                len(there["statements"]) + len(back["statements"]),
            )
        )
    pairs = len({frozenset(pair) for pair in graph.edges()})
    return Table(
        "reciprocity",
        "Reciprocity",
        f"Of {pairs:,} pairs of actors, {len(rows):,} speak or act in both directions; the table shows these. There and"
        " back: the balance of conflict (-1) and cooperation (+1) in each direction. In kind: whether both are good,"
        " bad or even, or mixed.",
        ("actor", "other", "there", "back", "in kind"),
        tuple(sorted(rows, key=lambda row: (-row.statements, str(row.values[0]), str(row.values[1])))),
        evidence.minimum,
    )


def retaliation(evidence: Evidence) -> Table:
    """How often hostile policy acts are answered by such acts, and how soon."""
    acts: defaultdict[tuple[str, str], set[tuple[date, str]]] = defaultdict(set)
    for statement, pair in _directed(evidence):
        facts = facts_of(statement.predicate)
        when = _day(evidence.dates.get(statement.document))
        if when is not None and facts.group == "policy action" and facts.tone is Tone.CONFLICTUAL:
            acts[pair].add((when, statement.document))
    rows = []
    for (actor, other), own in sorted(acts.items()):
        answers = sorted({when for when, _ in acts.get((other, actor), ())})
        days = sorted({when for when, _ in own})
        delays = [next(((answer - day).days for answer in answers if answer > day), None) for day in days]
        soon = [delay for delay in delays if delay is not None and delay <= ANSWER_DAYS]
        if soon:
            names = (evidence.labels[actor], evidence.labels[other])
            share = round(len(soon) / len(days), 4)
            count = len(own) + len(acts[other, actor])
            rows.append(Row((*names, len(days), len(soon), share, float(median(soon))), count))
    return Table(
        "retaliation",
        "Retaliation",
        "Days on which a hostile policy act of an actor towards another is reported (imposing, tightening, keeping,"
        f" investigating), how many of them the other answers by such an act within {ANSWER_DAYS} days, the share, and"
        " the median number of days to the answer. It shows sequence, not cause. Documents without a full date are left"
        " out.",
        ("actor", "other", "acts", "answered", "share", "median days"),
        tuple(sorted(rows, key=lambda row: (-int(row.values[3] or 0), str(row.values[0]), str(row.values[1])))),
        evidence.minimum,
    )


def _directed(evidence: Evidence) -> list[tuple[Statement, tuple[str, str]]]:
    return [
        (statement, (statement.subject.id, other.id))
        for statement in evidence.statements
        if Status.of(statement) is Status.AFFIRMED and (other := towards(statement)) is not None
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and len(text) == 10 else None
