"""`kg push`: put a build's graph into a triple store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.endpoints import TripleStore
    from kg.push import Journal, Plan

KINDS = ("oxigraph", "virtuoso", "fuseki", "rdf4j", "graphdb", "update")


@click.command(epilog="Credentials come from the environment: KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN.")
@click.argument("endpoint")
@click.option(
    "-b", "--build", "build", default="out", show_default=True, metavar="PATH", help="A build's folder, or N-Quads."
)
@click.option("--kind", type=click.Choice(KINDS), help="The kind of store; found out from the server where it says so.")
@click.option("--query-url", metavar="URL", help="The query endpoint, where --kind update has another one for updates.")
@click.option("--all", "everything", is_flag=True, help="Put every graph, changed or not.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option(
    "--retries", type=click.IntRange(0), default=6, show_default=True, help="How often a request is repeated."
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
def command(
    endpoint: str,
    build: str,
    kind: str | None,
    query_url: str | None,
    everything: bool,
    dry_run: bool,
    retries: int,
    quiet: bool,
) -> None:
    """Put a build's graph into a triple store.

    ENDPOINT is the store's base URL: http://HOST:7878 (Oxigraph), http://HOST:8890 (Virtuoso), http://HOST:3030/DATASET
    (Fuseki), http://HOST:7200/repositories/NAME (GraphDB), http://HOST:8080/rdf4j-server/repositories/NAME (RDF4J),
    or a SPARQL Update endpoint with --kind update. Only graphs that changed since the last push are sent, those of
    removed documents are dropped; then the triples are counted graph by graph. Exit code 1 where a count differs.
    """
    from kg.endpoints import Kind, TripleStore
    from kg.push import Journal, journal_path, local_graphs, plan, verify
    from kg.store import open_store_at

    path = Path(build)
    with open_store_at(path) as store:
        graphs = local_graphs(store.inner)
        target = TripleStore(endpoint, kind=Kind(kind) if kind else None, query=query_url, retries=retries)
        journal = Journal(journal_path(path, target.base))
        todo = plan(graphs, target, journal, everything=everything)
        click.echo(
            f"{'would put' if dry_run else 'putting'} {len(todo.put)} graphs ({todo.triples} triples), "
            f"dropping {len(todo.drop)}, leaving {len(todo.keep)} as they are",
            err=True,
        )
        if dry_run:
            _describe(todo)
            return
        _run(store.inner, target, todo, journal, quiet=quiet)
    wrong = verify(graphs, todo.drop, target)
    for mismatch in wrong:
        click.echo(f"kg: {mismatch.graph}: {mismatch.ours} triples here, {mismatch.theirs} there", err=True)
    if wrong:
        sys.exit(1)
    click.echo(f"verified: {len(graphs)} graphs, {sum(graph.count for graph in graphs)} triples, as in {build}")


def _describe(todo: Plan) -> None:
    for graph in todo.put:
        click.echo(f"put  {graph.name} ({graph.count})")
    for name in todo.drop:
        click.echo(f"drop {name}")


def _run(store: ox.Store, target: TripleStore, todo: Plan, journal: Journal, *, quiet: bool) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from kg.push import push

    with Progress(console=Console(stderr=True), disable=quiet or not sys.stderr.isatty()) as bar:
        task = bar.add_task("pushing", total=todo.triples)
        push(store, target, todo, journal, progress=lambda _, count: bar.advance(task, count))
