"""The store on disk: whole generations, readers beside a running build, and a build as Python sees it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sample import sample_results

import kg
from kg.errors import QueryError, StoreError
from kg.model import EntityType
from kg.query import select
from kg.rdf import Names, nquads, result_quads
from kg.store import current_generation, memory_store, open_store, open_store_at, sweep, write_store

ONE = b'<urn:s> <urn:p> "one" <urn:g> .\n'
TWO = b'<urn:s> <urn:p> "one" <urn:g> .\n<urn:s> <urn:p> "two" <urn:g> .\n'
GRAPH = nquads(result_quads(sample_results()))


def test_a_written_store_is_read_back(tmp_path: Path) -> None:
    write_store(tmp_path / "store", [TWO])
    with open_store(tmp_path / "store") as store:
        assert sorted(quad.object.value for quad in store.inner) == ["one", "two"]


def test_a_store_is_loaded_from_files(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_bytes(TWO)
    write_store(tmp_path / "store", [tmp_path / "a.nq", b"<urn:x> <urn:p> <urn:y> <urn:h> .\n"])
    with open_store(tmp_path / "store") as store:
        assert len(store.inner) == 3


def test_an_open_reader_keeps_seeing_its_graph_while_builds_replace_it(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    write_store(folder, [ONE])
    with open_store(folder) as reader:
        for _ in range(3):
            write_store(folder, [TWO])
            assert [quad.object.value for quad in reader.inner] == ["one"]
        with open_store(folder) as later:
            assert len(later.inner) == 2
    sweep(folder)
    assert [path.name for path in sorted(folder.glob("g-*")) if path.is_dir()] == [current_generation(folder)]


def test_readers_in_threads_always_find_one_whole_graph(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    graphs = [b"".join(b'<urn:s> <urn:p> "%d-%d" <urn:g> .\n' % (g, n) for n in range(50)) for g in range(6)]
    write_store(folder, [graphs[0]])
    seen: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            with open_store(folder) as store:
                values = [quad.object.value for quad in store.inner]
                assert len(values) == 50
                assert len({value.split("-")[0] for value in values}) == 1
                seen.append(len(values))

    readers = [threading.Thread(target=read) for _ in range(2)]
    errors: list[threading.ExceptHookArgs] = []
    hook, threading.excepthook = threading.excepthook, errors.append
    try:
        for reader in readers:
            reader.start()
        for graph in graphs[1:]:
            write_store(folder, [graph])
    finally:
        stop.set()
        for reader in readers:
            reader.join()
        threading.excepthook = hook
    assert not errors, errors[0].exc_value
    assert seen


def test_a_reader_in_another_process_keeps_its_generation(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    write_store(folder, [ONE])
    script = (
        "import sys; from pathlib import Path; from kg.store import open_store\n"
        "store = open_store(Path(sys.argv[1])); print('open', flush=True); sys.stdin.readline()\n"
        "print(len(store.inner))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        write_store(folder, [TWO])
        assert len([path for path in folder.glob("g-*") if path.is_dir()]) == 2
        process.stdin.write("go on\n")
        process.stdin.close()
        assert process.stdout.read() == "1\n"


def test_a_failed_load_leaves_the_graph_before(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    write_store(folder, [ONE])
    with pytest.raises(StoreError, match="cannot write the store"):
        write_store(folder, [b"<urn:s> <urn:p> broken\n"])
    with open_store(folder) as store:
        assert [quad.object.value for quad in store.inner] == ["one"]
    assert len([path for path in folder.glob("g-*") if path.is_dir()]) == 1


def test_what_a_killed_build_left_is_removed_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    write_store(folder, [ONE])
    (folder / "g-000007").mkdir()
    (folder / "g-000007" / "000001.sst").write_bytes(b"half")
    write_store(folder, [TWO])
    assert not (folder / "g-000007").exists()
    with open_store(folder) as store:
        assert len(store.inner) == 2


def test_an_opened_store_cannot_be_written(tmp_path: Path) -> None:
    write_store(tmp_path / "store", [ONE])
    with open_store(tmp_path / "store") as store, pytest.raises((RuntimeError, OSError)):
        store.inner.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")


@pytest.mark.parametrize("name", ["graph.ttl", "graph.nt", "graph.nq", "graph.trig"])
def test_an_rdf_file_is_opened_in_memory(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<urn:s> <urn:p> <urn:o> .\n")
    with open_store_at(tmp_path / name) as store:
        assert len(store.inner) == 1
        assert store.location is None


def test_a_build_without_a_store_is_read_from_its_quads(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_bytes(TWO)
    with open_store_at(tmp_path) as store:
        assert len(store.inner) == 2


@pytest.mark.parametrize(("name", "message"), [("x.pdf", "unknown kind of RDF file"), ("y.ttl", "y.ttl: ")])
def test_a_file_that_is_no_rdf_is_a_message(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / name).write_bytes(b"not rdf at all")
    with pytest.raises(StoreError, match=message):
        open_store_at(tmp_path / name)


def test_a_damaged_store_is_a_message(tmp_path: Path) -> None:
    folder = write_store(tmp_path / "store", [ONE])
    (folder / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(StoreError, match="cannot open the store"):
        open_store(tmp_path / "store")


def test_a_pointer_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    write_store(tmp_path / "elsewhere", [ONE])
    write_store(tmp_path / "store", [ONE])
    (tmp_path / "store" / "CURRENT").write_text("../elsewhere/g-000001\n")
    with pytest.raises(StoreError, match="no store here"):
        open_store(tmp_path / "store")


# ------------------------------------------------------------------------------------- kg.open


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("build")
    write_store(path / "store", [GRAPH])
    return path


def test_a_build_gives_its_statements_entities_and_documents(folder: Path) -> None:
    wanted = [statement.id for result in sample_results() for statement in result.statements]
    with kg.open(folder) as build:
        assert [statement.id for statement in build.statements()] == wanted
        assert [document.id for document in build.documents()] == [result.document.id for result in sample_results()]
        assert "Japan" in {entity.label for entity in build.entities()}


def test_a_query_gives_a_data_frame_with_python_values(folder: Path) -> None:
    with kg.open(folder) as build:
        frame = build.query("SELECT ?s ?c WHERE { ?s tkg:confidence ?c } ORDER BY DESC(?c) ?s LIMIT 2")
        assert list(frame.columns) == ["s", "c"]
        assert frame["c"].tolist() == [1.0, 0.905]
        assert build.query("ASK { ?s a tkg:Country }")["answer"].tolist() == [True]


def test_a_ready_query_takes_its_parameters_by_name(folder: Path) -> None:
    with kg.open(folder) as build:
        frame = build.query("positions-of", actor="Marta Lindqvist")
        assert {iri.partition("#")[2] for iri in frame["predicate"]} == {"opposes", "supports", "warns"}
        assert len(build.query("doubtful", below=0.1)) == 1


def test_a_query_in_python_reaches_nothing_outside_either(folder: Path) -> None:
    with kg.open(folder) as build, pytest.raises(QueryError, match="SERVICE is refused"):
        build.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_the_dataset_is_rdflibs_with_the_union_as_its_default(folder: Path) -> None:
    from rdflib import RDF, Dataset, URIRef

    with kg.open(folder) as build:
        dataset = build.dataset
        assert isinstance(dataset, Dataset)
        country = URIRef("https://w3id.org/tradekg/ontology#Country")
        assert len(set(dataset.subjects(RDF.type, country))) == 4
        rows = list(dataset.query("SELECT ?who { ?who tkg:opposes ?what } ORDER BY ?who"))
        assert [str(row[0]).rsplit("/", 1)[1] for row in rows] == ["china", "marta-lindqvist"]


def test_the_network_has_the_actors_as_nodes(folder: Path) -> None:
    with kg.open(folder) as build:
        network = build.network()
        assert network.nodes["entity/country/japan"]["type"] == EntityType.COUNTRY


def test_another_base_is_found_in_the_graph(tmp_path: Path) -> None:
    names = Names("https://example.org/kg/")
    write_store(tmp_path / "store", [nquads(result_quads(sample_results(), names=names))])
    with kg.open(tmp_path) as build:
        assert build.names == names
        assert build.statements()[0].id.startswith("statement/")
        assert build.query("ASK { country:japan a tkg:Country }")["answer"].tolist() == [True]


def test_no_path_gives_an_empty_graph_in_memory() -> None:
    with kg.open() as build:
        assert len(build.store) == 0
        assert build.statements() == []


def test_a_time_limit_holds_for_a_graph_in_memory_too() -> None:
    values = " ".join(f"VALUES ?v{n} {{ 1 2 3 4 5 6 7 8 9 10 }}" for n in range(9))
    with memory_store([ONE]) as store, pytest.raises(QueryError, match=r"took longer than 0\.5 s"):
        select(store, f"SELECT (COUNT(*) AS ?n) {{ {values} }}", timeout=0.5)
