"""``kg analyse``: measures over a build, as tables and a report."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Measure a build: central actors, coalitions, conflict, change.")
@click.argument("build", default="out", metavar="[BUILD]", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where to write.  [default: BUILD/analysis]",
)
@click.option("--since", metavar="DATE", help="Only statements of documents from this ISO date on.  [default: all]")
@click.option("--until", metavar="DATE", help="Only statements of documents up to this ISO date.  [default: all]")
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Leave less certain ones out."
)
@click.option(
    "--minimum",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Statements below which a row is marked weak.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Starts what is random: sampling and grouping.")
@click.option("--rows", type=click.IntRange(1), default=20, show_default=True, help="Rows of each table in the report.")
def command(
    build: Path,
    output: Path | None,
    since: str | None,
    until: str | None,
    min_confidence: float,
    minimum: int,
    seed: int,
    rows: int,
) -> None:
    """Measure BUILD, a build's folder or a file of its graph.

    Writes each table as CSV and JSON, charts as SVG, and report.md, which says what each measure means. Prints what was
    written. The same build and seed give the same bytes.
    """
    from kg.analyse import analyse
    from kg.analyse.charts import svg_chart
    from kg.errors import StoreError
    from kg.network import Filters, chosen
    from kg.opened import open
    from kg.report import report_of

    with open(build) as opened:
        documents = opened.documents()
        filters = Filters(since=since, until=until, min_confidence=min_confidence)
        statements = chosen(opened.statements(), documents=documents, filters=filters)
    tables = analyse(statements, documents, minimum=minimum, seed=seed)
    folder = output or (build if build.is_dir() else build.parent) / "analysis"
    files = {"report.md": report_of(tables, statements, title="Analysis", minimum=minimum, rows=rows, images=True)}
    for table in tables:
        files[f"{table.name}.csv"] = table.csv()
        files[f"{table.name}.json"] = table.json()
        if chart := svg_chart(table):
            files[f"{table.name}.svg"] = chart
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
            click.echo(folder / name)
    except OSError as error:
        raise StoreError(f"{folder}: cannot write: {error}") from error
