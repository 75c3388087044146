"""A build on a Dask cluster: shares go out, parts come to shared storage; what is there already is not made again."""

from __future__ import annotations

import contextlib
import pickle
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import InputError, KgError, StoreError
from kg.pipeline.jobs import Job, Plan, finished, sweep
from kg.pipeline.options import Options, Progress, Watcher
from kg.pipeline.output import locked
from kg.pipeline.partfiles import write_ontology
from kg.pipeline.shares import Share, local_folder, pieces_of, share_size, shares_of
from kg.pipeline.storage import Folder
from kg.pipeline.version import shape_of, version_of
from kg.rdf import Names
from kg.read import Skip

if TYPE_CHECKING:
    from kg.pipeline.remote import Report

MB = 1_000_000
_PATIENCE = 120.0
"""Seconds for which the scheduler may be away."""
_PAUSE = 1.0
_MOST_LOSSES = 12
"""How often Dask may give up on a share: each time a document is found that ended its worker, so many can be."""


@dataclass(frozen=True, slots=True)
class ClusterBuild:
    """What a build on a cluster did: its folder, how many parts it has, how many documents were extracted now."""

    out: str
    parts: int
    made: int
    extracted: int
    skipped: list[Skip]
    seconds: float

    @property
    def failed(self) -> int:
        """How many sources and documents should have given something and did not."""
        return sum(skip.failed for skip in self.skipped)


def build_on_cluster(
    inputs: Iterable[Path | str],
    *,
    out: str,
    scheduler: str,
    options: Options | None = None,
    part_size: float | None = None,
    watch: Watcher | None = None,
    patience: float = _PATIENCE,
) -> ClusterBuild:
    """Build parts of the graph of `inputs` in the folder `out` with the workers of the Dask scheduler at `scheduler`.

    Inputs and `out` are paths or fsspec URLs that the workers see too; `part_size` is the size of inputs that make one
    part, in MB, chosen by how much there is where it is None. Called again it makes what is missing.
    `kg.pipeline.load.load` makes one build of the parts.

    Raises:
        KgError: packages are missing, there is nothing to read, storage cannot be written, the workers' versions
            differ, or the scheduler is away for longer than `patience` seconds.
    """
    started = time.monotonic()
    options = _absolute(options or Options())
    Names(options.base_iri)  # refuses what is no base
    _need_packages()
    local = local_folder(out)
    folder = Folder(out if local is None else str(local))
    with locked(local) if local is not None else contextlib.nullcontext():
        job = Job(folder, options, version_of(options), shape_of(options))
        found = pieces_of([str(one) for one in inputs], leave_out=local)
        skipped = [one for one in found if isinstance(one, Skip)]
        pieces = [one for one in found if not isinstance(one, Skip)]
        if not pieces:
            raise InputError("nothing to read: no file of a known format among the inputs")
        size = share_size(pieces) if part_size is None else int(part_size * MB)
        version = f"{job.version} {job.shape.key}"
        shares = shares_of(pieces, size=size, version=version, tapered=part_size is None)
        Plan(tuple(share.key for share in shares), tuple(skipped), options).write(folder)
        run = _Run(job, scheduler, shares, watch or (lambda _: None), patience)
        run.go()
        sweep(folder, shares)
    seconds = time.monotonic() - started
    return ClusterBuild(out, len(shares), run.made, run.extracted, [*skipped, *run.skipped], seconds)


