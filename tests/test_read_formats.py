"""Reading HTML, PDF, DOCX, feeds, tables and archives; encodings, languages and what surrounds an article."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

import pytest
from made_files import ATOM, PARAGRAPHS, RSS, docx_file, html_page, pdf_file, zip_file

from kg.read import Reading, Skip
from kg.read.formats import read_stream
from kg.read.furniture import is_furniture, rows, strip
from kg.read.language import foreign_language
from kg.read.pdf import joined

TEXT = "\n\n".join(PARAGRAPHS)


def outcomes(name: str, data: bytes) -> list[Reading | Skip]:
    return list(read_stream(name, io.BytesIO(data)))


def readings(name: str, data: bytes) -> list[Reading]:
    found = outcomes(name, data)
    assert all(isinstance(outcome, Reading) for outcome in found), found
    return [outcome for outcome in found if isinstance(outcome, Reading)]


def only(name: str, data: bytes) -> Reading:
    (reading,) = readings(name, data)
    return reading


def skip(name: str, data: bytes) -> Skip:
    (outcome,) = outcomes(name, data)
    assert isinstance(outcome, Skip), outcome
    return outcome


def test_a_page_gives_its_article_and_nothing_around_it() -> None:
    document = only("a.html", html_page()).document
    assert document.text.split("\n")[-3:] == list(PARAGRAPHS)
    for around in ("captions", "scripts", "aside", "newsletter", "footers", "Home"):
        assert around not in document.text
    assert (document.title, document.date) == ("Canada Answers Steel Tariffs", "2019-05-06")
    assert (document.publisher, document.url) == ("Our Agency", "https://news.example.org/canada-answers")


def test_a_page_without_an_article_is_passed_over() -> None:
    assert not skip("a.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>").failed


LINES = [
    [
        "TRADE REVIEW 2019",
        "Canada opposes the new tariffs on steel, and will ans-",
        "wer them with duties of its own. It",
    ],
    ["TRADE REVIEW 2020", "said so on Monday.", "The European Union supports the appeal of Canada and wants it.", "2"],
    ["TRADE REVIEW 2021", "Japan agrees with this.", "- 3 -"],
]


def test_a_pdf_gives_paragraphs_with_words_rejoined_and_the_page_of_each_place() -> None:
    reading = only("a.pdf", pdf_file(LINES))
    text = reading.document.text
    assert "and will answer them with duties of its own. It said so on Monday." in text
    assert "TRADE REVIEW" not in text
    assert text.endswith("Japan agrees with this.")
    assert reading.page(text.index("Canada opposes")) == 1
    assert reading.page(text.index("said so")) == 2
    assert reading.page(text.index("Japan")) == 3
    assert (reading.document.title, reading.document.date) == ("On Steel", "2019-05-06")


def test_pages_are_joined_in_the_middle_of_words_and_sentences() -> None:
    text, starts = joined(["Canada op-", "poses it", "and goes on.", "New page."])
    assert text == "Canada opposes it and goes on.\n\nNew page."
    assert [text[start:].split()[0] for start in starts] == ["Canada", "poses", "and", "New"]


def test_an_encrypted_pdf_and_a_cut_one_are_named() -> None:
    from pypdf import PdfReader, PdfWriter

    whole = pdf_file(LINES)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(whole)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert skip("a.pdf", out.getvalue()) == Skip("a.pdf", "encrypted")
    assert skip("a.pdf", whole[:100]).failed
    assert not skip("a.pdf", pdf_file([[""]])).failed


def test_a_docx_gives_its_paragraphs_title_and_date() -> None:
    document = only("a.docx", docx_file()).document
    assert document.text == TEXT
    assert (document.title, document.date) == ("On Steel", "2019-05-06")


def test_xml_bombs_are_not_let_in() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for prologue in (bomb, outside):
        assert "not let in" in skip("a.docx", docx_file(prologue=prologue)).reason
        feed = RSS.replace(b'<rss version="2.0"', prologue.encode() + b'<rss version="2.0"').replace(b"Short.", b"&a;")
        assert "not let in" in skip("a.rss", feed).reason


def test_a_feed_gives_a_document_an_entry() -> None:
    first, second, third = outcomes("a.rss", RSS)
    assert isinstance(first, Reading)
    assert isinstance(second, Reading)
    document = first.document
    assert (document.id, document.text) == ("tag:1", "\n\n".join(PARAGRAPHS[:2]))
    assert (document.title, document.date, document.publisher) == ("Canada & steel", "2019-05-06", "Our Agency")
    assert second.document.id == second.document.url == "https://news.example.org/2"
    assert third == Skip("a.rss#3", "the entry has no text", failed=False)
    atom = only("a.atom", ATOM).document
    assert (atom.id, atom.text, atom.url) == ("urn:a", PARAGRAPHS[0], "https://news.example.org/a")
    assert atom.date == "2019-05-06"


def test_other_xml_is_passed_over() -> None:
    assert skip("a.xml", b"<x><item>Hello</item></x>") == Skip(
        "a.xml", "XML that is neither RSS nor Atom", failed=False
    )
    assert skip("a.xml", b"<x>").failed


def table(delimiter: str, rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_csv_takes_named_columns_in_any_order_and_numbers_rows_without_id() -> None:
    rows = [{"Title": "T", "TEXT": TEXT, "other": "=cmd()", "date": "6 May 2019"}, {"Title": "", "TEXT": PARAGRAPHS[0]}]
    for suffix, delimiter in (("csv", ","), ("tsv", "\t")):
        first, second = readings(f"a.{suffix}", table(delimiter, rows))
        assert (first.document.id, first.document.text) == (f"a.{suffix}#1", TEXT)
        assert (first.document.title, first.document.date) == ("T", "2019-05-06")
        assert (second.document.id, second.document.title) == (f"a.{suffix}#2", None)
    assert only("a.csv", table(",", [{"id": "x", "text": TEXT}])).document.id == "x"


def test_a_table_without_text_is_named() -> None:
    assert skip("a.csv", b"id,body\n1,Hello\n").reason == "no column 'text' among id, body"
    assert skip("a.csv", b'text\n"' + b"a" * 70_000_000).failed


def test_parquet_takes_named_columns() -> None:
    pa = pytest.importorskip("pyarrow", reason="the extra tradekg[parquet] is not installed")
    from datetime import date

    from pyarrow import parquet

    columns: dict[str, Any] = {"id": [1, 2], "Text": [TEXT, None], "date": [date(2019, 5, 6), None], "n": [1.0, 2.0]}
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    first, second = outcomes("a.parquet", out.getvalue())
    assert isinstance(first, Reading)
    assert (first.document.id, first.document.text, first.document.date) == ("1", TEXT, "2019-05-06")
    assert second == Skip("a.parquet#2", "document 2 has no text")
    assert skip("a.parquet", out.getvalue()[:200]).failed


def test_gzip_and_zip_hold_files_of_any_format() -> None:
    line = json.dumps({"id": "j", "text": TEXT}).encode()
    assert only("a.jsonl.gz", gzip.compress(line)).document.id == "j"
    assert only("b/a.txt.gz", gzip.compress(TEXT.encode())).document.id == "b/a.txt"
    archive = zip_file(
        {"z.txt": TEXT.encode(), "sub/a.html": html_page(), "b.docx": docx_file(), "__MACOSX/z.txt": b"", "p.png": b""}
    )
    found = outcomes("n.zip", archive)
    ids = [outcome.document.id for outcome in found if isinstance(outcome, Reading)]
    assert ids == ["n.zip/b.docx", "n.zip/sub/a.html", "n.zip/z.txt"]
    assert [outcome for outcome in found if isinstance(outcome, Skip)] == [
        Skip("n.zip/p.png", "format .png is not read inside .zip", failed=False)
    ]


def test_what_climbs_out_of_an_archive_or_bursts_it_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.read import pack

    for name in ("../a.txt", "/etc/a.txt", "a/../../a.txt", "C:/a.txt"):
        assert skip("n.zip", zip_file({name: TEXT.encode()})).reason == "its path climbs out of the archive"
    monkeypatch.setattr(pack, "MAX_MEMBER", 1_000_000)
    bomb = b"a" * 2_000_000
    assert skip("n.zip", zip_file({"a.txt": bomb})) == Skip("n.zip/a.txt", "unpacks to more than 0 MB")
    assert skip("a.jsonl.gz", gzip.compress(bomb)) == Skip("a.jsonl", "unpacks to more than 0 MB")
    monkeypatch.setattr(pack, "MAX_TOTAL", 1_000_000)
    assert "unpacks to more" in skip("n.zip", zip_file({"a.txt": bomb})).reason
    assert skip("n.zip", b"PK\x03\x04 no zip").failed
    assert skip("a.txt.gz", gzip.compress(TEXT.encode())[:40]).failed
    assert skip("n.zip.gz", b"").reason == "format .zip is not read inside .gz"
    assert skip("n.zip", zip_file({"m.zip": b""})).reason == "format .zip is not read inside .zip"


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16-le", "utf-16-be", "utf-8"])
def test_encodings_are_told_from_the_bytes(encoding: str) -> None:
    text = "The minister’s “naïve” plan – so the café owners say – was opposed by the Économie ministry in Paris."
    reading = only("a.txt", text.encode(encoding))
    assert reading.document.text == text
    assert reading.notes == (() if encoding == "utf-8" else (f"decoded as {encoding}",))


def test_mojibake_is_repaired_and_said_so() -> None:
    text = "The minister’s plan – so the café owners say – was opposed by the ministry in Paris."
    reading = only("a.txt", text.encode().decode("cp1252").encode())
    assert reading.document.text == text
    assert reading.notes == ("mojibake repaired",)


GERMAN = "Die Regierung in Berlin lehnt die neuen Zölle auf Stahl ab und will darüber im Mai mit Kanada verhandeln, "
FRENCH = "Le gouvernement canadien s'oppose aux nouveaux droits de douane sur l'acier et veut négocier avec Paris. "


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TEXT, None),
        (TEXT.upper(), None),
        ("Steel.", None),
        (GERMAN * 2, "de"),
        (FRENCH * 2, "fr"),
        ("加拿大反对对钢铁征收新关税，并表示将以自己的关税作为回应。" * 3, "zh"),
        ("Канада выступает против новых пошлин на сталь и ответит на них своими пошлинами. " * 3, "ru"),
    ],
)
def test_other_languages_than_english_are_told(text: str, code: str | None) -> None:
    assert foreign_language(text) == code


def test_a_document_in_another_language_is_skipped_and_named() -> None:
    assert skip("a.txt", (GERMAN * 2).encode()) == Skip("a.txt", "not in English (language de)", failed=False)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_furniture_matches_its_example_and_not_its_counterexample(row: Any) -> None:
    assert row.pattern.fullmatch(row.example)
    assert not is_furniture(row.counterexample)


@pytest.mark.parametrize(
    ("dateline", "day"),
    [
        ("WASHINGTON, Oct. 6 (Agency) --", None),
        ("WASHINGTON, March 8, 2018 --", "2018-03-08"),
        ("BEIJING, Dec. 15 (Our News) -", None),
        ("TOKYO (Agency) —", None),
        ("GENEVA –", None),
        ("NEW DELHI/BRUSSELS, 3 May 2019 (Agency) -", "2019-05-03"),
        ("KUALA LUMPUR, Malaysia, Nov. 22 --", None),
        ("Ottawa, Oct. 6 (Agency) --", None),
        ("Ottawa (Agency) --", None),
    ],
)
def test_datelines_are_blanked_and_their_day_is_kept(dateline: str, day: str | None) -> None:
    text = f"{dateline} {PARAGRAPHS[0]}"
    stripped = strip(text)
    assert stripped.clean == " " * len(dateline) + f" {PARAGRAPHS[0]}"
    assert stripped.date == day


@pytest.mark.parametrize(
    "text",
    [
        "Canada - and not Japan - opposes it.",
        "U.S. tariffs - the highest in years - hurt.",
        "The WTO -- which Canada supports -- rules.",
        "Japan, Canada and Peru -- all members -- agreed.",
    ],
)
def test_dashes_in_sentences_are_no_datelines(text: str) -> None:
    assert strip(text).clean == text


def test_lines_around_an_article_are_blanked_and_offsets_stay() -> None:
    text = f"By Anna Weiss\n\n{PARAGRAPHS[0]}\nSign up for our letter\n{PARAGRAPHS[1]}\n(Reporting by Jo Park)\n"
    clean = strip(text).clean
    assert len(clean) == len(text)
    assert clean.split() == f"{PARAGRAPHS[0]} {PARAGRAPHS[1]}".split()
    assert clean.index(PARAGRAPHS[1]) == text.index(PARAGRAPHS[1])


def test_rows_of_marks_and_endless_words_are_blanked() -> None:
    noise = "(" * 5000 + "=" * 80 + "QUJD" * 2000
    assert strip(f"{noise} {PARAGRAPHS[0]}").clean == " " * len(noise) + f" {PARAGRAPHS[0]}"
    kept = f"https://example.org/{'a/' * 100} {PARAGRAPHS[0]} (...)"
    assert strip(kept).clean == kept


def test_the_headline_of_a_text_file_is_its_title() -> None:
    reading = only("a.txt", f"Canada Answers Tariffs\n\nOTTAWA, May 6, 2019 --\n\n{TEXT}".encode())
    assert (reading.document.title, reading.document.date) == ("Canada Answers Tariffs", "2019-05-06")
    assert (reading.clean or "").strip() == TEXT
    plain = only("a.txt", f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}".encode())
    assert (plain.document.title, plain.clean) == (None, None)


def test_a_document_past_the_limits_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.read import formats

    monkeypatch.setattr(formats, "MAX_CHARS", 100)
    assert skip("a.txt", TEXT.encode()).reason == "longer than 100 characters"
    assert skip("a.txt", b"a" * (16 * 1024 * 1024 + 1)).reason == "larger than 16 MB"
