"""`kg export`: write a build's graph or statements for other tools."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.errors import StoreError

if TYPE_CHECKING:
    from kg.model import Statement
    from kg.opened import Build

RDF = ("ttl", "nt", "nq", "trig", "jsonld", "rdfxml")
FORMATS = (*RDF, "graphml", "gexf", "csv", "parquet")


@click.command()
@click.argument("build", default="out", metavar="[BUILD]")
@click.option("-f", "--format", "form", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option(
    "-o", "--output", metavar="PATH", default="-", show_default=True,
    help="File to write, - for standard output; for csv a folder.",
)  # fmt: skip
@click.option(
    "--rdf12", is_flag=True, help="Add RDF 1.2 triple terms (ttl, nt, nq, trig): rdf:reifies for each statement."
)
@click.option("--since", metavar="DATE", help="Only documents of this day, month or year, or later.")
@click.option("--until", metavar="DATE", help="Only documents of this day, month or year, or earlier.")
@click.option(
    "--actor", "actors", multiple=True, metavar="NAME", help="Only statements that name this actor. Repeatable."
)
@click.option("--predicate", "predicates", multiple=True, metavar="NAME", help="Only this predicate. Repeatable.")
@click.option(
    "--source", "sources", multiple=True, metavar="NAME", help="Only what this actor is reported to say. Repeatable."
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0,
    show_default=True,
    help="Only statements at least so sure.",
)
def command(
    build: str,
    form: str,
    output: str,
    rdf12: bool,
    since: str | None,
    until: str | None,
    actors: tuple[str, ...],
    predicates: tuple[str, ...],
    sources: tuple[str, ...],
    min_confidence: float,
) -> None:
    """Write BUILD, a build's folder (default: out), for other tools.

    ttl, nt, nq, trig, jsonld and rdfxml are RDF; nq, trig and jsonld keep the named graphs. graphml and gexf hold the
    network of actors and what they talk about, csv two files for neo4j-admin (nodes.csv, edges.csv), parquet one row
    a statement.
    """
    from kg.opened import open
    from kg.selection import Selection, actor_ids, dates_of, declared, is_date, selected

    for date in (since, until):
        if date is not None and not is_date(date):
            raise click.UsageError(f"{date!r} is not a date such as 2024-05-14, 2024-05 or 2024")
    if rdf12 and form not in RDF:
        raise click.UsageError("--rdf12 goes with ttl, nt, nq and trig")
    if form in ("csv", "parquet") and output == "-":
        raise click.UsageError(f"--format {form} needs --output")
    with open(build) as opened:
        selection = Selection(since=since, until=until, predicates=declared(predicates), min_confidence=min_confidence)
        if form in RDF and selection.is_everything and not actors and not sources:
            _write_rdf(opened, None, form, rdf12, output)
            return
        statements, entities = opened.statements(), opened.entities()
        selection = replace(
            selection,
            actors=actor_ids(actors, entities=entities, statements=statements),
            sources=actor_ids(sources, entities=entities, statements=statements),
        )
        kept = selected(statements, selection, dates=dates_of(opened.documents()))
        click.echo(f"{len(kept)} of {len(statements)} statements", err=True)
        if form in RDF:
            _write_rdf(opened, kept, form, rdf12, output)
        else:
            _write_other(opened, kept, form, output)


def _write_rdf(opened: Build, kept: list[Statement] | None, form: str, rdf12: bool, output: str) -> None:
    from kg.export.rdf import Syntax, filtered, rdf_bytes

    store, file = opened.store, opened.nquads_file
    if kept is not None:
        store, file = filtered(store, kept, opened.entities(), names=opened.names), None
    _write(output, rdf_bytes(store, Syntax(form), names=opened.names, rdf12=rdf12, nquads_file=file))


def _write_other(opened: Build, kept: list[Statement], form: str, output: str) -> None:
    from kg.selection import dates_of

    documents = opened.documents()
    if form == "csv":
        from kg.export.tables import edges_csv, nodes_csv

        folder = Path(output)
        _make(folder)
        _write(str(folder / "nodes.csv"), nodes_csv(kept, opened.entities()).encode())
        _write(str(folder / "edges.csv"), edges_csv(kept, dates=dates_of(documents)).encode())
        return
    if form == "parquet":
        from kg.export.tables import write_parquet

        temporary = Path(output + ".new")
        try:
            write_parquet(temporary, kept, dates=dates_of(documents))
            temporary.replace(output)
        except OSError as error:
            raise StoreError(f"{output}: cannot write: {error}") from error
        return
    from kg.export.networks import gexf, graphml
    from kg.network import network

    graph = network(kept, entities=opened.entities(), documents=documents)
    _write(output, graphml(graph) if form == "graphml" else gexf(graph))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot make the folder: {error}") from error


def _write(output: str, content: bytes) -> None:
    """Write to standard output, or whole to a file that keeps its old content until then."""
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    path = Path(output)
    temporary = path.with_name(path.name + ".new")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot write: {error}") from error
