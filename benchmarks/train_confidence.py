"""Train the confidence of statements on annotated passages and write ``ontology/lexicon/confidence.json``.

usage: python benchmarks/train_confidence.py [--gold ../shared/gold/train.jsonl] [--write]

The passages are the gold's and those that we annotated ourselves (``benchmarks/annotations``, see standoff.py).
Each candidate of the rules on them is labelled by the annotation: right where it matches a gold statement
strictly (score.py's definition). A logistic regression over the readable features of `kg.extract.confidence` is fitted
with L2 regularisation; its figures are cross-validated over ten folds of passages, so that no passage scores itself.
Needs scikit-learn (the extra `train`).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from standoff import modern, passages

from kg.extract.assemble import Assembler
from kg.extract.candidates import Candidate
from kg.extract.confidence import Scorer, features, record_features, record_key
from kg.extract.extractor import Extractor, ready
from kg.extract.select import Scored, select
from kg.model import Document, Statement
from kg.read.dates import iso_date

SHARED = Path(os.environ.get("KG_SHARED", Path(__file__).resolve().parents[2] / "shared"))
ROOT = Path(__file__).parents[1]
FOLDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=SHARED / "gold" / "train.jsonl")
    parser.add_argument("--write", action="store_true", help="write the weights into ontology/lexicon")
    parser.add_argument("-c", type=float, default=0.1, help="inverse strength of regularisation")
    args = parser.parse_args()
    score = load_score()
    rows = [json.loads(line) for line in args.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    measured = len(rows)
    rows += [*passages(SHARED), *modern()]
    data = collect(rows, score)
    report(rows, data, args.c, score, measured)
    if args.write:
        write(data, args.c)


def load_score() -> ModuleType:
    """The project's scorer, the definition of a match."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def collect(
    rows: list[dict[str, Any]], score: ModuleType
) -> list[tuple[int, Statement, dict[str, float], bool, set[int], Candidate]]:
    """(passage, statement, features, right, indices of the gold statements that it matches) of each candidate."""
    extractor = Extractor.load()
    blank = Scorer(0.0, {})
    data = []
    documents = [
        Document(row["passage"], row["text"], title=row.get("title"), date=iso_date(row.get("date"))) for row in rows
    ]
    docs = map(ready, extractor.parse(document.text for document in documents))
    for n, (row, document, doc) in enumerate(zip(rows, documents, docs, strict=True)):
        spans = {sentence["i"]: (sentence["start"], sentence["end"]) for sentence in row["sentences"]}
        for gold in row["statements"]:
            gold["_span"] = spans.get(gold["sentence"])
        _, candidates = extractor.candidates(doc, document)
        assembler = Assembler(doc, document, extractor.ontology, blank)
        for candidate in candidates:
            statement = assembler.statement(candidate)
            if statement is None or statement.end <= row.get("from", 0) + 1:
                continue
            flat = score.flat(json.loads(json.dumps(statement.as_json())))
            hits = {
                i for i, gold in enumerate(row["statements"]) if score.near(gold, flat) and score.pair(gold, flat, True)
            }
            named = dict.fromkeys(features(doc, candidate), 1.0)
            data.append((n, statement, named, bool(hits), hits, candidate))
    return data


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted model with the records by `record_key`: by passage, its candidates and the right ones among them."""

    vectorizer: DictVectorizer
    model: LogisticRegression
    records: dict[str, dict[int, tuple[int, int]]]

    def probability(self, item: Any) -> float:
        """How likely the unseen `item` is right."""
        return float(self.model.predict_proba(self.vectorizer.transform([_with_record(item, self.records)]))[0, 1])


def fit(data: list[Any], c: float) -> Fitted:
    """The model of `data`. The record of a rule is taken without the passage that a candidate lies in, so that the
    weights say what the record is worth on text that was not seen."""
    records: dict[str, dict[int, tuple[int, int]]] = {}
    for passage, _, _, right, _, candidate in data:
        record = records.setdefault(record_key(candidate), {})
        seen, good = record.get(passage, (0, 0))
        record[passage] = (seen + 1, good + right)
    rows = [_with_record(item, records, without=item[0]) for item in data]
    counts = Counter(name for row in rows for name in row)
    kept = [{name: value for name, value in row.items() if counts[name] >= 3} for row in rows]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=c, max_iter=2000)
    model.fit(vectorizer.fit_transform(kept), [item[3] for item in data])
    return Fitted(vectorizer, model, records)


def _with_record(
    item: Any, records: dict[str, dict[int, tuple[int, int]]], *, without: int | None = None
) -> dict[str, float]:
    counted = [pair for passage, pair in records.get(record_key(item[5]), {}).items() if passage != without]
    seen, right = sum(pair[0] for pair in counted), sum(pair[1] for pair in counted)
    return item[2] | dict.fromkeys(record_features(item[5], seen, right), 1.0)


def report(rows: list[Any], data: list[Any], c: float, score: ModuleType, measured: int) -> None:
    """Cross-validated figures at each threshold on the first `measured` passages, and how well confidence is
    calibrated on them."""
    held = np.zeros(len(data))
    for fold in range(FOLDS):
        train = [item for item in data if item[0] % FOLDS != fold]
        fitted = fit(train, c)
        for position, item in enumerate(data):
            if item[0] % FOLDS == fold:
                held[position] = fitted.probability(item)
    kept_positions = [n for n, item in enumerate(data) if item[0] < measured]
    data, held = [data[n] for n in kept_positions], held[kept_positions]
    gold_total = sum(len(row["statements"]) for row in rows[:measured])
    print(f"{len(data)} candidates, {sum(item[3] for item in data)} right, {gold_total} gold statements")
    covered = {(item[0], hit) for item in data for hit in item[4]}
    print(f"recall of the candidates before scoring: {len(covered) / gold_total:.3f}")
    for threshold in (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8):
        by_passage: dict[int, list[Scored]] = defaultdict(list)
        for item, p in zip(data, held, strict=True):
            if p >= threshold:
                by_passage[item[0]].append(Scored(replace(item[1], confidence=float(p)), item[5]))
        tp = predicted = 0
        for n, items in by_passage.items():
            kept = select(items)
            flats = [score.flat(json.loads(json.dumps(statement.as_json()))) for statement in kept]
            predicted += len(flats)
            tp += len(score.match(rows[n]["statements"], flats, True))
        precision, recall = tp / max(predicted, 1), tp / gold_total
        f1 = 2 * precision * recall / (precision + recall) if tp else 0.0
        print(f"  >= {threshold:.2f}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f} ({predicted} statements)")
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = [n for n, p in enumerate(held) if low <= p < low + 0.1]
        if inside:
            rate = float(np.mean([data[n][3] for n in inside]))
            mean = float(np.mean(held[inside]))
            error += abs(rate - mean) * len(inside) / len(data)
            print(f"  confidence {low:.1f}-{low + 0.1:.1f}: {len(inside):4d} candidates, {rate:.2f} right")
    print(f"expected calibration error {error:.3f}")


def write(data: list[Any], c: float) -> None:
    fitted = fit(data, c)
    weights = {
        name: round(float(weight), 3)
        for name, weight in zip(fitted.vectorizer.get_feature_names_out(), fitted.model.coef_[0], strict=True)
        if abs(weight) >= 0.02
    }
    records = {
        rule: [sum(pair[0] for pair in by_passage.values()), sum(pair[1] for pair in by_passage.values())]
        for rule, by_passage in fitted.records.items()
    }
    path = ROOT / "ontology" / "lexicon" / "confidence.json"
    content = {
        "bias": round(float(fitted.model.intercept_[0]), 3),
        "weights": dict(sorted(weights.items())),
        "records": dict(sorted(records.items())),
    }
    lines = re.sub(r"\[\n(\d+),\n(\d+)\n\]", r"[\1, \2]", json.dumps(content, indent=0, ensure_ascii=False))
    path.write_text(lines + "\n", encoding="utf-8")
    print(f"wrote {len(weights)} weights to {path}")


if __name__ == "__main__":
    main()
