"""How a build is made, and how far it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kg.model import BASE_IRI, DEFAULT_MIN_CONFIDENCE
from kg.read import Skip

EXTRACTOR = "kg.extract:Extractor"
DEFAULT_MODEL = "en_core_web_sm"


@dataclass(frozen=True, slots=True)
class Options:
    """How a build is made. `jobs` 0 is one worker for each processor; `seconds` is the time limit of a document,
    granted anew for each 100,000 characters; `allow_private` lets addresses of private networks be fetched;
    `with_open` adds open triples, in a file of their own; `extractor` is ``module:class`` with a class method
    ``load``."""

    model: str = DEFAULT_MODEL
    gazetteers: tuple[Path, ...] = ()
    decisions: Path | None = None
    min_confidence: float = DEFAULT_MIN_CONFIDENCE
    prune: bool = False
    base_iri: str = BASE_IRI
    jobs: int = 0
    seconds: float = 60.0
    allow_private: bool = False
    with_open: bool = False
    extractor: str = EXTRACTOR

    @property
    def workers(self) -> int:
        """How many worker processes there will be."""
        if self.jobs:
            return self.jobs
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(slots=True)
class Progress:
    """How far a build is. `stage` is "reading" until all is extracted, then "writing"."""

    stage: str = "reading"
    found: int = 0
    unchanged: int = 0
    extracted: int = 0
    pruned: int = 0
    skipped: list[Skip] = field(default_factory=list)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """How many sources and documents should have given something and did not."""
        return sum(skip.failed for skip in self.skipped)


Watcher = Callable[[Progress], None]
"""Called with the same `Progress` whenever it has changed."""
