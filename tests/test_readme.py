"""What README.md and docs/ show is what happens: blocks are run, links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from refresh_outputs import Example, environment, examples, pages, prepare, same  # noqa: E402  (from tools/)

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n((?:(?!```).*\n)+)```$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SETUP = "python3 -m venv .venv && .venv/bin/pip install -q "
RUNNABLE = frozenset({"analyse", "build", "diff", "entities", "explain", "export", "query", "validate", "view"})


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _shown() -> list[tuple[str, Example]]:
    return [(_name(page), example) for page in pages() for example in examples(page.read_text(encoding="utf-8"))]


def _plain_blocks() -> Iterator[tuple[str, str, str]]:
    """Page, language and code of the blocks that show no output."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        shown = {example.code for example in examples(text)}
        yield from ((_name(page), lang, code) for lang, code in FENCE.findall(text) if code not in shown)


def _plain_commands() -> list[tuple[str, str]]:
    """The `kg` lines without a shown output that neither serve, ask nor send."""
    found = []
    for page, language, code in _plain_blocks():
        if language == "sh":
            lines = [line for line in code.splitlines() if line.startswith("kg ")]
            found += [(page, line) for line in lines if line.split()[1] in RUNNABLE]
    return found


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the seeds and a build of them, as the examples expect."""
    folder = tmp_path_factory.mktemp("readme")
    prepare(folder)
    return folder


@pytest.mark.parametrize(("page", "example"), _shown(), ids=lambda value: getattr(value, "line", value))
def test_an_example_prints_what_the_page_shows(page: str, example: Example, workplace: Path) -> None:
    assert same(example.run(workplace), example.output), f"{page}: run `python tools/refresh_outputs.py`"


@pytest.mark.parametrize(("page", "line"), _plain_commands())
def test_a_command_without_shown_output_succeeds(page: str, line: str, workplace: Path) -> None:
    done = subprocess.run(
        ["bash", "-ec", line], cwd=workplace, env=environment(), capture_output=True, text=True, timeout=120
    )

    assert done.returncode == 0, f"{page}: {line}\n{done.stderr}"


@pytest.mark.parametrize(("page", "code"), [(p, code) for p, language, code in _plain_blocks() if language == "python"])
def test_python_without_shown_output_runs(page: str, code: str, workplace: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-"], input=code, cwd=workplace, env=environment(), capture_output=True, text=True, timeout=120
    )

    assert done.returncode == 0, f"{page}:\n{code}\n{done.stderr}"


def test_the_two_commands_stand_first_and_need_only_python_and_pip() -> None:
    commands = [code.strip() for language, code in FENCE.findall(README) if language == "sh"][:2]

    assert commands == [
        f"{SETUP}. && .venv/bin/kg build seeds -o out",
        f"{SETUP}-e '.[test]' && .venv/bin/pytest",
    ]
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_readme_names_every_command() -> None:
    from kg.cli import COMMANDS

    assert [name for name in COMMANDS if f"`kg {name}" not in README] == []


def test_the_dependency_tables_name_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    others = [requirement for extra, listed in extras.items() if extra != "test" for requirement in listed]
    names = [re.split(r"[<>=~\[]", requirement)[0] for requirement in [*project["dependencies"], *others]]
    cells = re.split(r"[|,\s]+", README[README.index("## Dependencies") : README.index("## Data and licences")])

    assert sorted(set(names) - set(cells)) == []
    assert [extra for extra in extras if f"`{extra}`" not in cells] == []


@pytest.mark.parametrize("page", [*pages(), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"], ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    missing = [target for target in targets if not (page.parent / target.split("#")[0]).exists()]

    assert missing == []
