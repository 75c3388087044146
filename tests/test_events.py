"""The lexicon of political events, row by row, and what governs an event."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from kg.errors import DataError
from kg.events import COLUMNS, EventRow, Kind, Plover, load_events, turned
from kg.extract.events import classify, locate
from kg.ontology import load_ontology
from kg.parse import parse

ROWS = sorted({row for rows in load_events().values() for row in rows}, key=lambda row: row.id)


def plover(nlp: Language, text: str, source: str | None = None, target: str = "Peru") -> Plover | None:
    (doc,) = parse(nlp, [text])
    found = classify(doc, source or text.split(" ")[0], target)
    return found.plover if found else None


def expected(row: EventRow) -> frozenset[Plover]:
    """The class of a row's example; a word that turns others may give what its kind can give."""
    if row.plover is not None:
        return frozenset({row.plover})
    return frozenset(turned(row.kind, each) for each in (None, *Plover))


@pytest.mark.parametrize("row", [pytest.param(row, id=row.id) for row in ROWS])
def test_each_row_gives_its_class_where_it_should_and_only_there(nlp: Language, row: EventRow) -> None:
    found = plover(nlp, row.example)
    assert found in expected(row)
    assert plover(nlp, row.counterexample) != found


def test_the_lexicon_is_wide() -> None:
    assert len(ROWS) >= 350
    assert {row.plover for row in ROWS if row.plover} >= set(Plover) - {Plover.RETREAT, Plover.REQUEST, Plover.THREATEN}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("Peru was attacked by Chile.", Plover.ASSAULT, id="passive"),
        pytest.param("Chile will attack Peru.", Plover.THREATEN, id="announced conflict"),
        pytest.param("Chile will send aid to Peru.", Plover.AGREE, id="announced cooperation"),
        pytest.param("Chile did not send aid to Peru.", Plover.REJECT, id="negated cooperation"),
        pytest.param("Chile refused to lift its ban on Peru.", Plover.REJECT, id="refused easing"),
        pytest.param("Chile demanded that Peru release the sailor.", Plover.REQUEST, id="demanded"),
        pytest.param("Chile called for an investigation into Peru.", Plover.ACCUSE, id="demanded investigation"),
        pytest.param("Chile threatened to expel the envoy of Peru.", Plover.THREATEN, id="threatened"),
        pytest.param("Chile suspended its aid to Peru.", Plover.SANCTION, id="ended aid"),
        pytest.param("Chile praised Bolivia and attacked Peru.", Plover.ASSAULT, id="the verb that has the target"),
        pytest.param("The report said Chile attacked Peru.", Plover.ASSAULT, id="below a report"),
        pytest.param("Chile is near Peru.", None, id="no event"),
    ],
)
def test_what_governs_an_event_turns_its_class(nlp: Language, text: str, wanted: Plover | None) -> None:
    assert plover(nlp, text, source="Chile") is wanted


def test_a_party_that_is_not_named_costs_nothing(nlp: Language) -> None:
    assert plover(nlp, "The port of Peru was bombed.", source="an unnamed party") is Plover.ASSAULT


def test_a_phrase_is_found_by_its_end(nlp: Language) -> None:
    (doc,) = parse(nlp, ["The old port of Callao closed."])
    found = locate(doc, "the very old port")
    assert found is not None
    assert found.text == "port"
    assert locate(doc, "a mine") is None


def test_all_classes_are_those_of_the_ontology() -> None:
    declared = {predicate.plover for predicate in load_ontology().predicates.values() if predicate.plover}
    assert declared <= {f"Plover{each.value.title()}" for each in Plover} | {each.value for each in Plover}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("a,attack,VERB,event,WAR,,x,y", id="unknown class"),
        pytest.param("a,attack,VERB,blow,ASSAULT,,x,y", id="unknown kind"),
        pytest.param("a,attack,VERB,event,,,x,y", id="an event without class"),
        pytest.param("a,refuse,VERB,refusal,REJECT,,x,y", id="a class for what turns others"),
    ],
)
def test_a_malformed_row_is_told_with_its_line(tmp_path: Path, row: str) -> None:
    path = tmp_path / "plover.csv"
    path.write_text(",".join(COLUMNS) + f"\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"plover\.csv:2"):
        load_events(path)


def test_every_kind_turns_every_class() -> None:
    for kind in set(Kind) - {Kind.EVENT, Kind.LIGHT}:
        assert all(isinstance(turned(kind, each), Plover) for each in (None, *Plover))
