"""The journal of a build: what each document gave, on disk, one row a document, committed batch by batch.

A build that is interrupted goes on from it; a later build reads only what is new or changed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.decisions import Decisions
from kg.errors import StoreError
from kg.model import DocumentResult
from kg.pipeline.copies import Sketch
from kg.pipeline.namesakes import decoded_facts, decoded_names, encoded_names, renamed, renamings
from kg.pipeline.pieces import Pieces, Shape, pieces
from kg.pipeline.records import FORMAT, decode

STATE = ".state"
"""The folder in an output for what a build keeps for the next one."""
JOURNAL = "journal.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, fingerprint TEXT NOT NULL, version TEXT NOT NULL, shape TEXT NOT NULL,
    result BLOB NOT NULL, lines BLOB NOT NULL, quads BLOB NOT NULL, turtle BLOB NOT NULL,
    date TEXT NOT NULL, sketch BLOB NOT NULL, facts TEXT NOT NULL, names TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_source ON documents (source);
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TEMPORARY TABLE seen (id TEXT PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the journal: the document's id, its source, what it was made from and with, its encoded result,
    what it adds to outputs of a shape, and by what copies and namesakes are found."""

    id: str
    source: str
    fingerprint: str
    version: str
    result: bytes
    shape: str
    pieces: Pieces
    sketch: bytes
    facts: str
    date: str


@contextmanager
def open_journal(out: Path) -> Iterator[Journal]:
    """The journal of the output folder `out`, for reading; a build may be writing it.

    Raises:
        StoreError: there is none.
    """
    path = out / STATE / JOURNAL
    if not path.exists():
        raise StoreError(f"{out}: no build here; make one with `kg build PATH... -o {out}`")
    journal = Journal(path, read_only=True)
    try:
        yield journal
    finally:
        journal.close()


