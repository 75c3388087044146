"""Store, queries, exports and push, measured against rdflib's memory store and a bare curl, in one run.

    python benchmarks/store.py [--quads 1000000] [--skip-push]

Makes a graph of made-up statements shaped like a build's, lets both sides do each task on the same data in turn, and
takes the best time of each: loads and exports twice, queries ten times, the push once. Load and queries have a process
of their own for each side, as they have in use. Checks that both give the same answers, and writes
benchmarks/results/store.json and store.md.
"""

from __future__ import annotations

import argparse
import io
import json
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import rdflib

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from servers import OXIGRAPH, Oxigraph
from synthetic import synthetic

from kg.endpoints import TripleStore
from kg.export.rdf import Syntax, rdf_bytes
from kg.model import DocumentResult
from kg.push import Journal, graph_lines, local_graphs, plan, push
from kg.query import names_in, select
from kg.rdf import nquads, result_quads
from kg.store import OpenStore, memory_store, open_store, write_store

RESULTS = Path(__file__).parent / "results"
T = TypeVar("T")
PREFIXES = """
PREFIX tkg: <https://w3id.org/tradekg/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
QUERIES = {
    "two hops over direct triples": """SELECT ?who ?good { ?who tkg:opposes ?move . ?move tkg:good ?good }""",
    "two hops over all statement nodes": """SELECT (COUNT(*) AS ?n) {
        ?s rdf:predicate ?p ; prov:wasDerivedFrom ?d . ?d dcterms:issued ?date }""",
    "count by group": """SELECT ?p (COUNT(?s) AS ?n) { ?s rdf:predicate ?p } GROUP BY ?p""",
    "path": """SELECT (COUNT(*) AS ?n) { ?s tkg:modality tkg:Obliged ; rdf:object/skos:broader+ ?wide }""",
    "text filter": """SELECT (COUNT(*) AS ?n) { ?q oa:exact ?text FILTER(CONTAINS(LCASE(?text), "tariff")) }""",
    "optional": """SELECT (COUNT(*) AS ?n) (COUNT(?by) AS ?m) {
        ?s tkg:polarity tkg:Affirmed OPTIONAL { ?s tkg:source ?by } }""",
}

TRIED = {
    "as it is, without checks and conversion": QUERIES["two hops over all statement nodes"],
    "patterns in the opposite order": """SELECT (COUNT(*) AS ?n) {
        ?d dcterms:issued ?date . ?s prov:wasDerivedFrom ?d . ?s rdf:predicate ?p }""",
    "each pattern a subquery, so that hashes join them": """SELECT (COUNT(*) AS ?n) {
        { SELECT ?s ?p { ?s rdf:predicate ?p } } { SELECT ?s ?d { ?s prov:wasDerivedFrom ?d } }
        { SELECT ?d ?date { ?d dcterms:issued ?date } } }""",
    "its first pattern alone": """SELECT (COUNT(*) AS ?n) { ?s rdf:predicate ?p }""",
}
"""Other ways to two hops over all statement nodes, to see what holds it back; Oxigraph alone runs them."""
NOTE = """\
Each time is the best of several (see `python benchmarks/store.py --help`), of both sides in turn on the same data.

Two hops over all statement nodes looks up a property of every statement and of its document. Oxigraph in memory keeps
one list of quads a subject and walks the whole of it for each look-up, about 16 quads for a statement node, each of
which lies elsewhere in memory; rdflib's nested dictionaries go to subject and predicate at once. So the ratio falls as
the graph outgrows the caches of the processor, and when something else fills them: in one process with rdflib's graph,
or beside other work, it was 7 to 8. The rows "tried" are Oxigraph alone: without our own checks and conversion of
results, with another order of the patterns, with joins by hash. Loading the quads sorted by subject was tried too and
changed nothing. Property paths are held to no mark for a like reason. N-Quads of a build are those that it left on
disk; from a store alone they are gathered and sorted anew, which the rows without a mark show.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A task with the seconds that we and the other side took; `mark` is the ratio that is wanted, None where none
    is.
    """

    task: str
    ours: float
    other: float
    mark: float | None

    @property
    def ratio(self) -> float:
        return self.other / self.ours


def timed(task: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = task()
    return time.perf_counter() - start, result


def in_turn(rounds: int, ours: Callable[[], T], other: Callable[[], Any]) -> tuple[float, float, T, Any]:
    """The best times of both sides, which take turns, and what each gave last."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        first, mine = timed(ours)
        second, theirs = timed(other)
        best = [min(best[0], first), min(best[1], second)]
    return best[0], best[1], mine, theirs


