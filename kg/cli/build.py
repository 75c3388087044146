"""``kg build``: a graph from files, folders or standard input."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from kg.errors import InputError
from kg.model import BASE_IRI, DEFAULT_MIN_CONFIDENCE

if TYPE_CHECKING:
    from kg.pipeline.build import Build
    from kg.pipeline.options import Options, Watcher
    from kg.read import Skip

_SHOWN = 20
"""Skipped sources that the closing table names; run.json has all."""


@click.command(short_help="Build a graph from files, folders or standard input.")
@click.argument("inputs", nargs=-1, required=True, metavar="PATH...", type=str)
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    default="out",
    show_default=True,
    help="Folder for the results; with --scheduler also an fsspec URL.",
)
@click.option("--model", default="en_core_web_sm", show_default=True, help="spaCy model: a package or a folder.")
@click.option(
    "--gazetteer",
    "gazetteers",
    multiple=True,
    type=click.Path(path_type=Path),
    help="CSV or SKOS Turtle file of further entities; may be given several times.  [default: none]",
)
@click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    help="CSV file of decisions on which entities are the same, as kg review writes it.  [default: none]",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=DEFAULT_MIN_CONFIDENCE,
    show_default=True,
    help="Leave statements with less confidence out of the results.",
)
@click.option(
    "-j", "--jobs", type=click.IntRange(0), default=0, help="Worker processes.  [default: one for each processor]"
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1),
    default=60.0,
    show_default=True,
    help="Seconds for a document of up to 100,000 characters.",
)
@click.option("--prune", is_flag=True, help="Drop documents that are no longer among the inputs.  [default: keep]")
@click.option("--base-iri", default=BASE_IRI, show_default=True, help="Where the IRIs of the graph's resources begin.")
@click.option("--allow-private", is_flag=True, help="Fetch from addresses of private networks too.  [default: refuse]")
@click.option(
    "--open",
    "with_open",
    is_flag=True,
    help="Write what every clause says in its own words to open.jsonl, too.  [default: statements only]",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Dask scheduler, as tcp://HOST:PORT, whose workers make parts for kg load.  [default: this machine]",
)
@click.option(
    "--part-size",
    type=click.FloatRange(0.001),
    metavar="MB",
    help="Size of the inputs that make one part; with --scheduler.  [default: 0.01 to 1, by how much there is]",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no closing table.  [default: show]")
def command(
    inputs: tuple[str, ...],
    output: str,
    model: str,
    gazetteers: tuple[Path, ...],
    decisions: Path | None,
    min_confidence: float,
    jobs: int,
    timeout: float,
    prune: bool,
    base_iri: str,
    allow_private: bool,
    with_open: bool,
    scheduler: str | None,
    part_size: float | None,
    quiet: bool,
) -> None:
    """Build a graph from files, folders, standard input (-) or https:// addresses.

    Reads plain text, Markdown, HTML, PDF, DOCX, RSS and Atom, JSON Lines, CSV and Parquet (keys or columns id, text,
    title, date, source, url; text suffices in tables, id and text in JSON Lines), and .gz and .zip of these. A second
    build with the same output reads only what is new or changed. Exit code 1 where a document failed; the others'
    results are there.

    With --scheduler the inputs may be fsspec URLs (s3://BUCKET/news/*.jsonl), and the output is parts, of which kg load
    makes one build; this needs tradekg[cluster].
    """
    from kg.pipeline.options import Options

    options = Options(
        model=model,
        gazetteers=gazetteers,
        decisions=decisions,
        min_confidence=min_confidence,
        prune=prune,
        base_iri=base_iri,
        jobs=jobs,
        seconds=timeout,
        allow_private=allow_private,
        with_open=with_open,
    )
    if scheduler is not None:
        _on_cluster(inputs, output, options, scheduler, part_size, quiet=quiet)
    from kg.pipeline.build import build

    with contextlib.ExitStack() as stack:
        paths = [stack.enter_context(_standard_input()) if path == "-" else path for path in inputs]
        watch = None if quiet or not sys.stderr.isatty() else stack.enter_context(bar())
        try:
            done = build(paths, out=Path(output), options=options, watch=watch)
        except KeyboardInterrupt:
            interrupted()
    finish(done, quiet=quiet)


def interrupted() -> NoReturn:
    """Say that the build was interrupted, and end."""
    click.echo("kg: interrupted; what was extracted is kept, the same command goes on from there", err=True)
    sys.exit(130)


def finish(done: Build, *, quiet: bool) -> NoReturn:
    """Say what was built, and end."""
    if quiet:
        _name_failed(done.progress.skipped)
    else:
        _report(done)
    sys.exit(1 if done.progress.failed else 0)


def _on_cluster(
    inputs: tuple[str, ...], output: str, options: Options, scheduler: str, part_size: float | None, *, quiet: bool
) -> NoReturn:
    from kg.pipeline.cluster import build_on_cluster

    if "-" in inputs:
        raise InputError("standard input is not seen by the workers of a cluster; name files or URLs")
    with contextlib.ExitStack() as stack:
        watch = None if quiet or not sys.stderr.isatty() else stack.enter_context(bar())
        try:
            done = build_on_cluster(
                inputs, out=output, options=options, scheduler=scheduler, part_size=part_size, watch=watch
            )
        except KeyboardInterrupt:
            interrupted()
    _name_failed(done.skipped)
    if not quiet:
        made = f"{done.parts:,} parts in {output}, {done.made:,} of them new with {done.extracted:,} documents"
        click.echo(f"{made}, {done.seconds:.1f} s; one build of them: kg load {output} -o FOLDER", err=True)
    sys.exit(1 if done.failed else 0)


def _name_failed(skipped: Iterable[Skip]) -> None:
    for skip in skipped:
        if skip.failed:
            click.echo(f"kg: {skip.source}: {skip.reason}", err=True)


@contextlib.contextmanager
def _standard_input() -> Iterator[Path]:
    """What comes on standard input, in a file of its own, named by what it looks like."""
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        spool = Path(folder) / "spool"
        with spool.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        with spool.open("rb") as file:
            is_json = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
        yield spool.rename(Path(folder) / ("stdin.jsonl" if is_json else "stdin.txt"))


@contextlib.contextmanager
def bar() -> Iterator[Watcher]:
    """A progress bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from kg.pipeline.options import Progress as State

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def watch(state: State) -> None:
            done = state.unchanged + state.extracted
            bar.update(task, description=state.stage, total=max(state.found, 1), completed=done)

        yield watch


def _report(done: Build) -> None:
    """The closing table, on standard error."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    summary, progress = done.summary, done.progress
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column()
    changes = f"{progress.extracted:,} new or changed, {progress.unchanged:,} unchanged"
    if progress.pruned:
        changes += f", {progress.pruned:,} dropped"
    groups = ", ".join(f"{count:,} {group}" for group, count in summary.groups.most_common())
    if summary.copies:
        changes += f", {len(summary.copies):,} copies of others"
    table.add_row("documents", f"{summary.documents:,}", changes)
    table.add_row("sentences", f"{summary.sentences:,}", f"{summary.tokens:,} tokens")
    table.add_row("statements", f"{summary.statements:,}", groups)
    table.add_row("entities", f"{summary.entities:,}", "")
    failures = f"{progress.failed:,} of them failed" if progress.failed else ""
    table.add_row("skipped", f"{len(progress.skipped):,}", failures)
    for skip in progress.skipped[:_SHOWN]:
        table.add_row("", "failed" if skip.failed else "", f"{escape(skip.source)}: {escape(skip.reason)}")
    if len(progress.skipped) > _SHOWN:
        table.add_row("", "", f"... and {len(progress.skipped) - _SHOWN:,} more, in {done.out}/run.json")
    table.add_row("time", f"{done.seconds:.1f} s", f"results in {escape(str(done.out))}")
    Console(stderr=True, highlight=False, soft_wrap=True).print(table)
