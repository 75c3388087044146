"""Fetching the pages that the user named by address, and nothing else: the one place where tradekg reads the network.

What is checked is the address that is connected to, not one looked up before, so that a name that changes its address
in between gains nothing; each redirect is checked anew. Proxies and credentials of the environment are not used.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util.connection import create_connection

from kg.errors import InputError, KgError
from kg.model import digest
from kg.read.formats import is_readable, suffix
from kg.read.records import Skip, Source

_CHUNK = 64 * 1024
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SUFFIXES = {
    "application/atom+xml": ".atom",
    "application/gzip": ".gz",
    "application/jsonl": ".jsonl",
    "application/pdf": ".pdf",
    "application/rss+xml": ".rss",
    "application/vnd.apache.parquet": ".parquet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/x-ndjson": ".jsonl",
    "application/xhtml+xml": ".xhtml",
    "application/xml": ".xml",
    "application/zip": ".zip",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/tab-separated-values": ".tsv",
    "text/xml": ".xml",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may take: bytes (unpacked), seconds in all, redirects; and whether private addresses are reached."""

    bytes: int = 64 * 1024 * 1024
    seconds: float = 60.0
    redirects: int = 5
    allow_private: bool = False


class FetchError(KgError):
    """An address cannot be fetched; the message says why, and never holds the query of the address."""


def fetch_all(addresses: list[str], folder: Path, *, limits: Limits) -> list[Source | Skip]:
    """What is at each of `addresses`, saved in `folder`; a `Skip` with the reason for what cannot be had.

    Ids are host and path, with a hash of the query where there is one, and end in the suffix of the format.

    Raises:
        InputError: an address is none of http or https, or carries a password.
    """
    for address in addresses:
        _check(address)
    return [_fetched(address, folder / str(number), limits) for number, address in enumerate(dict.fromkeys(addresses))]


def _fetched(address: str, file: Path, limits: Limits) -> Source | Skip:
    try:
        with _Deadline(limits.seconds) as deadline:
            kind, final = _save(address, file, limits, deadline)
        return Source(_id(address, kind), file, final)
    except KgError as error:
        return Skip(_shown(address), str(error))


def _check(address: str) -> None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(f"{_shown(address)}: no address that can be fetched ({error})") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise InputError(f"{_shown(address)}: only http and https addresses are fetched")
    if not host:
        raise InputError(f"{_shown(address)}: no host in the address")
    if parts.username is not None or parts.password is not None:
        raise InputError(f"{_shown(address)}: no user or password in the address, where others can read them")


def _shown(address: str) -> str:
    """`address` for messages: without user, password and query, which may hold secrets."""
    scheme, _, rest = address.partition("://")
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def _id(address: str, kind: str) -> str:
    parts = urlsplit(address)
    name = parts.netloc.lower() + (parts.path if parts.path.strip("/") else "/index")
    ending = suffix(name) if suffix(name) == kind else ""
    stem = name.rstrip("/").removesuffix(ending)
    return stem + (f"-{digest(parts.query)[:8]}" if parts.query else "") + (ending or kind)


def _save(address: str, file: Path, limits: Limits, deadline: _Deadline) -> tuple[str, str]:
    """Write what is at `address` to `file`; the suffix of its format and the address that it came from in the end."""
    with _session(limits, deadline) as session:
        for _ in range(limits.redirects + 1):
            with _answer(session, address, deadline) as answer:
                target = answer.headers.get("Location")
                if answer.is_redirect and target:
                    address = urljoin(address, target)
                    try:
                        _check(address)
                    except InputError as error:
                        raise FetchError(f"redirected to {error}") from None
                    continue
                if answer.status_code != 200:
                    raise FetchError(f"answered with {answer.status_code} {answer.reason}")
                kind = _kind(answer, address)
                _write(answer, file, limits, deadline)
                return kind, address
    raise FetchError(f"redirected more than {limits.redirects} times")


@contextlib.contextmanager
def _answer(session: requests.Session, address: str, deadline: _Deadline) -> Iterator[requests.Response]:
    try:
        with session.get(address, stream=True, allow_redirects=False, timeout=deadline.left()) as answer:
            yield answer
    except (requests.exceptions.RequestException, HTTPError, OSError) as error:
        raise FetchError(deadline.said() or _reason(error)) from None


