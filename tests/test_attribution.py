"""Attribution: who is reported to say what, by construction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import DataError
from kg.extract.attribution import (
    Attribution,
    AttributionKind,
    CueType,
    attributions,
    governing,
    reported_by,
    sources,
)
from kg.extract.cues import COLUMNS, Cue, load_cues
from kg.extract.quotes import quotations
from kg.parse import load_model, parse

HEADER = ",".join(COLUMNS) + "\n"
HELPERS = {"vehicle", "light"}
"""Slots of words that carry a cue but are none."""


@cache
def model() -> Language:
    return load_model()


def read(text: str) -> Doc:
    return next(parse(model(), [text]))


def words(doc: Doc, spans: Sequence[tuple[int, int]]) -> str:
    return " ".join(doc[start:end].text for start, end in spans)


def said(text: str) -> list[tuple[str, str, str]]:
    """Source, cue and content of each attribution of `text`."""
    doc = read(text)
    return [
        (
            words(doc, [item.source]) if item.source else "",
            " ".join(doc[index].text for index in item.cue),
            words(doc, item.content),
        )
        for item in attributions(doc)
    ]


def source_of(text: str, word: str) -> str | None:
    """The head word of the source to whom `text` attributes `word`."""
    doc = read(text)
    found = attributions(doc)
    token = next(token for token in doc if token.text == word)
    item = reported_by(token.i, found, governing(doc, found))
    return None if item is None or item.speaker is None else doc[item.speaker].text


def handmade(rows: Sequence[tuple[str, str, str, str, int]]) -> Doc:
    """A Doc of (word, lemma, tag, dependency, head index) rows."""
    pos = {
        "NN": "NOUN",
        "NNS": "NOUN",
        "NNP": "PROPN",
        "PRP": "PRON",
        "IN": "ADP",
        "DT": "DET",
        "MD": "AUX",
        "TO": "PART",
    }
    return Doc(
        English().vocab,
        words=[row[0] for row in rows],
        lemmas=[row[1] for row in rows],
        tags=[row[2] for row in rows],
        pos=[pos.get(row[2], "VERB" if row[2].startswith("VB") else "PUNCT") for row in rows],
        deps=[row[3] for row in rows],
        heads=[row[4] for row in rows],
    )


# Hand-made Docs


def test_a_clause_below_a_verb_of_saying_is_its_content() -> None:
    doc = handmade(
        [
            ("Baker", "Baker", "NNP", "nsubj", 1),
            ("said", "say", "VBD", "ROOT", 1),
            ("that", "that", "IN", "mark", 4),
            ("tariffs", "tariff", "NNS", "nsubj", 4),
            ("fell", "fall", "VBD", "ccomp", 1),
            (".", ".", ".", "punct", 1),
        ]
    )
    (found,) = attributions(doc)
    assert (found.source, found.cue, found.content, found.roots) == ((0, 1), (1,), ((2, 5),), (4,))
    assert (found.kind, found.type, found.rule) == (AttributionKind.VERB, CueType.SPEECH, "cue-verb-say")
    assert governing(doc, [found]) == [None, None, 0, 0, 0, None]


def test_a_clause_before_the_verb_is_its_content_without_the_comma() -> None:
    doc = handmade(
        [
            ("Tariffs", "tariff", "NNS", "nsubj", 1),
            ("fell", "fall", "VBD", "ccomp", 4),
            (",", ",", ",", "punct", 4),
            ("Baker", "Baker", "NNP", "nsubj", 4),
            ("said", "say", "VBD", "ROOT", 4),
            (".", ".", ".", "punct", 4),
        ]
    )
    (found,) = attributions(doc)
    assert (found.source, found.content) == ((3, 4), ((0, 2),))


def test_a_verb_of_saying_without_content_gives_nothing() -> None:
    doc = handmade(
        [("Baker", "Baker", "NNP", "nsubj", 1), ("spoke", "speak", "VBD", "ROOT", 1), (".", ".", ".", "punct", 1)]
    )
    assert attributions(doc) == []


def test_the_speaker_of_a_relative_clause_is_the_antecedent() -> None:
    doc = handmade(
        [
            ("Growers", "grower", "NNS", "nsubj", 6),
            ("who", "who", "PRP", "nsubj", 2),
            ("say", "say", "VBP", "relcl", 0),
            ("prices", "price", "NNS", "nsubj", 4),
            ("fell", "fall", "VBD", "ccomp", 2),
            (",", ",", ",", "punct", 6),
            ("left", "leave", "VBD", "ROOT", 6),
        ]
    )
    (found,) = attributions(doc)
    assert (found.source, found.source_root, found.speaker) == ((1, 2), 1, 0)


# Parsed sentences: (text, source, cue, words that are content)

REPORTS = [
    pytest.param(
        "The minister said that the duty would end.",
        "The minister", "said", "duty would end", id="said that",
    ),
    pytest.param(
        "The duty would end soon, the minister said.",
        "the minister", "said", "duty would end", id="C, X said",
    ),
    pytest.param(
        "The duty would end soon, said the minister.",
        "the minister", "said", "duty would end", id="C, said X",
    ),
    pytest.param(
        "The duty, the minister said, would end soon.",
        "the minister", "said", "would end", id="mid-sentence",
    ),
    pytest.param(
        "The envoy told reporters that a pact was near.",
        "The envoy", "told", "pact was near", id="told",
    ),
    pytest.param(
        "The firm assured buyers that the chips were safe.",
        "The firm", "assured", "chips were safe", id="told, misparsed",
    ),
    pytest.param(
        "According to the ministry, exports fell in May.",
        "the ministry", "According to", "exports fell", id="according",
    ),
    pytest.param(
        "Exports fell in May, according to the ministry.",
        "the ministry", "according to", "Exports fell", id="according, last",
    ),
    pytest.param(
        "In the view of the court, the duty is lawful.",
        "the court", "In the view of", "duty is lawful", id="view of",
    ),
    pytest.param(
        '"The duty will end," the minister said.',
        "the minister", "said", "duty will end", id="quotation",
    ),
    pytest.param(
        'The minister said: "The duty will end."',
        "The minister", "said", "duty will end", id="colon",
    ),
    pytest.param(
        "“The duty will end,” the minister said.",
        "the minister", "said", "duty will end", id="curly quotes",
    ),
    pytest.param(
        "\u00e2\u0080\u009cThe duty will end,\u00e2\u0080\u009d the minister said.",
        "the minister", "said", "duty will end", id="mojibake quotes",
    ),
    pytest.param(
        "Officials said the duty would end.",
        "Officials", "said", "duty would end", id="unnamed officials",
    ),
    pytest.param(
        "The minister's warning that prices would rise was ignored.",
        "The minister", "warning", "prices would rise", id="noun",
    ),
    pytest.param(
        "The warning by the bank that prices would rise was ignored.",
        "the bank", "warning", "prices would rise", id="noun by",
    ),
    pytest.param(
        "In a letter, the senator wrote that the pact was unfair.",
        "the senator", "wrote", "pact was unfair", id="in a letter",
    ),
    pytest.param(
        "The senator issued a statement saying that the pact was dead.",
        "The senator", "saying", "pact was dead", id="statement saying",
    ),
    pytest.param(
        "The envoy was quoted as saying that talks had failed.",
        "The envoy", "saying", "talks had failed", id="quoted as saying",
    ),
    pytest.param(
        "The paper quoted the envoy as saying that talks had failed.",
        "the envoy", "saying", "talks had failed", id="quoted X as saying",
    ),
    pytest.param(
        "Reporters were told by the envoy that talks had failed.",
        "the envoy", "told", "talks had failed", id="told by",
    ),
    pytest.param(
        "The ministry delayed the vote, citing a lack of time.",
        "The ministry", "citing", "lack of time", id="citing",
    ),
    pytest.param(
        "The growers are worried that imports will rise.",
        "The growers", "worried", "imports will rise", id="adjective",
    ),
    pytest.param(
        "The senator called the pact a disaster.",
        "The senator", "called", "pact a disaster", id="called",
    ),
    pytest.param(
        "The union described the pact as a betrayal.",
        "The union", "described", "as a betrayal", id="described as",
    ),
    pytest.param(
        "The senator urged Tokyo to open its market.",
        "The senator", "urged", "open its market", id="urged",
    ),
    pytest.param(
        "The union called for a ban on imports.",
        "The union", "called for", "ban on imports", id="called for",
    ),
    pytest.param(
        "Prime Minister Jun Ito will make a visit to Lima and hold talks in Washington with President Lee, "
        "Cabinet Secretary Kenji Mori told reporters.",
        "Cabinet Secretary Kenji Mori", "told", "hold talks in Washington", id="closing speaker, misparsed",
    ),
    pytest.param(
        "Ito, D-Ill., predicted the bill will be sent to the floor.",
        "Ito", "predicted", "bill will be sent", id="aside",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "cue", "content"), REPORTS)
def test_a_report_gives_source_cue_and_content(text: str, source: str, cue: str, content: str) -> None:
    found = [item for item in said(text) if content in item[2]]
    assert any(item[0].startswith(source) and cue in item[1] for item in found), said(text)


SILENT = [
    pytest.param("The duty ended in May.", id="plain fact"),
    pytest.param("The minister met the envoy in Tokyo.", id="no cue"),
    pytest.param("The state of the harbour is poor.", id="noun like a cue verb"),
    pytest.param("The warning was late.", id="noun without source or content"),
    pytest.param("The talks continued in Geneva.", id="continue without quotation"),
    pytest.param("The harvest was praised.", id="passive without agent or clause"),
    pytest.param('The so-called "rice bowl" was empty.', id="scare quotes"),
    pytest.param("The company recalled its cars.", id="another sense"),
]


@pytest.mark.parametrize("text", SILENT)
def test_a_sentence_that_reports_nothing_gives_nothing(text: str) -> None:
    assert said(text) == []


def test_source_and_cue_are_never_part_of_the_content() -> None:
    for parameters in REPORTS:
        doc = read(str(parameters.values[0]))
        for item in attributions(doc):
            taken = set(item.cue) | set(range(*(item.source or (0, 0))))
            inside = {index for start, end in item.content for index in range(start, end)}
            assert not inside & taken, doc.text


# Quotations


def test_a_quotation_split_by_its_cue_is_one_report() -> None:
    text = '"The market is open," the minister said. "We have nothing to hide."'
    (found,) = [item for item in said(text) if item[1] == "said"]
    assert "market is open" in found[2]
    assert "nothing to hide" in found[2]


def test_a_quotation_of_several_sentences_belongs_to_the_cue_at_its_end() -> None:
    text = 'Exports fell. "The market is closed. We will not wait. We will act," the envoy said.'
    assert source_of(text, "closed") == "envoy"
    assert source_of(text, "wait") == "envoy"
    assert source_of(text, "Exports") is None


def test_a_quotation_left_open_goes_on_in_the_next_paragraph() -> None:
    text = (
        'The envoy said: "The market is closed to our growers.\n\n'
        '"It has been closed for years, and we will act."\n\nStocks fell.'
    )
    assert source_of(text, "years") == "envoy"
    assert source_of(text, "Stocks") is None
    first, second = quotations(read(text))
    assert (first.closed, second.continues) == (False, True)


def test_a_quoted_paragraph_after_one_of_the_same_speaker_is_attributed_to_him() -> None:
    text = 'The duty must end, the senator said.\n\n"Our growers have waited for years."\n\nThe bill is pending.'
    assert source_of(text, "waited") == "senator"
    assert source_of(text, "pending") is None
    doc = read(text)
    (adjoining,) = [item for item in attributions(doc) if item.kind is AttributionKind.QUOTE]
    assert (adjoining.cue, adjoining.rule, adjoining.quoted) == ((), "adjoining", True)


def test_a_quotation_before_a_new_paragraph_is_not_taken_by_its_first_cue() -> None:
    text = '"The market is closed," the envoy said. "We will act."\n\nThe minister said the market was open.'
    assert source_of(text, "act") == "envoy"
    assert source_of(text, "open") == "minister"


def test_names_before_a_colon_and_after_a_dash_are_sources() -> None:
    assert source_of("BAKER: The duty will end next year, I am sure.", "duty") == "BAKER"
    assert source_of('"The duty will end next year." ― Jane Mori', "duty") == "Mori"


def test_a_time_or_list_before_a_colon_is_no_source() -> None:
    assert said("Three goods were hit: steel, copper and zinc were taxed.") == []


# Nesting


def test_nested_reports_name_their_parent_and_the_chain_runs_outwards() -> None:
    doc = read("The envoy said the minister believes that the duty will end.")
    found = attributions(doc)
    outer, inner = found
    assert (outer.parent, inner.parent) == (None, 0)
    end = next(token.i for token in doc if token.text == "duty")
    chain = sources(end, found, governing(doc, found))
    assert [doc[item.speaker].text for item in chain if item.speaker is not None] == ["minister", "envoy"]


def test_what_somebody_says_that_he_expects_is_his_by_the_saying() -> None:
    text = "Mori said he expects China to lift the ban."
    assert source_of(text, "ban") == "Mori"
    doc = read(text)
    found = attributions(doc)
    assert [item.type for item in found] == [CueType.SPEECH, CueType.THOUGHT]


def test_a_demand_is_no_source_of_what_it_demands() -> None:
    assert source_of("The union demanded a ban on imports.", "ban") is None
    assert source_of("The paper said the union demanded a ban on imports.", "ban") == "paper"


def test_an_expectation_without_a_holder_has_no_source() -> None:
    (found,) = said("The duty is expected to end soon.")
    assert (found[0], found[1]) == ("", "is expected")
    assert source_of("The duty is expected to end soon.", "end") is None


def test_reports_are_the_same_whatever_stands_around_them() -> None:
    alone = said("The minister said that the duty would end.")
    among = said("Stocks fell.\n\nThe minister said that the duty would end.\n\nBonds rose.")
    assert alone == among


# The lexicon


def rows() -> list[Cue]:
    return load_cues().rows


@cache
def fired(column: str) -> dict[str, set[str]]:
    """The cue rows that fire in the sentence of each row, by row id."""
    texts = {cue.id: getattr(cue, column) for cue in rows()}
    docs = parse(model(), texts.values())
    return {key: {item.rule for item in attributions(doc)} for key, doc in zip(texts, docs, strict=True)}


@pytest.mark.parametrize("cue", [cue for cue in rows() if not cue.slots <= HELPERS], ids=lambda cue: str(cue.id))
def test_a_cue_fires_in_its_example_and_not_in_its_counterexample(cue: Cue) -> None:
    assert cue.id in fired("example")[cue.id], cue.example
    assert cue.id not in fired("counterexample")[cue.id], cue.counterexample


@pytest.mark.parametrize("cue", [cue for cue in rows() if cue.slots <= HELPERS], ids=lambda cue: str(cue.id))
def test_the_subject_of_a_light_verb_or_of_a_vehicle_is_the_source(cue: Cue) -> None:
    doc = read(cue.example)
    heads = {doc[item.source_root].dep_ for item in attributions(doc) if item.source_root is not None}
    assert heads == {"nsubj"}, cue.example
    assert attributions(read(cue.counterexample)) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("c1,say,verb,clause,speech,An example.,", "column 'counterexample' is empty"),
        ("c1,say,verb,claus,speech,An example.,Another.", "unknown pattern 'claus'"),
        ("c1,say,verb,clause,talk,An example.,Another.", "'talk' is not a valid CueType"),
        ("c1,say,word,clause,speech,An example.,Another.", "'word' is not a valid CuePos"),
        ("c1,say,verb,clause,speech,An, example.,Another.", "more fields than columns"),
    ],
)
def test_a_malformed_row_is_named_by_file_and_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "cues.csv"
    path.write_text(HEADER + line + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"cues\.csv:2: ") as caught:
        load_cues(path)
    assert message in str(caught.value)


def test_a_cue_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    row = "c1,say,verb,clause,speech,An example.,Another.\n"
    path = tmp_path / "cues.csv"
    path.write_text(HEADER + row + row, encoding="utf-8")
    with pytest.raises(DataError, match=r"cues\.csv:3: .* stands twice"):
        load_cues(path)


def test_attributions_are_immutable_and_sorted_by_cue() -> None:
    doc = read('"We will act," the envoy said. The minister denied that the market was closed.')
    found: list[Attribution] = attributions(doc)
    assert found == sorted(found, key=lambda item: item.cue)
    with pytest.raises(AttributeError):
        found[0].quoted = False  # type: ignore[misc]
