"""``kg entities``: who and what a build knows, and which of them may be one."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="List the entities of a build and the pairs that may be one.")
@click.argument("out", type=click.Path(path_type=Path), default=Path("out"))
@click.option("--type", "kind", help="Only entities of this type, as in Person or Country.  [default: all]")
@click.option("--doubtful", is_flag=True, help="List pairs that may be one, with their score.  [default: entities]")
@click.option(
    "--least", type=click.FloatRange(0, 1), default=0.6, show_default=True, help="Smallest score of a pair to list."
)
@click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    default=Path("decisions.csv"),
    show_default=True,
    help="Leave out the pairs that this file has decided; it need not exist.",
)
def command(out: Path, kind: str | None, doubtful: bool, least: float, decisions: Path) -> None:
    """List the entities of the build in the folder OUT as tab-separated lines, the most mentioned first:
    id, label, type, mentions, documents, statements, aliases.

    With --doubtful, list pairs instead: score, the two ids, the two labels, the reason.
    """
    from kg.listing import read_listing

    listed = read_listing(out)
    if kind is not None:
        listed = [one for one in listed if one.entity.type.value == _entity_type(kind)]
    if doubtful:
        from kg.decisions import Decisions, read_decisions
        from kg.doubtful import doubtful_pairs

        decided = Decisions(read_decisions(decisions))
        click.echo("score\tid\tother\tlabel\tother label\treason")
        for pair in doubtful_pairs(((one.entity, one.mentions) for one in listed), least=least):
            if not decided.settled(pair.one.id, pair.other.id):
                cells = (f"{pair.score:.2f}", pair.one.id, pair.other.id, pair.one.label, pair.other.label, pair.reason)
                click.echo("\t".join(cells))
        return
    click.echo("id\tlabel\ttype\tmentions\tdocuments\tstatements\taliases")
    for one in sorted(listed, key=lambda row: (-row.mentions, row.entity.id)):
        entity = one.entity
        counts = (str(one.mentions), str(one.documents), str(one.statements))
        click.echo("\t".join((entity.id, entity.label, entity.type.value, *counts, "|".join(entity.aliases))))


def _entity_type(text: str) -> str:
    from kg.model import EntityType

    known = {entity_type.value.lower(): entity_type.value for entity_type in EntityType}
    if text.lower() not in known:
        raise click.BadParameter(f"{text!r} is none of {', '.join(known.values())}", param_hint="--type")
    return known[text.lower()]
