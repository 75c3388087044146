"""What happens over time and who tells it: activity, changes of position, contested matters, sources."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from kg.analyse.evidence import Evidence
from kg.analyse.table import Row, Table
from kg.predicates import Tone, facts_of
from kg.projections import Matter, Side, Window, positions, windows

_SIDE = {1: "for", -1: "against"}
_NAMED = 6


def activity(evidence: Evidence) -> Table:
    """Statements by time, by month where that gives no more than 36 rows, else by quarter or year."""
    for window in (Window.MONTH, Window.QUARTER, Window.YEAR):
        found = list(windows(evidence.statements, documents=evidence.documents, window=window))
        if found and len(found) <= 36:
            break
    rows = []
    for name, members in found:
        tones = Counter(facts_of(member.predicate).tone for member in members)
        documents = len({member.document for member in members})
        values = (name, documents, tones[Tone.COOPERATIVE], tones[Tone.CONFLICTUAL], tones[Tone.NEUTRAL])
        rows.append(Row(values, len(members)))
    dated = sum(row.statements for row in rows)
    return Table(
        "activity",
        "Activity over time",
        f"Statements by the {window.value} of their document: {dated:,} of {len(evidence.statements):,} have a date"
        " that exact. Denied and possible ones are counted too.",
        (window.value, "documents", "cooperative", "conflictual", "neutral"),
        tuple(rows),
        evidence.minimum,
    )


def position_changes(evidence: Evidence) -> Table:
    """Actors that take one side of a matter and later the other."""
    own: defaultdict[tuple[str, Matter], list[Side]] = defaultdict(list)
    for side in evidence.sides:
        if side.date is not None:
            own[side.actor.id, side.matter].append(side)
    rows = []
    for (actor, matter), taken in sorted(own.items()):
        for before, after in pairwise(taken):
            if before.value != after.value and (before.date or "") < (after.date or ""):
                ids = (before.statement.id, after.statement.id)
                sides = (_SIDE[before.value], before.date, _SIDE[after.value], after.date)
                rows.append(Row((evidence.labels[actor], matter.label, *sides, *ids), len(taken)))
    return Table(
        "position_changes",
        "Changes of position",
        "Where an actor takes a side for or against a matter (an instrument, on a good, of an actor) and in a later"
        " document the other. To support an easing, or to ease, is a side against the instrument. Statements: all by"
        " which the actor takes a side on the matter.",
        ("actor", "matter", "from", "on", "to", "then on", "statement", "later statement"),
        tuple(sorted(rows, key=lambda row: (str(row.values[5]), str(row.values[0]), str(row.values[1])))),
        evidence.minimum,
    )


def contested(evidence: Evidence) -> Table:
    """Matters on which the most actors take opposite sides."""
    behind = Counter(side.matter for side in evidence.sides)
    rows = []
    for matter, actors in positions(evidence.sides).items():
        pro = [evidence.labels[actor] for actor, value in actors.items() if value > 0]
        con = [evidence.labels[actor] for actor, value in actors.items() if value < 0]
        if pro and con:
            values = (matter.label, len(pro), len(con), _few(pro), _few(con))
            rows.append((-min(len(pro), len(con)), -len(actors), matter, Row(values, behind[matter])))
    return Table(
        "contested",
        "Most contested matters",
        "Instruments, on a good, of an actor, on which some actors are for and others against; those where the smaller"
        " side is largest come first. An actor counts once, by the mean of its sides.",
        ("matter", "for", "against", "those for", "those against"),
        tuple(row for *_, row in sorted(rows, key=lambda item: item[:3])),
        evidence.minimum,
    )


def _few(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def sources(evidence: Evidence) -> Table:
    """How much the graph depends on few voices, publishers and documents."""
    publishers = {document.id: document.publisher for document in evidence.documents}
    spread = {
        "speakers": Counter(one.source.label for one in evidence.statements if one.source),
        "publishers": Counter(name for one in evidence.statements if (name := publishers.get(one.document))),
        "documents": Counter(one.document for one in evidence.statements),
    }
    rows = []
    for kind, counts in spread.items():
        total = sum(counts.values())
        if not total:
            continue
        top, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
        index = sum((count / total) ** 2 for count in counts.values())
        rows.append(Row((kind, len(counts), top, round(most / total, 4), round(index, 4), round(1 / index, 2)), total))
    return Table(
        "sources",
        "Concentration of sources",
        "Whom the statements come from: those reported to say them (where the text names one), publishers, documents."
        " Top share: that of the largest. Herfindahl: the sum of squared shares, 1 where there is one source only; its"
        " inverse, the effective number, is how many equal sources would be as concentrated.",
        ("of", "number", "largest", "top share", "herfindahl", "effective number"),
        tuple(rows),
        evidence.minimum,
    )
