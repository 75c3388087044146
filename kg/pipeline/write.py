"""The outputs of a build, written from the journal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kg.ontology import load_ontology
from kg.pipeline import artefacts
from kg.pipeline.journal import Journal
from kg.pipeline.options import Options, Progress
from kg.pipeline.output import replacing
from kg.pipeline.snapshot import EntityCount, Snapshot
from kg.pipeline.version import installed, package_hash

_WRITTEN = "written"
RUN = "run.json"


@dataclass(slots=True)
class Summary:
    """What the graph holds, over all documents."""

    documents: int = 0
    sentences: int = 0
    tokens: int = 0
    statements: int = 0
    entities: int = 0
    groups: Counter[str] = field(default_factory=Counter)
    predicates: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """The counts of ``run.json``."""
        return {
            "documents": self.documents,
            "sentences": self.sentences,
            "tokens": self.tokens,
            "statements": self.statements,
            "entities": self.entities,
            "groups": dict(sorted(self.groups.items())),
            "predicates": dict(sorted(self.predicates.items())),
        }

    @classmethod
    def from_json(cls, counts: dict[str, Any]) -> Summary:
        """The summary that `as_json` gave."""
        return cls(**{**counts, "groups": Counter(counts["groups"]), "predicates": Counter(counts["predicates"])})


@dataclass(frozen=True, slots=True)
class Material:
    """What the writers write from, and where to."""

    snapshot: Snapshot
    entities: list[EntityCount]
    summary: Summary
    options: Options
    folder: Path


Writer = Callable[[Material], None]


def write_outputs(out: Path, journal: Journal, options: Options, progress: Progress, *, seconds: float) -> Summary:
    """Write all outputs anew, unless they are there as the journal has them; ``run.json`` always.

    Raises:
        StoreError: the folder cannot be written; the previous outputs are as they were.
    """
    wanted = _state(journal, options)
    kept = _written(out, journal)
    if kept is not None and kept["state"] == wanted:
        summary = Summary.from_json(kept["counts"])
        with replacing(out) as folder:
            _write_run(folder, journal, options, progress, summary, seconds)
        return summary
    snapshot = Snapshot(journal, min_confidence=options.min_confidence)
    with replacing(out) as folder:
        summary = _write_lines(snapshot, folder)
        material = Material(snapshot, _write_entities(snapshot, folder), summary, options, folder)
        summary.entities = len(material.entities)
        for write in WRITERS:
            write(material)
        _write_run(folder, journal, options, progress, summary, seconds)
        names = sorted(path.name for path in folder.iterdir() if path.name != RUN)
    artefacts.load_store(out)
    stamp = {"state": wanted, "counts": summary.as_json(), "files": {name: _stat(out / name) for name in names}}
    journal.put(_WRITTEN, json.dumps(stamp))
    return summary


WRITERS: tuple[Writer, ...] = (artefacts.write_rdf, artefacts.write_page, artefacts.write_graphml)
"""The writers of the outputs that other modules make, in the order in which they are called."""


def _state(journal: Journal, options: Options) -> str:
    return f"{journal.state()} {options.min_confidence} {options.base_iri} {package_hash()}"


def _written(out: Path, journal: Journal) -> dict[str, Any] | None:
    """What was noted at the last writing, where all its files still are as they were left."""
    note = journal.get(_WRITTEN)
    if note is None:
        return None
    stamp: dict[str, Any] = json.loads(note)
    unchanged = all((out / name).exists() and _stat(out / name) == stat for name, stat in stamp["files"].items())
    return stamp if unchanged and artefacts.has_store(out) else None


def _stat(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _write_lines(snapshot: Snapshot, folder: Path) -> Summary:
    summary = Summary()
    ontology = load_ontology()
    with (folder / "statements.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for result in snapshot.results():
            summary.documents += 1
            summary.sentences += result.sentences
            summary.tokens += result.tokens
            for statement in result.statements:
                summary.statements += 1
                summary.predicates[statement.predicate] += 1
                summary.groups[ontology.predicate(statement.predicate).group] += 1
                file.write(_line(statement.as_json()))
    return summary


def _write_entities(snapshot: Snapshot, folder: Path) -> list[EntityCount]:
    entities = snapshot.entities()
    with (folder / "entities.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_line(entity.as_json()) for entity in entities)
    return entities


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def _write_run(
    folder: Path, journal: Journal, options: Options, progress: Progress, summary: Summary, seconds: float
) -> None:
    run = {
        "tradekg": installed("tradekg"),
        "model": options.model,
        "options": {
            "gazetteers": [path.name for path in options.gazetteers],
            "min_confidence": options.min_confidence,
            "base_iri": options.base_iri,
            "jobs": options.workers,
        },
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 2),
        "counts": summary.as_json(),
        "inputs": {
            "found": progress.found,
            "unchanged": progress.unchanged,
            "extracted": progress.extracted,
            "pruned": progress.pruned,
            "failed": progress.failed,
        },
        "skipped": [
            {"source": skip.source, "reason": skip.reason, "failed": skip.failed}
            for skip in sorted(progress.skipped, key=lambda skip: (skip.source, skip.reason))
        ],
        "notes": {document: list(notes) for document, notes in sorted(progress.notes.items())},
        "documents": dict(journal.fingerprints()),
    }
    text = json.dumps(run, ensure_ascii=False, indent=1)
    (folder / RUN).write_text(text + "\n", encoding="utf-8")
