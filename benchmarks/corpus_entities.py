"""Subjects that are no actor and entities that are one, on articles drawn at random from the shared corpora.

usage: python benchmarks/corpus_entities.py [--seed N] [--articles N] [--write] [--show]

Draws 100 articles of each corpus in ``$KG_SHARED/corpora`` with a seed, builds them, and lists (a) each subject that a
statement has, and (b) each pair of entities with more than three mentions whose names are alike. ``--show`` prints both
lists for reading; what was judged by reading stands in ``annotations/corpus_entities.csv`` by entity ids alone:

- ``subject,ID,``: no actor at all (a date, a number, a fragment);
- ``pair,ID,OTHER``: two entities that are one.

``--write`` keeps the figures. No text of a corpus is written anywhere but into a temporary folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.doubtful import doubtful_pairs
from kg.listing import read_listing
from kg.pipeline import Options, build

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("KG_SHARED", HERE.parents[1] / "shared"))
JUDGED = HERE / "annotations" / "corpus_entities.csv"
RESULTS = HERE / "results" / "corpus_entities.json"
LEAST_MENTIONS = 4
LEAST_LIKENESS = 0.5
"""Lower than what `kg review` asks about, so that more pairs are read than it shows."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entities that were read side by side because their names are alike."""

    one: str
    other: str
    labels: tuple[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a build of drawn articles holds: statements by subject, and the entities that are mentioned often."""

    articles: int
    statements: int
    subjects: Counter[tuple[str, str, str]]
    frequent: int
    pairs: tuple[Pair, ...]


def draw(corpus: Path, *, articles: int, seed: int) -> Drawn:
    """Build `articles` of `corpus`, drawn at random by `seed`."""
    lines = corpus.read_text(encoding="utf-8").splitlines()
    chosen = random.Random(seed).sample(lines, min(articles, len(lines)))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / corpus.name
        source.write_text("\n".join(chosen) + "\n", encoding="utf-8")
        out = Path(folder) / "out"
        build([source], out=out, options=Options(jobs=2))
        subjects: Counter[tuple[str, str, str]] = Counter()
        for row in _rows(out / "statements.jsonl"):
            subjects[(_local(row["subject"]["id"]), row["subject"]["label"], row["subject"]["type"])] += 1
        often = [row for row in read_listing(out) if row.mentions >= LEAST_MENTIONS]
        found = doubtful_pairs(((row.entity, row.mentions) for row in often), least=LEAST_LIKENESS)
    pairs = tuple(Pair(p.one.id, p.other.id, (p.one.label, p.other.label), p.reason) for p in found)
    return Drawn(len(chosen), sum(subjects.values()), subjects, len(often), pairs)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _local(iri: str) -> str:
    return iri[iri.index("entity/") :] if "entity/" in iri else iri


def judged() -> tuple[frozenset[str], frozenset[frozenset[str]]]:
    """The subjects that are no actor and the pairs that are one, as they were judged by reading."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    subjects = frozenset(row["id"] for row in rows if row["kind"] == "subject")
    return subjects, frozenset(frozenset((row["id"], row["other"])) for row in rows if row["kind"] == "pair")


def figures(drawn: Drawn) -> dict[str, Any]:
    """The shares that the marks are about."""
    wrong, same = judged()
    statements = sum(count for (key, _, _), count in drawn.subjects.items() if key in wrong)
    duplicates = sum(frozenset((pair.one, pair.other)) in same for pair in drawn.pairs)
    return {
        "articles": drawn.articles,
        "statements": drawn.statements,
        "subjects": len(drawn.subjects),
        "statements with a subject that is no actor": statements,
        "share of statements": round(statements / drawn.statements, 4),
        "entities with more than three mentions": drawn.frequent,
        "pairs of them that were read": len(drawn.pairs),
        "pairs that are one": duplicates,
        "share of entities that another one repeats": round(duplicates / drawn.frequent, 4),
    }


def main() -> None:
    """Print the figures of each corpus."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    result: dict[str, Any] = {"benchmark": "corpus_entities", "seed": chosen.seed}
    for corpus in sorted((SHARED / "corpora").glob("*.jsonl")):
        drawn = draw(corpus, articles=chosen.articles, seed=chosen.seed)
        result[corpus.stem] = figures(drawn)
        print(corpus.stem)
        for name, value in result[corpus.stem].items():
            print(f"  {name}: {value}")
        if chosen.show:
            for (key, label, kind), count in sorted(drawn.subjects.items()):
                print(f"subject\t{kind}\t{count}\t{label}\t{key}")
            for pair in drawn.pairs:
                print(f"pair\t{pair.labels[0]}\t{pair.labels[1]}\t{pair.one}\t{pair.other}\t{pair.reason}")
    if chosen.write:
        RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
