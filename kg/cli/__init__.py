"""The `kg` command. Each subcommand lives in a module of its own that is imported only when it is called."""

from __future__ import annotations

import atexit
import gc
import importlib
import sys
from typing import Any

import click

from kg.errors import KgError

COMMANDS = {
    "analyse": "Measure a build: central actors, coalitions, conflict, change.",
    "build": "Build a graph from files, folders or standard input.",
    "diff": "Show what appeared, vanished or turned between two builds or dates.",
    "entities": "List the entities of a build and the pairs that may be one.",
    "evaluate": "Score a build against gold: passages annotated by hand.",
    "explain": "Show a statement with its sentence, rule and resolved names.",
    "export": "Write a build's graph or statements for other tools.",
    "load": "Make one build of the parts that a cluster made.",
    "push": "Put a build's graph into a triple store.",
    "query": "Ask a build with SPARQL.",
    "review": "Decide which doubtful pairs of entities are one.",
    "serve": "Answer SPARQL over HTTP on this machine, read-only.",
    "validate": "Check a graph against the shapes.",
    "view": "Make a page of a build: network, timeline or matrix.",
}
"""Each subcommand with its line in `kg --help`; `kg.cli.NAME` holds a click command called `command`."""


class LazyGroup(click.Group):
    """A group that knows its commands' names and first lines without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"kg.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(f"kg: {error}", err=True)
            sys.exit(error.exit_code)


atexit.register(gc.freeze)  # what is left goes with the process; to look for cycles in it takes a third of a second


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tradekg", prog_name="kg")
def main() -> None:
    """Build knowledge graphs of trade policy from news and policy text, offline."""
