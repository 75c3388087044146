"""The cell magic `%%sparql`: ask a build from a notebook and get a DataFrame; ``%load_ext kg`` makes it known.

    %%sparql out -o answer
    SELECT ?who ?what { ?who tkg:opposes ?what }

The line may name a build (else that of the last call, at first ``out``), a variable for the answer and a time limit.
As a line magic it runs a ready query: ``%sparql -q opponents -p change=ease``.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from kg.errors import KgError, QueryError
from kg.opened import open as open_build

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_BUILD = "out"


class Shell(Protocol):
    """What is used of IPython's shell."""

    user_ns: dict[str, Any]

    def register_magic_function(self, func: Any, magic_kind: str, magic_name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Request:
    """A line of the magic, read: the build (None: as before), the ready query and parameters, the answer's variable."""

    build: str | None
    query: str | None
    parameters: Mapping[str, str]
    output: str | None
    timeout: float


_LINE = click.Command(
    "sparql",
    params=[
        click.Argument(["build"], required=False),
        click.Option(["-q", "--query"]),
        click.Option(["-p", "--param"], multiple=True),
        click.Option(["-o", "--output"]),
        click.Option(["--timeout"], type=click.FloatRange(min=0), default=60.0),
    ],
    add_help_option=False,
)


def read_line(line: str) -> Request:
    """The request in the text after ``%%sparql``.

    Raises:
        QueryError: an option is unknown, or a parameter or the output's name malformed.
    """
    try:
        given = _LINE.make_context("sparql", shlex.split(line)).params
    except (click.ClickException, ValueError) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        raise QueryError(f"%%sparql: {message}") from error
    if given["output"] is not None and not given["output"].isidentifier():
        raise QueryError(f"%%sparql: {given['output']!r} is no name for a variable")
    pairs = [text.partition("=") for text in given["param"]]
    if any(not name or not mark for name, mark, _ in pairs):
        raise QueryError("%%sparql: a parameter is NAME=VALUE")
    return Request(
        build=given["build"],
        query=given["query"],
        parameters={name: value for name, _, value in pairs},
        output=given["output"],
        timeout=given["timeout"],
    )


@dataclass(slots=True)
class SparqlMagic:
    """The magic of one notebook; it remembers the build that was named last."""

    namespace: dict[str, Any] = field(default_factory=dict)
    build: str = DEFAULT_BUILD

    def __call__(self, line: str, cell: str | None = None) -> pd.DataFrame | None:
        """The answer as a DataFrame, or None where the line names a variable for it.

        Raises:
            UsageError: what is wrong with the line, the build or the query, without a traceback.
        """
        from IPython.core.error import UsageError

        try:
            answer, output = self.ask(line, cell)
        except KgError as error:
            raise UsageError(str(error)) from error
        if output is None:
            return answer
        self.namespace[output] = answer
        return None

    def ask(self, line: str, cell: str | None) -> tuple[pd.DataFrame, str | None]:
        """The answer, and the name of the variable that it is for.

        Raises:
            QueryError: the line is malformed, or the query is malformed or took too long.
            StoreError: there is no build.
        """
        request = read_line(line)
        query = request.query if cell is None else cell
        if query is None or (cell is not None and request.query is not None):
            raise QueryError("%%sparql takes a query in its cell, or the name of a ready query with -q, as in %sparql")
        self.build = request.build or self.build
        with open_build(Path(self.build)) as build:
            return build.query(query, timeout=request.timeout or None, **request.parameters), request.output


def load_ipython_extension(shell: Shell) -> None:
    """Make `%%sparql` and `%sparql` known to `shell`; IPython calls this for ``%load_ext kg``."""
    shell.register_magic_function(SparqlMagic(shell.user_ns), "line_cell", "sparql")
