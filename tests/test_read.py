"""Reading plain text, Markdown and JSON Lines, and finding files."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.read import Reading, Skip, Source, discover
from kg.read.dates import iso_date
from kg.read.formats import read_stream


def read_bytes(name: str, data: bytes) -> list[Reading | Skip]:
    return list(read_stream(name, io.BytesIO(data)))


def only(name: str, data: bytes) -> Reading:
    (outcome,) = read_bytes(name, data)
    assert isinstance(outcome, Reading), outcome
    return outcome


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("26-FEB-1987 15:51:51.24", "1987-02-26"),
        (" 2-MAR-1987 00:44:03.70", "1987-03-02"),
        ("December 15, 2018", "2018-12-15"),
        ("Dec. 5, 2018", "2018-12-05"),
        ("Monday, December 3, 2018", "2018-12-03"),
        ("15 December 2018", "2018-12-15"),
        ("Mon, 15 Dec 2018 10:00:00 GMT", "2018-12-15"),
        ("2018-12-15T10:00:00+08:00", "2018-12-15"),
        ("2018/1/5", "2018-01-05"),
        ("20181215", "2018-12-15"),
        ("20181215T101500Z", "2018-12-15"),
        ("Sept. 2019", "2019-09"),
        ("2019-09", "2019-09"),
        ("2019", "2019"),
    ],
)
def test_dates_of_news_become_iso(written: str, iso: str) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize("written", ["10/11/2018", "February 30, 2018", "today", "", None, "Foo 12, 2018", "123456789"])
def test_what_names_no_day_for_certain_is_no_date(written: str | None) -> None:
    assert iso_date(written) is None


def test_jsonl_takes_id_text_and_what_is_known_of_the_document() -> None:
    row = {
        "id": "a:1",
        "text": "Japan objected.",
        "title": "T",
        "date": "December 15, 2018",
        "source": "Agency",
        "url": "https://example.org/1",
        "extra": [1, 2],
    }
    document = only("x.jsonl", json.dumps(row).encode()).document
    assert (document.id, document.text, document.title) == ("a:1", "Japan objected.", "T")
    assert (document.date, document.publisher, document.url) == ("2018-12-15", "Agency", "https://example.org/1")


def test_jsonl_takes_the_passage_where_there_is_no_id() -> None:
    assert only("x.jsonl", b'{"passage": "p1", "text": "T."}').document.id == "p1"
    assert only("x.jsonl", b'{"id": 7, "passage": "p1", "text": "T."}').document.id == "7"


@pytest.mark.parametrize(
    ("line", "reason", "failed"),
    [
        (b'{"id": "a"', "not JSON", True),
        (b'["a"]', "not a JSON object", True),
        (b'{"text": "T."}', "no id", True),
        (b'{"id": true, "text": "T."}', "no id", True),
        (b'{"id": "a"}', "document a has no text", True),
        (b'{"id": "a", "text": ["T."]}', "document a has no text", True),
        (b'{"id": "a", "text": " \\n"}', "document a is empty", False),
        (b'\xff\xfe{"id"', "not UTF-8", True),
        (b"[" * 100_000, "not JSON", True),
    ],
)
def test_a_line_that_is_no_document_is_named_and_leaves_the_others(line: bytes, reason: str, failed: bool) -> None:
    good = b'{"id": "good", "text": "T."}'
    first, bad, last = read_bytes("x.jsonl", good + b"\n" + line + b"\n\n" + good.replace(b"good", b"more"))
    assert isinstance(first, Reading)
    assert isinstance(last, Reading)
    assert last.document.id == "more"
    assert isinstance(bad, Skip)
    assert bad.source == "x.jsonl, line 2"
    assert bad.reason.startswith(reason)
    assert bad.failed is failed


def test_text_is_read_as_it_stands_line_ends_included() -> None:
    assert only("a.txt", "Über\r\nall.\n".encode()).document.text == "Über\r\nall.\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1252"])
def test_text_in_other_encodings_is_decoded(encoding: str) -> None:
    text = "The “European” Union’s café objected to the tariffs on Tuesday, and Japan agreed with it."
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    assert only("a.txt", (mark + text).encode(encoding)).document.text == text


def test_what_no_format_can_hold_is_replaced_and_offsets_stay() -> None:
    row = json.dumps({"id": "a", "text": "A\x00B\ud800C\x1bD. E"}).encode()
    assert only("a.jsonl", row).document.text == "A\ufffdB\ufffdC\ufffdD. E"
    assert only("a.txt", b"A\x00B").document.text == "A\ufffdB"


def test_an_empty_file_is_passed_over_and_has_not_failed() -> None:
    assert read_bytes("a.txt", b" \n") == [Skip("a.txt", "empty", failed=False)]
    assert read_bytes("a.md", b"# Only a heading\n") == [Skip("a.md", "empty", failed=False)]


MARKDOWN = """---
title: "Steel and chips"
date: 5 May 2019
source: Our Agency
---
# A heading

