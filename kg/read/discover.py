"""Finding what there is to read below the paths that the user gave."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import InputError
from kg.read.formats import is_readable
from kg.read.names import printable
from kg.read.records import Skip, Source


def discover(paths: Iterable[Path], *, leave_out: Path | None = None) -> list[Source | Skip]:
    """The files at and below `paths`, sorted by id, whatever order the paths came in.

    A folder's files have ids relative to it; a file's id is its name. Hidden files are passed over, links
    to folders are not followed, and the folder `leave_out` (the output) is not read.

    Raises:
        InputError: a path does not exist, cannot be read, or is not of a known format.
    """
    found: dict[Path, Source | Skip] = {}
    for path in paths:
        if path.is_dir():
            for entry in _walk(path, leave_out):
                found.setdefault(_key(entry, path), entry)
        else:
            found.setdefault(path.absolute(), _named_file(path))
    return _unique(found.values())


def _key(entry: Source | Skip, root: Path) -> Path:
    return (entry.path if isinstance(entry, Source) else root / entry.source).absolute()


def _named_file(path: Path) -> Source:
    name = printable(path.name)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise InputError(f"{printable(str(path))}: no such file or folder") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{printable(str(path))}: {_plain(error)}") from None
    if not stat.S_ISREG(mode):
        raise InputError(f"{printable(str(path))}: not a regular file")
    if not os.access(path, os.R_OK):
        raise InputError(f"{printable(str(path))}: permission denied")
    if not is_readable(name):
        raise InputError(f"{printable(str(path))}: not a format that tradekg reads; see kg build --help")
    return Source(name, path)


def _walk(root: Path, leave_out: Path | None) -> Iterator[Source | Skip]:
    banned = leave_out.resolve() if leave_out and leave_out.exists() else None
    stack = [root]
    while stack:
        folder = stack.pop()
        if banned is not None and folder.resolve() == banned:
            continue
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            if folder == root:
                raise InputError(f"{printable(str(root))}: {_plain(error)}") from None
            yield Skip(_relative(folder, root), _plain(error))
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                stack.append(Path(entry.path))
            else:
                yield _found(entry, root)


def _found(entry: os.DirEntry[str], root: Path) -> Source | Skip:
    path = Path(entry.path)
    name = _relative(path, root)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return Skip(name, _plain(error))
    if stat.S_ISDIR(mode):
        return Skip(name, "a link to a folder is not followed", failed=False)
    if not stat.S_ISREG(mode):
        return Skip(name, "not a regular file", failed=False)
    if not is_readable(name):
        return Skip(name, f"format {path.suffix.lower() or 'without a suffix'} is not read", failed=False)
    if not os.access(path, os.R_OK):
        return Skip(name, "permission denied")
    return Source(name, path)


def _relative(path: Path, root: Path) -> str:
    return printable(path.relative_to(root).as_posix())


def _plain(error: OSError | ValueError) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]


def _unique(entries: Iterable[Source | Skip]) -> list[Source | Skip]:
    ordered = sorted(entries, key=lambda e: (e.id, str(e.path)) if isinstance(e, Source) else (e.source, ""))
    taken: dict[str, Path] = {}
    result: list[Source | Skip] = []
    for entry in ordered:
        if isinstance(entry, Source):
            other = taken.setdefault(entry.id, entry.path)
            if other != entry.path:
                where = printable(str(other))
                entry = Skip(
                    printable(str(entry.path)), f"{where} has the same id {entry.id}; build their common folder instead"
                )
        result.append(entry)
    return result
