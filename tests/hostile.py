"""A generator of hostile input files: the same two thousand and more for the same seed."""

from __future__ import annotations

import gzip
import json
import os
import random
import socket
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from made_files import ATOM, PARAGRAPHS, RSS, docx_file, html_page, pdf_file, zip_file

from kg.read.formats import suffixes

TEXT = "\n\n".join(PARAGRAPHS)
PAYLOADS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</script></textarea><svg/onload=alert(1)>",
    "\"'`); DROP GRAPH <x>; INSERT DATA { <a> <b> <c> } #",
    '=HYPERLINK("https://evil.example/","x")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "$(touch /tmp/kg-was-here) `touch /tmp/kg-was-here` ; touch /tmp/kg-was-here",
    "{{7*7}} ${7*7} %s %n %(x)s {0.__class__}",
    "MATCH (n) DETACH DELETE n //",
    "@@data@@ @@scripts@@",
)
"""Texts that do harm where they are run or formatted into something instead of being kept as text."""


def write_hostile(folder: Path, *, seed: int = 1) -> int:
    """Write the files below `folder`; how many they are."""
    source = random.Random(seed)
    count = 0
    for name, data in _files(source):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count += 1
    return count + _special(folder)


def _files(source: random.Random) -> Iterator[tuple[str, bytes]]:
    yield from _noise(source)
    yield from _damaged(source)
    yield from _bombs()
    yield from _texts()
    yield from _lines(source)
    yield from _names()


