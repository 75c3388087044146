"""How many of the gold's subjects, objects and sources the resolver finds in their sentences.

usage: python benchmarks/score_subjects.py [GOLD.jsonl] [-v]
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

from spacy.tokens import Doc

from kg.coref import resolve_first_person
from kg.extract.attribution import attributions
from kg.gazetteer import load_gazetteer
from kg.model import Document
from kg.parse import load_model, parse
from kg.resolve import Resolved, resolve

SHARED = Path(os.environ.get("KG_SHARED", Path(__file__).resolve().parents[2] / "shared"))
MONTHS = {
    name: n
    for n, name in enumerate(("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), 1)
}


def scorer() -> ModuleType:
    """The shared scoring tool as a module."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def iso_date(text: str) -> str | None:
    """ "15-JUN-1987 13:50:22.20" and "September 18, 2018" as ISO days."""
    words = text.replace("-", " ").replace(",", " ").split()
    months = [MONTHS[w[:3].upper()] for w in words if w[:3].upper() in MONTHS]
    days = [int(w) for w in words if w.isdigit() and len(w) < 3]
    years = [w for w in words if w.isdigit() and len(w) == 4]
    return f"{years[0]}-{months[0]:02}-{days[0]:02}" if months and days and years else None


def labels(mentions: list[Resolved]) -> list[str]:
    """All names that the mentions offer as a part of a statement."""
    found = []
    for mention in mentions:
        if mention.kind == "place":
            continue
        entities = [mention.entity, *mention.others, *([mention.principal] if mention.principal else [])]
        found.extend(entity.label for entity in entities)
    return found


def with_speakers(doc: Doc, mentions: list[Resolved]) -> list[Resolved]:
    """The mentions with "I" and "we" in quotations resolved to the speakers that the attributions give."""
    by_token = {index: mention for mention in mentions for index in range(mention.start, mention.end)}
    speakers = {
        index: by_token[report.speaker]
        for report in attributions(doc)
        if report.quoted and report.speaker in by_token
        for span in report.content
        for index in range(span[0], span[1])
    }
    return resolve_first_person(doc, mentions, speakers)


def main() -> None:
    """Print recall by role and the commonest misses."""
    paths = [arg for arg in sys.argv[1:] if not arg.startswith("-")]
    path = Path(paths[0]) if paths else SHARED / "gold" / "train.jsonl"
    score = scorer()
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    nlp = load_model()
    gazetteer = load_gazetteer()
    docs = list(parse(nlp, (row["text"] for row in rows)))
    spent = 0.0
    hit: Counter[str] = Counter()
    total: Counter[str] = Counter()
    misses: list[tuple[str, str, str, str]] = []
    for row, doc in zip(rows, docs, strict=True):
        document = Document(row["passage"], row["text"], row["title"], iso_date(row["date"]))
        began = time.perf_counter()
        mentions = resolve(doc, document=document, gazetteer=gazetteer)
        spent += time.perf_counter() - began
        mentions = with_speakers(doc, mentions)
        spans = {sent["i"]: (sent["start"], sent["end"]) for sent in row["sentences"]}
        for statement in row["statements"]:
            start, end = spans[statement["sentence"]]
            offered = labels([m for m in mentions if start <= doc[m.root].idx < end])
            for role in ("subject", "object_actor", "source"):
                wanted = statement[role]
                if wanted is None:
                    continue
                total[role] += 1
                if any(score.same_actor(wanted, label) for label in offered):
                    hit[role] += 1
                else:
                    misses.append((role, wanted, row["passage"], row["text"][start:end].strip()))
    for role in total:
        print(f"{role:13} {hit[role]:4} of {total[role]:4}  recall {hit[role] / total[role]:.3f}")
    print(f"resolving took {spent:.2f} s for {sum(map(len, docs))} tokens")
    if "-v" in sys.argv:
        for miss in sorted(set(misses)):
            print(*miss, sep=" | ")


if __name__ == "__main__":
    main()
