"""Inputs cut into shares, each worked on by one machine at a time and written as one part."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from kg.errors import InputError
from kg.pipeline.storage import filesystem, refusal, shown_url
from kg.read import Skip, Source, discover
from kg.read.formats import is_readable, suffix
from kg.read.names import printable

_CHUNK = 1 << 20
_LEAST, _MOST = 1 << 15, 1 << 20
_SHARES = 16
_LAST = 8
_FINER = 4
_BY_LINE = frozenset({".jsonl", ".ndjson"})
_STAMPS = ("size", "mtime", "created", "ETag", "etag", "LastModified", "last_modified", "updated", "generation", "md5")
"""What file systems say of a file that changes when its contents do."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or of a file with a document a line those lines that begin at bytes `start` to `end`. `url` is a path
    or an fsspec URL; `stamp` changes when the file does."""

    id: str
    url: str
    size: int
    stamp: str
    start: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Pieces that are worked on together. `key` names the part that comes of them: it is another one when an input, or
    what reads it, has changed."""

    key: str
    pieces: tuple[Piece, ...]


def pieces_of(inputs: Iterable[str], *, leave_out: Path | None) -> list[Piece | Skip]:
    """The files that `inputs` name, sorted by id as `kg build` sorts them: paths, fsspec URLs, and URLs with ``*``.

    A folder's files have ids relative to it; so have those of a pattern, relative to the folder before its first star.

    Raises:
        InputError: there is nothing at one of them, or it cannot be read.
    """
    local = [Path(one.removeprefix("file://")) for one in inputs if not _is_remote(one)]
    found: list[Piece | Skip] = [_local(entry) for entry in discover(local, leave_out=leave_out)]
    for url in sorted({one for one in inputs if _is_remote(one)}):
        found += _remote(url)
    found.sort(key=lambda one: (one.id, one.url) if isinstance(one, Piece) else (one.source, ""))
    return list(_unique(found))


def share_size(pieces: Iterable[Piece]) -> int:
    """Bytes for a share of `pieces`: so few that all workers of a small cluster have work, but no fewer and no more
    than pay. A power of two, so that inputs which grow a little are cut as before."""
    total = sum(piece.size for piece in pieces)
    return min(max(1 << (total // _SHARES).bit_length() - 1 if total >= _SHARES else 0, _LEAST), _MOST)


def shares_of(pieces: Sequence[Piece], *, size: int, version: str, tapered: bool = False) -> list[Share]:
    """`pieces`, sorted, in shares of about `size` bytes; a file with a document a line is cut where it is larger.

    `tapered`: the last eighth of all is cut finer, so that all workers end at about the same time.
    """
    shares: list[Share] = []
    waiting: list[Piece] = []
    length = 0
    left = sum(map(_length, pieces))
    fine = left // _LAST if tapered else 0
    for whole in pieces:
        rest: Piece | None = whole
        while rest is not None:
            step = size if left > fine else max(size // _FINER, 1)
            piece, rest = _cut(rest, step)
            waiting.append(piece)
            length += _length(piece)
            left -= _length(piece)
            if length >= step:
                shares.append(_share(waiting, version))
                waiting, length = [], 0
    return [*shares, _share(waiting, version)] if waiting else shares


def copy_lines(source: BinaryIO, target: BinaryIO, *, start: int, end: int) -> None:
    """Copy the lines of `source` that begin at bytes `start` up to, not including, `end`."""
    source.seek(max(start - 1, 0))
    place = _pass_line(source) if start else 0
    while place < end and (line := source.readline(_CHUNK)):
        place += len(line)
        target.write(line)
        while not line.endswith(b"\n") and (line := source.readline(_CHUNK)):
            place += len(line)
            target.write(line)


def _pass_line(source: BinaryIO) -> int:
    """Read on behind the end of the line; where that is."""
    while (line := source.readline(_CHUNK)) and not line.endswith(b"\n"):
        pass
    return source.tell()


def _is_remote(url: str) -> bool:
    return "://" in url and not url.startswith("file://")


def _local(entry: Source | Skip) -> Piece | Skip:
    if isinstance(entry, Skip):
        return entry
    path = entry.path.absolute()
    try:
        about = path.stat()
    except OSError as error:
        return Skip(entry.id, (error.strerror or str(error)).lower())
    return Piece(entry.id, str(path), about.st_size, f"{about.st_size} {about.st_mtime_ns}")


def _remote(url: str) -> Iterator[Piece | Skip]:
    system, path = filesystem(url)
    shown = shown_url(url)
    try:
        if "*" in path:
            root = path[: path.index("*")].rpartition("/")[0]
            listing = system.glob(path, detail=True)
        elif system.isfile(path):
            root, listing = path.rpartition("/")[0], {path: system.info(path)}
        else:
            root, listing = path.rstrip("/"), system.find(path, detail=True)
    except OSError as error:
        raise InputError(f"{shown}: {error.strerror or error}") from None
    except Exception as error:
        raise refusal(url, error) from None
    files = {name: about for name, about in listing.items() if about.get("type") == "file"}
    if not files:
        raise InputError(f"{shown}: no such file or folder, or nothing in it")
    for name, about in sorted(files.items()):
        key = printable(name[len(root) :].lstrip("/") if root else name)
        if any(part.startswith(".") for part in key.split("/")):
            continue
        if is_readable(key):
            yield Piece(key, system.unstrip_protocol(name), int(about.get("size") or 0), _stamp(about))
        else:
            yield Skip(key, f"format {suffix(key) or 'without a suffix'} is not read", failed=False)


def _stamp(about: dict[str, Any]) -> str:
    return " ".join(f"{key}={about[key]}" for key in _STAMPS if about.get(key) is not None)


def _unique(entries: Iterable[Piece | Skip]) -> Iterator[Piece | Skip]:
    taken: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, Piece):
            other = taken.setdefault(entry.id, entry.url)
            if other != entry.url:
                reason = f"{shown_url(other)} has the same id {entry.id}; build their common folder instead"
                yield Skip(shown_url(entry.url), reason)
                continue
        yield entry


def _cut(piece: Piece, size: int) -> tuple[Piece, Piece | None]:
    """The first `size` bytes of `piece`, where it can be cut, and the rest of it."""
    end = piece.start + size
    if suffix(piece.id) not in _BY_LINE or _length(piece) <= size:
        return piece, None
    return replace(piece, end=end), replace(piece, start=end, end=piece.size)


def _length(piece: Piece) -> int:
    return (piece.size if piece.end is None else piece.end) - piece.start


def _share(pieces: list[Piece], version: str) -> Share:
    rolling = hashlib.sha256(version.encode())
    for one in pieces:
        row = (one.id, one.url, one.stamp, str(one.start), str(one.end))
        rolling.update(b"\n" + "\x1f".join(row).encode("utf-8", "surrogatepass"))
    return Share(rolling.hexdigest()[:24], tuple(pieces))


def local_folder(url: str) -> Path | None:
    """The folder that `url` names, where it is one of this machine's own paths."""
    return None if _is_remote(url) else Path(os.path.abspath(url.removeprefix("file://")))  # noqa: PTH100 (keeps links)
