"""No stage of a build takes twice the time, relative to the others, that it took when the shares were written down."""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "benchmarks" / "stages.py"
NOISE = 0.02
"""How far a short stage may grow, relative to the others, without a doubt that it was chance."""


@pytest.fixture(scope="module")
def stages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stages", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["stages"] = module
    spec.loader.exec_module(module)
    return module


def doubled(now: dict[str, float], before: dict[str, float]) -> dict[str, tuple[float, float]]:
    """The stages whose time relative to all others has doubled, each with its shares before and now; new stages count
    from nothing. (The share itself of a stage that takes half of the time cannot double.)"""
    return {
        stage: (before.get(stage, 0.0), share)
        for stage, share in now.items()
        if _odds(share) > 2 * _odds(before.get(stage, 0.0)) + NOISE
    }


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


def test_no_stage_has_doubled_its_share_of_the_time(stages: ModuleType) -> None:
    before = json.loads(stages.RESULT.read_text("utf-8"))
    for _ in range(3):  # processor time of one process is steady, but for what others do to the caches
        now = stages.shares([ROOT / "seeds"], rounds=3)
        found = doubled(now, before)
        if not found:
            return
    pytest.fail(f"shares before and now: {found}; if this is meant, run python benchmarks/stages.py --write")


def test_a_stage_that_doubled_is_seen() -> None:
    before = {"ner": 0.3, "statements": 0.3, "outputs": 0.4}
    assert doubled(before, before) == {}
    assert doubled({"ner": 0.1, "statements": 0.7, "outputs": 0.2}, before) == {"statements": (0.3, 0.7)}
    assert doubled({**before, "new": 0.1}, before) == {"new": (0.0, 0.1)}
    assert doubled({"ner": 0.35, "outputs": 0.65}, {"ner": 0.5, "outputs": 0.5}) == {}
    assert doubled({"ner": 0.3, "outputs": 0.7}, {"ner": 0.5, "outputs": 0.5}) == {"outputs": (0.5, 0.7)}
