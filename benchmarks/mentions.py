"""How many mentions of our own test set are resolved to what they mean, by phenomenon and half.

usage: python benchmarks/mentions.py [-v] [--write]

``tests/data/mentions.jsonl`` has a text a line: its phenomenon, its half, its date, and its mentions with offsets and
what they mean: an `actor` (labels of one entity, or of all that a plural takes up), a `place` or `none` (nobody), a
`good`, `no good`, or a `list` (an instrument with a name). Failures of the `kept` half are counted and never shown:
``-v`` shows those of the `read` half, whose causes are mended.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kg.coref import resolve_first_person
from kg.extract.attribution import attributions
from kg.gazetteer import load_gazetteer
from kg.goods import load_goods
from kg.instruments import load_lists
from kg.model import Document, EntityType
from kg.parse import load_model, parse
from kg.resolve import Resolved, resolve

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "tests" / "data" / "mentions.jsonl"
RESULTS = ROOT / "benchmarks" / "results" / "mentions.json"
HALVES = ("read", "kept")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A marked mention: what it means, and what the resolver says that it does."""

    text: str
    phenomenon: str
    half: str
    words: str
    means: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """All that is meant is found and nothing else; of a good, the concept meant or one next above or below it."""
        return sorted(self.means) == sorted(self.found) or any(
            _is_next_to(means, found) for means in self.means for found in self.found
        )


def _is_next_to(means: str, found: str) -> bool:
    goods = {good.label: good for good in load_goods().by_id.values()}
    if means not in goods or found not in goods:
        return False
    return goods[means].id in goods[found].broader or goods[found].id in goods[means].broader


def texts(path: Path = TEXTS) -> list[dict[str, Any]]:
    """The texts of the test set, in file order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def outcomes(nlp: Language, rows: Sequence[dict[str, Any]]) -> Iterator[Outcome]:
    """What becomes of each marked mention of `rows`."""
    for row, doc in zip(rows, parse(nlp, [row["text"] for row in rows]), strict=True):
        document = Document(row["id"], row["text"], None, row["date"])
        actors = _with_speakers(doc, resolve(doc, document=document, gazetteer=load_gazetteer()))
        acting = [mention for mention in actors if mention.kind != "place"]
        named = (mention for mention in acting if mention.entity.type is not EntityType.GROUP)
        taken = {index for mention in named for index in range(mention.start, mention.end)}
        for mark in row["mentions"]:
            span = doc.char_span(mark["start"], mark["end"], alignment_mode="expand")
            if mark["kind"] in ("good", "no good"):
                found = _goods(doc, taken, span.end - 1)
            elif mark["kind"] == "list":
                found = _covering(load_lists().match([token.text for token in doc]), span.end - 1)
            elif mark["kind"] == "actor":
                found = _actors(acting, {span.end - 1})
            else:
                found = _actors(acting, set(range(span.start, span.end)))
            yield Outcome(row["id"], row["phenomenon"], row["half"], mark["words"], tuple(mark["means"]), found)


def _actors(acting: Iterable[Resolved], tokens: set[int]) -> tuple[str, ...]:
    """The labels of all whom the mentions over any of `tokens` name.

    A name inside a group's ("Brazilian growers", "GATT officials") means the country that the group's entity is of,
    else whom the group speaks for.
    """
    labels: dict[str, None] = {}
    for mention in acting:
        if not tokens & set(range(mention.start, mention.end)):
            continue
        entities = [mention.entity, *mention.others]
        if mention.entity.type is EntityType.GROUP and mention.root not in tokens:
            owner = load_gazetteer().entities.get(mention.entity.country or "") or mention.principal
            entities = [owner] if owner is not None else entities
        labels.update(dict.fromkeys(entity.label for entity in entities))
    return tuple(labels)


def _goods(doc: Doc, taken: set[int], token: int) -> tuple[str, ...]:
    """The good at `token`, as `kg.extract` sees it: in words that name no actor and are no verb."""
    if token in taken or doc[token].pos_ == "VERB":
        return ()
    return _covering(load_goods().match([word.lower_ for word in doc]), token)


def _covering(found: Iterable[Any], token: int) -> tuple[str, ...]:
    return tuple(value.label for start, end, value in found if start <= token < end and value is not None)


def _with_speakers(doc: Doc, mentions: list[Resolved]) -> list[Resolved]:
    """The mentions with "I" in quotations resolved to the speakers that the attributions give."""
    by_token = {index: mention for mention in mentions for index in range(mention.start, mention.end)}
    speakers = {
        index: by_token[report.speaker]
        for report in attributions(doc)
        if report.quoted and report.speaker in by_token
        for span in report.content
        for index in range(span[0], span[1])
    }
    return resolve_first_person(doc, mentions, speakers)


def accuracy(found: Sequence[Outcome], half: str, phenomenon: str | None = None) -> dict[str, Any]:
    """Mentions, those that are right, and their share, of one half and of one phenomenon or all."""
    chosen = [o for o in found if o.half == half and phenomenon in (None, o.phenomenon)]
    right = sum(o.is_right for o in chosen)
    return {"mentions": len(chosen), "right": right, "accuracy": round(right / len(chosen), 3)}


def table(found: Sequence[Outcome]) -> dict[str, dict[str, Any]]:
    """The accuracy of each half, over all and by phenomenon."""
    phenomena = sorted({outcome.phenomenon for outcome in found})
    return {
        half: {"all": accuracy(found, half), **{name: accuracy(found, half, name) for name in phenomena}}
        for half in HALVES
    }


def main() -> None:
    """Print the table, with ``-v`` the failures of the half that is read; ``--write`` keeps the figures."""
    rows = texts()
    found = list(outcomes(load_model(), rows))
    result = table(found)
    print(f"{len(rows)} texts, {len(found)} mentions")
    print(f"{'':14}" + "".join(f"{half:>18}" for half in HALVES))
    for name in result["kept"]:
        cells = (result[half][name] for half in HALVES)
        print(f"{name:14}" + "".join(f"{c['right']:>6}/{c['mentions']:<3} {c['accuracy']:7.3f}" for c in cells))
    if "-v" in sys.argv:
        for outcome in found:
            if outcome.half == "read" and not outcome.is_right:
                print(f"{outcome.text}: {outcome.words!r} means {outcome.means}, found {outcome.found}")
    if "--write" in sys.argv:
        counts = Counter(row["half"] for row in rows)
        written = {"benchmark": "mentions", "texts": counts, "mentions": len(found), **result}
        RESULTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
