"""Time the extraction beside what one would pick instead: textacy's subject-verb-object triples, on the same model.

usage: python benchmarks/svo.py [INPUT ...] [--documents 100]

Both read the same texts in one process, model time apart, since both need it. Needs textacy: pip install textacy.
relatio, the other one that one might pick, cannot be installed beside tradekg, as the result says. Writes
``benchmarks/results/svo.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

from kg.extract import Extractor
from kg.model import Document
from kg.parse import parse

SHARED = Path(os.environ.get("KG_SHARED", Path(__file__).resolve().parents[2] / "shared"))
RESULT = Path(__file__).parent / "results" / "svo.json"
RELATIO = (
    "not compared: its last release, 0.3.0, needs allennlp-models, whose last one (2.10.1, of 2022) needs spaCy before "
    "3.4 and PyTorch before 1.13, of which there are no builds for Python 3.11; and weights from a hub"
)
CORPORA = ("reuters-trade.jsonl", "peoples-daily-tariff.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", type=Path, default=[SHARED / "corpora" / name for name in CORPORA])
    parser.add_argument("--documents", type=int, default=100)
    args = parser.parse_args()
    try:
        from textacy.extract import subject_verb_object_triples
    except ImportError:
        sys.exit("this needs textacy: pip install textacy")
    rows = [json.loads(line) for path in args.inputs for line in path.read_text("utf-8").splitlines()]
    rows = rows[:: max(len(rows) // args.documents, 1)]
    extractor = Extractor.load()
    list(extractor.pipe(Document(row["id"], row["text"]) for row in rows[:5]))  # warms up
    start = time.process_time()
    docs = list(parse(extractor.nlp, (row["text"] for row in rows)))
    model = time.process_time() - start
    start = time.process_time()
    results = [extractor.read(doc, Document(row["id"], row["text"])) for doc, row in zip(docs, rows, strict=True)]
    ours = time.process_time() - start
    start = time.process_time()
    triples = [triple for doc in docs for triple in subject_verb_object_triples(doc)]
    theirs = time.process_time() - start
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "textacy": version("textacy"),
        "relatio": RELATIO,
        "documents": len(rows),
        "model_processor_seconds": round(model, 2),
        "tradekg_processor_seconds": round(ours, 2),
        "textacy_processor_seconds": round(theirs, 2),
        "tradekg_statements": sum(len(one.statements) for one in results),
        "textacy_triples": len(triples),
        "whole_time_relative_to_textacy": round((model + ours) / (model + theirs), 2),
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
