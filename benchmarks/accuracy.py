"""Accuracy on the annotated passages: builds them with the real extractor and scores them as `kg evaluate` does.

Takes the folder with gold/ from KG_SHARED (default ../shared beside the repository); writes
benchmarks/results/accuracy.json and accuracy.md.

usage: python benchmarks/accuracy.py [--gold dev train seed] [--dry-run]
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg.evaluate import Evaluation, Score, evaluate
from kg.extract.extractor import Extractor
from kg.gold import Claim, Passage, claim_of, load_gold
from kg.lexicon import load_lexicon
from kg.model import DEFAULT_MIN_CONFIDENCE, Document
from kg.phenomena import Phenomenon, phenomena, syntactic_phenomena
from kg.read.dates import iso_date
from kg.render.evaluation import as_json, markdown, score_json, sections

ROOT = Path(__file__).parent.parent
MODEL = "en_core_web_sm"
GOLD = ("dev", "train", "seed")
THRESHOLDS = (0.0, DEFAULT_MIN_CONFIDENCE, 0.5, 0.8)
COLUMNS = ("P", "R", "F1")


@dataclass(frozen=True, slots=True)
class Result:
    """A gold file scored at the build's own threshold, at `THRESHOLDS`, and the reliability of all statements."""

    name: str
    kept: Evaluation
    everything: Evaluation
    at: dict[float, Score]

    def as_json(self) -> dict[str, Any]:
        found = as_json(self.kept)
        every = as_json(self.everything)
        found["all_statements"] = {key: every[key] for key in ("reliability", "calibration_error")}
        found["min_confidence"] = {str(threshold): score_json(score) for threshold, score in self.at.items()}
        return found


def run(name: str, path: Path, extractor: Extractor) -> Result:
    """Read each passage of the gold file `path` as a document of its own, and score what was read."""
    passages = load_gold(path)
    docs = dict(zip((p.id for p in passages), extractor.parse(p.text for p in passages), strict=True))
    lexicon = load_lexicon()
    claims = [
        claim_of(statement.as_json())
        for passage in passages
        for statement in extractor.read(docs[passage.id], _document(passage)).statements
    ]

    def features(passage: Passage, claim: Claim) -> Iterable[Phenomenon]:
        return phenomena(claim, passage.text) | syntactic_phenomena(claim, docs[passage.id], lexicon)

    return Result(
        name,
        evaluate(passages, claims, min_confidence=DEFAULT_MIN_CONFIDENCE, features=features),
        evaluate(passages, claims),
        {threshold: evaluate(passages, claims, min_confidence=threshold).strict for threshold in THRESHOLDS},
    )


def _document(passage: Passage) -> Document:
    return Document(passage.id, passage.text, title=passage.title, date=iso_date(passage.date))


def report(results: Sequence[Result], about: dict[str, str]) -> str:
    """The results as Markdown: one summary of all gold files, then the tables of each."""
    lines = ["# Accuracy of statements", ""]
    lines += [
        f"{about['date']}, tradekg {about['version']}, {about['model']}, build threshold {DEFAULT_MIN_CONFIDENCE}."
    ]
    lines += [
        "",
        "Rules and confidence were made from train, so its figures say how well it is fitted, not how well new text is",
        "read. Nobody wrote rules from the sentences of dev, but its scores chose between versions and set the",
        "threshold, so they lean to the high side. seed is one article, which was read during the work.",
        "",
        "| gold | match | P | R | F1 | source | modality | statements | gold statements |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for result in results:
        for match, score in (("strict", result.kept.strict), ("lenient", result.kept.lenient)):
            row = score_json(score)
            cells = [*(row[key] for key in COLUMNS), row["source_accuracy"], row["modality_accuracy"]]
            shown = " | ".join("-" if cell is None else f"{cell:.3f}" for cell in cells)
            lines.append(f"| {result.name} | {match} | {shown} | {row['build']} | {row['gold']} |")
    lines += ["", "Strict figures by the least confidence of the statements kept:", ""]
    lines += ["| gold | confidence at least | P | R | F1 | statements |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for result in results:
        for threshold, score in result.at.items():
            row = score_json(score)
            shown = " | ".join(f"{row[key]:.3f}" for key in COLUMNS)
            lines.append(f"| {result.name} | {threshold} | {shown} | {row['build']} |")
    lines += ["", "Calibration of all statements, before the threshold (confidence is trained on train):", ""]
    lines += ["| gold | confidence | statements | mean | right |", "| --- | --- | ---: | ---: | ---: |"]
    for result in results:
        for item in result.everything.reliability:
            cells = [f"{item.low:.1f}-{item.high:.1f}", item.count, f"{item.confidence:.2f}", f"{item.right:.2f}"]
            lines.append(f"| {result.name} | {' | '.join(str(cell) for cell in cells)} |")
        lines.append(f"| {result.name} | expected calibration error | | | {result.everything.calibration_error:.3f} |")
    for result in results:
        tables = [table for table in sections(result.kept) if table.title.startswith(("By ", "Confusions"))]
        lines += ["", f"## {result.name}", "", markdown(tables, level=3).rstrip()]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", nargs="+", choices=GOLD, default=GOLD, help="gold files to score")
    parser.add_argument("--dry-run", action="store_true", help="print the Markdown and write nothing")
    options = parser.parse_args()
    folder = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared")) / "gold"
    if not folder.is_dir():
        print(f"no folder {folder}; set KG_SHARED to the folder that holds gold/", file=sys.stderr)
        return 1
    extractor = Extractor.load(model=MODEL)
    results = [run(name, folder / f"{name}.jsonl", extractor) for name in options.gold]
    about = {"date": datetime.date.today().isoformat(), "version": version("tradekg"), "model": MODEL}
    text = report(results, about)
    if options.dry_run:
        print(text)
        return 0
    target = ROOT / "benchmarks" / "results"
    target.mkdir(exist_ok=True)
    content = {**about, "min_confidence": DEFAULT_MIN_CONFIDENCE, "gold": {r.name: r.as_json() for r in results}}
    (target / "accuracy.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    (target / "accuracy.md").write_text(text, encoding="utf-8")
    print(text.split("\n## ")[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
