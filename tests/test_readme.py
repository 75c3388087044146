"""What README.md, CONTRIBUTING.md and docs/ show is what happens: all blocks are run, links lead somewhere."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from examples import FIRST_BUILD, LANGUAGES, SETUP, Workplace, examples, pages, prepare, same  # noqa: E402  (from tools/)
from figures import with_figures  # noqa: E402

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
FENCE = re.compile(r"^ *(?:```|~~~)", re.MULTILINE)
INDENTED = re.compile(r"(?:^|\n)\n(?: {4}|\t)(?! *[-*\d])\S")
INSTALL = "python3 -m venv .venv && .venv/bin/pip install -q "
LINKED = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "ontology").rglob("*.md")]


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the seeds and a build of them, from which every page starts."""
    folder = tmp_path_factory.mktemp("readme")
    prepare(folder)
    return folder


@pytest.mark.parametrize("page", [page for page in pages() if any(examples(page.read_text("utf-8")))], ids=_name)
def test_every_block_of_a_page_runs_and_prints_what_the_page_shows(page: Path, template: Path) -> None:
    stale = []
    with Workplace(template) as workplace:
        for example in examples(page.read_text(encoding="utf-8")):
            printed = workplace.run(example)
            if example.output is not None and not same(printed, example.output):
                stale.append(f"{_name(page)}:{example.line}: run `python tools/refresh_outputs.py`")

    assert stale == []


@pytest.mark.parametrize("page", pages(), ids=_name)
def test_a_page_has_no_block_that_is_not_run(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = list(examples(text))
    shown = sum(example.fenced for example in found)

    assert {example.language for example in found} <= LANGUAGES
    assert len(FENCE.findall(text)) == 2 * (len(found) + shown)
    assert INDENTED.search(re.sub(r"```.*?```", "", text, flags=re.DOTALL)) is None


@pytest.mark.parametrize("page", pages(), ids=_name)
def test_the_figures_of_a_page_are_those_of_the_results(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert with_figures(text) == text, "run `python tools/refresh_outputs.py`"


def test_a_block_that_fails_is_told(template: Path) -> None:
    text = "```sh\nkg query no-such-query\n```\n"
    with Workplace(template) as workplace, pytest.raises(Exception, match="non-zero exit status"):
        workplace.run(next(examples(text)))


def test_the_two_commands_stand_first_and_need_only_python_and_pip() -> None:
    commands = [example.code.strip() for example in examples(README) if example.language == "sh"][:2]

    assert commands == [f"{INSTALL}. && .venv/bin/kg build seeds -o out", f"{INSTALL}-e '.[test]' && .venv/bin/pytest"]
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert FIRST_BUILD.match(commands[0])
    assert SETUP.fullmatch(commands[1])


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


def test_the_test_extra_brings_what_the_other_extras_do() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    needed = {*extras["docs"], *extras["fast"], *extras["parquet"], *extras["serve"], *extras["shacl"]}

    assert sorted(needed - set(extras["test"])) == []


@pytest.mark.parametrize("page", LINKED, ids=_name)
def test_links_lead_to_a_file_and_a_heading(page: Path) -> None:
    broken = []
    for target in _targets(page):
        path, _, place = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (place and place not in _anchors(file)):
            broken.append(target)

    assert broken == []


def _targets(page: Path) -> Iterator[str]:
    return (target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target)


def _anchors(page: Path) -> set[str]:
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
