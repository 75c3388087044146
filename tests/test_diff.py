"""`kg diff`: what appeared, vanished or turned."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from query_graph import DATES, ENTITIES, world

from kg.cli import main
from kg.diff import Difference, Snapshot, Stand, difference, up_to
from kg.model import Document, Modality, Statement
from kg.rdf import nquads, result_quads
from kg.store import write_store


def snapshot(*documents: str) -> Snapshot:
    statements = [s for result in world() if result.document.id in documents for s in result.statements]
    named = {s.subject.id for s in statements}
    return Snapshot(
        tuple(statements),
        tuple(sorted((entity for entity in ENTITIES if entity.id in named), key=lambda entity: entity.id)),
        tuple(Document(name, "", date=DATES[name]) for name in documents),
    )


def quotes(statements: tuple[Statement, ...]) -> list[str]:
    return [statement.quote for statement in statements]


def stands(changes: Difference) -> list[tuple[str, str, Stand, Stand]]:
    return [(turn.actor.label, turn.matter.instrument, turn.before, turn.after) for turn in changes.positions]


def test_a_build_does_not_differ_from_itself() -> None:
    assert difference(snapshot(*DATES), snapshot(*DATES)).is_empty


def test_statements_of_a_new_document_appear_and_those_of_a_removed_one_vanish() -> None:
    changes = difference(snapshot("d1", "d2"), snapshot("d2", "d4"))
    assert "US met China." in quotes(changes.appeared)
    assert "US imposes steel tariff." in quotes(changes.vanished)
    assert not {"EU retaliates.", "US removes quota."} & {*quotes(changes.appeared), *quotes(changes.vanished)}


def test_entities_appear_and_vanish() -> None:
    changes = difference(snapshot("d2"), snapshot("d3"))
    assert [entity.label for entity in changes.new_entities] == [
        "China", "U.S. Commerce Department", "chip makers", "Anna Berg",
    ]  # fmt: skip
    assert [entity.label for entity in changes.gone_entities] == ["European Union"]


def test_a_position_turns_when_the_actor_says_the_opposite_later() -> None:
    changes = difference(snapshot("d3"), snapshot("d3", "d5"))
    turned = [turn for turn in changes.positions if turn.is_turn]
    assert [(turn.actor.label, turn.before, turn.after) for turn in turned] == [("Anna Berg", Stand.MORE, Stand.LESS)]
    assert quotes(turned[0].statements) == ["Anna now supports easing."]


def test_a_position_appears_with_the_first_side_and_vanishes_with_its_document() -> None:
    changes = difference(snapshot("d1"), snapshot("d3"))
    assert ("Anna Berg", "exportControl", Stand.NONE, Stand.MORE) in stands(changes)
    assert ("European Union", "tariff", Stand.LESS, Stand.NONE) in stands(changes)
    assert not any(turn.is_turn for turn in changes.positions)


def test_the_latest_date_decides_a_position_whatever_the_order_of_documents() -> None:
    assert difference(snapshot("d3", "d5"), snapshot("d5", "d3")).positions == ()


def test_a_statement_read_otherwise_is_a_revision() -> None:
    old = snapshot("d2")
    changed = replace(old.statements[0], modality=Modality.POSSIBLE)
    changes = difference(old, replace(old, statements=(changed, *old.statements[1:])))
    assert [(r.before.modality, r.after.modality) for r in changes.revised] == [(Modality.ASSERTED, Modality.POSSIBLE)]
    assert changes.appeared == changes.vanished == ()


def test_another_score_or_rule_is_no_change() -> None:
    old = snapshot("d2")
    scored = tuple(replace(statement, confidence=0.1, rule="other") for statement in old.statements)
    assert difference(old, replace(old, statements=scored)).is_empty


@pytest.mark.parametrize(
    ("date", "documents"),
    [("2017", []), ("2018", ["d1", "d2"]), ("2018-03", ["d1"]), ("2022-10-07", ["d1", "d2", "d3"])],
)
def test_a_date_takes_in_its_whole_month_or_year(date: str, documents: list[str]) -> None:
    assert [document.id for document in up_to(snapshot(*DATES), date).documents] == documents


# ------------------------------------------------------------------------------------- command


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    write_store(folder / "store", [nquads(result_quads(world()))])
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


def test_two_dates_of_a_build_as_json(build: Path) -> None:
    content = json.loads(run("2022", "2025-10-30", "-b", build, "-f", "json").stdout)
    turned = [entry for entry in content["positions"] if "none" not in (entry["before"], entry["after"])]
    assert [(entry["actor"]["label"], entry["before"], entry["after"]) for entry in turned] == [
        ("Anna Berg", "for more", "for less"),
    ]
    assert content["statements"]["vanished"] == []


def test_two_builds_as_markdown(build: Path, tmp_path: Path) -> None:
    results = [result for result in world() if result.document.id != "d5"]
    write_store(tmp_path / "store", [nquads(result_quads(results))])
    text = run(tmp_path, build, "-f", "md").stdout
    assert "## Statements: 3\n" in text
    assert "- `+` Anna Berg · supports · easing of export control" in text
    assert "- `~` Anna Berg · export control on semiconductors, by United States · for more → for less" in text


def test_a_table_names_what_turned(build: Path) -> None:
    result = run("2022", "2025-10-30", "-b", build)
    assert result.exit_code == 0
    turned = next(line for line in result.stdout.splitlines() if line.strip().startswith("~"))
    assert "Anna Berg" in turned
    assert "Positions: 0" in run("2018", "2018", "-b", build).stdout


def test_long_sections_are_cut_and_say_so(build: Path) -> None:
    assert "more" in run("2017", "2025", "-b", build, "-f", "md", "--limit", "2").stdout
    assert "… and" not in run("2017", "2025", "-b", build, "-f", "md", "--limit", "0").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["1990", "lately", "-b", "BUILD"], "is not a date"), (["nowhere", "BUILD"], "no graph here")],
)
def test_a_mistake_is_a_message(build: Path, arguments: list[str], message: str) -> None:
    result = run(*(str(build) if argument == "BUILD" else argument for argument in arguments))
    assert result.exit_code == 2
    assert message in result.output
