"""The embedded store: where a build's graph lives on disk, replaced whole and read beside a running build.

``out/store`` holds generations. Each is an Oxigraph database in a folder of its own; the file ``CURRENT`` names the one
that is complete. A build loads a new generation and then turns the pointer, so that a reader sees the old graph or the
new one, never half of one. Oxigraph leaves it undefined to read a database that is being written; no generation is
ever written once it is named. A generation that no reader holds any more is removed by the next build.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyoxigraph as ox

from kg.errors import StoreError

try:
    import fcntl
except ImportError:  # Windows keeps a file from being deleted while it is open: no lock is needed there
    fcntl = None  # type: ignore[assignment]

FOLDER = "store"
"""The store's folder below a build's output."""
_POINTER = "CURRENT"
_GENERATION = re.compile(r"g-(\d{6,})")
_SUFFIXES = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".ttl": ox.RdfFormat.TURTLE,
}

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_INTEGER = b'"^^<http://www.w3.org/2001/XMLSchema#integer> .'
_OFFSET = b'"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> .'
_OFFSETS = (b"<http://www.w3.org/ns/oa#start>", b"<http://www.w3.org/ns/oa#end>")


class OpenStore:
    """A store opened for reading. `inner` is the pyoxigraph store; `location` its database folder, None in memory.

    Holds a shared lock on its generation until closed, so that builds leave the folder in place.
    """

    __slots__ = ("_lock", "inner", "location")

    def __init__(self, inner: ox.Store, *, location: Path | None = None, lock: IO[bytes] | None = None) -> None:
        self.inner = inner
        self.location = location
        self._lock = lock

    def close(self) -> None:
        """Release the database and its lock; the store is empty afterwards."""
        self.inner = ox.Store()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_PART = 250_000
"""Lines that are loaded at once: the loader's memory grows with what it is given, to over 1 GB for a million lines."""


class StoreLoad:
    """N-Quads on their way into a new generation of a store, loaded in a thread while other work goes on."""

    __slots__ = ("_folder", "_generation", "_loaded")

    def __init__(self, folder: Path, generation: Path, loaded: Future[None]) -> None:
        self._folder = folder
        self._generation = generation
        self._loaded = loaded

    def wait(self) -> None:
        """Wait until all is loaded.

        Raises:
            StoreError: a source is malformed or the folder cannot be written.
        """
        try:
            self._loaded.result()
        except (OSError, SyntaxError, ValueError) as error:
            raise _cannot_write(self._folder, error) from error

    def adopt(self) -> Path:
        """Make the new generation the current one, and return the folder of its database.

        Raises:
            StoreError: as `wait`; the generation before stays current.
        """
        self.wait()
        try:
            _point(self._folder, self._generation.name)
        except OSError as error:
            raise _cannot_write(self._folder, error) from error
        return self._generation


