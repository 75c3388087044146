"""Folders and files that many machines see: shared disks and object stores, named by fsspec URLs."""

from __future__ import annotations

import contextlib
import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from kg.errors import InputError, KgError, StoreError
from kg.read.names import printable

_WHOLE = frozenset({"abfs", "abfss", "adl", "az", "gcs", "gs", "memory", "oci", "oss", "s3", "s3a"})
"""Kinds of storage without folders, where what is put under a name appears there whole or not at all."""
_BLOCK = 1 << 18


def filesystem(url: str) -> tuple[Any, str]:
    """The fsspec file system of `url`, a URL or a path, and the path in it.

    Raises:
        InputError: the URL holds a password, or is of a kind that is not read this way.
        StoreError: the package for this kind of storage is not installed.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise StoreError('shared storage needs other packages: pip install "tradekg[cluster]"') from None
    shown = shown_url(url)
    if "://" in url and urlsplit(url).password is not None:
        raise InputError(f"{shown}: no password in the address, where others can read it")
    if any(link.startswith(("http:", "https:")) for link in url.split("::")):
        raise InputError(f"{shown}: pages of the web are not fetched by a cluster; build them with kg build alone")
    try:
        system, path = url_to_fs(url)
    except ImportError as error:
        raise StoreError(f"{shown}: {error}") from None
    except ValueError as error:
        raise InputError(f"{shown}: {error}") from None
    return system, path


@contextlib.contextmanager
def opened(url: str) -> Iterator[BinaryIO]:
    """The file at `url`, a URL or a path, for reading; of one that is far away little more is fetched than is read.

    Raises:
        FileNotFoundError, PermissionError: it is not there, or not to be read.
        StoreError: the storage does not do as asked.
    """
    if "://" not in url:
        with Path(url).open("rb") as file:
            yield file
        return
    system, path = filesystem(url)
    try:
        with system.open(path, "rb", block_size=_BLOCK) as far, io.BufferedReader(far, _BLOCK) as near:
            yield near
    except (FileNotFoundError, PermissionError):
        raise
    except Exception as error:
        raise refusal(url, error) from None


def refusal(url: str, error: Exception) -> KgError:
    """What to raise for any error of the packages that reach storage: each has its own, as for missing credentials."""
    if isinstance(error, KgError):
        return error
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return StoreError(f"{shown_url(url)}: cannot read or write ({' '.join(reason.split())})")


def shown_url(url: str) -> str:
    """`url` for messages: without user, password and query, which may hold secrets."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return printable(url)
    host, slash, path = rest.partition("?")[0].partition("/")
    return printable(f"{scheme}://{host.rpartition('@')[2]}{slash}{path}")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on storage that many machines see. Files appear whole: where the storage does not see to that, they are
    written under another name and moved."""

    url: str

    def write(self, name: str, data: bytes) -> None:
        """Write the file `name` below the folder, in place of one that is there.

        Raises:
            StoreError: it cannot be written.
        """
        with self._guarded() as (system, root):
            path = f"{root}/{name}"
            kinds = (system.protocol,) if isinstance(system.protocol, str) else system.protocol
            if not _WHOLE.isdisjoint(kinds):
                system.pipe_file(path, data)
                return
            draft = f"{path}.{secrets.token_hex(8)}.tmp"
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            try:
                system.pipe_file(draft, data)
                system.mv(draft, path)
            except BaseException:
                with contextlib.suppress(Exception):  # the first error is the one to tell
                    system.rm_file(draft)
                raise

    def read(self, name: str) -> bytes | None:
        """What is in the file `name`; None where there is none.

        Raises:
            StoreError: it is there and cannot be read.
        """
        with self._guarded() as (system, root):
            try:
                return bytes(system.cat_file(f"{root}/{name}"))
            except FileNotFoundError:
                return None

    def names(self, below: str) -> list[str]:
        """The names of all files below the folder `below`, sorted."""
        with self._guarded() as (system, root):
            system.invalidate_cache()
            try:
                found = system.find(f"{root}/{below}")
            except FileNotFoundError:
                return []
            return sorted(path.rpartition("/")[2] for path in found)

    def remove(self, name: str) -> None:
        """Remove the file `name`, if it is there."""
        with self._guarded() as (system, root), contextlib.suppress(FileNotFoundError):
            system.rm_file(f"{root}/{name}")

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[tuple[Any, str]]:
        system, root = filesystem(self.url)
        try:
            yield system, root.rstrip("/")
        except Exception as error:
            raise refusal(self.url, error) from None
