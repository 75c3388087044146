"""`kg evaluate`: score a build against gold."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.errors import InputError, StoreError

if TYPE_CHECKING:
    from kg.evaluate import Evaluation, Features
    from kg.gold import Claim, Passage

FORMATS = ("table", "json", "md")


@click.command()
@click.argument("gold", metavar="GOLD")
@click.option(
    "-o", "--output", "build", default="out", show_default=True, metavar="PATH",
    help="The build to score: its folder, or its statements.jsonl.",
)  # fmt: skip
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0,
    show_default=True,
    help="Only statements at least so sure.",
)
@click.option("--errors", is_flag=True, help="List the sentences with statements that were missed or wrong.")
@click.option("-f", "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="Output.")
@click.option(
    "--syntax/--no-syntax", default=True, show_default=True,
    help="Parse GOLD's texts, to tell passives, nominalisations and coordination apart.",
)  # fmt: skip
@click.option("--model", default="en_core_web_sm", show_default=True, metavar="NAME", help="The spaCy model for it.")
def command(gold: str, build: str, min_confidence: float, errors: bool, form: str, syntax: bool, model: str) -> None:
    """Score a build against GOLD, passages annotated by hand.

    GOLD is JSONL, one passage a line, with its text, its sentences and the statements that annotators read in it:

    \b
    {"passage": "memo-1", "text": "Norland imposed a tariff on salt.",
     "sentences": [{"i": 0, "start": 0, "end": 33}],
     "statements": [{"sentence": 0, "subject": "Norland", "predicate": "imposes",
                     "instrument": "tariff", "good": "salt", "text": "a tariff on salt"}]}

    A statement may also have object_actor, change, target, negated, modality and source. Build the same file first
    (kg build GOLD): the passages' names are the documents' ids.
    """
    from kg.evaluate import evaluate
    from kg.gold import load_gold

    passages = load_gold(Path(gold))
    claims = _claims(Path(build), passages)
    features = _features(passages, model) if syntax else None
    evaluation = evaluate(passages, claims, min_confidence=min_confidence, features=features)
    _write(evaluation, form, errors)


def _claims(build: Path, passages: Sequence[Passage]) -> list[Claim]:
    """The build's claims on the passages."""
    from kg.gold import load_claims

    path = build / "statements.jsonl" if build.is_dir() else build
    if not path.is_file():
        raise StoreError(f"{path}: no build there; make one with: kg build GOLD -o {build}")
    claims = load_claims(path)
    known = {passage.id for passage in passages}
    here = [claim for claim in claims if claim.document in known]
    if claims and not here:
        raise InputError(
            f"{path}: none of its statements is on a passage of the gold (its first is on {claims[0].document!r}); "
            "the passages' names must be the documents' ids: build the gold file itself"
        )
    if len(here) < len(claims):
        click.echo(f"{len(claims) - len(here)} statements on other documents left out", err=True)
    return here


def _features(passages: Sequence[Passage], model: str) -> Features:
    """The test for all phenomena, over the parsed texts of the passages."""
    from kg.lexicon import load_lexicon
    from kg.parse import load_model, parse
    from kg.phenomena import Phenomenon, phenomena, syntactic_phenomena

    nlp, lexicon = load_model(model), load_lexicon()
    docs = dict(zip((p.id for p in passages), parse(nlp, (p.text for p in passages)), strict=True))

    def features(passage: Passage, claim: Claim) -> Iterable[Phenomenon]:
        return phenomena(claim, passage.text) | syntactic_phenomena(claim, docs[passage.id], lexicon)

    return features


def _write(evaluation: Evaluation, form: str, errors: bool) -> None:
    from kg.render.evaluation import as_json, error_lines, markdown, sections

    if form == "json":
        click.echo(json.dumps(as_json(evaluation, errors=errors), indent=2, ensure_ascii=False))
        return
    tables = sections(evaluation)
    if form == "md":
        click.echo(markdown(tables), nl=False)
        if errors:
            lines = (f"    {line}\n" for line in error_lines(evaluation.errors))
            click.echo("\n## Errors\n\n" + "".join(lines), nl=False)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=sys.stdout)
    for section in tables:
        grid = Table(title=section.title, title_justify="left", header_style="bold")
        for number, column in enumerate(section.columns):
            grid.add_column(column, justify="left" if number == 0 else "right")
        for row in section.rows:
            grid.add_row(*(Text(cell) for cell in row))
        console.print(grid)
    if errors:
        for line in error_lines(evaluation.errors):
            click.echo(line)
