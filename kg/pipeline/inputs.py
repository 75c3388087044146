"""What the user named, as sources: files and folders are looked through, addresses fetched."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import InputError
from kg.read import Skip, Source, discover


@contextmanager
def found(paths: Iterable[Path | str], *, leave_out: Path, allow_private: bool) -> Iterator[list[Source | Skip]]:
    """What there is to read at `paths`; texts with ``://`` are addresses. What was fetched is there inside the block.

    Raises:
        InputError: there is nothing to read, a path does not exist, or an address is none of http or https.
    """
    named = list(paths)
    addresses = sorted({path for path in named if isinstance(path, str) and "://" in path})
    sources = discover([Path(path) for path in named if path not in addresses], leave_out=leave_out)
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        if addresses:
            from kg.read.fetch import Limits, fetch_all  # brings requests, which few builds need

            sources += fetch_all(addresses, Path(folder), limits=Limits(allow_private=allow_private))
        if not any(isinstance(source, Source) for source in sources):
            failed = [f"{skip.source}: {skip.reason}" for skip in sources if isinstance(skip, Skip) and skip.failed]
            raise InputError("; ".join(failed[:3]) or "nothing to read: no file of a known format among the inputs")
        yield sources
