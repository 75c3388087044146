"""The documentation site: it builds, links hold, nothing comes from elsewhere, the reference is that of the code."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import Page, browser

import kg
from kg.gazetteer_files import ENTITY_COLUMNS, NameKind
from kg.gold import _PASSAGE_KEYS, _STATEMENT_KEYS
from kg.lexicon import SLOTS, Needs

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LEXICON = sorted((ROOT / "ontology" / "lexicon").glob("*.csv"))
REMOTE = re.compile(r"^(?:https?:)?//")
CSS_REMOTE = re.compile(r"""url\(\s*["']?(?:https?:)?//|@import\s+["'](?:https?:)?//""")
CODE = re.compile(r"`([^`\n]+)`")


class Elements(HTMLParser):
    """The ids of a page, where its links lead, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "link" and found.get("rel") not in ("canonical", "prev", "next"):
            self.loaded.append(found.get("href", ""))
        self.loaded += [found[name] for name in ("src", "srcset", "data", "poster") if name in found]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a broken link or a page outside the navigation fails the build."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def elements(site: Path) -> dict[Path, Elements]:
    return {path: Elements(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def test_every_page_is_built(site: Path) -> None:
    pages = [path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")]

    assert [page for page in pages if not (site / page).is_file()] == []


def test_no_page_loads_anything_from_elsewhere(site: Path, elements: dict[Path, Elements]) -> None:
    from_elsewhere = {path.name: [a for a in page.loaded if REMOTE.match(a)] for path, page in elements.items()}
    styles = [path for path in site.rglob("*.css") if CSS_REMOTE.search(path.read_text(encoding="utf-8"))]
    inline = [path for path in elements if CSS_REMOTE.search(path.read_text(encoding="utf-8"))]

    assert {name: loaded for name, loaded in from_elsewhere.items() if loaded} == {}
    assert styles + inline == []


def test_every_link_within_the_site_leads_to_a_page_and_a_place_in_it(
    site: Path, elements: dict[Path, Elements]
) -> None:
    broken = []
    for path, page in elements.items():
        if path.name == "404.html":  # its links are those of the address where the site will stand
            continue
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            place = unquote(parts.fragment)
            if not target.is_file() or (place and target in elements and place not in elements[target].ids):
                broken.append(f"{path.relative_to(site)}: {link}")

    assert broken == []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Page]:
    with browser() as page:
        yield page


@pytest.mark.parametrize("page", ["index.html", "explanation/accuracy.html", "reference/vocabulary.html"])
def test_a_page_opened_from_disk_asks_the_network_for_nothing(site: Path, page: str, chromium: Page) -> None:
    chromium.requests()  # those of the page before
    chromium.driver.get((site / page).as_uri())
    chromium.wait("document.readyState === 'complete'")

    assert chromium.js("document.body.innerText.length") > 500
    asked = chromium.requests()
    assert (site / page).as_uri() in asked
    assert [address for address in asked if REMOTE.match(address)] == []


@pytest.mark.usefixtures("chromium")  # which skips where there is none
def test_the_pictures_can_be_made_anew(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "tools" / "make_pictures.py"), str(tmp_path)], check=True)

    assert {path.name: _size(path) for path in tmp_path.iterdir()} == {
        path.name: _size(path) for path in (DOCS / "images").iterdir()
    }


def _size(picture: Path) -> tuple[int, int]:
    """Width and height in pixels, from the head of a PNG file."""
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


def test_the_ontology_has_a_page_of_its_own_made_from_its_turtle(site: Path) -> None:
    from kg.ontology import load_ontology

    text = (site / "reference" / "vocabulary.html").read_text(encoding="utf-8")
    known = load_ontology()

    assert [
        name for name in (*known.predicates, *known.classes) if f"https://w3id.org/tradekg/ontology#{name}" not in text
    ] == []


def test_the_reference_is_that_of_the_code() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "make_reference.py"), "--check"], capture_output=True, text=True
    )

    assert done.returncode == 0, f"run `python tools/make_reference.py`\n{done.stdout}{done.stderr}"


def test_every_command_and_every_ready_query_has_its_section() -> None:
    from kg.cli import COMMANDS
    from kg.ready import ready_queries

    assert [name for name in COMMANDS if f"\n## kg {name}\n" not in _page("reference/commands")] == []
    assert [name for name in ready_queries() if f"\n## {name}\n" not in _page("reference/queries")] == []


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    kg.build(ROOT / "seeds" / "2018-03-08-us-steel-aluminum.txt", out=folder, jobs=1, with_open=True)
    return folder


@pytest.mark.parametrize("file", ["statements.jsonl", "entities.jsonl", "open.jsonl"])
def test_the_page_of_formats_names_the_keys_of_a_file_in_their_order(file: str, build: Path) -> None:
    row = json.loads((build / file).read_text(encoding="utf-8").splitlines()[0])

    assert _named(file) == list(row)


def test_the_page_of_formats_names_the_keys_of_an_object_and_a_run(build: Path) -> None:
    row = json.loads((build / "statements.jsonl").read_text(encoding="utf-8").splitlines()[0])
    cell = next(line for line in _section("statements.jsonl") if line.startswith("| `object`"))

    assert CODE.findall(cell)[1:] == list(row["object"])
    assert _named("run.json") == list(json.loads((build / "run.json").read_text(encoding="utf-8")))


def test_the_page_of_formats_names_every_file_of_a_build(build: Path) -> None:
    text = _page("reference/files")

    assert [path.name for path in build.iterdir() if f"`{path.name}" not in text] == []


def test_the_page_of_formats_names_the_columns_of_decisions_and_the_keys_of_gold() -> None:
    from kg.decisions import COLUMNS

    assert _named("decisions.csv") == list(COLUMNS)
    assert set(_named("Gold")) == _PASSAGE_KEYS | _STATEMENT_KEYS


def test_the_page_of_the_gazetteer_names_its_columns_and_suffixes() -> None:
    named = set(CODE.findall(_page("reference/gazetteer")))

    assert [column for column in ENTITY_COLUMNS if column not in named] == []
    assert [kind for kind in NameKind if kind is not NameKind.NAME and f"@{kind.value}" not in named] == []


@pytest.mark.parametrize("file", LEXICON, ids=lambda path: path.name)
def test_the_page_of_the_lexicon_names_the_columns_of_a_file(file: Path) -> None:
    header = file.read_text(encoding="utf-8").splitlines()[0].split(",")

    assert _named(file.name, page="reference/lexicon")[: len(header)] == header


def test_the_page_of_the_lexicon_names_every_slot_and_every_need() -> None:
    named = set(CODE.findall("\n".join(_section("triggers.csv", "reference/lexicon"))))

    assert sorted({*SLOTS, *(need.value for need in Needs)} - named) == []


def _page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def _section(title: str, page: str = "reference/files") -> list[str]:
    """The lines between the heading `title` and the next of its level."""
    return _page(page).split(f"\n## {title}\n")[1].split("\n## ")[0].splitlines()


def _named(title: str, page: str = "reference/files") -> list[str]:
    """The names in the first cells of a section's tables, in order."""
    return [name for cells in _first_cells(_section(title, page)) for name in CODE.findall(cells)]


def _first_cells(lines: list[str]) -> Iterator[str]:
    return (line.split("|")[1] for line in lines if line.startswith("| `"))
