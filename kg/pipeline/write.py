"""The outputs of a build, written from the journal."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kg.decisions import Decisions, read_decisions
from kg.ontology import load_ontology
from kg.pipeline import artefacts
from kg.pipeline.drawing import Drawing
from kg.pipeline.journal import Journal
from kg.pipeline.options import Options, Progress
from kg.pipeline.output import replacing
from kg.pipeline.pieces import json_line
from kg.pipeline.snapshot import Overview, Snapshot, overview, rarely_collecting
from kg.pipeline.version import installed, shape_of
from kg.pipeline.wire import Draw

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
    copies: dict[str, str] = field(default_factory=dict)
    groups: Counter[str] = field(default_factory=Counter)
    predicates: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """The summary as one JSON object."""
        return {
            "documents": self.documents,
            "sentences": self.sentences,
            "tokens": self.tokens,
            "statements": self.statements,
            "entities": self.entities,
            "copies": self.copies,
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
    view: Overview
    options: Options
    folder: Path
    shared: Future[bytes]
    """The N-Quads that belong to no single document; `write_documents` sets them, for the store."""
    drawing: Drawing


Writer = Callable[[Material], None]


def write_outputs(
    out: Path, journal: Journal, options: Options, progress: Progress, drawing: Drawing, *, seconds: float
) -> Summary:
    """Write all outputs anew, unless they are there as the journal has them; ``run.json`` always.

    Raises:
        StoreError: the folder cannot be written; the previous outputs are as they were.
    """
    shape = shape_of(options)
    wanted = f"{journal.state()} {shape.key}"
    kept = _written(out, journal)
    if kept is not None and kept["state"] == wanted:
        summary = Summary.from_json(kept["counts"])
        with replacing(out) as folder:
            _write_run(folder, journal, options, progress, summary, seconds)
        return summary
    with rarely_collecting():
        return _write_anew(out, journal, options, progress, drawing, wanted, seconds)


def _write_anew(
    out: Path, journal: Journal, options: Options, progress: Progress, drawing: Drawing, wanted: str, seconds: float
) -> Summary:
    journal.name_apart(Decisions(read_decisions(options.decisions) if options.decisions else ()))
    journal.reshape(shape_of(options))
    snapshot = Snapshot(journal, min_confidence=options.min_confidence)
    with contextlib.ExitStack() as stack:
        shared: Future[bytes] = Future()
        load = stack.enter_context(artefacts.loading_store(out, journal, shared))
        stack.callback(shared.cancel)  # or the store would wait for them where a writer fails
        with replacing(out) as folder:
            drawing.begin(Draw(journal.path.absolute(), options.min_confidence, folder.absolute()))
            material = Material(snapshot, overview(snapshot), options, folder, shared, drawing)
            summary = _summary(material.view)
            for write in WRITERS:
                write(material)
            _write_run(folder, journal, options, progress, summary, seconds)
            names = sorted(path.name for path in folder.iterdir() if path.name != RUN)
            load.wait()
        if not options.with_open:
            (out / artefacts.OPEN).unlink(missing_ok=True)
        load.adopt()
    stamp = {"state": wanted, "counts": summary.as_json(), "files": {name: _stat(out / name) for name in names}}
    journal.put(_WRITTEN, json.dumps(stamp))
    return summary


def _write_entities(material: Material) -> None:
    base = material.options.base_iri
    with (material.folder / "entities.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json_line(entity.as_json(base_iri=base)) for entity in material.view.entities)


def _write_pictures(material: Material) -> None:
    material.drawing.finish(material.view, material.folder)


WRITERS: tuple[Writer, ...] = (
    _write_entities,
    artefacts.write_documents,
    artefacts.write_open,
    artefacts.write_report,
    _write_pictures,
)
"""The writers of all outputs but ``run.json`` and the store, in the order in which they are called; the store is loaded
while they work."""


def _summary(view: Overview) -> Summary:
    ontology = load_ontology()
    groups: Counter[str] = Counter()
    for predicate, count in view.predicates.items():
        groups[ontology.predicate(predicate).group] += count
    return Summary(
        **view.counts, entities=len(view.entities), copies=view.copies, groups=groups, predicates=view.predicates
    )


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


def _write_run(
    folder: Path, journal: Journal, options: Options, progress: Progress, summary: Summary, seconds: float
) -> None:
    run = {
        "tradekg": installed("tradekg"),
        "model": options.model,
        "options": {
            "gazetteers": [path.name for path in options.gazetteers],
            "decisions": options.decisions.name if options.decisions else None,
            "min_confidence": options.min_confidence,
            "base_iri": options.base_iri,
            "open": options.with_open,
            "jobs": options.workers,
        },
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 2),
        "counts": {**summary.as_json(), "copies": len(summary.copies)},
        "copies": summary.copies,
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
