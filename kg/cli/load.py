"""``kg load``: one build of the parts that a cluster made."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from kg.cli.build import bar, finish, interrupted


@click.command(short_help="Make one build of the parts that a cluster made.")
@click.argument("folders", nargs=-1, required=True, metavar="PARTS...", type=str)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default=True,
    help="Folder for the results.",
)
@click.option("--prune", is_flag=True, help="Drop documents that are in none of the parts.  [default: keep]")
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no closing table.  [default: show]")
def command(folders: tuple[str, ...], output: Path, prune: bool, quiet: bool) -> None:
    """Make one build of the parts that kg build --scheduler left in folders or at fsspec URLs.

    The results are those of kg build on one machine, byte for byte. Exit code 1 where a document failed; the others'
    results are there.
    """
    from kg.pipeline.load import load

    with contextlib.ExitStack() as stack:
        watch = None if quiet or not sys.stderr.isatty() else stack.enter_context(bar())
        try:
            done = load(folders, out=output, prune=prune, watch=watch)
        except KeyboardInterrupt:
            interrupted()
    finish(done, quiet=quiet)
