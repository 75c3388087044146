"""Annotations of our own, in the format of the shared gold.

``benchmarks/annotations/passages.jsonl`` is without texts: it holds for each passage the id of an article, how much of
it was read, where the annotated part begins, its sentences and its statements; the words of an object are a span
``[start, end)`` of the article. `passages` puts the words back in from the articles of ``../shared/corpora``.
``modern.jsonl`` is whole: its passages were written for this project after debates of 2000 to 2025. They are training
material and no source: speakers' names and quotations are made up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ANNOTATIONS = Path(__file__).parent / "annotations" / "passages.jsonl"
MODERN = ANNOTATIONS.with_name("modern.jsonl")
CORPORA = ("reuters-trade.jsonl", "peoples-daily-tariff.jsonl")


def passages(shared: Path) -> list[dict[str, Any]]:
    """The annotated passages with their texts, from the corpora below `shared`."""
    articles = {}
    for name in CORPORA:
        for line in (shared / "corpora" / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            articles[row["id"]] = row
    rows = []
    for line in ANNOTATIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = articles[row["passage"]]
        text = article["text"][: row["length"]]
        statements = [{**item, "text": text[slice(*item["text"])]} for item in row["statements"]]
        rows.append({**row, "text": text, "title": article["title"], "date": article["date"], "statements": statements})
    return rows


def modern() -> list[dict[str, Any]]:
    """The annotated passages that were written for this project."""
    return [json.loads(line) for line in MODERN.read_text(encoding="utf-8").splitlines()]


def without_text(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The lines of an annotation file for `rows` in the gold's format; words that are not in their sentence raise."""
    for row in rows:
        spans = {sentence["i"]: (sentence["start"], sentence["end"]) for sentence in row["sentences"]}
        statements = []
        for item in row["statements"]:
            start, end = spans[item["sentence"]]
            statements.append({**item, "text": _span(row["text"], item["text"], start, end)})
        yield json.dumps(
            {
                "passage": row["passage"],
                "length": len(row["text"]),
                "from": row.get("from", 0),
                "sentences": row["sentences"],
                "statements": statements,
            },
            ensure_ascii=False,
        )


def _span(text: str, words: str, start: int, end: int) -> list[int]:
    """Where `words` stand in the sentence, white space folded and case aside; the whole sentence where nowhere."""
    folded, places = [], []
    for position in range(start, end):
        letter = text[position]
        if letter.isspace() and folded and folded[-1] == " ":
            continue
        folded.append(" " if letter.isspace() else letter.lower())
        places.append(position)
    wanted = " ".join(words.lower().split())
    at = "".join(folded).find(wanted)
    if at < 0 or not wanted:
        return [start, end]
    return [places[at], places[at + len(wanted) - 1] + 1]
