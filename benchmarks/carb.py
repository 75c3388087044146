"""Open information extraction on CaRB: every clause's tuple against those that annotators wrote.

Takes the folder of benchmarks from KG_BENCHMARKS (default ../shared/benchmarks beside the repository), parses its
sentences, prints precision, recall and F1, and writes them to benchmarks/results/carb.json.

usage: python benchmarks/carb.py [--part dev|test] [--half 0|1]
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kg.extract.openie import open_triples
from kg.model import OpenTriple
from kg.parse import load_model, parse

ROOT = Path(__file__).parent.parent
MODEL = "en_core_web_sm"
FORMS_OF_BE = frozenset({"be", "is", "am", "are", "was", "were", "been", "being"})
SWAPPING = frozenset({"said", "told", "added", "adds", "says"})
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Extraction:
    """A tuple as bags of tokens: what stands apart by spaces."""

    relation: tuple[str, ...]
    first: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.relation) + len(self.first) + len(self.rest)

    @property
    def swapped(self) -> Extraction:
        return Extraction(self.relation, self.rest, self.first)


@dataclass(frozen=True, slots=True)
class Match:
    """How a predicted tuple fits a gold one."""

    precision: float
    recall: float


def key(sentence: str) -> str:
    """What aligns sentences: spaces and punctuation removed."""
    return _NOT_A_WORD.sub("", sentence)


def gold_tuples(path: Path) -> tuple[dict[str, str], dict[str, list[Extraction]]]:
    """The sentences of a file by key, and the tuples of each."""
    sentences: dict[str, str] = {}
    tuples: dict[str, list[Extraction]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        sentence, relation, *arguments = line.split("\t")
        kept = [argument for argument in arguments if "C: " not in argument]
        first, rest = kept[:1], kept[1:]
        sentences.setdefault(key(sentence), sentence.strip())
        tuples[key(sentence)].append(Extraction(*(tuple(" ".join(part).split()) for part in ([relation], first, rest))))
    return sentences, tuples


def of_triple(triple: OpenTriple) -> Extraction:
    """A predicted triple in the form of the gold."""
    rest = " ".join(triple.arguments)
    return Extraction(tuple(triple.relation.split()), tuple(triple.subject.split()), tuple(rest.split()))


def match(gold: Extraction, guess: Extraction) -> Match:
    """The overlap of two tuples as shares of the predicted and of the gold tokens."""
    tried = [_straight(gold, guess)]
    if SWAPPING.intersection(gold.relation):
        tried.append(_straight(gold, guess.swapped))
    return max(tried, key=lambda found: found.precision + found.recall)


def _straight(gold: Extraction, guess: Extraction) -> Match:
    wanted, given = Counter(gold.relation), Counter(guess.relation)
    relation = (wanted & given).total()
    left_gold = sum(count for word, count in (wanted - given).items() if word in FORMS_OF_BE)
    left_guess = sum(count for word, count in (given - wanted).items() if word in FORMS_OF_BE)
    relation += min(left_gold, left_guess)
    if not relation:
        return Match(0.0, 0.0)
    overlap = relation
    for one, other in ((gold.first, guess.first), (gold.rest, guess.rest)):
        overlap += (Counter(one) & Counter(other)).total()
    return Match(overlap / guess.size, overlap / gold.size)


def one_to_one(matches: Sequence[Sequence[Match]]) -> float:
    """The sum of precisions of pairs (rows gold, columns guesses), each used once, the best first."""
    pairs = sorted(
        ((-found.precision, row, column) for row, line in enumerate(matches) for column, found in enumerate(line)),
    )
    rows: set[int] = set()
    columns: set[int] = set()
    total = 0.0
    for negative, row, column in pairs:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            total -= negative
    return total


def score(gold: Mapping[str, Sequence[Extraction]], guesses: Mapping[str, Sequence[Extraction]]) -> dict[str, float]:
    """Precision, recall and F1 of `guesses` over all sentences of `gold`."""
    precise = recalled = 0.0
    predicted = wanted = 0
    for sentence, tuples in gold.items():
        found = guesses.get(sentence, ())
        matches = [[match(one, guess) for guess in found] for one in tuples]
        wanted += len(tuples)
        predicted += len(found)
        recalled += sum(max((cell.recall for cell in line), default=0.0) for line in matches)
        precise += one_to_one(matches)
    precision = precise / predicted if predicted else 0.0
    recall = recalled / wanted if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def half(sentence: str) -> int:
    """0 for the sentences whose errors may be read, 1 for those that only tell whether a gain generalises."""
    return int(hashlib.sha256(sentence.encode()).hexdigest(), 16) % 2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", default="dev", help="which file of the folder, without .tsv  [default: dev]")
    parser.add_argument("--half", type=int, choices=(0, 1), help="score only this half, and write nothing")
    options = parser.parse_args()
    path = Path(os.environ.get("KG_BENCHMARKS", ROOT.parent / "shared" / "benchmarks")) / "carb" / f"{options.part}.tsv"
    if not path.is_file():
        print(f"no file {path}; set KG_BENCHMARKS to the folder that holds carb/", file=sys.stderr)
        return 1
    sentences, gold = gold_tuples(path)
    chosen = [name for name, text in sentences.items() if options.half in (None, half(text))]
    docs = parse(load_model(MODEL), (sentences[name] for name in chosen))
    guesses = {
        name: [of_triple(triple) for triple in open_triples(doc)] for name, doc in zip(chosen, docs, strict=True)
    }
    result = {
        "benchmark": f"carb {options.part}",
        "date": datetime.date.today().isoformat(),
        "model": f"{MODEL}, spaCy {version('spacy')}",
        "sentences": len(chosen),
        "gold": sum(len(gold[name]) for name in chosen),
        "predicted": sum(map(len, guesses.values())),
        **score({name: gold[name] for name in chosen}, guesses),
    }
    print(json.dumps(result, indent=2))
    if options.half is None and options.part == "dev":
        target = ROOT / "benchmarks" / "results" / "carb.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