class _Run:
    """The shares that are not done yet, handed out until none is left. `go` is its only use."""

    def __init__(self, job: Job, scheduler: str, shares: list[Share], watch: Watcher, patience: float) -> None:
        self._job = job
        self._scheduler = scheduler
        self._watch = watch
        self._patience = patience
        there = finished(job.folder)
        self._left = {share.key: share for share in shares if share.key not in there}
        self._progress = Progress("parts", found=len(shares), unchanged=len(shares) - len(self._left))
        self._losses: Counter[str] = Counter()
        self._heard = time.monotonic()
        self._is_described = False
        self.made = 0
        self.extracted = 0
        self.skipped: list[Skip] = []

    def go(self) -> None:
        self._watch(self._progress)
        while self._left:
            reason = "it closed the connection"
            try:
                self._pass()
            except (OSError, TimeoutError) as error:
                reason = str(error) or type(error).__name__
            if self._left and time.monotonic() - self._heard > self._patience:
                raise KgError(
                    f"{self._scheduler}: no Dask scheduler that answers ({reason}); what is done is kept, the same "
                    "command goes on from there"
                )
            time.sleep(_PAUSE if self._left else 0)
        self._describe()

    def _pass(self) -> None:
        """Hand out all that is left to the scheduler that there is; returns when it is done or the scheduler is lost.

        Raises:
            OSError, TimeoutError: there is no scheduler.
            KgError: the workers cannot do their work.
        """
        import distributed

        from kg.pipeline.remote import Benches

        name = f"tradekg-{secrets.token_hex(4)}"
        dask: Any = distributed  # its classes have no types that a caller could keep to
        with dask.Client(self._scheduler, timeout=10, set_as_default=False) as client:
            client.register_plugin(Benches(self._job, name))
            try:
                shares = list(self._left.values())
                keys = [f"{name}-{share.key}" for share in shares]
                work, packed = _task(), list(map(pickle.dumps, shares))
                futures = client.map(work, packed, name=name, key=keys, retries=2)
                handed = dask.as_completed(futures, loop=client.loop, raise_errors=False)
                del futures  # what is done is then let go of
                self._heard = time.monotonic()
                self._describe()  # while the workers load the model
                for future in handed:
                    again = self._take(future)
                    if again is not None:
                        key = f"{name}-{again.key}-{self._losses[again.key]}"
                        handed.add(client.submit(work, pickle.dumps(again), name=name, key=key, retries=2))
                    self._watch(self._progress)
            finally:
                with contextlib.suppress(OSError, TimeoutError, ValueError):  # a scheduler that came anew knows none
                    client.unregister_worker_plugin(name)

    def _describe(self) -> None:
        if not self._is_described:
            write_ontology(self._job.folder, self._job.shape)
            self._is_described = True

    def _take(self, future: Any) -> Share | None:
        """Take what came of a share; a share that is to be handed out again, since its worker was lost."""
        from distributed import KilledWorker

        if future.status == "finished":
            report = future.result()
            self._heard = time.monotonic()
            self._left.pop(report.key, None)
            self.made += 1
            self.extracted += report.extracted
            self.skipped += report.skipped
            self._progress.extracted += 1
            return None
        if future.status != "error":  # cancelled or lost, as is all that a scheduler knew when it ends
            return None
        error = future.exception()
        key = future.key.split("-")[2]
        if isinstance(error, KilledWorker):
            self._losses[key] += 1
            if self._losses[key] <= _MOST_LOSSES:
                return self._left[key]
            names = ", ".join(piece.id for piece in self._left[key].pieces[:3])
            raise KgError(f"{names}: workers were lost with it again and again; see the logs of the cluster")
        if isinstance(error, KgError):
            raise error
        if isinstance(error, OSError | KeyError):  # storage, or a worker that left while it was asked
            self._losses[key] += 1
            if self._losses[key] <= _MOST_LOSSES:
                return self._left[key]
        raise KgError(f"a worker of the cluster failed: {type(error).__name__}: {error}")


def _task() -> Callable[[bytes, str], Report]:
    """The task that Dask runs. Being made in a function it travels as code, and its share as bytes: the scheduler,
    which unpacks tasks, imports nothing of tradekg and has no need of it."""

    def work(share: bytes, name: str) -> Report:
        import pickle

        from kg.pipeline.remote import work

        return work(pickle.loads(share), name)

    return work


def _absolute(options: Options) -> Options:
    """`options` with paths that mean the same on other machines that see the same disk."""
    decisions = None if options.decisions is None else options.decisions.absolute()
    return replace(options, gazetteers=tuple(path.absolute() for path in options.gazetteers), decisions=decisions)


def _need_packages() -> None:
    missing = [name for name in ("distributed", "fsspec", "pyarrow") if find_spec(name) is None]
    if missing:
        raise StoreError(f'a cluster needs other packages: pip install "tradekg[cluster]" ({", ".join(missing)})')


def plans_of(folders: Iterable[str]) -> Iterator[tuple[Folder, Plan]]:
    """Each job's folder with its plan."""
    for url in folders:
        local = local_folder(url)
        folder = Folder(url if local is None else str(local))
        yield folder, Plan.read(folder)
