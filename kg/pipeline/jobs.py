"""What a build on a cluster is: its folder, its options, and the shares that it consists of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError
from kg.pipeline.options import Options
from kg.pipeline.pieces import Shape
from kg.pipeline.shares import Share
from kg.pipeline.storage import Folder, shown_url
from kg.read import Skip

NAME = "job.json"
DOCUMENTS = "documents"
STATEMENTS = "statements"
QUADS = "quads"
MARKS = "marks"
"""The folders below a job's folder: one file a share in each."""


@dataclass(frozen=True, slots=True)
class Job:
    """What each worker must know: where the parts go, how they are made, and by which version of what reads."""

    folder: Folder
    options: Options
    version: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Plan:
    """What ``job.json`` keeps: the keys of the parts in the order of the inputs, what was no input, the options."""

    keys: tuple[str, ...]
    skipped: tuple[Skip, ...]
    options: Options

    def write(self, folder: Folder) -> None:
        """Write it to the job's folder."""
        chosen = self.options
        data = {
            "parts": self.keys,
            "skipped": [[skip.source, skip.reason, skip.failed] for skip in self.skipped],
            "options": {
                "model": chosen.model,
                "gazetteers": [str(path) for path in chosen.gazetteers],
                "decisions": str(chosen.decisions) if chosen.decisions else None,
                "min_confidence": chosen.min_confidence,
                "base_iri": chosen.base_iri,
                "with_open": chosen.with_open,
                "extractor": chosen.extractor,
            },
        }
        folder.write(NAME, (json.dumps(data, indent=1) + "\n").encode())

    @classmethod
    def read(cls, folder: Folder) -> Plan:
        """The plan of the job in `folder`.

        Raises:
            StoreError: there is none, or it cannot be read.
        """
        where = shown_url(folder.url)
        data = folder.read(NAME)
        if data is None:
            raise StoreError(f"{where}: no job here; make one with kg build PATH... -o {where} --scheduler ADDRESS")
        try:
            told = json.loads(data)
            chosen = dict(told["options"])
            chosen["gazetteers"] = tuple(map(Path, chosen["gazetteers"]))
            chosen["decisions"] = Path(chosen["decisions"]) if chosen["decisions"] else None
            skipped = tuple(Skip(*row) for row in told["skipped"])
            return cls(tuple(told["parts"]), skipped, Options(**chosen))
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{where}/{NAME}: not what kg build writes ({type(error).__name__}: {error})") from None


def finished(folder: Folder) -> set[str]:
    """The keys of the parts that are there: that of its documents is the file of a part that is written last."""
    return {name.removesuffix(".parquet") for name in folder.names(DOCUMENTS) if name.endswith(".parquet")}


def sweep(folder: Folder, shares: Sequence[Share]) -> None:
    """Remove what is of no part of the job: parts of inputs that have changed, and files that were not finished."""
    kept = {share.key for share in shares}
    for below in (DOCUMENTS, STATEMENTS, QUADS, MARKS):
        for name in folder.names(below):
            key, _, kind = name.partition(".")
            if (key not in kept and key != "ontology") or kind.endswith("tmp") or below == MARKS:
                folder.remove(f"{below}/{name}")
