"""Bring a triple store to hold the graphs of a build: only what changed, and again from anywhere after a crash.

A journal beside the build says which graphs were begun and which were finished with what content. A graph is left alone
where the journal has its content as finished and the store counts as many triples as we do; it is put again otherwise.
A graph that the journal knows, finished or only begun, and that the build no longer has is dropped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import IO, Self

import pyoxigraph as ox

from kg.endpoints import PushError, TripleStore
from kg.model import digest, slug
from kg.store import graph_triples

Progress = Callable[[str, int], None]
"""Called with each graph that is done and its number of triples."""


@dataclass(frozen=True, slots=True)
class LocalGraph:
    """A named graph of the build: its IRI, number of triples and the SHA-256 of its sorted N-Triples."""

    name: str
    count: int
    digest: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push would do; `triples` is the size of what it would send."""

    put: tuple[LocalGraph, ...]
    keep: tuple[LocalGraph, ...]
    drop: tuple[str, ...]

    @property
    def triples(self) -> int:
        return sum(graph.count for graph in self.put)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A graph whose count there differs from ours after the push."""

    graph: str
    ours: int
    theirs: int


class Journal:
    """What was pushed to one store: a file of JSON lines to which each step is added before and after it is done.

    With `path` None nothing is remembered.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = Lock()
        self._file: IO[str] | None = None
        self.digests: dict[str, str | None] = {}
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._replay(line)

    def _replay(self, line: str) -> None:
        try:
            entry = json.loads(line)
            graph, content = entry["graph"], entry["digest"]
        except (ValueError, KeyError, TypeError):
            return  # the last line of a process that was killed while it wrote
        if content == "":
            self.digests.pop(graph, None)
        else:
            self.digests[graph] = content

    def note(self, graph: str, content: str | None) -> None:
        """Record that `graph` was begun (None), finished (its digest) or dropped ("")."""
        with self._lock:
            if self._file is not None:
                self._file.write(json.dumps({"graph": graph, "digest": content}) + "\n")
                self._file.flush()

    def __enter__(self) -> Self:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._path.with_suffix(".new")
            lines = [json.dumps({"graph": g, "digest": d}) + "\n" for g, d in sorted(self.digests.items())]
            temporary.write_text("".join(lines), encoding="utf-8")
            temporary.replace(self._path)
            self._file = self._path.open("a", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def journal_path(build: Path, endpoint: str) -> Path | None:
    """Where the journal for `endpoint` lies: in the build's folder; None where the build is a single file."""
    if not build.is_dir():
        return None
    return build / "push" / f"{slug(endpoint)}-{digest(endpoint)[:8]}.jsonl"


def graph_lines(store: ox.Store, graph: str) -> list[bytes]:
    """The triples of `graph` as sorted lines of N-Triples."""
    return sorted(line + b"\n" for line in graph_triples(store, ox.NamedNode(graph)))


def local_graphs(store: ox.Store) -> list[LocalGraph]:
    """The named graphs of `store`, sorted.

    Raises:
        PushError: there are triples in no named graph, which not every store can take.
    """
    if next(store.quads_for_pattern(None, None, None, ox.DefaultGraph()), None) is not None:
        raise PushError("the build has triples in no named graph; push N-Quads or TriG with a name for each graph")
    graphs = []
    for name in sorted(graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)):
        lines = graph_lines(store, name)
        graphs.append(LocalGraph(name, len(lines), hashlib.sha256(b"".join(lines)).hexdigest()))
    return graphs


def plan(graphs: Iterable[LocalGraph], target: TripleStore, journal: Journal, *, everything: bool = False) -> Plan:
    """What to put, keep and drop so that `target` holds `graphs`; with `everything`, all are put."""
    ours = list(graphs)
    theirs = target.counts([graph.name for graph in ours if graph.name in journal.digests])
    keep: list[LocalGraph] = []
    put: list[LocalGraph] = []
    for graph in ours:
        same = journal.digests.get(graph.name) == graph.digest and theirs.get(graph.name) == graph.count
        (keep if same and not everything else put).append(graph)
    names = {graph.name for graph in ours}
    return Plan(tuple(put), tuple(keep), tuple(sorted(set(journal.digests) - names)))


def push(
    store: ox.Store, target: TripleStore, todo: Plan, journal: Journal, *, progress: Progress | None = None
) -> None:
    """Carry out `todo`; a graph whose transfer fails stops the push, and a later run goes on from there.

    Raises:
        PushError: the store cannot be reached any more or refuses a graph.
    """

    def put(graph: LocalGraph) -> None:
        journal.note(graph.name, None)
        target.put(graph.name, [line + b"\n" for line in graph_triples(store, ox.NamedNode(graph.name))])
        journal.note(graph.name, graph.digest)
        if progress:
            progress(graph.name, graph.count)

    with journal:
        for name in todo.drop:
            target.drop(name)
            journal.note(name, "")
        with ThreadPoolExecutor(target.endpoints.jobs) as pool:
            tasks = [pool.submit(put, graph) for graph in todo.put]
            done, waiting = wait(tasks, return_when=FIRST_EXCEPTION)
            for task in waiting:
                task.cancel()
            for task in done:
                task.result()


def verify(graphs: Iterable[LocalGraph], dropped: Iterable[str], target: TripleStore) -> list[Mismatch]:
    """The graphs whose number of triples in `target` is not ours; `dropped` must be empty there."""
    wanted = {graph.name: graph.count for graph in graphs} | dict.fromkeys(dropped, 0)
    found = target.counts(sorted(wanted))
    return [Mismatch(name, wanted[name], found[name]) for name in sorted(wanted) if wanted[name] != found[name]]
