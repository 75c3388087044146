"""Doubtful pairs are shown with a score, and what persons decide about them is replayed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.decisions import Decision, Decisions, Verdict, read_decisions, write_decisions
from kg.doubtful import doubtful_pairs
from kg.errors import DataError
from kg.mentions import Resolved
from kg.model import Entity, EntityType, entity_id


def entity(kind: EntityType, label: str, **more: object) -> Entity:
    return Entity(entity_id(kind, label), label, kind, **more)  # type: ignore[arg-type]


TOLMAR = entity(EntityType.COMPANY, "Tolmarex Corp")
SHORT = entity(EntityType.ORGANIZATION, "Tolmarex")
QUENNELL = entity(EntityType.PERSON, "Orla Quennell")
INITIAL = entity(EntityType.PERSON, "O. Quennell")
JAPAN = entity(EntityType.COUNTRY, "Japan")


def same(keep: Entity, other: Entity) -> Decision:
    return Decision(Verdict.SAME, keep.id, keep.label, other.id, other.label)


def test_names_that_fit_are_doubtful_pairs_with_the_better_known_first() -> None:
    pairs = doubtful_pairs([(SHORT, 1), (TOLMAR, 5), (QUENNELL, 2), (INITIAL, 1), (JAPAN, 9)])
    assert [(pair.one, pair.other) for pair in pairs] == [(TOLMAR, SHORT), (QUENNELL, INITIAL)]
    assert pairs[0].score > pairs[1].score
    assert "initial and surname" in pairs[1].reason


def test_entities_of_two_countries_or_two_identifiers_are_no_pair() -> None:
    one = entity(EntityType.GOVERNMENT_BODY, "Ministry of Gravel", country="entity/country/japan")
    other = entity(EntityType.GOVERNMENT_BODY, "Gravel Ministry", country="entity/country/china")
    assert doubtful_pairs([(one, 1), (other, 1)]) == []


def test_a_person_and_a_company_are_no_pair() -> None:
    assert doubtful_pairs([(entity(EntityType.PERSON, "Siemens"), 1), (entity(EntityType.COMPANY, "Siemens"), 1)]) == []


def test_a_decision_is_replayed_on_mentions_and_tells_so() -> None:
    decisions = Decisions([same(TOLMAR, SHORT)])
    (mention,) = decisions.replay([Resolved(0, 1, 0, SHORT, "name", "by its form", principal=SHORT, others=(SHORT,))])
    assert mention.entity.id == TOLMAR.id
    assert mention.entity.type is EntityType.COMPANY
    assert mention.entity.aliases == ("Tolmarex",)
    assert mention.reason == "by its form; decided to be Tolmarex Corp"
    assert (mention.principal, mention.others) == (mention.entity, (mention.entity,))


def test_decisions_lead_over_a_chain_to_what_remains() -> None:
    third = entity(EntityType.COMPANY, "Tolmarex Holdings")
    assert Decisions([same(TOLMAR, SHORT), same(third, TOLMAR)]).entity(SHORT).id == third.id


def test_what_remains_has_the_decided_label_wherever_it_is_named() -> None:
    renamed = Decision(Verdict.SAME, TOLMAR.id, "Tolmarex plc", SHORT.id, SHORT.label)
    kept = Decisions([renamed]).entity(TOLMAR)
    assert (kept.id, kept.label, kept.aliases) == (TOLMAR.id, "Tolmarex plc", ("Tolmarex Corp",))
    with pytest.raises(DataError, match="two labels, Tolmarex plc and Tolmarex Corp"):
        Decisions([renamed, same(TOLMAR, QUENNELL)])


def test_different_and_unsure_change_nothing_but_are_settled() -> None:
    decisions = Decisions([Decision(Verdict.UNSURE, TOLMAR.id, TOLMAR.label, SHORT.id, SHORT.label)])
    assert decisions.entity(SHORT) == SHORT
    assert decisions.settled(SHORT.id, TOLMAR.id)


@pytest.mark.parametrize(
    "decided",
    [
        [same(TOLMAR, SHORT), same(SHORT, TOLMAR)],
        [same(TOLMAR, SHORT), same(QUENNELL, SHORT)],
        [same(TOLMAR, SHORT), same(SHORT, INITIAL), Decision(Verdict.DIFFERENT, TOLMAR.id, "", INITIAL.id, "")],
    ],
)
def test_decisions_that_contradict_each_other_are_an_error(decided: list[Decision]) -> None:
    with pytest.raises(DataError):
        Decisions(decided)


def test_decisions_come_back_as_written(tmp_path: Path) -> None:
    decided = (same(TOLMAR, SHORT), same(QUENNELL, INITIAL))
    write_decisions(tmp_path / "decisions.csv", decided)
    assert set(read_decisions(tmp_path / "decisions.csv")) == set(decided)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("maybe,entity/company/a,A,entity/company/b,B,", "3: 'maybe' is none of same, different, unsure"),
        ("same,entity/firm/a,A,entity/company/b,B,", "3: 'entity/firm/a' is no entity id"),
        ("same,entity/company/a,A,entity/company/a,A,", "3: an entity cannot"),
        ("different,entity/company/y,Y,entity/company/x,X,", "3: this pair is decided above"),
    ],
)
def test_a_wrong_line_is_an_error_with_file_and_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "decisions.csv"
    head = "decision,keep,keep_label,other,other_label,note"
    path.write_text(f"{head}\nsame,entity/company/x,X,entity/company/y,Y,\n{line}\n")
    with pytest.raises(DataError, match=f"decisions.csv:{message}"):
        read_decisions(path)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    rows = [
        {"id": e.id, "label": e.label, "type": e.type.value, "aliases": list(e.aliases), "identifiers": []}
        | {"country": None, "documents": 1, "mentions": count, "statements": 0}
        for e, count in ((TOLMAR, 3), (SHORT, 2), (JAPAN, 9))
    ]
    (tmp_path / "entities.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def test_entities_lists_the_most_mentioned_first(out: Path) -> None:
    result = CliRunner().invoke(main, ["entities", str(out)])
    assert result.exit_code == 0
    assert [line.split("\t")[1] for line in result.stdout.splitlines()[1:]] == ["Japan", "Tolmarex Corp", "Tolmarex"]


def test_review_writes_the_answer_and_entities_then_leaves_the_pair_out(out: Path) -> None:
    decisions = out / "decisions.csv"
    arguments = [str(out), "--decisions", str(decisions)]
    listed = CliRunner().invoke(main, ["entities", *arguments, "--doubtful"])
    assert len(listed.stdout.splitlines()) == 2
    reviewed = CliRunner().invoke(main, ["review", *arguments], input="s\n")
    assert reviewed.exit_code == 0, reviewed.output
    assert read_decisions(decisions) == (same(TOLMAR, SHORT),)
    assert len(CliRunner().invoke(main, ["entities", *arguments, "--doubtful"]).stdout.splitlines()) == 1


def test_a_folder_without_a_build_is_named_with_the_way_to_make_one(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["entities", str(tmp_path)])
    assert result.exit_code == 2
    assert "kg build" in result.stderr
