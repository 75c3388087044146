"""The documentation site: it builds, links hold, nothing comes from elsewhere, the reference is that of the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(https?:)?//|<link\b[^>]*rel=["']?stylesheet["']?[^>]*href=["']?(https?:)?//"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a broken link or a page outside the navigation fails the build."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_built(site: Path) -> None:
    pages = [path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")]

    assert [page for page in pages if not (site / page).is_file()] == []


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = [path for path in site.rglob("*.html") if LOADED.search(path.read_text(encoding="utf-8"))]

    assert pages == []


def test_the_reference_is_that_of_the_code() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "make_reference.py"), "--check"], capture_output=True, text=True
    )

    assert done.returncode == 0, f"run `python tools/make_reference.py`\n{done.stdout}{done.stderr}"


def test_every_command_and_every_ready_query_has_its_section() -> None:
    from kg.cli import COMMANDS
    from kg.ready import ready_queries

    commands = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    queries = (ROOT / "docs" / "reference" / "queries.md").read_text(encoding="utf-8")

    assert [name for name in COMMANDS if f"\n## kg {name}\n" not in commands] == []
    assert [name for name in ready_queries() if f"\n## {name}\n" not in queries] == []
