"""``kg explain``: where a statement comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.text import Text

    from kg.explain import Explanation, Part

_STYLES = {"subject": "bold cyan", "predicate": "bold magenta", "object": "bold yellow"}


@click.command(short_help="Show a statement with its sentence, rule and resolved names.")
@click.argument("statement")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default=True,
    help="Folder of the build.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.  [default: text]")
def command(statement: str, output: Path, as_json: bool) -> None:
    """Show the statement with the id STATEMENT: its sentence with the words of subject, predicate and object
    marked, the rule that made it, and how each name was resolved.

    STATEMENT is an IRI from statements.jsonl or the graph, whole or with its prefix (statement:...), or the hash at its
    end; its beginning is enough.
    """
    from kg.explain import explain

    explanation = explain(statement, out=output)
    if as_json:
        click.echo(json.dumps(explanation.as_json(), ensure_ascii=False, indent=1))
    else:
        _show(explanation)


def _show(explanation: Explanation) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    said = explanation.statement
    console = Console(highlight=False, soft_wrap=True)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_row("statement", Text(explanation.iri))
    table.add_row("subject", Text(f"{said.subject.label} ({said.subject.type}) {said.subject.id}"))
    table.add_row("predicate", Text(f"{'not ' if said.negated else ''}{said.predicate} ({said.modality})"))
    table.add_row("object", Text(f"{said.object.label} ({said.object.type}) {said.object.id}"))
    table.add_row("source", Text(f"{said.source.label} ({said.source.type})" if said.source else "the text itself"))
    for key, value in said.qualifiers.as_json().items():
        table.add_row(key, Text(str(value)))
    table.add_row("confidence", Text(f"{said.confidence:g}"))
    table.add_row("sentence", _marked(explanation))
    for part in explanation.parts:
        table.add_row(f"  {part.role}", _understood(part))
    table.add_row("rule", Text(_rule(explanation)))
    doc = explanation.document
    about = [doc.id, f"characters {said.start} to {said.end}", doc.title, doc.date, doc.publisher, doc.url]
    table.add_row("document", Text(", ".join(part for part in about if part)))
    console.print(table)


def _rule(explanation: Explanation) -> str:
    rule = explanation.rule
    if rule.place is None:
        return rule.id
    return f"{rule.id}, {rule.place}: " + ", ".join(f"{key} {value}" for key, value in rule.row.items())


def _understood(part: Part) -> Text:
    from rich.text import Text

    words = " ".join(part.words.split())
    return Text(f"“{words}”" + (f": {part.reason}" if part.reason else ""))


def _marked(explanation: Explanation) -> Text:
    """The sentence, its parts in brackets with their roles and, on a terminal, in colour."""
    from rich.text import Text

    said = explanation.statement
    marks: list[tuple[int, int, str]] = []
    for part in sorted(explanation.parts, key=lambda part: (part.start, -part.end)):
        if part.role in _STYLES and said.start <= part.start and part.end <= said.end:
            marks.append((part.start - said.start, part.end - said.start, part.role))
    opening = {start: [m for m in marks if m[0] == start] for start, _, _ in marks}
    closing = {end: [m for m in reversed(marks) if m[1] == end] for _, end, _ in marks}
    text = Text()
    for place, char in enumerate(said.quote):
        for _ in closing.get(place, ()):
            text.append("]")
        for _, _, role in opening.get(place, ()):
            text.append(f"[{role}: ", style=_STYLES[role])
        styles = [_STYLES[role] for start, end, role in marks if start <= place < end]
        text.append(" " if char.isspace() else char, style=styles[-1] if styles else "")
    for _ in closing.get(len(said.quote), ()):
        text.append("]")
    return text
