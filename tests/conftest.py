"""What costs seconds to load, loaded once for all tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from spacy.language import Language

    from kg.extract.extractor import Extractor

# Before numpy is imported, as in a worker of a build: threads of BLAS that wait for each other take half of the time.
for library in ("OMP", "OPENBLAS", "MKL", "BLIS"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

settings.register_profile("tradekg", deadline=None)  # how long an example takes is up to what else the machine does
settings.load_profile("tradekg")

LONG = ("readme", "page_browser", "notebooks", "cluster", "pipeline", "cli_build", "docs", "wheel", "push", "lexicon")
"""The files of tests that take longest, which begin first, so that no process of tests ends long after the others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those of `LONG` first, in its order."""
    ranks = {f"test_{name}": rank for rank, name in enumerate(LONG)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The spaCy model that the pipeline uses."""
    from kg.parse import load_model

    return load_model()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In continuous integration (KG_CI), what a system package brings may not skip: .ci/run installed it."""
    if not os.environ.get("KG_CI"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if any(name in str(report.longrepr) for report in skipped for name in ("chromium", "Virtuoso", "oxigraph")):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The extractor that builds use, with the data that ships with tradekg."""
    from kg.extract.extractor import Extractor

    return Extractor.load()
