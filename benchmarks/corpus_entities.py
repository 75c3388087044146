"""Subjects that are no actor and entities that are one, on articles drawn at random from the shared corpora.

usage: python benchmarks/corpus_entities.py [--articles N] [--only USE] [--write] [--show]

Draws 100 articles of each corpus in ``$KG_SHARED/corpora`` with each of four seeds, builds them, and lists (a) each
subject that a statement has, (b) each actor with more than three mentions, and the pairs of these whose names are
alike. The draws of the first two seeds were read to mend what is wrong, that of the third one after. The fourth one,
read again when most rules had changed, takes the articles that none of the others drew (60 and 53) before it draws any
twice; when it was read, before its mistakes were mended, 10 of 1,442 and 3 of 696 statements had a subject that is no
actor (the names of both whole corpora had been gone through before, so that these are no fresh articles to the rules).
All subjects, all actors with more than three mentions and the pairs were read by one reader, in their articles
where a label did not tell.
``--show`` prints the lists for reading; what was judged stands in ``annotations/corpus_entities.csv`` by entity ids
alone:

- ``subject,ID,``: no actor at all (a date, a number, a fragment);
- ``pair,ID,OTHER``: two entities that are one.

``--write`` keeps the figures (with ``--only`` those of one use; the others stay as they were measured). No text of a
corpus is written anywhere but into a temporary folder.
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
from kg.listing import Listed, read_listing
from kg.pipeline.build import build
from kg.pipeline.options import Options

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("KG_SHARED", HERE.parents[1] / "shared"))
JUDGED = HERE / "annotations" / "corpus_entities.csv"
RESULTS = HERE / "results" / "corpus_entities.json"
SEEDS = {"read to mend": 4, "read to mend again": 5, "read after": 6}
AGAIN = {"read with later rules": 7}
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
    frequent: tuple[Listed, ...]
    pairs: tuple[Pair, ...]


def draw(corpus: Path, *, articles: int, seed: int) -> Drawn:
    """Build `articles` of `corpus`, drawn at random by `seed`."""
    chosen = _chosen(corpus.read_text(encoding="utf-8").splitlines(), articles, seed)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / corpus.name
        source.write_text("\n".join(chosen) + "\n", encoding="utf-8")
        out = Path(folder) / "out"
        build([source], out=out, options=Options(jobs=2))
        subjects: Counter[tuple[str, str, str]] = Counter()
        for row in _rows(out / "statements.jsonl"):
            subjects[(_local(row["subject"]["id"]), row["subject"]["label"], row["subject"]["type"])] += 1
        often = [row for row in read_listing(out) if row.mentions >= LEAST_MENTIONS and row.entity.type.is_actor]
        found = doubtful_pairs(((row.entity, row.mentions) for row in often), least=LEAST_LIKENESS)
    pairs = tuple(Pair(p.one.id, p.other.id, (p.one.label, p.other.label), p.reason) for p in found)
    return Drawn(len(chosen), sum(subjects.values()), subjects, tuple(often), pairs)


def _chosen(lines: list[str], articles: int, seed: int) -> list[str]:
    """`articles` of `lines` by `seed`; by a seed of `AGAIN` those first that no other seed chooses."""
    articles = min(articles, len(lines))
    if seed not in AGAIN.values():
        return random.Random(seed).sample(lines, articles)
    drawn = {line for earlier in SEEDS.values() for line in _chosen(lines, articles, earlier)}
    order = random.Random(seed).sample(lines, len(lines))
    return sorted(order, key=drawn.__contains__)[:articles]


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
    often = {row.entity.id for row in drawn.frequent}
    duplicates = sum(pair <= often for pair in same)
    return {
        "articles": drawn.articles,
        "statements": drawn.statements,
        "subjects": len(drawn.subjects),
        "statements with a subject that is no actor": statements,
        "share of statements": round(statements / drawn.statements, 4),
        "actors with more than three mentions": len(drawn.frequent),
        "pairs of them with names alike": len(drawn.pairs),
        "pairs that are one": duplicates,
        "share of them that another one repeats": round(duplicates / len(drawn.frequent), 4),
    }


def _show(drawn: Drawn) -> None:
    for (key, label, kind), count in sorted(drawn.subjects.items()):
        print(f"subject\t{kind}\t{count}\t{label}\t{key}")
    for row in drawn.frequent:
        print(f"actor\t{row.entity.type}\t{row.mentions}\t{row.entity.label}\t{row.entity.id}")
    for pair in drawn.pairs:
        print(f"pair\t{pair.labels[0]}\t{pair.labels[1]}\t{pair.one}\t{pair.other}\t{pair.reason}")


def main() -> None:
    """Print the figures of each corpus."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--only", choices=[*SEEDS, *AGAIN])
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    result: dict[str, Any] = {"benchmark": "corpus_entities"}
    if chosen.only:
        result = json.loads(RESULTS.read_text(encoding="utf-8"))
    for use, seed in (SEEDS | AGAIN).items():
        if chosen.only not in (None, use):
            continue
        result[use] = {"seed": seed}
        for corpus in sorted((SHARED / "corpora").glob("*.jsonl")):
            drawn = draw(corpus, articles=chosen.articles, seed=seed)
            result[use][corpus.stem] = figures(drawn)
            print(f"{corpus.stem}, seed {seed}, {use}")
            for name, value in result[use][corpus.stem].items():
                print(f"  {name}: {value}")
            if chosen.show:
                _show(drawn)
    if chosen.write:
        RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
