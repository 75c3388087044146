"""Where a statement comes from: its sentence, the words that gave each part, the rule, and how names were resolved."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.data import ontology_path
from kg.errors import InputError, StoreError
from kg.model import Document, Statement
from kg.pipeline.journal import open_journal

_FOLDER = "statement/"


@dataclass(frozen=True, slots=True)
class Part:
    """The words that gave one part of a statement: `start` and `end` in the document, and how they were understood."""

    role: str
    start: int
    end: int
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule that made a statement; `place` (file and line) and `row` where it is a row of the lexicon."""

    id: str
    place: str | None
    row: dict[str, str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of where a statement comes from. Parts that lie outside the evidence have their words too."""

    statement: Statement
    document: Document
    parts: tuple[Part, ...]
    rule: Rule
    base_iri: str

    @property
    def iri(self) -> str:
        """The IRI of the statement."""
        return self.base_iri + self.statement.id

    def as_json(self) -> dict[str, Any]:
        """The explanation as one JSON object."""
        doc, rule = self.document, self.rule
        return {
            **self.statement.as_json(base_iri=self.base_iri),
            "parts": [
                {"role": part.role, "start": part.start, "end": part.end, "words": part.words, "reason": part.reason}
                for part in self.parts
            ],
            "lexicon": {"place": rule.place, **rule.row} if rule.place else None,
            "about": {"title": doc.title, "date": doc.date, "source": doc.publisher, "url": doc.url},
        }


def explain(key: str, *, out: Path) -> Explanation:
    """The explanation of the statement `key`: its IRI, also as Turtle writes it, or its hash, or the beginning of one.

    Raises:
        InputError: there is no such statement, or there are several that begin so.
        StoreError: there is no build in `out`.
    """
    base_iri, found, document_id = _find(key, out)
    with open_journal(out) as journal:
        result = journal.result(document_id)
    for statement in result.statements if result else ():
        if statement.id == found:
            words = {(mention.start, mention.end): mention.text for mention in result.mentions} if result else {}
            parts = tuple(_parts(statement, words))
            document = result.document if result else Document(document_id, "")
            return Explanation(statement, document, parts, find_rule(statement.rule), base_iri)
    raise InputError(f"{found}: the build has changed since; run `kg build` again to finish it")


def _find(key: str, out: Path) -> tuple[str, str, str]:
    """The base IRI, the id of the statement, and the id of its document."""
    path = out / "statements.jsonl"
    wanted = re.split(r"statement[/:]", key)[-1].strip("<> ")
    marked = f"{_FOLDER}{wanted}".encode()
    found: dict[str, tuple[str, str]] = {}
    try:
        with path.open("rb") as file:
            for line in file:
                if marked in line.partition(b'","document":')[0]:
                    row = json.loads(line)
                    base, _, name = row["id"].rpartition(_FOLDER)
                    if name.startswith(wanted):
                        found[name] = (base, row["document"])
    except OSError:
        raise StoreError(f"{out}: no build here; make one with `kg build PATH... -o {out}`") from None
    if not found:
        raise InputError(f"no statement {key!r} in {path}; the ids stand there, as in the graph")
    if len(found) > 1 and wanted not in found:
        raise InputError(f"{key!r} begins the ids of {len(found)} statements; give more of it")
    name = wanted if wanted in found else next(iter(found))
    base, document = found[name]
    return base, _FOLDER + name, document


def _parts(statement: Statement, words: dict[tuple[int, int], str]) -> Iterable[Part]:
    for anchor in statement.anchors:
        if statement.start <= anchor.start and anchor.end <= statement.end:
            text = statement.quote[anchor.start - statement.start : anchor.end - statement.start]
        else:
            text = words.get((anchor.start, anchor.end), "")
        yield Part(anchor.role.value, anchor.start, anchor.end, text, anchor.reason)


def find_rule(rule: str) -> Rule:
    """The row of ``ontology/lexicon`` whose id is `rule`; a rule that is no row has no place."""
    for path in sorted(ontology_path("lexicon").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                if row.get("id") == rule:
                    named = {key: value for key, value in row.items() if key and key != "id" and value}
                    return Rule(rule, f"ontology/lexicon/{path.name}:{reader.line_num}", named)
    return Rule(rule, None, {})
