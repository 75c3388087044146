"""Open triples: what each kind of clause gives, on sentences written for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.openie import open_triples
from kg.parse import parse


@pytest.fixture(scope="session")
def triples(nlp: Language) -> Callable[[str], set[tuple[str, ...]]]:
    def read(text: str) -> set[tuple[str, ...]]:
        (doc,) = parse(nlp, [text])
        return {(t.subject, t.relation, *t.arguments) for t in open_triples(doc)}

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The ministry lowered the duty in March.",
            ("The ministry", "lowered", "the duty", "in March"),
            id="object and time",
        ),
        pytest.param(
            "Last week the envoy returned to Geneva.",
            ("the envoy", "returned to", "Geneva", "Last week"),
            id="the preposition of the first argument is in the relation, what stands first comes last",
        ),
        pytest.param(
            "The firm wants to buy two ports.",
            ("The firm", "wants to buy", "two ports"),
            id="a governed infinitive is in the relation",
        ),
        pytest.param(
            "The council did not take up the request.",
            ("The council", "did not take up", "the request"),
            id="negation and particle are in the relation",
        ),
        pytest.param(
            "The port was closed by the strikers.",
            ("The port", "was closed by", "the strikers"),
            id="passive with its agent",
        ),
        pytest.param(
            "The growers are afraid of cheap imports.",
            ("The growers", "are", "afraid of cheap imports"),
            id="copula",
        ),
        pytest.param(
            "The minister said that prices will fall.",
            ("The minister", "said that", "prices will fall"),
            id="report",
        ),
        pytest.param(
            "There are three plants in the valley.",
            ("There", "are", "three plants in the valley"),
            id="existence",
        ),
        pytest.param(
            "The talks lasted a week and ended in a quarrel.",
            ("The talks", "ended in", "a quarrel"),
            id="a coordinated verb shares the subject",
        ),
        pytest.param(
            "The tariff was raised in May and lowered in June.",
            ("The tariff", "was lowered in", "June"),
            id="a coordinated participle shares the auxiliary",
        ),
        pytest.param(
            "She met the traders who had signed the letter.",
            ("the traders", "had signed", "the letter"),
            id="a relative clause takes its antecedent as subject",
        ),
        pytest.param(
            "Nobody liked the price that the mills offered.",
            ("the mills", "offered", "the price"),
            id="a relative clause takes its antecedent as object",
        ),
        pytest.param(
            "The bank lent money to a mine owned by a prince.",
            ("a mine", "is owned by", "a prince"),
            id="a participle says something of its noun",
        ),
        pytest.param(
            "Leaving the hall, the delegate praised the host.",
            ("the delegate", "Leaving", "the hall"),
            id="a participle beside the clause has its subject",
        ),
        pytest.param(
            "Mr. Okafor, the head of the guild, resigned.",
            ("Mr. Okafor", "is", "the head of the guild"),
            id="apposition",
        ),
    ],
)
def test_each_construction_gives_its_triple(
    triples: Callable[[str], set[tuple[str, ...]]], text: str, expected: tuple[str, ...]
) -> None:
    assert expected in triples(text)


def test_a_reported_clause_gives_a_triple_of_its_own(triples: Callable[[str], set[tuple[str, ...]]]) -> None:
    found = triples("The minister said that prices will fall.")
    assert found == {("The minister", "said that", "prices will fall"), ("prices", "will fall")}


def test_a_clause_before_a_semicolon_is_no_argument(triples: Callable[[str], set[tuple[str, ...]]]) -> None:
    found = triples("The old wharf is closed; a new wharf is being built near the bridge.")
    assert not any("old" in part for triple in found if "new" in triple[0] for part in triple[1:])


def test_possessors_give_nothing(triples: Callable[[str], set[tuple[str, ...]]]) -> None:
    assert triples("The king's horse won the race.") == {("The king's horse", "won", "the race")}


def test_nothing_comes_of_nothing(nlp: Language) -> None:
    assert open_triples(Doc(nlp.vocab)) == []


def test_offsets_are_those_of_the_sentence(nlp: Language) -> None:
    text = "The rain stopped. The fair opened its gates."
    (doc,) = parse(nlp, [text])
    assert [text[t.start : t.end] for t in open_triples(doc)] == ["The rain stopped.", "The fair opened its gates."]
