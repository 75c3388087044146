"""The report of a build in Markdown: what there is, who is active, what is contested, who stands together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kg.analyse import MINIMUM, Table, analyse
from kg.analyse.charts import svg_chart, text_chart
from kg.analyse.table import plain
from kg.model import Document, Statement
from kg.network import Status
from kg.predicates import facts_of

_SHORT = ("activity", "centrality", "contested", "coalitions", "dyads", "position_changes", "sources")
_LEFT_OUT = {"centrality": ("id",), "brokers": ("id",), "position_changes": ("statement", "later statement")}


def report(
    statements: Sequence[Statement],
    documents: Iterable[Document] = (),
    *,
    title: str = "Report",
    minimum: int = MINIMUM,
) -> str:
    """The report of a build, ``report.md``: Markdown that needs no other file. It has no clock and no chance in it."""
    tables = {table.name: table for table in analyse(statements, documents, minimum=minimum)}
    return report_of([tables[name] for name in _SHORT], statements, title=title, minimum=minimum, rows=10)


def report_of(
    tables: Iterable[Table],
    statements: Sequence[Statement],
    *,
    title: str,
    minimum: int,
    rows: int,
    images: bool = False,
) -> str:
    """A report of `tables`, at most `rows` rows of each; with `images` it refers to their charts as ``NAME.svg``."""
    parts = [f"# {plain(' '.join(title.split()))}\n", _overview(statements, minimum)]
    for table in tables:
        parts.append(f"## {table.title}\n\n{plain(table.meaning)}\n")
        if not table.rows:
            parts.append("Nothing found.\n")
            continue
        if images and svg_chart(table):
            parts.append(f"![{table.title}]({table.name}.svg)\n")
        elif chart := text_chart(table):
            parts.append(f"```text\n{chart}```\n")
        parts.append(table.markdown(limit=rows, leave_out=_LEFT_OUT.get(table.name, ())))
    return "\n".join(parts)


def _overview(statements: Sequence[Statement], minimum: int) -> str:
    documents = len({statement.document for statement in statements})
    actors = {statement.subject.id for statement in statements}
    actors |= {statement.object.id for statement in statements if statement.object.type.is_actor}
    groups = Counter(facts_of(statement.predicate).group for statement in statements)
    statuses = Counter(Status.of(statement) for statement in statements)
    by_group = ", ".join(
        f"{count:,} {name}" for name, count in sorted(groups.items(), key=lambda one: (-one[1], one[0]))
    )
    return (
        f"{len(statements):,} statements of {documents:,} documents about {len(actors):,} actors"
        + (f" ({by_group})" if by_group else "")
        + f". {statuses[Status.AFFIRMED]:,} are affirmed, {statuses[Status.OPEN]:,} possible, obliged or conditional,"
        f" {statuses[Status.DENIED]:,} denied.\n\n"
        f"A question mark after a number of statements says that it is below {minimum}: what stands in that row may"
        " turn with the next document. All numbers are of what the documents say, not of what happened.\n"
    )