class Journal:
    """The results of all documents of an output, in a SQLite file."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the journal, or begin it; one that is damaged or of another format is begun anew, but never by a reader.

        Raises:
            StoreError: the file cannot be opened or written.
        """
        self.path = path
        try:
            if read_only:
                self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            else:
                self._db = self._open()
        except sqlite3.OperationalError as error:
            raise StoreError(f"{path}: {error}") from None
        except sqlite3.DatabaseError:
            for leftover in path.parent.glob(path.name + "*"):
                leftover.unlink()
            self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        (found,) = db.execute("PRAGMA user_version").fetchone()
        if found not in (0, FORMAT):
            db.executescript("DROP TABLE IF EXISTS documents; DROP TABLE IF EXISTS meta;")
        db.executescript(f"{_SCHEMA} PRAGMA user_version = {FORMAT};")
        return db

    @contextmanager
    def reader(self) -> Iterator[Journal]:
        """The journal once more, as it is now, for another thread to read."""
        other = Journal(self.path, read_only=True)
        try:
            yield other
        finally:
            other.close()

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        self._db.close()

    def see(self, document: str) -> bool:
        """Note that this build has met `document`; False where it has met that id before."""
        with self._guarded():
            return self._db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (document,)).rowcount == 1

    def is_current(self, document: str, fingerprint: str, version: str) -> bool:
        """Whether the document's result is there, made from the same text by the same version."""
        with self._guarded():
            row = self._db.execute("SELECT fingerprint, version FROM documents WHERE id = ?", (document,)).fetchone()
        return bool(row == (fingerprint, version))

    def record(self, entries: Iterable[Entry]) -> None:
        """Keep the results of a batch of documents, all or none of them."""
        rows = [
            (
                *(entry.id, entry.source, entry.fingerprint, entry.version, entry.shape, entry.result),
                *(entry.pieces.lines, entry.pieces.quads, entry.pieces.turtle, entry.date, entry.sketch),
                *(entry.facts, ""),
            )
            for entry in entries
        ]
        with self._guarded(), self._db:
            self._db.executemany(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
            )

    def name_apart(self, decisions: Decisions) -> None:
        """Call namesakes that documents do not mean as one by different ids, in all documents, as `namesakes` says."""
        with self._guarded():
            rows = self._db.execute("SELECT id, facts FROM documents WHERE facts <> '' ORDER BY id")
            wanted = renamings((known for row in rows for known in decoded_facts(*row)), decisions)
            rows = self._db.execute("SELECT id, names FROM documents WHERE names <> ''")
            present = dict(rows)
            for key in sorted(wanted.keys() | present.keys()):
                names = encoded_names(wanted.get(key, {}))
                if names != present.get(key, ""):
                    self._db.execute("UPDATE documents SET names = ?, shape = '' WHERE id = ?", (names, key))
            self._db.commit()

    def reshape(self, shape: Shape) -> None:
        """Make anew what documents add to the outputs, where that was made for another shape or with other names."""
        with self._guarded():
            keys = [key for (key,) in self._db.execute("SELECT id FROM documents WHERE shape <> ?", (shape.key,))]
            for key in keys:
                result = self.result(key)
                assert result is not None
                made = pieces(result, shape)
                self._db.execute(
                    "UPDATE documents SET shape = ?, lines = ?, quads = ?, turtle = ? WHERE id = ?",
                    (shape.key, made.lines, made.quads, made.turtle, key),
                )
            self._db.commit()

    def sketches(self) -> Iterator[Sketch]:
        """The sketches of all documents, sorted by id."""
        with self._guarded():
            for row in self._db.execute("SELECT id, date, sketch FROM documents ORDER BY id"):
                yield Sketch(*row)

    def pieces(self) -> Iterator[Pieces]:
        """What each document adds to the outputs, sorted by its id."""
        with self._guarded():
            for row in self._db.execute("SELECT lines, quads, turtle FROM documents ORDER BY id"):
                yield Pieces(*row)

    def drop(self, documents: Iterable[str]) -> None:
        """Forget documents, as those that can no longer be read."""
        with self._guarded(), self._db:
            self._db.executemany("DELETE FROM documents WHERE id = ?", [(document,) for document in documents])

    def prune(self) -> int:
        """Forget the documents that this build has not met; how many they were."""
        with self._guarded(), self._db:
            return self._db.execute("DELETE FROM documents WHERE id NOT IN (SELECT id FROM seen)").rowcount

    def is_empty(self) -> bool:
        """Whether it holds no document."""
        with self._guarded():
            return self._db.execute("SELECT 1 FROM documents LIMIT 1").fetchone() is None

    def count(self) -> int:
        """How many documents the journal holds."""
        with self._guarded():
            (number,) = self._db.execute("SELECT count(*) FROM documents").fetchone()
        return int(number)

    def outdated(self, version: str) -> int:
        """How many documents another version made: they were not among the inputs since."""
        with self._guarded():
            (number,) = self._db.execute("SELECT count(*) FROM documents WHERE version <> ?", (version,)).fetchone()
        return int(number)

    def state(self) -> str:
        """A hash over all that the journal holds, whatever the order in which it came."""
        rolling = hashlib.sha256()
        with self._guarded():
            for row in self._db.execute("SELECT id, fingerprint, version FROM documents ORDER BY id"):
                rolling.update("\x1f".join(row).encode("utf-8", "surrogatepass") + b"\n")
        return rolling.hexdigest()

    def results(self) -> Iterator[DocumentResult]:
        """The results of all documents, sorted by id; decoded one at a time."""
        with self._guarded():
            for blob, names in self._db.execute("SELECT result, names FROM documents ORDER BY id"):
                yield renamed(decode(blob), decoded_names(names))

    def result(self, document: str) -> DocumentResult | None:
        """The result of one document."""
        with self._guarded():
            row = self._db.execute("SELECT result, names FROM documents WHERE id = ?", (document,)).fetchone()
        return None if row is None else renamed(decode(row[0]), decoded_names(row[1]))

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """Each document's id and fingerprint, sorted by id."""
        with self._guarded():
            yield from self._db.execute("SELECT id, fingerprint FROM documents ORDER BY id")

    def get(self, key: str) -> str | None:
        """A note kept beside the documents."""
        with self._guarded():
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, value: str) -> None:
        """Keep a note."""
        with self._guarded(), self._db:
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {error}") from None
