"""What holds for every input, by Hypothesis: readers do not raise, and blanking never moves a character."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Document
from kg.pipeline.parts import parts
from kg.read import Reading, Skip
from kg.read.dates import iso_date
from kg.read.decode import decode, sane
from kg.read.formats import read_stream
from kg.read.furniture import strip
from kg.read.markdown import front_matter, masked
from kg.read.names import printable

ANY_TEXT = st.text(st.characters(), max_size=400)
MARKED = st.text(st.sampled_from(list("ab. \n#*_`[]()<>|-=!\"'1:~>By WASHINGTON,")), max_size=300)
WHOLE = ("txt", "md", "html", "jsonl", "csv", "tsv", "rss", "docx", "pdf", "zip", "txt.gz", "parquet")


def is_blanked(clean: str, text: str) -> bool:
    return len(clean) == len(text) and all(kept in (" ", char) for kept, char in zip(clean, text, strict=True))


@given(st.one_of(ANY_TEXT, MARKED))
def test_blanking_keeps_every_character_in_its_place(text: str) -> None:
    assert is_blanked(strip(text, headline=True).clean, text)
    assert is_blanked(masked(text)[0], text)
    front_matter(text)


@given(MARKED)
def test_blanking_twice_is_blanking_once(text: str) -> None:
    once = strip(text).clean
    assert strip(once).clean == once


@given(ANY_TEXT)
def test_what_is_read_can_be_written(text: str) -> None:
    assert len(sane(text)) == len(text)
    sane(text).encode()
    printable(text).encode()
    iso_date(text)


@given(st.binary(max_size=400))
def test_bytes_always_decode_to_text_that_can_be_written(data: bytes) -> None:
    decode(data).text.encode()


@pytest.mark.parametrize("suffix", WHOLE)
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=600))
def test_random_bytes_are_a_document_or_skipped(suffix: str, data: bytes) -> None:
    for outcome in read_stream(f"a.{suffix}", io.BytesIO(data)):
        assert isinstance(outcome, Reading | Skip)


@given(ANY_TEXT)
def test_the_text_of_a_json_line_keeps_its_offsets(text: str) -> None:
    line = json.dumps({"id": "x", "text": f"The text of the day and of the night: {text}."}).encode()
    for outcome in read_stream("a.jsonl", io.BytesIO(line)):
        if isinstance(outcome, Reading):
            assert outcome.document.text == sane(f"The text of the day and of the night: {text}.")
            assert outcome.clean is None or is_blanked(outcome.clean, outcome.document.text)


@given(ANY_TEXT.filter(bool), st.integers(1, 300))
def test_parts_of_any_text_make_up_the_whole(text: str, times: int) -> None:
    whole = text * times
    assert "".join(part.text for _, part in parts(Document("d", whole))) == whole