@contextmanager
def loading_store(folder: Path, sources: Iterable[Path | bytes]) -> Iterator[StoreLoad]:
    """Load N-Quads, files or bytes, into a new generation below `folder` while the body runs.

    Unless the body adopts it, the generation before stays current.

    Raises:
        StoreError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        generation = _new_generation(folder)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    try:
        with _locked(folder / f"{generation.name}.lock"), ThreadPoolExecutor(max_workers=1) as pool:
            yield StoreLoad(folder, generation, pool.submit(_load, generation, sources))
    finally:
        with suppress(OSError):
            sweep(folder)


def write_store(folder: Path, sources: Iterable[Path | bytes]) -> Path:
    """Load N-Quads, files or bytes, into a new generation below `folder` and make it the current one.

    Returns the folder of the new database.

    Raises:
        StoreError: a source is malformed or the folder cannot be written; the generation before stays current.
    """
    with loading_store(folder, sources) as load:
        return load.adopt()


def _cannot_write(folder: Path, error: Exception) -> StoreError:
    return StoreError(f"{folder}: cannot write the store: {error}")


def _load(generation: Path, sources: Iterable[Path | bytes]) -> None:
    store = ox.Store(generation)
    loads = 0
    for data, is_own in _parts(sources):
        store.bulk_load(data, format=ox.RdfFormat.N_QUADS, lenient=is_own)
        loads += 1
    store.flush()
    if loads > 1:  # what is loaded at once is in order
        store.optimize()


def _parts(sources: Iterable[Path | bytes]) -> Iterator[tuple[bytes, bool]]:
    """`sources`, files in parts, and whether they are bytes: IRIs that tradekg has just written need no check."""
    for source in sources:
        if isinstance(source, bytes):
            yield source, True
            continue
        with source.open("rb") as lines:
            while part := b"".join(islice(lines, _PART)):
                yield part, False


def open_store(folder: Path) -> OpenStore:
    """The current generation below `folder`, read-only.

    Raises:
        StoreError: there is none, or it cannot be read.
    """
    for _ in range(100):
        name = current_generation(folder)
        if name is None:
            raise StoreError(f"{folder}: no store here; make one with `kg build`")
        lock = _lock(folder / f"{name}.lock", exclusive=False)
        if lock is None or current_generation(folder) != name:
            if lock is not None:
                lock.close()
            continue  # a build turned the pointer between the two looks
        location = folder / name
        try:
            return OpenStore(ox.Store.read_only(str(location)), location=location, lock=lock)
        except OSError as error:
            lock.close()
            raise StoreError(f"{location}: cannot open the store: {error}; run `kg build` again") from error
    raise StoreError(f"{folder}: the store changes faster than it can be opened")


def memory_store(sources: Iterable[Path | bytes] = ()) -> OpenStore:
    """A store in memory with the RDF files `sources` (by their suffix) or N-Quads in bytes.

    Raises:
        StoreError: a file is missing, malformed or of an unknown kind.
    """
    store = ox.Store()
    for source in sources:
        if isinstance(source, bytes):
            store.bulk_load(source, format=ox.RdfFormat.N_QUADS)
            continue
        if source.suffix not in _SUFFIXES:
            raise StoreError(f"{source}: unknown kind of RDF file; use {', '.join(sorted(_SUFFIXES))}")
        try:
            store.bulk_load(path=source, format=_SUFFIXES[source.suffix])
        except (OSError, SyntaxError, ValueError) as error:
            raise StoreError(f"{source}: {error}") from error
    return OpenStore(store)


def open_store_at(path: Path) -> OpenStore:
    """The graph at `path`: a build's folder, a store's folder, or an RDF file, which is read into memory.

    Raises:
        StoreError: there is no graph.
    """
    for folder in (path / FOLDER, path):
        if (folder / _POINTER).is_file():
            return open_store(folder)
    for file in (path, path / "graph.nq"):
        if file.is_file():
            return memory_store([file])
    raise StoreError(f"{path}: no graph here; name a build's folder (made with `kg build -o`) or an RDF file")


def graph_triples(store: ox.Store, graph: GraphName) -> list[bytes]:
    """The triples of `graph` as lines of N-Triples, in no fixed order, without line ends.

    Oxigraph keeps every kind of whole number as xsd:integer; offsets get the datatype of the Web Annotation vocabulary
    back.
    """
    lines = (store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b"").split(b"\n")
    lines.pop()  # what follows the last line end
    return [
        line[: -len(_INTEGER)] + _OFFSET if line.endswith(_INTEGER) and _is_offset(line) else line for line in lines
    ]


def _is_offset(line: bytes) -> bool:
    return line.split(b" ", 2)[1] in _OFFSETS


def current_generation(folder: Path) -> str | None:
    """The name of the complete generation below `folder`, or None."""
    try:
        name = (folder / _POINTER).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if _GENERATION.fullmatch(name) and (folder / name).is_dir() else None


def sweep(folder: Path) -> list[str]:
    """Remove the generations that are neither current nor held by a reader; returns their names."""
    current = current_generation(folder)
    removed = []
    for path in sorted(folder.iterdir()):
        if not _GENERATION.fullmatch(path.name) or path.name == current:
            continue
        lock_path = folder / f"{path.name}.lock"
        lock = _lock(lock_path, exclusive=True)
        if lock is None:
            continue
        with lock, suppress(OSError):
            shutil.rmtree(path)
            removed.append(path.name)
            lock_path.unlink()
    return removed


def _new_generation(folder: Path) -> Path:
    """A new, empty folder with the next free number."""
    taken = [int(match[1]) for path in folder.iterdir() if (match := _GENERATION.match(path.name))]
    number = max(taken, default=0) + 1
    while True:
        path = folder / f"g-{number:06}"
        try:
            path.mkdir()
        except FileExistsError:
            number += 1
        else:
            return path


def _point(folder: Path, name: str) -> None:
    """Name the current generation, so that a crash leaves the old name or the new one."""
    temporary = folder / f"{_POINTER}.{os.getpid()}"
    with temporary.open("w", encoding="ascii") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / _POINTER)


def _lock(path: Path, *, exclusive: bool) -> IO[bytes] | None:
    """The lock file, opened and locked; None where it cannot be made or, if `exclusive`, somebody else holds it.

    A shared lock is waited for: it is held exclusively only for the moments of publishing or removing a generation.
    """
    try:
        file = path.open("ab")
    except OSError:
        # A reader on a read-only disk needs no lock: nobody can remove the generation either.
        try:
            return path.open("rb")
        except OSError:
            return None
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB if exclusive else fcntl.LOCK_SH)
            still_there = path.stat().st_ino == os.fstat(file.fileno()).st_ino  # it may have been swept meanwhile
        except OSError:
            still_there = False
        if not still_there:
            file.close()
            return None
    return file


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = _lock(path, exclusive=True)
    if lock is None:
        raise StoreError(f"{path}: another build is writing this store")
    with lock:
        yield
