"""Compressed files and archives; nothing is written to disk, and what unpacks to too much is not unpacked."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from kg.read import formats
from kg.read.names import printable
from kg.read.records import Outcome, Skip

MAX_MEMBER = 256 * 1024 * 1024
"""Bytes that one member may unpack to."""
MAX_MEMBERS = 100_000
MAX_TOTAL = 8 * 1024 * 1024 * 1024
"""Bytes that all members of an archive together may unpack to."""


class _Limited(io.RawIOBase):
    """A stream that raises OverflowError once more than `limit` bytes have come out of it."""

    def __init__(self, inner: IO[bytes] | gzip.GzipFile, limit: int) -> None:
        self._inner = inner
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # the stub wants any buffer
        data = self._inner.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise OverflowError
        buffer[: len(data)] = data
        return len(data)


def read_gzip(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """The documents of the file that is compressed in a ``.gz``; its id is that of the file without this suffix."""
    inner = name[: -len(".gz")]
    if not formats.is_readable(inner) or formats.is_packed(inner):
        yield Skip(name, f"format {formats.suffix(inner) or 'without a suffix'} is not read inside .gz", failed=False)
        return
    with gzip.GzipFile(fileobj=stream) as file:
        yield from _unpacked(inner, file)


def read_zip(name: str, stream: BinaryIO) -> Iterator[Outcome]:
    """The documents of the files in a ``.zip``; their ids are ``archive.zip/path``."""
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Skip(name, f"not a sound zip file ({error})")
        return
    with archive:
        members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda member: member.filename)
        if len(members) > MAX_MEMBERS:
            yield Skip(name, f"more than {MAX_MEMBERS:,} files inside")
            return
        if sum(member.file_size for member in members) > MAX_TOTAL:
            yield Skip(name, f"unpacks to more than {MAX_TOTAL >> 30} GB")
            return
        for member in members:
            yield from _member(name, archive, member)


def _member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Outcome]:
    inside = printable(member.filename)
    place = f"{name}/{inside}"
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0]:
        yield Skip(place, "its path climbs out of the archive")
    elif any(part.startswith((".", "__MACOSX")) for part in parts):
        return
    elif not formats.is_readable(inside) or formats.is_packed(inside):
        kind = formats.suffix(inside) or "without a suffix"
        yield Skip(place, f"format {kind} is not read inside .zip", failed=False)
    elif member.flag_bits & 1:
        yield Skip(place, "encrypted")
    else:
        try:
            file = archive.open(member)
        except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError) as error:
            yield Skip(place, f"cannot be unpacked ({error})")
            return
        with file:
            yield from _unpacked(place, file)


def _unpacked(name: str, file: IO[bytes] | gzip.GzipFile) -> Iterator[Outcome]:
    limited = cast(BinaryIO, io.BufferedReader(_Limited(file, MAX_MEMBER), 1 << 20))
    try:
        yield from formats.read_stream(name, io.BytesIO(limited.read()) if formats.needs_seeking(name) else limited)
    except OverflowError:
        yield Skip(name, f"unpacks to more than {MAX_MEMBER >> 20} MB")
    except (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        yield Skip(name, f"cannot be unpacked ({error})")
