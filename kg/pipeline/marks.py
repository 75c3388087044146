"""Notes on shared storage by which a document that ends its worker is found, though the worker cannot say so.

A worker notes which documents it begins with. Who finds such a note has followed a worker that was lost: from the first
of those documents on it goes on one by one, noting each. What a worker was lost with twice, by itself, is left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from kg.pipeline.jobs import MARKS
from kg.pipeline.storage import Folder

_TRIES = 2

Place = tuple[str, int, int]
"""("document", its number in the share, 0), or ("piece", its number, that of the document that should come next)."""


@dataclass(slots=True)
class Marks:
    """The notes of one share."""

    folder: Folder
    name: str
    careful_from: int | None = None
    bad: set[Place] = field(default_factory=set)
    _at: Place | None = None
    _tries: int = 0

    @classmethod
    def found(cls, folder: Folder, key: str) -> Marks:
        """The notes that an earlier worker left on the share `key`, if one did."""
        marks = cls(folder, f"{MARKS}/{key}.json")
        data = folder.read(marks.name)
        if data is not None:
            told = json.loads(data)
            marks.careful_from = told["from"]
            marks.bad = {(kind, number, after) for kind, number, after in told["bad"]}
            if told["at"] is not None:
                kind, number, after = told["at"]
                marks._at, marks._tries = (kind, number, after), told["tries"]
            if marks._at is not None and marks._tries >= _TRIES:
                marks.bad.add(marks._at)
        return marks

    def is_careful(self, document: int) -> bool:
        """Whether to go on one by one from the document with this number."""
        return self.careful_from is not None and document >= self.careful_from

    def begin(self, first: int) -> None:
        """Note that a batch is begun whose first document has this number."""
        careful_from = first if self.careful_from is None else min(first, self.careful_from)
        self._write(careful_from, None, 0)

    def begin_alone(self, place: Place) -> None:
        """Note that one document, or the next one of a piece, is begun."""
        assert self.careful_from is not None
        self._write(self.careful_from, place, self._tries + 1 if place == self._at else 1)

    def end(self) -> None:
        """The share is done."""
        self.folder.remove(self.name)

    def _write(self, careful_from: int, at: Place | None, tries: int) -> None:
        data = {"from": careful_from, "bad": sorted(self.bad), "at": at, "tries": tries}
        self.folder.write(self.name, json.dumps(data).encode())
