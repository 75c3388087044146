"""``kg validate``: check a graph against the shapes."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kg.validation import Validation

_SHOWN = 200
"""Rows of the table; the other formats have all."""


@click.command(short_help="Check a graph against the shapes.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "ttl", "json"]),
    default="table",
    show_default=True,
    help="A table, a SHACL report in Turtle, or JSON.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "pyshacl", "shacl"]),
    default="auto",
    show_default=True,
    help="pyshacl is the reference; shacl (Rust) is fast, and taken by auto where it is installed.",
)
def command(path: Path, form: str, engine: str) -> None:
    """Check a graph against the shapes.

    PATH is the folder of a build or an RDF file (.ttl, .nt, .nq, .trig, .rdf, .jsonld). Beside the SHACL shapes of
    ontology/shapes.ttl it is checked that the direct triples are those that the statements carry, and, where the file
    has named graphs, that everything stands in its graph. Exit code 1 where something is wrong.
    """
    from kg.validation import Engine, validate

    result = validate(path, engine=Engine(engine))
    if form == "ttl":
        click.echo(result.as_turtle(), nl=False)
    elif form == "json":
        findings = [asdict(finding) for finding in result.findings]
        click.echo(json.dumps({"conforms": result.conforms, "findings": findings}, ensure_ascii=False, indent=1))
    elif result.findings:
        _print_table(result)
    click.echo(
        f"{path}: {'conforms' if result.conforms else f'{len(result.findings):,} violations'}"
        f" ({result.quads:,} quads, {result.statements:,} statements, {result.engine})",
        err=True,
    )
    sys.exit(0 if result.conforms else 1)


def _print_table(result: Validation) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kg.rdf import Names
    from kg.rdf.writing import Shortener
    from kg.validation.report import SHAPES

    short = Shortener({**Names().prefixes(), "shape": SHAPES.namespace})
    table = Table(title="Violations", title_justify="left")
    for name in ("shape", "node", "property", "value", "message"):
        table.add_column(name, overflow="fold")
    for finding in result.findings[:_SHOWN]:
        terms = [short.term(term) if term else "" for term in (finding.focus, finding.path, finding.value)]
        table.add_row(*(Text(cell) for cell in (finding.shape, *terms, finding.message)))
    Console().print(table)
    if len(result.findings) > _SHOWN:
        click.echo(f"kg: {len(result.findings) - _SHOWN:,} more; --format json shows all", err=True)
