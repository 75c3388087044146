"""``kg build https://...``: pages are fetched within limits, from where the user may be sent, and nothing else."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from test_pipeline import Builder, make, rows  # noqa: F401 (a fixture)

from kg.errors import InputError
from kg.read import Skip, Source, read
from kg.read.fetch import Limits, fetch_all, is_public

PAGE = b"<html><head><title>Steel</title></head><body><article><p>%s</p></article></body></html>" % (
    b"Japan opposes Korea. Ministers of trade met in Geneva to speak about the duties on steel and on cars. " * 4
)
HERE = Limits(allow_private=True, seconds=5.0)
Answer = Callable[[BaseHTTPRequestHandler], None]


def send(handler: BaseHTTPRequestHandler, body: bytes, kind: str = "text/html", **headers: str) -> None:
    handler.send_response(int(headers.pop("status", "200")))
    handler.send_header("Content-Type", kind)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


DRIPS = 20.0
"""Seconds for which a server drips."""


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/plain")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(int(DRIPS * 10)):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)


ANSWERS: dict[str, Answer] = {
    "/news/steel": lambda h: send(h, PAGE),
    "/": lambda h: send(h, PAGE),
    "/feed.txt": lambda h: send(h, b"Japan opposes Chad. " * 3, "application/octet-stream"),
    "/large": lambda h: send(h, b"x" * 50_000, "text/plain"),
    "/bomb": lambda h: send(h, gzip.compress(b"x" * 50_000_000), "text/plain", Content_Encoding="gzip"),
    "/drip": drip,
    "/image": lambda h: send(h, b"", "image/png"),
    "/missing": lambda h: send(h, b"", status="404"),
    "/moved": lambda h: send(h, b"", status="301", Location="/news/steel"),
    "/loop": lambda h: send(h, b"", status="302", Location="/loop"),
    "/file": lambda h: send(h, b"", status="302", Location="file:///etc/passwd"),
    "/inside": lambda h: send(h, b"", status="302", Location="http://[::ffff:127.0.0.1]:1/"),
    "/seen": lambda h: send(h, json.dumps(dict(h.headers)).encode(), "text/plain"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a server on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            ANSWERS[self.path.partition("?")[0]](self)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fetched(address: str, folder: Path, limits: Limits = HERE) -> Source:
    (source,) = fetch_all([address], folder, limits=limits)
    assert isinstance(source, Source), source
    return source


def refused(address: str, folder: Path, limits: Limits = HERE) -> str:
    (skip,) = fetch_all([address], folder, limits=limits)
    assert isinstance(skip, Skip)
    assert skip.failed
    return skip.reason


def test_a_page_becomes_a_document_named_by_its_address(site: str, tmp_path: Path) -> None:
    host = site.removeprefix("http://")
    source = fetched(f"{site}/moved", tmp_path)
    assert (source.id, source.url) == (f"{host}/moved.html", f"{site}/news/steel")
    (reading,) = read(source)
    assert not isinstance(reading, Skip)
    assert (reading.document.title, reading.document.url) == ("Steel", f"{site}/news/steel")
    assert "Japan opposes Korea." in reading.document.text
    assert fetched(f"{site}/", tmp_path).id == f"{host}/index.html"
    assert fetched(f"{site}/feed.txt", tmp_path).id == f"{host}/feed.txt"
    one, other = (fetched(f"{site}/news/steel?page={number}", tmp_path).id for number in (1, 2))
    assert one != other


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/large", "larger than 10,000 bytes"),
        ("/bomb", "larger than 10,000 bytes"),
        ("/image", "of the type 'image/png', which is not read"),
        ("/missing", "answered with 404"),
        ("/loop", "redirected more than 5 times"),
        ("/file", "redirected to file:///etc/passwd: only http and https addresses are fetched"),
    ],
)
def test_what_goes_past_a_limit_is_refused_with_the_reason(site: str, tmp_path: Path, path: str, reason: str) -> None:
    assert reason in refused(site + path, tmp_path, replace(HERE, bytes=10_000))


def test_a_server_that_drips_is_left_when_the_time_is_over(site: str, tmp_path: Path) -> None:
    started = time.monotonic()
    assert refused(f"{site}/drip", tmp_path, replace(HERE, seconds=0.5)) == "took longer than 0.5 s"
    assert time.monotonic() - started < DRIPS / 2


def test_a_private_address_is_refused_before_a_byte_is_sent(site: str, tmp_path: Path) -> None:
    for host in (site, site.replace("127.0.0.1", "localhost"), site.replace("127.0.0.1", "[::ffff:127.0.0.1]")):
        assert "private address" in refused(f"{host}/news/steel", tmp_path, Limits())


def test_a_name_that_turns_private_after_a_first_lookup_is_refused(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(site.rpartition(":")[2])
    answers = iter(["93.184.216.34", "127.0.0.1"])
    connected: list[str] = []

    def lookup(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        connected.append(address[0])
        raise OSError("not in this test")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr("kg.read.fetch.create_connection", connect)
    assert "no answer" in refused(f"http://rebound.example:{port}/", tmp_path, Limits())
    assert connected == ["93.184.216.34"], "the address that was checked is the one that is connected to"
    assert "private address 127.0.0.1" in refused(f"http://rebound.example:{port}/", tmp_path, Limits())
    assert connected == ["93.184.216.34"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_addresses_are_public_only_with_what_they_wrap(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://example.org/x", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("https://", "no host"),
        ("https://me:secret@example.org/x?token=hidden", "no user or password"),
        ("http://[::1/", "no address that can be fetched"),
    ],
)
def test_addresses_of_other_kinds_are_an_error_that_shows_no_secret(tmp_path: Path, address: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        fetch_all([address], tmp_path, limits=HERE)
    assert "secret" not in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_neither_proxy_nor_credentials_of_the_environment_are_used(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    seen = json.loads(fetched(f"{site}/seen", tmp_path).path.read_text())
    assert "Authorization" not in seen
    assert seen["User-Agent"] == "tradekg"


def test_a_build_fetches_what_it_is_given_and_keeps_it_when_the_site_is_gone(
    make: Builder,  # noqa: F811
    site: str,
    tmp_path: Path,
) -> None:
    host = site.removeprefix("http://")
    done = make(f"{site}/news/steel?key=hidden", f"{site}/missing", allow_private=True)
    assert [(skip.source, skip.failed) for skip in done.progress.skipped] == [(f"{site}/missing", True)]
    (document,) = {row["document"] for row in rows(tmp_path / "out")}
    assert document.startswith(f"{host}/news/steel-")
    assert "hidden" not in (tmp_path / "out" / "run.json").read_text()
    before = rows(tmp_path / "out")
    with pytest.raises(InputError, match=f"{site}/news/steel: at the private address 127.0.0.1"):
        make(f"{site}/news/steel?key=hidden")
    assert rows(tmp_path / "out") == before
