"""``kg view``: a page to open in the browser."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command(short_help="Make a page of a build: network, timeline or matrix.")
@click.argument("build", default="out", metavar="[BUILD]", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", metavar="FILE", help="Where to write the page; - for stdout.  [default: BUILD/KIND.html]"
)
@click.option("--timeline", "kind", flag_value="timeline", help="Positions and actions of actors over time.")
@click.option("--matrix", "kind", flag_value="matrix", help="Actors by moves, and actors by actors.")
@click.option("--graph", "kind", flag_value="graph", default="graph", help="The network.  [default]")
@click.option(
    "--actor",
    "actors",
    multiple=True,
    metavar="NAME",
    help="Start with this actor; may be repeated.  [default: the most active]",
)
@click.option("--since", metavar="DATE", help="Only statements of documents from this ISO date on.  [default: all]")
@click.option("--until", metavar="DATE", help="Only statements of documents up to this ISO date.  [default: all]")
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Leave less certain ones out."
)
@click.option("--title", default="Knowledge graph", show_default=True, help="Heading of the page.")
def command(
    build: Path,
    output: str | None,
    kind: str,
    actors: tuple[str, ...],
    since: str | None,
    until: str | None,
    min_confidence: float,
    title: str,
) -> None:
    """Make one self-contained page of BUILD, a build's folder or a file of its graph.

    The page opens from disk in any browser and asks nothing of the network. Prints where it is.
    """
    from kg.network import Filters, chosen
    from kg.opened import open
    from kg.render import Kind, render_page
    from kg.selection import actor_ids

    with open(build) as opened:
        statements, entities, documents = opened.statements(), opened.entities(), opened.documents()
    filters = Filters(since=since, until=until, min_confidence=min_confidence)
    kept = chosen(statements, documents=documents, filters=filters)
    ids = [found for name in actors for found in sorted(actor_ids([name], entities=entities, statements=statements))]
    page = render_page(kept, entities, documents, title=title, kind=Kind(kind), actors=ids)
    if output == "-":
        sys.stdout.buffer.write(page.encode())
        return
    path = Path(output) if output else (build if build.is_dir() else build.parent) / f"{kind}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")
    click.echo(path)
