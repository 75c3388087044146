"""Fuzz the readers, guided by coverage: whatever the bytes, a reader gives documents or skips.

usage: python benchmarks/fuzz_readers.py FORMAT [CORPUS] [-runs=100000] [-max_total_time=600] [-max_len=4096] ...

FORMAT is a suffix that `kg build` reads (txt, md, html, jsonl, csv, tsv, rss, docx, pdf, parquet, zip, txt.gz). Needs
atheris, which is no dependency of tradekg: pip install atheris. The run begins with small good files of that format;
new inputs go to the folder CORPUS where one is given, and what libFuzzer takes besides is passed on.

A finding ends the run and leaves the input in the current folder: a crash of the interpreter, an input that takes more
than 10 s or 2 GB, an error raised in tradekg's own code, or a document that breaks a promise (what is blanked keeps its
length, text and name can be written as UTF-8). That the library of a format raises on a damaged file is none: the build
runs readers in a process of their own and names the file.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import tempfile
import traceback
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("this needs atheris: pip install atheris")

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

with atheris.instrument_imports(include=["kg.read", "pypdf", "trafilatura", "defusedxml", "zipfile", "csv"]):
    import csv  # noqa: F401 (imported to be instrumented)
    import zipfile  # noqa: F401

    import defusedxml  # noqa: F401
    import pypdf  # noqa: F401
    import trafilatura  # noqa: F401

    import kg.read.feed
    import kg.read.jsonl
    import kg.read.markup
    import kg.read.pack
    import kg.read.pdf
    import kg.read.table
    import kg.read.text
    import kg.read.word  # noqa: F401
    from kg.read import Reading, Skip
    from kg.read.formats import read_stream

import made_files  # noqa: E402 (found by the path above)

LIMITS = ["-timeout=10", "-rss_limit_mb=2048"]


def check(name: str, data: bytes) -> None:
    """Read `data` as a file called `name`.

    Raises:
        AssertionError: a promise is broken; and whatever tradekg's own code raises.
    """
    try:
        for outcome in read_stream(name, io.BytesIO(data)):
            promised(outcome)
    except Exception as error:
        if _is_ours(error):
            raise


def promised(outcome: Reading | Skip) -> None:
    """Check what holds for every outcome."""
    if isinstance(outcome, Skip):
        assert outcome.reason
        (outcome.source + outcome.reason).encode()
        return
    document = outcome.document
    for written in (document.id, document.text, document.title, document.date, document.publisher, document.url):
        (written or "").encode()
    assert outcome.clean is None or len(outcome.clean) == len(document.text)
    assert list(outcome.pages) == sorted(outcome.pages)


def _is_ours(error: BaseException) -> bool:
    """Whether an error was raised in tradekg's own code or here, and not in a library that it called."""
    place = Path(traceback.extract_tb(error.__traceback__)[-1].filename).resolve()
    return place.is_relative_to(ROOT / "kg") or place == Path(__file__).resolve()


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    form, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(form)):
            (Path(folder) / f"seed{number}").write_bytes(seed)
        atheris.Setup([sys.argv[0], *LIMITS, *options, folder], lambda data: check(f"fuzz.{form}", data))
        atheris.Fuzz()


def seeds(form: str) -> list[bytes]:
    """Small good files of the format; text for one that has none here."""
    text = "\n\n".join(made_files.PARAGRAPHS)
    rows = "".join(json.dumps({"id": str(n), "text": one}) + "\n" for n, one in enumerate(made_files.PARAGRAPHS))
    found = {
        "html": [made_files.html_page()],
        "pdf": [made_files.pdf_file([made_files.PARAGRAPHS[:1], made_files.PARAGRAPHS[1:]])],
        "docx": [made_files.docx_file()],
        "rss": [made_files.RSS, made_files.ATOM],
        "jsonl": [rows.encode()],
        "csv": [
            "id,text\n{}".format("\n".join(f'{n},"{one}"' for n, one in enumerate(made_files.PARAGRAPHS))).encode()
        ],
        "md": [f"---\ntitle: On Steel\ndate: 2019-05-06\n---\n# Steel\n\n{text}\n".encode()],
        "zip": [made_files.zip_file({"a.txt": text.encode(), "b/c.jsonl": rows.encode()})],
        "txt.gz": [gzip.compress(text.encode())],
    }
    return found.get(form, [f"WASHINGTON, May 6 (Agency) -- {text}".encode()])


if __name__ == "__main__":
    main()
