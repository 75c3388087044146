"""Gold: passages annotated by hand, and the flat claims in which gold and builds are compared.

A gold file is JSONL, one passage a line::

    {"passage": "memo-1", "text": "Norland imposed a tariff on salt.", "date": "2024-05-01",
     "sentences": [{"i": 0, "start": 0, "end": 33}],
     "statements": [{"sentence": 0, "subject": "Norland", "predicate": "imposes", "instrument": "tariff",
                     "good": "salt", "text": "a tariff on salt"}]}

`passage` is the id of the document in the build (`kg build` takes a gold file as input and reads its ids), sentences
are ``[start, end)`` in code points of `text`. A statement needs `sentence`, `subject` and `predicate`; `object_actor`,
`instrument`, `change`, `good`, `target`, `text` and `source` are null where they are not given, `negated` is false and
`modality` asserted. Names of the ontology may be written in camelCase or snake_case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import DataError, InputError
from kg.model import EntityType, Modality
from kg.ontology import load_ontology

_PASSAGE_KEYS = frozenset({"passage", "text", "title", "date", "source", "url", "sentences", "statements"})
_NAMES = ("subject", "object_actor", "good", "target", "text", "source")
_STATEMENT_KEYS = frozenset({*_NAMES, "sentence", "predicate", "instrument", "change", "negated", "modality"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as it is compared: labels instead of nodes. `predicate`, `instrument` and `change` are local names.

    `start`, `end` are the sentence's code points in its document. `confidence` and `rule` are those of a build's
    statement; gold has None and "".
    """

    document: str
    start: int
    end: int
    subject: str
    predicate: str
    object_actor: str | None = None
    instrument: str | None = None
    change: str | None = None
    good: str | None = None
    target: str | None = None
    text: str | None = None
    negated: bool = False
    modality: Modality = Modality.ASSERTED
    source: str | None = None
    confidence: float | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """An annotated text: its sentences' spans in order, and the claims that annotators read in it."""

    id: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    claims: tuple[Claim, ...]
    title: str | None = None
    date: str | None = None


def load_gold(path: Path) -> list[Passage]:
    """The passages of the gold file `path`, in order.

    Raises:
        InputError: the file cannot be read, or holds no passage.
        DataError: a line is not as the module says; with file and line.
    """
    passages: dict[str, Passage] = {}
    for number, row in json_lines(path):
        reader = _Row(path, number)
        passage = reader.passage(row)
        if passage.id in passages:
            raise reader.error(f"the passage {passage.id!r} is there twice")
        passages[passage.id] = passage
    if not passages:
        raise InputError(f"{path}: no passage in it; write one JSON object a line")
    return list(passages.values())


def load_claims(path: Path) -> list[Claim]:
    """The claims of a build's ``statements.jsonl``, in its order.

    Raises:
        InputError: the file cannot be read.
        DataError: a line is no statement; with file and line.
    """
    claims = []
    for number, row in json_lines(path):
        try:
            claims.append(claim_of(row))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(f"not a statement as kg build writes it ({error})", path=path, line=number) from error
    return claims


def claim_of(row: Mapping[str, Any]) -> Claim:
    """The claim of a statement in its JSON form (`kg.model.Statement.as_json`)."""
    obj = row["object"]
    actor = obj["actor"]
    if actor is None and EntityType(obj["type"]).is_actor:
        actor = obj["label"]
    return Claim(
        document=row["document"],
        start=row["start"],
        end=row["end"],
        subject=row["subject"]["label"],
        predicate=row["predicate"],
        object_actor=actor,
        instrument=obj["instrument"],
        change=obj["change"],
        good=obj["good"],
        target=obj["target"],
        text=obj["text"] or obj["label"],
        negated=bool(row["negated"]),
        modality=Modality(row["modality"]),
        source=row["source"]["label"] if row["source"] else None,
        confidence=float(row["confidence"]),
        rule=row["rule"],
    )


