"""What `kg` offers to Python programs, and that it says so."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import kg

ROOT = Path(__file__).parent.parent
IMPORT = re.compile(r"from (kg\.[\w.]+) import ([\w, ]+)")
PUBLIC = ("build", "extract", "network", "open")


def test_the_public_names_are_declared() -> None:
    assert tuple(kg.__all__) == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_function_is_callable_documented_and_typed(name: str) -> None:
    function = getattr(kg, name)

    assert callable(function)
    assert inspect.getdoc(function)
    assert "return" in function.__annotations__


@pytest.mark.parametrize("name", PUBLIC)
def test_only_the_subject_of_a_public_function_is_positional(name: str) -> None:
    parameters = list(inspect.signature(getattr(kg, name)).parameters.values())

    assert {parameter.kind for parameter in parameters[1:]} <= {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("name", ["extract", "network"])
def test_importing_the_module_of_the_same_name_leaves_the_function(name: str) -> None:
    importlib.import_module(f"kg.{name}")

    assert inspect.isfunction(getattr(kg, name))


@pytest.mark.parametrize("module", ["kg.api", "kg.notebook"])
def test_the_examples_in_docstrings_are_true(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))

    assert result.attempted > 0
    assert result.failed == 0


def test_every_method_of_an_opened_build_is_documented() -> None:
    build = type(kg.open())
    public = [
        member for name, member in vars(build).items() if not name.startswith("_") and name not in build.__slots__
    ]

    assert public
    assert [member for member in public if not inspect.getdoc(member)] == []


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import kg, sys; print(sorted({'spacy', 'rdflib', 'pandas', 'networkx', 'pyoxigraph'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_type_hints_are_shipped() -> None:
    assert (Path(str(kg.__file__)).parent / "py.typed").is_file()


def test_every_module_says_what_it_is() -> None:
    package = Path(str(kg.__file__)).parent
    files = [path for path in package.rglob("*.py") if path.read_text(encoding="utf-8").strip()]

    assert [path.name for path in files if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None] == []


def test_docs_and_notebooks_import_only_what_the_reference_names() -> None:
    reference = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    pages = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("notebooks/*.ipynb"), ROOT / "README.md"]
    lines = {line for page in pages for line in IMPORT.findall(page.read_text(encoding="utf-8"))}
    used = {f"{module}.{name.strip()}" for module, names in lines for name in names.split(",")}

    assert used
    assert sorted(name for name in used if f"\n### {name}\n" not in reference) == []


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    released = re.search(r"^date-released: (\S+)$", citation, re.MULTILINE)
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert released is not None
    assert f"\nversion: {project['version']}\n" in citation
    assert f"\n## {project['version']} - {released[1]}\n" in changes
