"""Attribution on the development part of PolNeAR: who is reported to say what.

Takes the folder of benchmarks from KG_BENCHMARKS (default ../shared/benchmarks beside the repository), prints cue F1,
token F1 of source and content and full F1, and writes them to benchmarks/results/polnear.json.

usage: python benchmarks/polnear.py [--half 0|1] [--errors N]
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc

from kg.extract.attribution import Attribution, attributions
from kg.extract.quotes import quotations
from kg.parse import load_model, parse

ROOT = Path(__file__).parent.parent
MODEL = "en_core_web_sm"
WORD = re.compile(r"\w+")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Event:
    """An attribution by code points; `head` is the span of the source's head word, of predictions only."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    head: Span | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One annotation of one article: an article may have been annotated more than once."""

    name: str
    text: str
    gold: tuple[Event, ...]

    @property
    def half(self) -> int:
        """0 for the half whose errors may be read, 1 for the one that only tells whether a gain generalises."""
        return int(hashlib.sha1(self.text.encode()).hexdigest(), 16) % 2


@dataclass(slots=True)
class Counts:
    """Hits, predictions and gold items."""

    hit: float = 0.0
    predicted: float = 0.0
    gold: float = 0.0

    def add(self, hit: float, predicted: float, gold: float) -> None:
        self.hit += hit
        self.predicted += predicted
        self.gold += gold

    @property
    def scores(self) -> dict[str, float]:
        precision = self.hit / self.predicted if self.predicted else 0.0
        recall = self.hit / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if self.hit else 0.0
        return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def articles(folder: Path) -> Iterator[Article]:
    """All annotations of `folder`, which holds text/ and attributions/."""
    for path in sorted((folder / "attributions").glob("*.ann")):
        text = (folder / "text" / f"{path.stem.rsplit('_', 1)[0]}.txt").read_bytes().decode("utf-8")
        yield Article(path.stem, text, tuple(_events(path.read_text(encoding="utf-8"))))


def _events(standoff: str) -> Iterator[Event]:
    spans: dict[str, tuple[Span, ...]] = {}
    lines = [line.split("\t") for line in standoff.splitlines() if line.strip()]
    for key, value, *_ in lines:
        if key.startswith("T"):
            _, offsets = value.split(" ", 1)
            spans[key] = tuple((int(a), int(b)) for a, b in (part.split() for part in offsets.split(";")))
    for key, value, *_ in lines:
        if key.startswith("E"):
            parts: dict[str, tuple[Span, ...]] = {}
            for role, target in (part.split(":") for part in value.split()):
                name = role.rstrip("0123456789")
                parts[name] = parts.get(name, ()) + spans[target]
            if parts.get("Cue") and parts.get("Content"):
                yield Event(parts.get("Source", ()), parts["Cue"], parts["Content"])


def predicted(doc: Doc, found: Sequence[Attribution]) -> list[Event]:
    """The attributions that PolNeAR would annotate, in code points: the outermost, outside quotations."""
    events = []
    inside = {index for quote in quotations(doc) for index in range(quote.start, quote.end)}
    for item in found:
        if item.cue and item.cue[-1] not in inside and item.parent is None:
            cue = tuple(_characters(doc, (index, index + 1)) for index in item.cue)
            source = (_characters(doc, item.source),) if item.source else ()
            head = None if item.source_root is None else _characters(doc, (item.source_root, item.source_root + 1))
            events.append(Event(source, cue, tuple(_characters(doc, span) for span in item.content), head))
    return events


def _characters(doc: Doc, span: Span) -> Span:
    return doc[span[0]].idx, doc[span[1] - 1].idx + len(doc[span[1] - 1])


def _words(text: str, spans: Sequence[Span]) -> set[int]:
    return {
        match.start() for match in WORD.finditer(text) if any(match.start() < b and a < match.end() for a, b in spans)
    }


