"""From inputs to outputs: discover, read, extract, keep, write."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.pipeline.drawing import Drawing
from kg.pipeline.inputs import found
from kg.pipeline.journal import JOURNAL, Journal
from kg.pipeline.options import Options, Progress, Watcher
from kg.pipeline.output import locked
from kg.pipeline.run import Run
from kg.pipeline.version import version_of
from kg.pipeline.write import Summary, write_outputs
from kg.rdf import Names


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did and where it left it."""

    out: Path
    progress: Progress
    summary: Summary
    seconds: float


def build(
    paths: Iterable[Path | str], *, out: Path | str, options: Options | None = None, watch: Watcher | None = None
) -> Build:
    """Build the graph of the documents at `paths` in the folder `out`, or bring it up to date.

    Of `paths`, texts that begin with ``http://`` or ``https://`` are fetched.

    Raises:
        KgError: there is nothing to read, the model is not there, or the output cannot be written. A single
            document that fails raises nothing; it is in the progress's `skipped`.
    """
    started = time.monotonic()
    options = options or Options()
    out = Path(out)
    watch = watch or _unwatched
    progress = Progress()
    Names(options.base_iri)  # refuses what is no base
    with found(paths, leave_out=out, allow_private=options.allow_private) as sources:
        version = version_of(options)
        with locked(out) as state:
            journal, drawing = Journal(state / JOURNAL), Drawing()
            try:
                Run(journal, version, options, progress, watch, drawing).go(sources)
                if options.prune:
                    progress.pruned = journal.prune()
                progress.stage = "writing"
                watch(progress)
                seconds = time.monotonic() - started
                summary = write_outputs(out, journal, options, progress, drawing, seconds=seconds)
            finally:
                drawing.stop()
                journal.close()
    return Build(out, progress, summary, time.monotonic() - started)


def _unwatched(progress: Progress) -> None:
    """Watch nothing."""