def made(quads: int, folder: Path) -> Path:
    """An N-Quads file of about `quads` quads."""
    corpus = synthetic(statements=quads // 31, actors=400)
    by_document: dict[str, list[Any]] = {document.id: [] for document in corpus.documents}
    for statement in corpus.statements:
        by_document[statement.document].append(statement)
    results = [
        DocumentResult(document, "0" * 64, 1000, 10, 200, tuple(by_document[document.id]), (), ())
        for document in corpus.documents
    ]
    if results:
        first = results[0]
        results[0] = DocumentResult(
            first.document, first.digest, 1000, 10, 200, first.statements, tuple(corpus.entities), ()
        )
    path = folder / "graph.nq"
    path.write_bytes(nquads(result_quads(results)))
    return path


def measure_rdflib(path: Path, store: OpenStore) -> Iterable[Row]:
    """Load, queries and serializers against rdflib."""
    on_disk, location = timed(lambda: write_store(path.parent / "again", [path]))
    shutil.rmtree(location.parent)
    ours, theirs = Times(), Times()
    for _ in range(2):
        ours.better(apart(oxigraph_times, path))
        theirs.better(apart(rdflib_times, path))
    yield Row("load into memory", ours.load, theirs.load, 8)
    yield Row("load onto disk (against rdflib in memory)", on_disk, theirs.load, None)
    for name, query in QUERIES.items():
        if ours.answers[name] != theirs.answers[name]:
            raise SystemExit(f"{name}: the answers differ")
        there = min(timed(lambda: select(store, PREFIXES + query))[0] for _ in range(5))  # noqa: B023
        yield Row(f"query in memory: {name}", ours.queries[name], theirs.queries[name], None if name == "path" else 10)
        yield Row(f"query on disk (against rdflib in memory): {name}", there, theirs.queries[name], None)
    for way in TRIED:
        task = f"tried: two hops over all statement nodes, {way}"
        yield Row(task, ours.queries[way], theirs.queries["two hops over all statement nodes"], None)
    memory, dataset = memory_store([path]), parsed(path)
    names = names_in(store.inner)
    union = union_of(dataset)
    for syntax, form in ((Syntax.NQUADS, "nquads"), (Syntax.TURTLE, "turtle")):
        source = dataset if form == "nquads" else union
        ours, theirs, data, _ = in_turn(
            2,
            lambda: rdf_bytes(store.inner, syntax, names=names, nquads_file=path),  # noqa: B023
            lambda: source.serialize(io.BytesIO(), format=form, encoding="utf-8"),  # noqa: B023
        )
        yield Row(f"export: {syntax} of a build ({len(data) // 1_000_000} MB)", ours, theirs, 8)
        for what, inner in (("in memory", memory.inner), ("on disk", store.inner)):
            alone = min(timed(lambda: rdf_bytes(inner, syntax, names=names))[0] for _ in range(2))  # noqa: B023
            yield Row(f"export: {syntax} of a store {what} alone", alone, theirs, None)
    memory.close()


@dataclass(slots=True)
class Times:
    """The seconds of one side: to load, and for each query, with its sorted answer."""

    load: float = float("inf")
    queries: dict[str, float] = field(default_factory=dict)
    answers: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def add(self, name: str, seconds: float) -> None:
        """Keep the best time of the query `name`."""
        self.queries[name] = min(seconds, self.queries.get(name, float("inf")))

    def better(self, other: Times) -> None:
        """Keep the best of both."""
        self.load = min(self.load, other.load)
        for name, seconds in other.queries.items():
            self.add(name, seconds)
        self.answers |= other.answers


def apart(measure: Callable[[Path], Times], path: Path) -> Times:
    """What `measure` gives in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, path).result()


def oxigraph_times(path: Path) -> Times:
    """Ours: the store in memory, five times each query."""
    load, memory = timed(lambda: memory_store([path]))
    times = Times(load)
    for name, query in QUERIES.items():
        for _ in range(5):
            seconds, table = timed(lambda: select(memory, PREFIXES + query))  # noqa: B023
            times.add(name, seconds)
        times.answers[name] = sorted(tuple(term.value for term in row if term is not None) for row in table.rows)
    for way, query in TRIED.items():
        for _ in range(5):
            times.add(way, timed(lambda: bare(memory, query))[0])  # noqa: B023
    return times


def rdflib_times(path: Path) -> Times:
    """The other side: rdflib's store in memory, five times each query."""
    load, dataset = timed(lambda: parsed(path))
    times = Times(load)
    for name, query in QUERIES.items():
        for _ in range(5):
            seconds, rows = timed(lambda: list(dataset.query(PREFIXES + query)))  # noqa: B023
            times.add(name, seconds)
        times.answers[name] = sorted(tuple(str(term) for term in row) for row in rows)
    return times


def parsed(path: Path) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(path, format="nquads")
    return dataset


def bare(store: OpenStore, text: str) -> list[Any]:
    """The query as pyoxigraph alone runs it."""
    return list(store.inner.query(PREFIXES + text, use_default_graph_as_union=True))


def union_of(dataset: rdflib.Dataset) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in dataset.triples((None, None, None)):
        graph.add(triple)
    return graph


def measure_push(store: OpenStore, folder: Path) -> Iterable[Row]:
    """Our push against curl PUTs of the same graphs, one curl for all of them, into a fresh server each."""
    graphs = local_graphs(store.inner)
    files = folder / "files"
    files.mkdir()
    config = []
    for number, graph in enumerate(graphs):
        (files / f"{number}.nt").write_bytes(b"".join(graph_lines(store.inner, graph.name)))
    for turn in ("curl", "kg push"):
        server = Oxigraph(folder / turn.replace(" ", "-"))
        server.start()
        try:
            if turn == "curl":
                for number, graph in enumerate(graphs):
                    url = f"{server.url}/store?graph={requests_quote(graph.name)}"
                    config.append(f'url = "{url}"\nupload-file = "{files / f"{number}.nt"}"\n')
                    config.append(
                        'header = "Content-Type: application/n-triples"\noutput = /dev/null\nsilent\nfail\nnext\n'
                    )
                (folder / "curl.cfg").write_text("".join(config).removesuffix("next\n"))
                theirs, _ = timed(lambda: subprocess.run(["curl", "-K", folder / "curl.cfg"], check=True))
            else:
                target = TripleStore(server.url)
                journal = Journal(folder / "journal.jsonl")
                ours, _ = timed(lambda: push(store.inner, target, plan(graphs, target, journal), journal))  # noqa: B023
        finally:
            server.kill()
    yield Row(f"push of {len(graphs)} graphs (against curl)", ours, theirs, 0.7)


def requests_quote(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--skip-push", action="store_true", help="leave the push out")
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = made(options.quads, folder)
        write_store(folder / "store", [path])
        with open_store(folder / "store") as store:
            count = len(store.inner)
            print(f"{count} quads, {path.stat().st_size // 1_000_000} MB of N-Quads", flush=True)
            if not options.skip_push and OXIGRAPH and shutil.which("curl"):
                rows += show(measure_push(store, folder))
            rows += show(measure_rdflib(path, store))
    write(rows, count)


def show(rows: Iterable[Row]) -> list[Row]:
    kept = []
    for row in rows:
        print(f"{row.task:60} {row.ours:8.3f} s {row.other:8.3f} s {row.ratio:7.1f}", flush=True)
        kept.append(row)
    return kept


def write(rows: list[Row], quads: int) -> None:
    about = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "versions": {name: version(name) for name in ("pyoxigraph", "oxrdflib", "rdflib")},
        "quads": quads,
    }
    RESULTS.mkdir(exist_ok=True)
    content = about | {"rows": [asdict(row) | {"ratio": round(row.ratio, 2)} for row in rows]}
    (RESULTS / "store.json").write_text(json.dumps(content, indent=1) + "\n")
    lines = [
        f"{quads:,} quads, {about['date']}, {about['machine']}, "
        + ", ".join(f"{name} {number}" for name, number in content["versions"].items()),
        "",
        "| task | ours, s | other, s | ratio | mark |",
        "|---|---:|---:|---:|---:|",
    ]
    for row in rows:
        mark = "none" if row.mark is None else f"{row.mark:g}"
        ratio = f"{row.ratio:.{1 if row.ratio >= 2 else 2}f}"
        lines.append(f"| {row.task} | {row.ours:.3f} | {row.other:.3f} | {ratio} | {mark} |")
    (RESULTS / "store.md").write_text("\n".join(lines) + "\n\n" + NOTE)


if __name__ == "__main__":
    main()
