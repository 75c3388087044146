"""`kg diff`: what changed between two builds or two dates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kg.diff import Difference, Snapshot
    from kg.model import Statement


@click.command(short_help="Show what appeared, vanished or turned between two builds or dates.")
@click.argument("old")
@click.argument("new")
@click.option("-b", "--build", metavar="PATH", help="Take OLD and NEW for dates of this build.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(("table", "json", "md")),
    default="table",
    show_default=True,
    help="What to print.",
)
@click.option(
    "--limit", type=click.IntRange(0), default=50, show_default=True, help="Lines a section in table and md; 0 for all."
)
def command(old: str, new: str, build: str | None, form: str, limit: int) -> None:
    """Show which statements, entities and positions appeared, vanished or turned from OLD to NEW.

    OLD and NEW are two builds (folders or RDF files) or, with --build, two dates: 2023 or 2023-06 count to their end.
    """
    from kg.diff import difference, up_to
    from kg.selection import is_date

    if build is None:
        before, after = _read(old), _read(new)
    else:
        for date in (old, new):
            if not is_date(date):
                raise click.UsageError(f"{date!r} is not a date such as 2024-05-14")
        whole = _read(build)
        before, after = up_to(whole, old), up_to(whole, new)
    changes = difference(before, after)
    if form == "json":
        click.echo(json.dumps(changes.as_json(), ensure_ascii=False, indent=1))
    elif form == "md":
        click.echo(_markdown(changes, limit), nl=False)
    else:
        _table(changes, limit)


def _read(path: str) -> Snapshot:
    from kg.diff import Snapshot
    from kg.opened import open

    with open(path) as build:
        return Snapshot(tuple(build.statements()), tuple(build.entities()), tuple(build.documents()))


def _sections(changes: Difference) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Titles with rows of a mark and texts."""
    yield (
        "Positions",
        [
            ("~" if turn.is_turn else "+" if turn.before == "none" else "-", turn.actor.label, turn.matter.label,
             f"{turn.before} → {turn.after}", turn.statements[0].quote)
            for turn in changes.positions
        ],
    )  # fmt: skip
    said = [("+", *_said(one)) for one in changes.appeared] + [("-", *_said(one)) for one in changes.vanished]
    said += [("~", *_said(r.before)[:3], f"{_how(r.before)} → {_how(r.after)}", r.after.quote) for r in changes.revised]
    yield "Statements", said
    named: list[tuple[str, ...]] = [("+", entity.label, entity.type.value) for entity in changes.new_entities]
    named += [("-", entity.label, entity.type.value) for entity in changes.gone_entities]
    yield "Entities", named


def _said(statement: Statement) -> tuple[str, ...]:
    predicate = f"{'not ' if statement.negated else ''}{statement.predicate}"
    return (statement.subject.label, predicate, statement.object.label, _how(statement), statement.quote)


def _how(statement: Statement) -> str:
    return f"{statement.modality}" + (f", by {statement.source.label}" if statement.source else "")


def _markdown(changes: Difference, limit: int) -> str:
    from kg.tabular import escaped

    lines = []
    for title, rows in _sections(changes):
        lines.append(f"## {title}: {len(rows)}\n")
        for mark, *texts in rows[: limit or None]:
            lines.append(f"- `{mark}` " + " · ".join(escaped(text) for text in texts))
        if limit and len(rows) > limit:
            lines.append(f"- … and {len(rows) - limit} more")
        lines.append("")
    return "\n".join(lines)


def _table(changes: Difference, limit: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    for title, rows in _sections(changes):
        console.print(Text(f"{title}: {len(rows)}", style="bold"))
        grid = Table(show_header=False, box=None)
        for row in rows[: limit or None]:
            grid.add_row(*(Text(" ".join(text.split())) for text in row))
        if rows:
            console.print(grid)
        if limit and len(rows) > limit:
            console.print(Text(f"… and {len(rows) - limit} more; see --limit"))