def _points(spans: Sequence[Span]) -> set[int]:
    return {point for a, b in spans for point in range(a, b)}


def f1(one: set[int], other: set[int]) -> float:
    """The F1 of two sets; two empty ones agree."""
    if not one and not other:
        return 1.0
    both = len(one & other)
    return 2 * both / (len(one) + len(other))


def matched(gold: Sequence[Event], guesses: Sequence[Event], text: str) -> list[tuple[Event, Event]]:
    """Pairs of gold and predicted events whose cues overlap, one to one: the greatest overlap first, then content."""
    candidates = []
    for g, event in enumerate(gold):
        points = _points(event.cue)
        for p, guess in enumerate(guesses):
            overlap = len(points & _points(guess.cue))
            if overlap:
                content = f1(_words(text, event.content), _words(text, guess.content))
                candidates.append((-overlap, -content, g, p))
    pairs: list[tuple[Event, Event]] = []
    used_gold: set[int] = set()
    used_guess: set[int] = set()
    for _, _, g, p in sorted(candidates):
        if g not in used_gold and p not in used_guess:
            used_gold.add(g)
            used_guess.add(p)
            pairs.append((gold[g], guesses[p]))
    return pairs


def correct(gold: Event, guess: Event, text: str) -> bool:
    """Full match of a pair: the source's head lies in the gold source (or neither has one), and content F1 >= 0.5."""
    return source_correct(gold, guess) and f1(_words(text, gold.content), _words(text, guess.content)) >= 0.5


def source_correct(gold: Event, guess: Event) -> bool:
    """True where the head of the source lies in the gold source, or neither has a source."""
    if guess.head is None or not gold.source:
        return guess.head is None and not gold.source
    return any(a < guess.head[1] and guess.head[0] < b for a, b in gold.source)


def score(items: Sequence[tuple[Article, list[Event]]]) -> dict[str, dict[str, float]]:
    """Cue, full, and token scores of source and content over all articles; unmatched events count as misses."""
    counts = {name: Counts() for name in ("cue", "source", "content", "full")}
    for article, guesses in items:
        pairs = matched(article.gold, guesses, article.text)
        counts["cue"].add(len(pairs), len(guesses), len(article.gold))
        hits = sum(correct(gold, guess, article.text) for gold, guess in pairs)
        counts["full"].add(hits, len(guesses), len(article.gold))
        for name in ("source", "content"):
            both = sum(
                len(_words(article.text, getattr(gold, name)) & _words(article.text, getattr(guess, name)))
                for gold, guess in pairs
            )
            total = [
                sum(len(_words(article.text, getattr(event, name))) for event in side)
                for side in (guesses, article.gold)
            ]
            counts[name].add(both, *total)
    return {name: count.scores for name, count in counts.items()}


def run(folder: Path) -> list[tuple[Article, list[Event]]]:
    """Parse every article once and find its attributions."""
    nlp = load_model(MODEL)
    items = list(articles(folder))
    texts = sorted({article.text for article in items})
    guesses = {text: predicted(doc, attributions(doc)) for text, doc in zip(texts, parse(nlp, texts), strict=True)}
    return [(article, guesses[article.text]) for article in items]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", type=int, choices=(0, 1), help="score only this half, and write nothing")
    options = parser.parse_args()
    folder = Path(os.environ.get("KG_BENCHMARKS", ROOT.parent / "shared" / "benchmarks")) / "polnear"
    if not folder.is_dir():
        print(f"no folder {folder}; set KG_BENCHMARKS to the folder that holds polnear/", file=sys.stderr)
        return 1
    items = [item for item in run(folder) if options.half in (None, item[0].half)]
    about = {"benchmark": "polnear", "date": datetime.date.today().isoformat(), "model": MODEL}
    result = {**about, "annotations": len(items), **score(items)}
    print(json.dumps(result, indent=2))
    if options.half is None:
        target = ROOT / "benchmarks" / "results" / "polnear.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