def json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    """(line number, value) of each line of a JSONL file that is not blank."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 ({error})") from error
    except OSError as error:
        raise InputError(f"{path}: cannot read: {error.strerror}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                raise DataError(f"not JSON ({error})", path=path, line=number) from error


@dataclass(frozen=True, slots=True)
class _Row:
    """Checks one line of a gold file."""

    path: Path
    line: int

    def error(self, message: str) -> DataError:
        return DataError(message, path=self.path, line=self.line)

    def passage(self, row: Any) -> Passage:
        self.keys("the passage", row, _PASSAGE_KEYS, ("passage", "text", "sentences", "statements"))
        key, text = self.name(row, "passage", needed=True), row["text"]
        if not isinstance(text, str):
            raise self.error("`text` is not a string")
        spans: dict[int, tuple[int, int]] = {}
        for sentence in self.list_of(row, "sentences"):
            self.keys("a sentence", sentence, frozenset({"i", "start", "end"}), ("i", "start", "end"))
            number, start, end = (sentence[name] for name in ("i", "start", "end"))
            if not all(type(value) is int for value in (number, start, end)) or not 0 <= start < end <= len(text):
                raise self.error(f"sentence {number!r}: no span of the text, which has {len(text)} characters")
            if number in spans:
                raise self.error(f"sentence {number} is there twice")
            spans[number] = (start, end)
        claims = tuple(
            self.claim(n, statement, str(key), spans) for n, statement in enumerate(self.list_of(row, "statements"), 1)
        )
        title, date = self.name(row, "title"), self.name(row, "date")
        return Passage(str(key), text, tuple(spans.values()), claims, title, date)

    def claim(self, number: int, row: Any, document: str, spans: Mapping[int, tuple[int, int]]) -> Claim:
        what = f"statement {number}"
        self.keys(what, row, _STATEMENT_KEYS, ("sentence", "subject", "predicate"))
        if type(row["sentence"]) is not int or row["sentence"] not in spans:
            raise self.error(f"{what}: there is no sentence {row['sentence']!r}")
        names = {name: self.name(row, name, what=what, needed=name == "subject") for name in _NAMES}
        ontology = load_ontology()
        negated = row.get("negated", False)
        if not isinstance(negated, bool):
            raise self.error(f"{what}: `negated` is true or false, not {negated!r}")
        modality = self.name(row, "modality", what=what) or Modality.ASSERTED.value
        if modality not in set(Modality):
            raise self.error(f"{what}: `modality` {modality!r} is none of {', '.join(Modality)}")
        start, end = spans[row["sentence"]]
        return Claim(
            document=document,
            start=start,
            end=end,
            subject=str(names["subject"]),
            predicate=str(self.term(row, "predicate", ontology.predicates, what, needed=True)),
            instrument=self.term(row, "instrument", ontology.instruments, what),
            change=self.term(row, "change", ontology.changes, what),
            negated=negated,
            modality=Modality(modality),
            object_actor=names["object_actor"],
            good=names["good"],
            target=names["target"],
            text=names["text"],
            source=names["source"],
        )

    def keys(self, what: str, row: Any, known: frozenset[str], needed: tuple[str, ...]) -> None:
        if not isinstance(row, dict):
            raise self.error(f"{what} is not a JSON object")
        for key in row:
            if key not in known:
                raise self.error(f"{what}: unknown key {key!r}; known are {', '.join(sorted(known))}")
        for key in needed:
            if key not in row:
                raise self.error(f"{what}: no {key!r}")

    def list_of(self, row: Mapping[str, Any], key: str) -> list[Any]:
        if not isinstance(row[key], list):
            raise self.error(f"`{key}` is not a list")
        return list(row[key])

    def name(self, row: Mapping[str, Any], key: str, *, what: str = "the passage", needed: bool = False) -> str | None:
        value = row.get(key)
        if value is None and not needed:
            return None
        if not isinstance(value, str) or (needed and not value.strip()):
            raise self.error(f"{what}: `{key}` is not a {'name' if needed else 'string or null'}: {value!r}")
        return value

    def term(
        self, row: Mapping[str, Any], key: str, declared: Container[str], what: str, *, needed: bool = False
    ) -> str | None:
        value = self.name(row, key, what=what, needed=needed)
        if not value:
            return None
        local = re.sub(r"_(\w)", lambda match: match.group(1).upper(), value)
        if local not in declared:
            raise self.error(f"{what}: the ontology has no {key} {value!r}")
        return local
