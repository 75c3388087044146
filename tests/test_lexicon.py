"""The lexicon: every row reads its example and leaves its counter-example alone; what is malformed is refused."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from spacy.tokens import Doc

from kg.data import ontology_path
from kg.errors import DataError
from kg.extract.candidates import Candidate
from kg.extract.extractor import Extractor
from kg.lexicon import ILLUSTRATED, ILLUSTRATION, Illustration, illustrations, load_lexicon
from kg.mentions import Resolved
from kg.model import Document

ROWS = list(illustrations())
VERBS, NOUNS_AND_ADJECTIVES = 350, 250
"""The least that the lexicon must hold, over all its files."""


@dataclass(frozen=True, slots=True)
class Read:
    """One sentence as the engine reads it."""

    doc: Doc
    mentions: Sequence[Resolved]
    candidates: Sequence[Candidate]


@cache
def readings() -> dict[str, Read]:
    """Every example and counter-example, read in one pass over the parser."""
    extractor = Extractor.load()
    texts = list(dict.fromkeys(text for item in ROWS for text in (item.example, item.counterexample)))
    found = {}
    for text, doc in zip(texts, extractor.parse(texts), strict=True):
        mentions, candidates = extractor.candidates(doc, Document("example", text))
        found[text] = Read(doc, mentions, candidates)
    return found


def fires(item: Illustration, read: Read) -> bool:
    """True where the row of `item` gives a reading of the sentence."""
    row = item.row
    match item.file:
        case "triggers.csv" | "changes.csv":
            return any(row["id"] in {candidate.rule, candidate.parts.row} for candidate in read.candidates)
        case "modality.csv":
            negated = row["effect"] == "negated"
            return any(
                candidate.reading.negated if negated else candidate.reading.modality.value == row["effect"]
                for candidate in read.candidates
            )
        case "instruments.csv":
            return any(candidate.parts.instrument == row["instrument"] for candidate in read.candidates)
        case _:
            return any(candidate.predicate == "affiliatedWith" for candidate in read.candidates)


def holder_is_named(item: Illustration, read: Read) -> bool:
    """True where the statement has the predicate of the row, and whoever is marked, or named first, for its subject."""
    if item.marked is None:
        holder = min(read.mentions, key=lambda mention: mention.start)
    else:
        holder = next(m for m in read.mentions if read.doc[m.start : m.end].text == item.marked)
    return any(
        candidate.rule == item.row["id"]
        and candidate.predicate == item.row["predicate"]
        and candidate.subject.start <= holder.root < candidate.subject.end
        for candidate in read.candidates
    )


@pytest.mark.parametrize("item", ROWS, ids=[item.row["id"] for item in ROWS])
def test_a_row_reads_its_example_and_leaves_its_counterexample_alone(item: Illustration) -> None:
    example, other = readings()[item.example], readings()[item.counterexample]
    assert fires(item, example), item.example
    assert not fires(item, other), item.counterexample
    if item.file == "triggers.csv":
        assert holder_is_named(item, example), item.example
        assert item.row["lemma"].split()[0] in {t.lemma_.lower() for t in other.doc} | {t.lower_ for t in other.doc}
    if item.file == "modality.csv":
        assert other.candidates, f"nothing of which the modality could be misread: {item.counterexample}"


def test_the_lexicon_knows_enough_verbs_nouns_and_adjectives() -> None:
    words = {(row["lemma"], row["pos"]) for item in ROWS if (row := item.row).get("pos")}
    counts = Counter(pos for _, pos in words)
    assert counts["VERB"] >= VERBS
    assert counts["NOUN"] + counts["ADJ"] >= NOUNS_AND_ADJECTIVES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's lexicon to spoil."""
    for name in ILLUSTRATED:
        shutil.copy(ontology_path("lexicon") / name, tmp_path / name)
    return tmp_path


TRIGGER = "id,lemma,pos,predicate,args,needs,example,counterexample,source\n"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("t-x,hug,VERB,hugs,holder=subj,policy,a,b,own", "no predicate 'hugs'"),
        ("t-x,hug,VERB,praises,holder=lap,policy,a,b,own", "unknown slot in 'holder=lap'"),
        ("t-x,hug,VERB,praises,holder=subj,warmth,a,b,own", "unknown need 'warmth'"),
        ("t-x,hug,VERB,praises,holder=subj,policy,a,b", "wrong number of fields"),
    ],
)
def test_a_trigger_that_names_what_there_is_not_is_refused_with_its_line(
    folder: Path, row: str, complaint: str
) -> None:
    (folder / "triggers.csv").write_text(f"{TRIGGER}{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=complaint) as caught:
        load_lexicon(folder)
    assert caught.value.line == 2


def test_an_id_may_stand_only_once(folder: Path) -> None:
    row = "t-x,hug,VERB,praises,holder=subj,policy,a,b,own\n"
    (folder / "triggers.csv").write_text(f"{TRIGGER}{row}{row}", encoding="utf-8")
    with pytest.raises(DataError, match="stands twice"):
        load_lexicon(folder)


def test_an_unknown_effect_is_refused(folder: Path) -> None:
    text = "id,lemma,pos,effect,example,counterexample,source\nm-x,hum,VERB,hummed,a,b,own\n"
    (folder / "modality.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="unknown effect 'hummed'"):
        load_lexicon(folder)


@pytest.mark.parametrize("column", ILLUSTRATION)
def test_a_row_without_its_sentences_or_source_is_refused(folder: Path, column: str) -> None:
    cells = dict(zip(ILLUSTRATION, ("a", "b", "own"), strict=True)) | {column: " "}
    row = ",".join(["t-x,hug,VERB,praises,holder=subj,policy", *cells.values()])
    (folder / "triggers.csv").write_text(f"{TRIGGER}{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=f"has no {column}"):
        list(illustrations(folder))


def test_the_holder_may_be_marked_where_another_is_named_first(folder: Path) -> None:
    row = "t-x,hug,VERB,praises,holder=subj,policy,Peru was hugged by [Chile].,b,own"
    (folder / "triggers.csv").write_text(f"{TRIGGER}{row}\n", encoding="utf-8")
    first = next(illustrations(folder))
    assert (first.example, first.marked) == ("Peru was hugged by Chile.", "Chile")
