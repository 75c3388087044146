"""`kg serve`: answer SPARQL over HTTP on this machine, read-only."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Answer SPARQL over HTTP on this machine, read-only.")
@click.argument("build", default="out", metavar="[BUILD]")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; others than loopback let other machines in.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=7878,
    show_default=True,
    help="Port to listen on; 0 for any free one.",
)
@click.option(
    "--timeout", type=click.IntRange(1), default=60, show_default=True, metavar="SECONDS", help="Limit for a query."
)
@click.option("--prefixes", is_flag=True, help="Print the PREFIX lines for queries to this build, and end.")
def command(build: str, host: str, port: int, timeout: int, prefixes: bool) -> None:
    """Answer SPARQL over HTTP with BUILD, a build's folder (default: out), until Ctrl-C.

    There is a query page at / and an endpoint at /query. Nothing can be written, SERVICE is refused. A build that is
    made meanwhile is seen after a restart.
    """
    from kg.serve import LOOPBACK, prefix_lines, serving
    from kg.store import open_store_at

    if prefixes:
        with open_store_at(Path(build)) as store:
            click.echo(prefix_lines(store.inner), nl=False)
        return
    with serving(Path(build), host=host, port=port, timeout=timeout) as door:
        if host not in LOOPBACK:
            click.echo(f"kg: other machines can read this build at {door.url}", err=True)
        click.echo(f"query page {door.url}  endpoint {door.url}query  (Ctrl-C ends)", err=True)
        try:
            door.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)