def _kind(answer: requests.Response, address: str) -> str:
    """The suffix of the format: by the declared type, where that says nothing by the address."""
    declared = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    by_name = suffix(urlsplit(address).path)
    if declared in ("", "application/octet-stream", "text/plain", "application/json", "binary/octet-stream"):
        if is_readable("x" + by_name):
            return by_name
        if declared == "text/plain":
            return ".txt"
    kind = _SUFFIXES.get(declared)
    if kind is None:
        raise FetchError(f"of the type {declared or 'none'!r}, which is not read")
    return kind


def _write(answer: requests.Response, file: Path, limits: Limits, deadline: _Deadline) -> None:
    size = 0
    with file.open("wb") as out:
        for chunk in answer.iter_content(_CHUNK):
            size += len(chunk)
            if size > limits.bytes:
                raise FetchError(f"larger than {limits.bytes:,} bytes")
            out.write(chunk)
    if said := deadline.said():
        raise FetchError(said)


class _Deadline:
    """An end to a fetch as a whole: when it comes, its connections are shut, whatever they wait for."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for connected in self._sockets:
                connected.close()
            self._sockets.clear()

    def left(self) -> float:
        """Seconds until the end, for a connection to be made in."""
        return max(self._end - time.monotonic(), 0.001)

    def said(self) -> str | None:
        """That the time is over, once it is."""
        return f"took longer than {self._seconds:g} s" if time.monotonic() >= self._end else None

    def watch(self, connected: socket.socket) -> None:
        """Shut this socket too; a duplicate is kept, since TLS takes the socket itself away."""
        with self._lock:
            self._sockets.append(connected.dup())

    def _shut(self) -> None:
        with self._lock:
            for connected in self._sockets:
                with contextlib.suppress(OSError):
                    connected.shutdown(socket.SHUT_RDWR)


def _session(limits: Limits, deadline: _Deadline) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.headers["User-Agent"] = "tradekg"
    adapter = _Adapter(limits, deadline)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _Adapter(HTTPAdapter):
    """Makes connections of `_connections`."""

    def __init__(self, limits: Limits, deadline: _Deadline) -> None:
        self._pools = _pools(limits, deadline)
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools


def _pools(limits: Limits, deadline: _Deadline) -> dict[str, type[HTTPConnectionPool]]:
    def connected(connection: HTTPConnection) -> socket.socket:
        made = _connect(connection, limits.allow_private)
        deadline.watch(made)
        return made

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connected(self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connected(self)

    plain: type[HTTPConnectionPool] = type("_Plain", (HTTPConnectionPool,), {"ConnectionCls": Plain})
    secure: type[HTTPConnectionPool] = type("_Secure", (HTTPSConnectionPool,), {"ConnectionCls": Secure})
    return {"http": plain, "https": secure}


def _connect(connection: HTTPConnection, allow_private: bool) -> socket.socket:
    """A socket to the host of `connection`, at an address that has been looked up once and may be reached.

    Raises:
        FetchError: it has a private address, also if it has public ones besides.
    """
    host = connection.host.strip("[]")
    try:
        found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NewConnectionError(connection, "the host is not known") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private and (private := [one for one in addresses if not is_public(one)]):
        raise FetchError(f"at the private address {private[0]}; give --allow-private to fetch it")
    failure: OSError | None = None
    for address in addresses:
        try:
            return create_connection(
                (address, connection.port), connection.timeout, socket_options=connection.socket_options
            )
        except OSError as error:
            failure = error
    raise NewConnectionError(connection, f"cannot connect: {failure}")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where IPv6 only wraps an IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(wrapped is not None and not is_public(str(wrapped)) for wrapped in inner):
            return False
        if ip.ipv4_mapped is not None:
            return True
    return ip.is_global and not ip.is_multicast


def _reason(error: BaseException) -> str:
    """What went wrong, in one line and without the address, whose query may hold a secret."""
    if isinstance(error, requests.exceptions.SSLError):
        return "the certificate was not accepted"
    if isinstance(error, requests.exceptions.Timeout):
        return "no answer in time"
    told = str(error).rpartition(": ")[2].strip("()'\" ")
    is_plain = isinstance(error, requests.exceptions.ConnectionError) and "?" not in told and len(told) < 100
    return f"no answer ({told})" if is_plain and told else f"no answer ({type(error).__name__})"
