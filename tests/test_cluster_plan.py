"""The plan of a large build on a cluster: all in proportion to what was measured."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from plan import Assumed, Plan, duration, large, size  # noqa: E402

MEASURED = {
    "articles": 500,
    "statements": 5_000,
    "quads": 200_000,
    "input_bytes": 1_500_000,
    "parts_processor_seconds": 50,
    "load_seconds": 5,
    "documents_bytes": 8_000_000,
    "statements_bytes": 500_000,
    "quads_bytes": 3_000_000,
    "quads_unpacked_bytes": 40_000_000,
    "loaded_bytes": 30_000_000,
}


def test_rates_are_those_of_an_article_and_of_all() -> None:
    rates = {what: row for what, *row in Plan(MEASURED, Assumed(articles=1_000_000)).rates()}
    assert rates["input, JSON Lines"] == ["3.0 KB", "3.0 GB"]
    assert rates["processor time of the parts"] == ["0.1 s", "28 core hours"]
    assert rates["`statements/`"] == ["1.0 KB", "1.0 GB, 10 million rows"]
    assert rates["quads"] == ["400", "400 million"]
    assert rates["`kg load`: time of its one process"] == ["10 ms", "2.8 hours"]


def test_steps_follow_from_the_rates_and_say_what_is_assumed() -> None:
    assumed = Assumed(articles=1_000_000, cores=10, part_size=3, core_price=0.5, storage_price=0.1, loader_rate=1000)
    steps = dict(Plan(MEASURED, assumed).steps())
    assert steps == {
        "parts of 3 MB of input": "1,000, of 1,000 articles, each 100 seconds of a core",
        "time on 10 cores": "2.8 hours",
        "cores, at 0.5 USD an hour (assumed)": "14 USD",
        "storage of all parts": "23 GB",
        "storage, at 0.1 USD a GB and month (assumed)": "2 USD a month",
        "bulk loading, at 1,000 quads a second (assumed)": "4.6 days",
    }


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (size(999), "999 bytes"),
        (size(2.5e12), "2.5 TB"),
        (large(3.84e10), "38 billion"),
        (duration(7199), "120 minutes"),
    ],
)
def test_units_are_those_that_are_read_best(shown: str, expected: str) -> None:
    assert shown == expected
