"""Folders and files that many machines see: shared disks and object stores, named by fsspec URLs."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kg.errors import InputError, StoreError
from kg.read.names import printable


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


def shown_url(url: str) -> str:
    """`url` for messages: without user, password and query, which may hold secrets."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return printable(url)
    host, slash, path = rest.partition("?")[0].partition("/")
    return printable(f"{scheme}://{host.rpartition('@')[2]}{slash}{path}")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on storage that many machines see. Files appear whole: they are written under another name and moved."""

    url: str

    def write(self, name: str, data: bytes) -> None:
        """Write the file `name` below the folder, in place of one that is there.

        Raises:
            StoreError: it cannot be written.
        """
        with self._guarded() as (system, root):
            path, draft = f"{root}/{name}", f"{root}/{name}.{secrets.token_hex(8)}.tmp"
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            try:
                with system.open(draft, "wb") as file:
                    file.write(data)
                system.mv(draft, path)
            except BaseException:
                with contextlib.suppress(Exception):  # the first error is the one to tell
                    system.rm(draft)
                raise

    def read(self, name: str) -> bytes | None:
        """What is in the file `name`; None where there is none.

        Raises:
            StoreError: it is there and cannot be read.
        """
        with self._guarded() as (system, root):
            try:
                with system.open(f"{root}/{name}", "rb") as file:
                    return bytes(file.read())
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
            system.rm(f"{root}/{name}")

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[tuple[Any, str]]:
        system, root = filesystem(self.url)
        try:
            yield system, root.rstrip("/")
        except OSError as error:
            raise StoreError(f"{shown_url(self.url)}: cannot read or write ({error.strerror or error})") from None
