"""Who does what to whom in political news: classes of PLOVER, end to end and with the pair given.

Takes the folder of benchmarks from KG_BENCHMARKS (default ../shared/benchmarks beside the repository), prints coverage
and macro-F1 over classes, quads, and conflict against cooperation, and writes them to benchmarks/results/plv.json.

End to end, the extractor reads the sentence alone; a statement hits a row where its subject shares a content word with
the source and its object one with the target, and its predicate's class is the answer. With the pair given,
`kg.extract.events` reads the clause that joins the two. Each row without an answer is wrong.

The lexicon of events was written while reading the errors of one half of the rows, so each half has its own figures;
those of the half not read are the ones to quote. Its totals were seen at each run, its sentences were not.

usage: python benchmarks/plv.py [--half 0|1]
"""

from __future__ import annotations

import argparse
import csv
import datetime
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from spacy.lang.en.stop_words import STOP_WORDS

from kg.events import Plover
from kg.extract import Extractor
from kg.extract.events import classify
from kg.model import DEFAULT_MIN_CONFIDENCE, Document, Role, Statement
from kg.ontology import Ontology, load_ontology

ROOT = Path(__file__).parent.parent
MODEL = "en_core_web_sm"
NONE = "NONE"
OLD_NAMES = {Plover.CONCEDE.value: "YIELD", Plover.RETREAT.value: "YIELD"}
"""The benchmark's version of PLOVER joins two classes of ours."""
QUADS = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), "1"),
    **dict.fromkeys(("COOPERATE", "AID", "YIELD"), "2"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "3"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "4"),
    NONE: NONE,
}
HALVES = ("half read while the lexicon was written", "half not read")
"""Only the second tells how the lexicon does on new text; both are published apart."""
SIDES = {"1": "cooperation", "2": "cooperation", "3": "conflict", "4": "conflict", NONE: NONE}
_WORD = re.compile(r"[^\W\d_][\w.'-]*\w|[^\W_]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a sentence, its pair, and the class and quad that annotators gave."""

    sentence: str
    source: str
    target: str
    root: str
    quad: str

    @property
    def half(self) -> int:
        """0 for the half whose errors may be read, 1 for the one that only tells whether a gain generalises."""
        return int(hashlib.sha256(self.sentence.encode()).hexdigest(), 16) % 2


def read_rows(path: Path) -> list[Row]:
    """The rows of a tab-separated file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t")
        return [Row(r["sentence"], r["source"], r["target"], r["gold_root"], r["gold_penta"]) for r in lines]


def content_words(*texts: str | None) -> frozenset[str]:
    """The words of `texts` in lower case, without function words."""
    found = (word.lower().removesuffix("'s") for text in texts if text for word in _WORD.findall(text))
    return frozenset(word for word in found if word not in STOP_WORDS)


def hits(row: Row, statement: Statement) -> bool:
    """Whether a statement is about the row's pair, by its labels and its words in the sentence."""
    said = [row.sentence[anchor.start : anchor.end] for anchor in statement.anchors if anchor.role is Role.SUBJECT]
    if not content_words(row.source) & content_words(statement.subject.label, *said):
        return False
    what = statement.object
    names = (what.actor.label if what.actor else None, what.target.label if what.target else None, what.text)
    if what.type.is_actor:
        names = (*names, what.label)
    return bool(content_words(row.target) & content_words(*names))


def answer(row: Row, statements: Iterable[Statement], ontology: Ontology) -> str:
    """The class of the most certain statement that hits the row."""
    found = sorted((s for s in statements if hits(row, s)), key=lambda s: (-s.confidence, s.sort_key))
    for statement in found:
        plover = ontology.predicate(statement.predicate).plover
        if plover:
            return OLD_NAMES.get(plover, plover)
    return NONE


def macro_f1(gold: Sequence[str], given: Sequence[str]) -> float:
    """The mean F1 of the labels of `gold`."""
    scores = []
    for label in sorted(set(gold)):
        both = sum(one == other == label for one, other in zip(gold, given, strict=True))
        scores.append(2 * both / (gold.count(label) + given.count(label)))
    return sum(scores) / len(scores)


def score(rows: Sequence[Row], answers: Sequence[str]) -> dict[str, float]:
    """Coverage and macro-F1 over classes, quads and sides."""
    quads, given = [row.quad for row in rows], [QUADS[each] for each in answers]
    return {
        "coverage": round(sum(each != NONE for each in answers) / len(rows), 4),
        "roots": round(macro_f1([row.root for row in rows], answers), 4),
        "quads": round(macro_f1(quads, given), 4),
        "sides": round(macro_f1([SIDES[quad] for quad in quads], [SIDES[quad] for quad in given]), 4),
    }


def scores_of(places: Sequence[int], rows: Sequence[Row], answers: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """The scores of each way of answering, on the rows at `places`."""
    chosen = [rows[place] for place in places]
    return {way: score(chosen, [given[place] for place in places]) for way, given in answers.items()}


def answers_end_to_end(rows: Sequence[Row], extractor: Extractor) -> list[str]:
    """What the extractor says of each row's sentence, read alone."""
    ontology = load_ontology()
    results = extractor.pipe(Document(str(number), row.sentence) for number, row in enumerate(rows))
    kept = ([s for s in result.statements if s.confidence >= DEFAULT_MIN_CONFIDENCE] for result in results)
    return [answer(row, statements, ontology) for row, statements in zip(rows, kept, strict=True)]


def answers_of_pairs(rows: Sequence[Row], extractor: Extractor) -> list[str]:
    """The class of each row with its pair given."""
    answers = []
    for row, doc in zip(rows, extractor.parse(row.sentence for row in rows), strict=True):
        found = classify(doc, row.source, row.target)
        answers.append(OLD_NAMES.get(found.plover.value, found.plover.value) if found else NONE)
    return answers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", type=int, choices=(0, 1), help="score only this half, and write nothing")
    options = parser.parse_args()
    path = Path(os.environ.get("KG_BENCHMARKS", ROOT.parent / "shared" / "benchmarks")) / "plv.tsv"
    if not path.is_file():
        print(f"no file {path}; set KG_BENCHMARKS to the folder that holds plv.tsv", file=sys.stderr)
        return 1
    rows = [row for row in read_rows(path) if options.half in (None, row.half)]
    extractor = Extractor.load(model=MODEL)
    answers = {
        "end to end": answers_end_to_end(rows, extractor),
        "pair given": answers_of_pairs(rows, extractor),
    }
    result = {
        "benchmark": "plv",
        "date": datetime.date.today().isoformat(),
        "model": f"{MODEL}, spaCy {version('spacy')}",
        **{
            name: {"rows": len(chosen), **scores_of(chosen, rows, answers)}
            for number, name in enumerate(HALVES)
            if (chosen := [place for place, row in enumerate(rows) if row.half == number])
        },
    }
    print(json.dumps(result, indent=2))
    if options.half is None:
        target = ROOT / "benchmarks" / "results" / "plv.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
