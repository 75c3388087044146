"""The parts that a cluster made, as one build: into the journal, and from there to the outputs, as on one machine."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from kg.errors import StoreError
from kg.pipeline.build import Build
from kg.pipeline.cluster import plans_of
from kg.pipeline.drawing import Drawing
from kg.pipeline.jobs import Plan, finished
from kg.pipeline.journal import JOURNAL, Entry, Journal
from kg.pipeline.options import Options, Progress, Watcher
from kg.pipeline.output import locked
from kg.pipeline.partfiles import Part, read_part
from kg.pipeline.storage import Folder, shown_url
from kg.pipeline.write import write_outputs
from kg.read import Skip

_MANY = 4
"""Parts, from which number on a process of its own draws the pictures of what is in them."""


def load(folders: Iterable[str], *, out: Path, prune: bool = False, watch: Watcher | None = None) -> Build:
    """Make one build in `out` of the parts in `folders`, or bring it up to date; the bytes are those of a local build.

    Of documents with one id the first counts, in the order of `folders` and of their inputs. `prune` drops what is in
    `out` and in none of the parts.

    Raises:
        StoreError: a part is missing or damaged, the jobs have different options, or `out` cannot be written.
    """
    started = time.monotonic()
    watch = watch or (lambda _: None)
    jobs = list(plans_of(folders))
    options = _options(jobs)
    for folder, plan in jobs:
        _need_all(folder, plan)
    progress = Progress("parts")
    with locked(out) as state:
        journal, drawing = Journal(state / JOURNAL), Drawing()
        try:
            much = sum(len(plan.keys) for _, plan in jobs) >= _MANY
            for folder, plan in jobs:
                progress.skipped += plan.skipped
                for key in plan.keys:
                    if progress.extracted or journal.is_empty():
                        drawing.get_ready(much=much)
                    part = read_part(folder, key)
                    if part is None:
                        raise StoreError(f"{shown_url(folder.url)}: the part {key} has gone; run the build again")
                    _take(part, journal, progress)
                    watch(progress)
            if prune:
                progress.pruned = journal.prune()
            progress.stage = "writing"
            watch(progress)
            seconds = time.monotonic() - started
            summary = write_outputs(out, journal, options, progress, drawing, seconds=seconds)
        finally:
            drawing.stop()
            journal.close()
    return Build(out, progress, summary, time.monotonic() - started)


def _options(jobs: list[tuple[Folder, Plan]]) -> Options:
    first = jobs[0][1].options
    for folder, plan in jobs[1:]:
        if plan.options != first:
            raise StoreError(f"{shown_url(folder.url)}: made with other options than {shown_url(jobs[0][0].url)}")
    return first


def _need_all(folder: Folder, plan: Plan) -> None:
    missing = len(set(plan.keys) - finished(folder))
    if missing:
        where = shown_url(folder.url)
        raise StoreError(f"{where}: {missing:,} of {len(plan.keys):,} parts are not there yet; run the build again")


def _take(part: Part, journal: Journal, progress: Progress) -> None:
    progress.skipped += part.skipped
    journal.drop(skip.source for skip in part.skipped)
    new: list[Entry] = []
    for entry in part.entries:
        if not journal.see(entry.id):
            progress.skipped.append(Skip(entry.source, f"document {entry.id} was there before"))
            continue
        progress.found += 1
        if entry.id in part.notes:
            progress.notes[entry.id] = part.notes[entry.id]
        if journal.is_current(entry.id, entry.fingerprint, entry.version):
            progress.unchanged += 1
        else:
            new.append(entry)
    journal.record(new)
    progress.extracted += len(new)
