"""Sentences that mean the same meet in one node, apart from parts that a sentence does not give.

``tests/data/paraphrases.jsonl`` has a group a line: who, predicate, the move's parts (`by` makes the move, `target` is
on whom it works), and its sentences. A sentence `gives` those of `by` and `target` that it must fill; what it does not
give it may leave out, but not fill otherwise. `fails` says what is read instead, where it is known not to be read yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from read_back import Parts, differences, parts, read_all, rows

from kg.model import EntityRef, EntityType, ObjectRef, Statement
from kg.moves import broader, compose
from kg.ontology import load_ontology

if TYPE_CHECKING:
    from kg.extract.extractor import Extractor

GROUPS = rows("paraphrases.jsonl")
ONTOLOGY = load_ontology()
CHANGE_OF = {change.predicate: name for name, change in ONTOLOGY.changes.items() if change.predicate}
Read = dict[str, list[Statement]]


@pytest.fixture(scope="module")
def read(extractor: Extractor) -> Read:
    return read_all(extractor, (sentence["text"] for group in GROUPS for sentence in group["sentences"]))


def move(statement: Statement) -> Parts:
    """The parts of `statement` with the change that an action predicate carries out, and the move's maker as `by`."""
    found = parts(statement)
    return {**found, "change": found["change"] or CHANGE_OF.get(statement.predicate), "by": found["actor"]}


def expected(group: dict[str, Any], sentence: dict[str, Any], reading: Parts) -> dict[str, Any]:
    """What `reading` must say: parties that the sentence does not give may be left out."""
    wanted = {name: group[name] for name in ("subject", "predicate", "change", "instrument", "good", "by", "target")}
    for party in ("by", "target"):
        if party not in sentence["gives"] and reading[party] is None:
            del wanted[party]
    if group["target"] is None and reading["target"] == group["subject"]:
        del wanted["target"]
    return wanted


def nearest(group: dict[str, Any], sentence: dict[str, Any], found: list[Statement]) -> list[str] | None:
    """In what the nearest statement of `found` differs from the group's move; None without any."""
    readings = [move(statement) for statement in found]
    told = [differences(expected(group, sentence, reading), [reading]) or [] for reading in readings]
    return min(told, key=len, default=None)


CASES = [
    pytest.param(
        group,
        sentence,
        id=f"{group['id']}-{n}",
        marks=[pytest.mark.xfail(reason=sentence["fails"])] if "fails" in sentence else [],
    )
    for group in GROUPS
    for n, sentence in enumerate(group["sentences"], 1)
]


@pytest.mark.parametrize(("group", "sentence"), CASES)
def test_each_wording_says_the_groups_move(group: dict[str, Any], sentence: dict[str, Any], read: Read) -> None:
    assert nearest(group, sentence, read[sentence["text"]]) == []


GROUP_CASES = [
    pytest.param(
        group,
        id=group["id"],
        marks=[pytest.mark.xfail(reason="fewer than two of its wordings are read yet")]
        if sum("fails" not in sentence for sentence in group["sentences"]) < 2
        else [],
    )
    for group in GROUPS
]


@pytest.mark.parametrize("group", GROUP_CASES)
def test_the_wordings_of_a_group_meet_in_one_node(group: dict[str, Any], read: Read) -> None:
    above = [
        nodes_above(statement.object)
        for sentence in group["sentences"]
        for statement in read[sentence["text"]]
        if nearest(group, sentence, [statement]) == []
    ]
    assert len(above) > 1
    meeting = set.intersection(*above)
    good = next((obj for obj in ONTOLOGY.goods.values() if obj.label == group["good"]), None)
    shared = compose(
        ONTOLOGY,
        change=None if group["predicate"] in CHANGE_OF else group["change"],
        instrument=group["instrument"],
        good=EntityRef(good.id, good.label, EntityType.GOOD) if good else None,
    )
    assert shared.id in meeting


def nodes_above(obj: ObjectRef) -> set[str]:
    """The ids of `obj` and of all broader nodes."""
    found, queue = {obj.id}, [obj]
    while queue:
        for node in broader(queue.pop(), ONTOLOGY):
            if node.id not in found:
                found.add(node.id)
                queue.append(node)
    return found


def test_there_are_sixty_groups_of_three_to_six_wordings() -> None:
    assert len({group["id"] for group in GROUPS}) == len(GROUPS) >= 60
    for group in GROUPS:
        wordings = {sentence["text"] for sentence in group["sentences"]}
        assert 3 <= len(wordings) == len(group["sentences"]) <= 6
