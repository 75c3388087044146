"""A build on a Dask cluster of processes: the same bytes, whoever dies. The extractor is `fake_extractor`'s."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError, KgError, StoreError
from kg.pipeline.build import build
from kg.pipeline.cluster import ClusterBuild, build_on_cluster
from kg.pipeline.jobs import Job
from kg.pipeline.load import load
from kg.pipeline.marks import Marks
from kg.pipeline.options import Options
from kg.pipeline.pool import Worker
from kg.pipeline.shares import Piece, copy_lines, pieces_of, share_size, shares_of
from kg.pipeline.storage import Folder
from kg.pipeline.version import shape_of, version_of
from kg.read import Skip

HERE = Path(__file__).parent
OPTIONS: dict[str, Any] = {"extractor": "fake_extractor:FakeExtractor"}
TEXTS = {f"d{number:02}.txt": f"Hello. Japan opposes Korea. Land{number % 3} opposes Spain." for number in range(30)}


class Cluster:
    """A scheduler and two workers with a nanny each, all processes of their own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._folder = folder
        self._env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]),
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        """Start what is named: "scheduler", "workers"."""
        for name in names:
            if name == "scheduler":
                command = ["scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard"]
            else:
                folder = self._folder / "dask"
                command = ["worker", self.address, "--nworkers", "2", "--nthreads", "1", "--no-dashboard"]
                command += ["--local-directory", str(folder)]
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *command],
                env=self._env,
                start_new_session=True,
                stderr=(self._folder / f"{name}.log").open("ab"),
            )

    def kill(self, name: str) -> None:
        """Kill what is named, as a power cut would."""
        process = self._processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def worker_pids(self) -> list[int]:
        """The processes of the workers, without their nannies."""
        from distributed import Client

        with Client(self.address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            return sorted(client.run(os.getpid).values())

    def stop(self) -> None:
        """End everything."""
        for name in list(self._processes):
            self.kill(name)


@pytest.fixture(scope="module")
def s3() -> Iterator[Any]:
    """The file system of an S3 server; what is started while it runs finds the same server."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                environment.setenv(name, "of-no-account")
            import s3fs

            yield s3fs.S3FileSystem()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, s3: Any) -> Iterator[Cluster]:
    del s3  # its workers find it
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    made.start("scheduler", "workers")
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(autouse=True)
def _fake_extractor_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]))


def write(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


def outputs(out: Path) -> dict[str, bytes]:
    """All outputs that have no clock in them."""
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file() and path.name != "run.json"}


def counted(out: Path) -> Counter[str]:
    """How many statements each document has."""
    return Counter(json.loads(line)["document"] for line in (out / "statements.jsonl").read_text("utf-8").splitlines())


def run(cluster: Cluster, *inputs: Path | str, out: Path | str, part_size: float = 0.0002, **more: Any) -> ClusterBuild:
    options = Options(**{**OPTIONS, **more})
    return build_on_cluster(inputs, out=str(out), scheduler=cluster.address, options=options, part_size=part_size)


def slow_corpus(folder: Path, *, poison: dict[int, str] | None = None) -> Path:
    """A file of forty documents, each of which takes a tenth of a second; some are poisoned."""
    poison = poison or {}
    rows = [
        {
            "id": f"d{number:02}",
            "text": f"SLOW SLOW SLOW SLOW SLOW Japan opposes Land{number}. {poison.get(number, '')}",
        }
        for number in range(40)
    ]
    path = folder / "slow.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_the_parts_of_a_cluster_make_the_bytes_of_a_local_build(cluster: Cluster, tmp_path: Path) -> None:
    source = write(tmp_path / "in", {**TEXTS, "d03x.txt": "RAISE", "none.png": ""})
    (source / "latin.txt").write_bytes("Caf\xe9 opposes Spain.".encode("latin-1"))
    rows = [{"id": f"row{number}", "text": f"Chad opposes Land{number}."} for number in range(20)]
    broken = '{"id": 3, "text":'
    lines = [*map(json.dumps, rows), broken, json.dumps({"id": "row0", "text": "Mali opposes Chad."})]
    (source / "rows.jsonl").write_text("\n".join(lines))
    table = io.StringIO()
    csv.writer(table).writerows([["text"], *([f"Peru opposes Land{number}."] for number in range(9))])
    (source / "table.csv").write_text(table.getvalue())

    made = run(cluster, source, out=tmp_path / "parts")
    done = load([str(tmp_path / "parts")], out=tmp_path / "loaded")
    local = build([source], out=tmp_path / "local", options=Options(jobs=1, **OPTIONS))

    assert outputs(tmp_path / "loaded") == outputs(tmp_path / "local")
    assert made.parts > 5
    assert {skip.source for skip in made.skipped if skip.failed} >= {"d03x.txt"}
    told = sorted((skip.source, skip.reason) for skip in done.progress.skipped if "from byte" not in skip.source)
    assert told == sorted(
        (skip.source, skip.reason) for skip in local.progress.skipped if not skip.source.startswith("rows.jsonl, line")
    )
    assert any(skip.source.startswith("rows.jsonl, from byte") and skip.failed for skip in done.progress.skipped)
    assert ("rows.jsonl", "document row0 was there before") in told
    assert done.progress.notes == local.progress.notes
    assert list(done.progress.notes) == ["latin.txt"]


def test_quads_and_tables_of_the_parts_say_what_the_build_says(cluster: Cluster, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    run(cluster, write(tmp_path / "in", TEXTS), out=tmp_path / "parts")
    load([str(tmp_path / "parts")], out=tmp_path / "loaded")
    quads = {
        line
        for path in (tmp_path / "parts" / "quads").iterdir()
        for line in gzip.decompress(path.read_bytes()).splitlines()
    }
    assert quads == set((tmp_path / "loaded" / "graph.nq").read_bytes().splitlines())
    rows = pq.read_table(tmp_path / "parts" / "statements").to_pylist()
    assert Counter(row["document"] for row in rows) == counted(tmp_path / "loaded") == dict.fromkeys(TEXTS, 2)
    assert {row["subject_label"] for row in rows} == {"Japan", "Land0", "Land1", "Land2"}


def test_the_scheduler_has_no_need_of_tradekg(cluster: Cluster, tmp_path: Path) -> None:
    from distributed import Client

    run(cluster, write(tmp_path / "in", TEXTS), out=tmp_path / "parts")
    with Client(cluster.address, timeout=30, set_as_default=False) as client:
        assert all(client.run(lambda: "kg" in sys.modules).values())
        assert not client.run_on_scheduler(lambda: "kg" in sys.modules)


def test_inputs_may_be_urls_and_patterns(cluster: Cluster, tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": "Japan opposes Korea.", "c.png": ""})
    write(tmp_path / "in" / "deep", {"b.txt": "Chad opposes Mali.", ".hidden.txt": "Peru opposes Spain."})
    for name, inputs in {"folder": f"local://{tmp_path}/in", "pattern": f"local://{tmp_path}/in/**"}.items():
        run(cluster, inputs, out=tmp_path / name)
        load([f"local://{tmp_path}/{name}"], out=tmp_path / f"{name}-out")
    build([tmp_path / "in"], out=tmp_path / "local", options=Options(jobs=1, **OPTIONS))
    wanted = outputs(tmp_path / "local")
    assert wanted == outputs(tmp_path / "folder-out") == outputs(tmp_path / "pattern-out")


def test_inputs_and_parts_may_be_on_an_object_store(cluster: Cluster, s3: Any, tmp_path: Path) -> None:
    rows = [{"id": f"row{number}", "text": f"Chad opposes Land{number}."} for number in range(60)]
    source = write(tmp_path / "in", {**TEXTS, "rows.jsonl": "".join(json.dumps(row) + "\n" for row in rows)})
    for bucket in ("news", "graphs"):
        s3.mkdir(bucket)
    s3.put(f"{source}/", "news/2018/", recursive=True)
    made = run(cluster, "s3://news/2018/*", out="s3://graphs/2018", part_size=0.001)
    load(["s3://graphs/2018"], out=tmp_path / "loaded")
    build([source], out=tmp_path / "local", options=Options(jobs=1, **OPTIONS))
    assert outputs(tmp_path / "loaded") == outputs(tmp_path / "local")
    assert (made.made, made.extracted) == (made.parts, 90)
    kinds = Counter(path.split("/")[2] for path in s3.find("graphs/2018"))
    assert kinds == {"documents": made.parts, "statements": made.parts, "quads": made.parts + 1, "job.json": 1}
    assert run(cluster, "s3://news/2018/*", out="s3://graphs/2018", part_size=0.001).made == 0
    with pytest.raises(StoreError, match=r"s3://nowhere/2018: cannot read or write \(.*bucket does not exist"):
        run(cluster, "s3://news/2018/*", out="s3://nowhere/2018")
    with pytest.raises(InputError, match=r"s3://news/2019: no such file or folder"):
        pieces_of(["s3://news/2019"], leave_out=None)


def test_storage_that_lacks_credentials_is_named(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    s3.clear_instance_cache()
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(StoreError, match=r"s3://news/2018: cannot read or write \(Unable to locate credentials\)"):
        pieces_of(["s3://news/2018"], leave_out=None)


def test_a_second_job_makes_only_what_has_changed(cluster: Cluster, tmp_path: Path) -> None:
    source = write(tmp_path / "in", TEXTS)
    parts = tmp_path / "parts"
    first = run(cluster, source, out=parts, part_size=0.00001)
    assert (first.parts, first.made, first.extracted) == (30, 30, 30)
    load([str(parts)], out=tmp_path / "out")
    write(source, {"d02.txt": "Japan opposes Peru."})
    (source / "d05.txt").unlink()
    second = run(cluster, source, out=parts, part_size=0.00001)
    assert (second.parts, second.made, second.extracted) == (29, 1, 1)
    assert len(list((parts / "documents").iterdir())) == len(list((parts / "statements").iterdir())) == 29
    done = load([str(parts)], out=tmp_path / "out", prune=True)
    assert (done.progress.extracted, done.progress.unchanged, done.progress.pruned) == (1, 28, 1)
    build([source], out=tmp_path / "local", options=Options(jobs=1, **OPTIONS))
    assert outputs(tmp_path / "out") == outputs(tmp_path / "local")


def later(seconds: float, act: Callable[[], None]) -> threading.Thread:
    def wait() -> None:
        time.sleep(seconds)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_a_worker_killed_in_the_middle_of_the_job_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    source = slow_corpus(tmp_path)
    victims = cluster.worker_pids()
    killer = later(2.0, lambda: os.kill(victims[0], signal.SIGKILL))
    made = run(cluster, source, out=tmp_path / "parts", part_size=0.002)
    killer.join()
    assert victims[0] not in cluster.worker_pids()
    assert made.skipped == []
    load([str(tmp_path / "parts")], out=tmp_path / "loaded")
    assert counted(tmp_path / "loaded") == {f"d{number:02}": 1 for number in range(40)}


def test_a_scheduler_that_is_restarted_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    source = slow_corpus(tmp_path)
    parts = tmp_path / "parts"

    def restart() -> None:
        for name in ("scheduler", "workers"):
            cluster.kill(name)
        time.sleep(1)
        cluster.start("scheduler", "workers")

    cluster.worker_pids()
    killer = later(3.0, restart)
    made = run(cluster, source, out=parts, part_size=0.001)
    killer.join()
    assert made.made == made.parts
    load([str(parts)], out=tmp_path / "loaded")
    assert counted(tmp_path / "loaded") == {f"d{number:02}": 1 for number in range(40)}
    assert not [path for path in parts.rglob("*") if path.is_file() and ".tmp" in path.name]


@pytest.mark.parametrize(
    ("poison", "reason"),
    [
        ("DIE-ALWAYS", "killed by signal 9"),
        ("DIE-WITH-PARENT", "ended the worker on a cluster, twice"),
    ],
)
def test_poisoned_documents_are_named_and_cost_no_other(
    cluster: Cluster, tmp_path: Path, poison: str, reason: str
) -> None:
    source = slow_corpus(tmp_path, poison={7: poison, 9: poison, 33: poison})
    made = run(cluster, source, out=tmp_path / "parts", part_size=0.002)
    assert {skip.source for skip in made.skipped} == {"d07", "d09", "d33"}
    assert all(reason in skip.reason and skip.failed for skip in made.skipped)
    done = load([str(tmp_path / "parts")], out=tmp_path / "loaded")
    assert counted(tmp_path / "loaded") == {f"d{number:02}": 1 for number in range(40) if number not in (7, 9, 33)}
    assert {skip.source for skip in done.progress.skipped} == {"d07", "d09", "d33"}
    assert list((tmp_path / "parts" / "marks").iterdir()) == []


SCRIPT = """
import sys
from distributed import LocalCluster
from kg.pipeline.cluster import build_on_cluster
from kg.pipeline.options import Options

if __name__ == "__main__":
    source, out = sys.argv[1:]
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        options = Options(extractor="fake_extractor:FakeExtractor")
        made = build_on_cluster([source], out=out, scheduler=cluster.scheduler_address, options=options)
    print(made.parts, made.extracted)
"""


def test_a_script_may_bring_its_own_cluster_whose_workers_import_it_again(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TEXTS)
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, str(tmp_path / "script.py"), str(source), str(tmp_path / "parts")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.split() == ["1", "30"]
    load([str(tmp_path / "parts")], out=tmp_path / "out")
    assert counted(tmp_path / "out") == dict.fromkeys(TEXTS, 2)


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TEXTS)
    with pytest.raises(KgError, match=r"tcp://127\.0\.0\.1:1: no Dask scheduler that answers"):
        build_on_cluster(
            [source], out=str(tmp_path / "parts"), scheduler="tcp://127.0.0.1:1", options=Options(**OPTIONS), patience=0
        )
    with pytest.raises(StoreError, match="1 of 1 parts are not there yet; run the build again"):
        load([str(tmp_path / "parts")], out=tmp_path / "out")
    assert not (tmp_path / "out" / "statements.jsonl").exists()


def test_what_the_workers_cannot_do_ends_the_job_with_their_reason(cluster: Cluster, tmp_path: Path) -> None:
    source = write(tmp_path / "in", TEXTS)
    with pytest.raises(KgError, match="no_such_module"):
        run(cluster, source, out=tmp_path / "parts", extractor="no_such_module:Thing")


def test_a_worker_with_another_version_is_refused(tmp_path: Path) -> None:
    from kg.pipeline.remote import Bench

    options = Options(**OPTIONS)
    Bench(Job(Folder(str(tmp_path)), options, version_of(options), shape_of(options))).stop()
    with pytest.raises(KgError, match="install the same versions on both"):
        Bench(Job(Folder(str(tmp_path)), options, "another", shape_of(options)))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://example.org/a.jsonl", "not fetched by a cluster"),
        ("simplecache::http://example.org/a.jsonl", "not fetched by a cluster"),
        ("ftp://me:secret@example.org/a.jsonl", "no password in the address"),
        ("nosuchkind://x/a.jsonl", "[Pp]rotocol not known"),
        ("local:///no/such/folder", "no such file or folder"),
    ],
)
def test_urls_that_are_not_read_are_refused_with_a_reason(url: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as raised:
        pieces_of([url], leave_out=None)
    assert "secret" not in str(raised.value)


@given(
    st.lists(st.binary(max_size=30).map(lambda data: data.replace(b"\n", b"")), max_size=12),
    st.integers(1, 40),
    st.booleans(),
)
def test_a_file_cut_in_ranges_gives_each_line_once(lines: list[bytes], size: int, tapered: bool) -> None:
    data = b"\n".join(lines)
    whole = Piece("x.jsonl", "x.jsonl", len(data), "stamp")
    cut = [piece for share in shares_of([whole], size=size, version="v", tapered=tapered) for piece in share.pieces]
    target = io.BytesIO()
    for piece in cut:
        if piece.end is None:
            target.write(data)
        else:
            copy_lines(io.BytesIO(data), target, start=piece.start, end=piece.end)
    assert target.getvalue() == data


def test_shares_are_named_by_all_that_decides_their_part() -> None:
    piece = Piece("a.txt", "/a.txt", 5, "5 1")
    keys = {
        share.key
        for pieces, version in [
            ([piece], "v"),
            ([piece], "w"),
            ([Piece("b.txt", "/a.txt", 5, "5 1")], "v"),
            ([Piece("a.txt", "/a.txt", 5, "5 2")], "v"),
            ([piece, Piece("b.txt", "/b.txt", 5, "5 1")], "v"),
        ]
        for share in shares_of(pieces, size=100, version=version)
    }
    assert len(keys) == 5
    assert shares_of([piece], size=100, version="v") == shares_of([piece], size=100, version="v")


@pytest.mark.parametrize(
    ("total", "size"), [(0, 1 << 15), (1_400_000, 1 << 16), (5_000_000, 1 << 18), (10**9, 1 << 20)]
)
def test_shares_are_as_large_as_the_inputs_allow(total: int, size: int) -> None:
    assert share_size([Piece("a.jsonl", "/a.jsonl", total, "")]) == size


def test_the_last_shares_are_smaller() -> None:
    one, few = Piece("a.jsonl", "/a.jsonl", 700, ""), [Piece(f"{k}.txt", f"/{k}.txt", 10, "") for k in range(10)]
    even, tapered = (shares_of([one, *few], size=100, version="v", tapered=way) for way in (False, True))
    assert [sum(map(length_of, share.pieces)) for share in even] == [100] * 8
    assert [sum(map(length_of, share.pieces)) for share in tapered] == [100] * 7 + [30, 30, 30, 10]
    assert [piece for share in tapered[7:] for piece in share.pieces] == few


def length_of(piece: Piece) -> int:
    return (piece.size if piece.end is None else piece.end) - piece.start


def test_inputs_that_grow_a_little_are_cut_as_before() -> None:
    before, after = ([Piece("a.jsonl", "/a.jsonl", total, "")] for total in (5_000_000, 5_400_000))
    assert share_size(before) == share_size(after)


def test_workers_keep_their_memory_whatever_dask_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    environments: list[dict[str, str]] = []
    begin = subprocess.Popen

    def noted(*args: Any, env: dict[str, str], **more: Any) -> subprocess.Popen[bytes]:
        environments.append(env)
        return begin(*args, env=env, **more)

    monkeypatch.setattr(subprocess, "Popen", noted)
    Worker().stop()
    assert int(environments[0]["MALLOC_TRIM_THRESHOLD_"]) > 100_000_000
    assert environments[0]["OMP_NUM_THREADS"] == "1"


def test_two_files_with_one_id_are_named(tmp_path: Path) -> None:
    for name in ("x", "y"):
        write(tmp_path / name, {"a.txt": "Japan opposes Korea."})
    found = pieces_of([f"local://{tmp_path}/x", f"local://{tmp_path}/y"], leave_out=None)
    (skip,) = [one for one in found if isinstance(one, Skip)]
    assert "has the same id a.txt" in skip.reason


def test_marks_blame_only_what_was_alone_twice_when_the_worker_was_lost(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path))
    marks = Marks.found(folder, "k")
    assert not marks.is_careful(0)
    marks.begin(0)
    marks.begin(16)  # lost here: one of the documents from 16 on
    marks = Marks.found(folder, "k")
    assert not marks.is_careful(15)
    assert marks.is_careful(16)
    marks.begin_alone(("document", 16, 0))
    marks.begin_alone(("document", 17, 0))  # lost here
    marks = Marks.found(folder, "k")
    assert marks.bad == set()
    marks.begin_alone(("document", 16, 0))  # lost here, which is no second time for 17
    marks = Marks.found(folder, "k")
    marks.begin_alone(("document", 16, 0))  # and again
    marks = Marks.found(folder, "k")
    assert marks.bad == {("document", 16, 0)}
    marks.begin_alone(("piece", 1, 17))
    assert Marks.found(folder, "k").bad == {("document", 16, 0)}
    marks.end()
    assert Marks.found(folder, "k").careful_from is None
