"""``kg review``: decide in the terminal which doubtful pairs are one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kg.doubtful import DoubtfulPair

_KEYS = {"s": "same", "d": "different", "u": "unsure"}


@click.command(short_help="Decide which doubtful pairs of entities are one.")
@click.argument("out", type=click.Path(path_type=Path), default=Path("out"))
@click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    default=Path("decisions.csv"),
    show_default=True,
    help="File to read decisions from and to write them to.",
)
@click.option(
    "--least", type=click.FloatRange(0, 1), default=0.6, show_default=True, help="Smallest score of a pair to show."
)
def command(out: Path, decisions: Path, least: float) -> None:
    """Walk through the pairs of entities of the build in the folder OUT that may be one, most alike first.

    Answer s (same), d (different), u (unsure), k (skip) or q (quit). Each answer is written at once; the next
    build that is given the file replays it.
    """
    from kg.decisions import Decision, Decisions, Verdict, read_decisions, write_decisions
    from kg.doubtful import doubtful_pairs
    from kg.listing import read_listing

    listed = read_listing(out)
    counts = {one.entity.id: one.mentions for one in listed}
    decided = list(read_decisions(decisions))
    settled = Decisions(decided)
    pairs = [
        pair
        for pair in doubtful_pairs(((one.entity, one.mentions) for one in listed), least=least)
        if not settled.settled(pair.one.id, pair.other.id)
    ]
    answered = 0
    for number, pair in enumerate(pairs, 1):
        _show(pair, counts, f"{number} of {len(pairs)}")
        answer = click.prompt("same, different, unsure, skip, quit", type=click.Choice("sdukq"), err=True)
        if answer == "q":
            break
        if answer == "k":
            continue
        verdict = Verdict(_KEYS[answer])
        decision = Decision(verdict, pair.one.id, pair.one.label, pair.other.id, pair.other.label)
        Decisions([*decided, decision])
        decided.append(decision)
        write_decisions(decisions, decided)
        answered += 1
    click.echo(f"{answered} of {len(pairs)} pairs decided, in {decisions}", err=True)


def _show(pair: DoubtfulPair, counts: dict[str, int], place: str) -> None:
    click.echo(f"\n{place}  score {pair.score:.2f}  {pair.reason}", err=True)
    for entity in (pair.one, pair.other):
        aliases = f", also {', '.join(entity.aliases[:6])}" if entity.aliases else ""
        click.echo(f"  {entity.label} ({entity.type.value}, {counts[entity.id]} mentions{aliases})", err=True)
        click.echo(f"    {entity.id}", err=True)
