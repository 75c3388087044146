"""A read-only SPARQL endpoint over a build: the `oxigraph` server behind a door that checks each query.

Oxigraph's server, started read-only on a port of its own on loopback, answers; the door in front of it lets queries
in that `kg.query.check` passes, and its query page. It knows no other path and no way to write, and as long as it
listens on loopback it answers only to loopback's names, so that a web page cannot reach it under a name of its own.
"""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.query import check, names_in
from kg.store import open_store_at, write_store

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LONGEST = 1_000_000
"""Bytes of a query at most."""
_ENDPOINTS = ("/query", "/sparql")
_PAGE = ("/", "/yasgui.min.js", "/yasgui.min.css", "/logo.svg")
_POLICY = "default-src 'self' 'unsafe-inline' data:; frame-ancestors 'none'"
"""The query page may load nothing from elsewhere, such as lists of prefixes."""


_FIELDS = ("query", "default-graph-uri", "named-graph-uri")
_UPDATES = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})


class Door(ThreadingHTTPServer):
    """The server that clients see. `backend` is the Oxigraph server behind it."""

    daemon_threads = True

    def __init__(self, host: str, port: int, *, backend: Backend, store: ox.Store) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)
        self.backend = backend
        self.store = store
        self.only_local = host in LOOPBACK

    @property
    def url(self) -> str:
        """Where the query page is; the endpoint is ``query`` below it."""
        host, port = str(self.server_address[0]), self.server_address[1]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Door
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if not self._is_welcome():
            return
        if path in _ENDPOINTS and query:
            self._answer(parse_qs(query))
        elif path in _PAGE and not query:
            self._forward("GET", path, None, {})
        else:
            self._say(404, "there is a query page at / and a SPARQL endpoint at /query")

    def do_POST(self) -> None:
        if not self._is_welcome():
            return
        length = self.headers.get("Content-Length", "")
        if urlsplit(self.path).path not in _ENDPOINTS:
            self._say(403, "this endpoint only reads: POST queries to /query")
        elif not length.isdigit() or int(length) > _LONGEST:
            self._say(413, f"a query has a Content-Length of at most {_LONGEST}")
        else:
            body = self.rfile.read(int(length)).decode(errors="replace")
            kind = self.headers.get_content_type()
            if kind == "application/sparql-query":
                self._answer(parse_qs(urlsplit(self.path).query) | {"query": [body]})
            elif kind == "application/x-www-form-urlencoded":
                self._answer(parse_qs(body))
            else:
                self._say(415, "a query is application/sparql-query or application/x-www-form-urlencoded")

    def _refuse(self) -> None:
        self._say(403, "this endpoint only reads")

    do_PUT = do_DELETE = do_PATCH = _refuse  # noqa: N815 - names of http.server

    def _is_welcome(self) -> bool:
        host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        if self.server.only_local and host not in LOOPBACK:
            self._say(403, "this endpoint answers to this machine only")
            return False
        return True

    def _answer(self, fields: dict[str, list[str]]) -> None:
        text = "".join(fields.get("query", [""]))
        if not text or not _UPDATES.isdisjoint(fields):
            self._say(400, "give a query, and no update")
            return
        try:
            check(self.server.store, text, prefixes={})
        except QueryError as error:
            self._say(400, str(error))
            return
        # Clients add fields of their own, as rdflib's SERVICE does with `output`; the store is told the protocol's.
        body = urlencode({name: fields[name] for name in _FIELDS if name in fields}, doseq=True).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": self.headers.get("Accept", "*/*")}
        self._forward("POST", "/query", body, headers)

    def _forward(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> None:
        backend = self.server.backend
        connection = http.client.HTTPConnection("127.0.0.1", backend.port, timeout=backend.timeout + 1)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except TimeoutError:
            backend.restart()
            self._say(503, f"the query took longer than {backend.timeout} s and was stopped")
            return
        except (OSError, http.client.HTTPException) as error:
            self._say(502, f"the store does not answer; ask again: {error}")
            return
        finally:
            connection.close()
        self._send(answer.status, answer.headers.get("Content-Type", "text/plain"), content)

    def _say(self, status: int, message: str) -> None:
        self.close_connection = True
        self._send(status, "text/plain; charset=utf-8", (message + "\n").encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", _POLICY)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: queries are nobody's business."""


@contextmanager
def serving(build: Path, *, host: str = "127.0.0.1", port: int = 7878, timeout: int = 60) -> Iterator[Door]:
    """The endpoint over `build`, ready; call its `serve_forever`. `timeout` limits each query, in seconds.

    Raises:
        StoreError: there is no graph, no `oxigraph` command, or the port is taken.
    """
    with ExitStack() as stack:
        store = stack.enter_context(open_store_at(build))
        location = store.location
        if location is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            location = write_store(folder, [store.inner.dump(format=ox.RdfFormat.N_QUADS) or b""])
        backend = stack.enter_context(Backend(location, timeout))
        try:
            door = Door(host, port, backend=backend, store=store.inner)
        except (OSError, OverflowError) as error:
            raise StoreError(f"cannot listen on {host}:{port}: {error}; choose another --port") from error
        stack.callback(door.server_close)
        yield door


class Backend:
    """A read-only Oxigraph server over `location` on a free port of loopback; use it in a `with` block.

    Its own time limit, `timeout` seconds, does not stop every query; `restart` does.
    """

    def __init__(self, location: Path, timeout: int) -> None:
        command = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
        if command is None:
            raise StoreError('the oxigraph command is not installed: pip install "tradekg[serve]"')
        self.timeout = timeout
        self.port = _free_port()
        options = ["--location", str(location), "--bind", f"127.0.0.1:{self.port}", "--union-default-graph"]
        self._command = [command, "serve-read-only", *options, "--timeout-s", str(timeout)]
        self._lock = Lock()
        self._process = self._started()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def restart(self) -> None:
        """End the server and whatever it works at, and start it again."""
        with self._lock:
            self._stop()
            self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for _ in range(600):
            if process.poll() is not None:
                said = process.communicate()[1].decode(errors="replace").strip()
                raise StoreError(f"the oxigraph server ended with {process.returncode}: {said}")
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return process
            time.sleep(0.05)
        process.kill()
        process.communicate()
        raise StoreError("the oxigraph server does not start")

    def _stop(self) -> None:
        self._process.kill()  # it only reads: there is nothing to finish
        self._process.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def prefix_lines(store: ox.Store) -> str:
    """PREFIX lines for a query to this store, to be copied into the query page."""
    return "".join(f"PREFIX {name}: <{space}>\n" for name, space in names_in(store).prefixes().items())