def _noise(source: random.Random) -> Iterator[tuple[str, bytes]]:
    for suffix in suffixes():
        for number in range(35):
            yield f"noise/{number}{suffix}", source.randbytes(source.randrange(3000))
        for number, head in enumerate(
            (b"%PDF-1.7\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"PAR1", b"<?xml ", b"<html>", b"{")
        ):
            yield f"noise/head{number}{suffix}", head + source.randbytes(500)


def _sound() -> dict[str, bytes]:
    """A sound file of each format that has a structure."""
    line = json.dumps({"id": "x", "text": TEXT}).encode()
    return {
        ".html": html_page(),
        ".pdf": pdf_file([[PARAGRAPHS[0][:90]], [PARAGRAPHS[1][:90]]]),
        ".docx": docx_file(),
        ".rss": RSS,
        ".atom": ATOM,
        ".zip": zip_file({"a.txt": TEXT.encode(), "b.html": html_page()}),
        ".jsonl": line,
        ".jsonl.gz": gzip.compress(line, mtime=0),
        ".csv": f'id,text\n1,"{PARAGRAPHS[0]}"\n'.encode(),
        ".md": f"---\ntitle: x\n---\n# H\n\n{TEXT}".encode(),
    }


def _damaged(source: random.Random) -> Iterator[tuple[str, bytes]]:
    for suffix, data in _sound().items():
        for number in range(40):
            yield f"cut/{number}{suffix}", data[: source.randrange(len(data))]
        for number in range(60):
            changed = bytearray(data)
            for _ in range(source.randrange(1, 30)):
                changed[source.randrange(len(changed))] = source.randrange(256)
            yield f"changed/{number}{suffix}", bytes(changed)


def _bombs() -> Iterator[tuple[str, bytes]]:
    zeros = bytes(300 * 1024 * 1024)
    yield "bombs/zeros.txt.gz", gzip.compress(zeros, 1)
    yield "bombs/zeros.zip", zip_file({"zeros.jsonl": zeros})
    yield "bombs/nested.zip", zip_file({"inner.zip": zip_file({"a.txt": b"a"}), "a.zip.gz": b"x"})
    yield "bombs/climbs.zip", zip_file({"../../climbed.txt": TEXT.encode(), "/tmp/climbed.txt": TEXT.encode()})
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    yield "bombs/entities.docx", docx_file(prologue=bomb)
    yield "bombs/entities.rss", RSS.replace(b'<rss version="2.0"', bomb.encode() + b'<rss version="2.0"')
    yield "bombs/entities.xml", f'<?xml version="1.0"?>{bomb}<rss>&e11;&f;</rss>'.encode()
    for tag in ("div", "b", "table", "ul", "svg"):
        yield f"bombs/deep-{tag}.html", b"<html><body>" + f"<{tag}>".encode() * 100_000 + TEXT.encode()
    yield "bombs/deep.xml", b"<rss>" + b"<item>" * 100_000 + b"x"
    yield "bombs/deep.jsonl", b'{"id":"x","text":' + b"[" * 100_000
    yield "bombs/attributes.html", b"<p " + b"a=b " * 200_000 + b">" + TEXT.encode()
    yield "bombs/pages.pdf", pdf_file([[""]] * 300)
    stream = zlib.compress(bytes(50_000_000), 9)
    page = pdf_file([["x"]]).replace(b"/Length", b"/Filter /FlateDecode /Length", 1)
    yield "bombs/stream.pdf", page.replace(b"stream\n", b"stream\n" + stream, 1)
    yield "bombs/line.jsonl", b'{"id":"x","text":"' + b"a " * (100 * 1024 * 1024)
    yield "bombs/line.txt", b"a " * (10 * 1024 * 1024)
    yield "bombs/field.csv", b'text\n"' + b"a" * (20 * 1024 * 1024)
    yield "bombs/sentence.txt", b"the country that " * 300_000


def _texts() -> Iterator[tuple[str, bytes]]:
    texts = {
        "nul": f"A\x00{TEXT}\x00",
        "controls": "".join(map(chr, range(32))) + TEXT,
        "rtl": f"\u202e{TEXT}\u202c \u2067اليابان تعارض\u2069 {TEXT}",
        "zero-width": "\u200b".join(TEXT) + "\ufeff" * 50,
        "marks": "".join(char + "\u0301\u0323" * 20 for char in TEXT[:500]),
        "emoji": "👨‍👩‍👧‍👦" * 500 + TEXT,
        "planes": "".join(map(chr, range(0x1D400, 0x1D500))) + "\U0010ffff\ufffe" + TEXT,
        "word": "a" * 100_000 + " " + TEXT,
        "quotes": "\"“”‘’'" * 2000 + TEXT,
        "brackets": "(" * 20_000 + TEXT + ")" * 20_000,
        "newlines": "\r\n\u2028\u2029\x0b\x0c\x85" * 2000 + TEXT,
        "dots": ". " * 20_000 + "U.S." * 2000 + TEXT,
        "spaces": " " * 500_000 + TEXT,
        "capitals": "CHINA AND JAPAN OPPOSE THE TARIFF ON STEEL OF CANADA, " * 500,
        "numbers": "1,000,000.00 " * 5000,
        "regex": "By " + "A" * 200 + "a By A.A.A.A " * 500 + "-- (" * 500,
        "dateline": ("WASHINGTON, " * 100 + "Oct. 6 (Agency) " * 50 + "--") * 20,
        "hashes": "# " * 5000 + "[" * 5000 + "`" * 5000 + "*" * 5001 + "\n---\n" * 1000 + "<" * 5000 + "|" * 5000,
        "pairs": "**a _b* `c` __" * 5000,
    }
    for name, text in texts.items():
        for suffix in (".txt", ".md", ".html"):
            yield f"texts/{name}{suffix}", text.encode("utf-8", "surrogatepass")
        yield f"texts/{name}.jsonl", json.dumps({"id": f"text {name}", "text": text}).encode()
        for encoding in ("utf-16", "utf-32", "utf-7", "utf-16-be"):
            yield f"texts/{name}.{encoding}.txt", text.encode(encoding, "replace")
    yield "texts/surrogate.txt", b"Hello \xed\xa0\x80 there. " + TEXT.encode()
    for number, payload in enumerate(PAYLOADS):
        yield f"payloads/{number}.txt", f"{payload} opposes {payload}. Canada{number} opposes Peru. {payload}".encode()
        row = dict.fromkeys(("title", "date", "source", "url"), payload)
        text = f"Canada opposes Chad. {payload} {TEXT}"
        yield f"payloads/{number}.jsonl", json.dumps({**row, "id": f"{payload}{number}", "text": text}).encode()


def _lines(source: random.Random) -> Iterator[tuple[str, bytes]]:
    values = [
        None,
        True,
        0,
        -1,
        1e300,
        [],
        {},
        [TEXT],
        {"a": TEXT},
        "",
        " ",
        "\ud800",
        "\x00",
        "a" * 5000,
        "../..",
        "\n",
        TEXT,
    ]
    for number in range(250):
        rows = (
            {key: source.choice(values) for key in ("id", "text", "title", "date", "source", "url")} for _ in range(5)
        )
        yield f"lines/{number}.jsonl", "\n".join(map(json.dumps, rows)).encode()
    for number, line in enumerate(
        (b"1" * 10_000, b"NaN", b"[1e999]", b'{"id":1e999,"text":"a b"}', b'"\\ud800"', b"\xff" * 99)
    ):
        yield f"lines/odd{number}.jsonl", line


def _names() -> Iterator[tuple[str, bytes]]:
    names = [
        "--help.txt",
        "-o.txt",
        "a\nb.txt",
        "a\tb.txt",
        "$(touch x).txt",
        "a;b.txt",
        "a'b\"c.txt",
        "%2e%2e.txt",
        "<b>.txt",
    ]
    names += [
        "a" * 240 + ".txt",
        "\u202eabc.txt",
        "名前.txt",
        "a b.txt",
        "a?b#c.txt",
        "~.txt",
        "..txt.txt",
        "CON.txt",
        "a\\b.txt",
    ]
    for name in names:
        yield f"names/{name}", TEXT.encode()
    yield "names/" + os.fsdecode(b"bad\xff\xfe.txt"), TEXT.encode()


def _special(folder: Path) -> int:
    """What is no regular file: links, loops, pipes, sockets, a folder with a file's name."""
    special = folder / "special"
    special.mkdir()
    (special / "loop").symlink_to(special)
    (special / "itself.txt").symlink_to(special / "itself.txt")
    (special / "gone.txt").symlink_to(special / "nowhere.txt")
    (special / "zero.txt").symlink_to("/dev/zero")
    (special / "folder.txt").mkdir()
    os.mkfifo(special / "pipe.txt")
    with suppress(OSError), socket.socket(socket.AF_UNIX) as server:  # a path too long for a socket is left out
        server.bind(str(special / "socket.txt"))
    (special / "unreadable.txt").write_text(TEXT)
    (special / "unreadable.txt").chmod(0)
    return 8
