"""`kg query`: ask a build with SPARQL."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.query import Table
    from kg.ready import ReadyQuery

FORMATS = ("table", "csv", "tsv", "json", "md", "ttl")


@click.command()
@click.argument("query", required=False)
@click.option(
    "-b", "--build", "build", default="out", show_default=True, metavar="PATH", help="A build's folder, or an RDF file."
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Default: table on a terminal, else csv (ttl for a graph).",
)
@click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of a ready query. Repeatable."
)
@click.option(
    "--timeout", type=click.FloatRange(min=0), default=60, show_default=True, metavar="SECONDS",
    help="Stop the query after this time; 0 for no limit.",
)  # fmt: skip
@click.option("--list", "listing", is_flag=True, help="List the ready queries with their parameters.")
@click.option("--show", is_flag=True, help="Print the query's text instead of running it.")
def command(
    query: str | None, build: str, form: str | None, params: tuple[str, ...], timeout: float, listing: bool, show: bool
) -> None:
    """Ask a build with SPARQL.

    QUERY is SPARQL text, a .rq file, the name of a ready query, or - for standard input. The graphs of a build are read
    as one; the usual prefixes (tkg, skos, rdfs, prov, oa ...) are known. Queries only read, and reach nothing outside.
    """
    from kg.query import select
    from kg.store import open_store_at

    if listing:
        _list()
        return
    if query is None:
        raise click.UsageError("give a QUERY, or --list")
    ready = _ready(query)
    if show:
        click.echo(ready.text, nl=not ready.text.endswith("\n"))
        return
    text = ready.filled(_values(params))
    with open_store_at(Path(build)) as store:
        table = select(store, text, timeout=timeout or None)
    _write(table, form)


def _ready(query: str) -> ReadyQuery:
    """What QUERY means: text, file or name."""
    from kg.ready import ReadyQuery, read_query, ready_query

    if query == "-":
        return ReadyQuery("-", "-", "", (), sys.stdin.read())
    if query.endswith(".rq"):
        return read_query(Path(query))
    if re.fullmatch(r"[\w-]+", query):
        return ready_query(query)
    return ReadyQuery("-", "-", "", (), query)


def _values(params: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise QueryError(f"--param {param!r}: write NAME=VALUE")
        values[name.strip()] = value
    return values


def _write(table: Table, form: str | None) -> None:
    from kg import tabular

    if form is None:
        form = "ttl" if table.graph else "table" if sys.stdout.isatty() else "csv"
    if form == "table":
        _print(table)
        return
    writers: Mapping[str, Callable[[Table], str]] = {
        "csv": tabular.as_csv,
        "tsv": tabular.as_tsv,
        "json": tabular.as_json,
        "md": tabular.as_markdown,
        "ttl": tabular.as_turtle,
    }
    click.echo(writers[form](table), nl=False)


def _print(table: Table) -> None:
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    from kg.tabular import short

    grid = Grid(*table.columns, header_style="bold")
    for row in table.rows:
        grid.add_row(*(Text(short(term)) for term in row))
    Console().print(grid)
    click.echo(f"{len(table.rows)} rows", err=True)


def _list() -> None:
    from kg.ready import ready_queries

    for name, ready in ready_queries().items():
        click.echo(f"{name}\n    {ready.title}. {ready.description}")
        for parameter in ready.parameters:
            click.echo(f"    --param {parameter.name}=...  {parameter.description} Default: {parameter.default}")