The **European Union** [opposes](https://example.org/x) the `new` tariffs, *it said*.

- First, _Japan_ objects.
> Quoted: China agrees.

| a | b |
|---|---|

```python
code = "China opposes code"
```
<!-- China opposes comments. -->
"""


def test_markdown_is_blanked_in_place() -> None:
    reading = only("a.md", MARKDOWN.encode())
    document, clean = reading.document, reading.clean
    assert document.text == MARKDOWN
    assert (document.title, document.date, document.publisher) == ("Steel and chips", "2019-05-05", "Our Agency")
    assert clean is not None
    assert len(clean) == len(MARKDOWN)
    assert all(kept in (" ", char) for kept, char in zip(clean, MARKDOWN, strict=True))
    assert " ".join(clean.split()) == (
        "The European Union opposes the new tariffs, it said . First, Japan objects. Quoted: China agrees."
    )


def test_markdown_without_front_matter_takes_its_title_from_the_first_heading() -> None:
    reading = only("a.md", b"Intro.\n\n## Tariffs ##\n\nSnake_case stays, 2 * 3 * 4 too.\n")
    assert reading.document.title == "Tariffs"
    assert "Snake_case stays, 2 * 3 * 4 too." in (reading.clean or "")


def test_a_folder_is_walked_and_ids_are_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    for name in ("b.txt", "sub/a.md", "sub/deep/c.jsonl", "sub/.hidden.txt", "sub/picture.png"):
        (tmp_path / name).write_text("x")
    found = discover([tmp_path])
    assert [entry.id for entry in found if isinstance(entry, Source)] == ["b.txt", "sub/a.md", "sub/deep/c.jsonl"]
    assert [entry for entry in found if isinstance(entry, Skip)] == [
        Skip("sub/picture.png", "format .png is not read", failed=False)
    ]


def test_paths_in_any_order_and_twice_give_the_same_sources(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("x")
    one, two = tmp_path / "a.txt", tmp_path / "b.txt"
    assert discover([one, two]) == discover([two, one, two]) == discover([tmp_path, two])


def test_the_output_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.md").write_text("x")
    assert discover([tmp_path], leave_out=tmp_path / "out") == [Source("a.txt", tmp_path / "a.txt")]


def test_two_files_with_one_id_are_told_apart_by_their_common_folder(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.txt").write_text(folder)
    first, second = discover([tmp_path / "b", tmp_path / "a"])
    assert first == Source("same.txt", tmp_path / "a" / "same.txt")
    assert isinstance(second, Skip)
    assert second.failed
    assert "build their common folder" in second.reason
    assert len([entry for entry in discover([tmp_path]) if isinstance(entry, Source)]) == 2


def test_loops_of_links_pipes_and_odd_names_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "new\nline.txt").write_text("x")
    (tmp_path / "--help.txt").write_text("x")
    with (tmp_path / os.fsdecode(b"caf\xe9.txt")).open("w") as file:
        file.write("x")
    found = discover([tmp_path])
    assert [entry.id for entry in found if isinstance(entry, Source)] == ["--help.txt", "caf%E9.txt", "new%0Aline.txt"]
    assert {(entry.source, entry.failed) for entry in found if isinstance(entry, Skip)} == {
        ("loop", False),
        ("gone.txt", True),
        ("pipe.txt", False),
    }


@pytest.mark.parametrize("name", ["missing.txt", "picture.png", "pipe.txt", "a\x00b.txt"])
def test_a_path_that_cannot_be_read_is_an_error_of_its_own(tmp_path: Path, name: str) -> None:
    (tmp_path / "picture.png").write_text("x")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError) as caught:
        discover([tmp_path / name])
    assert name.partition("\x00")[0] in str(caught.value)
