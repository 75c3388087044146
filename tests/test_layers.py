"""A document walks down through the layers, never back: a module imports only what stands before it here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kg"

LAYERS = {
    "records": "errors model data",
    "what may be said": "ontology words phrases lexicon events goods instruments predicates moves",
    "who may be named": "gazetteer_files gazetteer_skos gazetteer offices",
    "reading files": "read",
    "parsing": "attributes inference parse snapshot",
    "where names stand": "common_words name_index recognise places mentions capitals groups reading owners missions "
    "naming persons salience",
    "who is named": "coref incumbents descriptions unnamed facts resolve decisions",
    "extraction": "extract components",
    "graph": "rdf store query query_worker tabular ready endpoints",
    "networks": "selection network projections communities layout look",
    "measuring accuracy": "gold matching phenomena evaluate",
    "uses of a graph": "analyse report render export validation listing doubtful diff serve push",
    "whole flow": "pipeline explain",
    "for Python programs": "notebook opened magic api",
    "command line": "cli __main__",
}
"""The layers from first to last, each with its modules and packages; a module may import those before it."""

APART = [
    {"read", "parse"},
    {"read", "rdf", "extract"},
    {"read", "rdf", "resolve"},
    {"analyse", "render", "export", "validation"},
]
"""Stages that only the whole flow and the command line join."""

ORDER = list(chain.from_iterable(names.split() for names in LAYERS.values()))


def _module(path: Path) -> str:
    parts = ("kg", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_module(path): path for path in PACKAGE.rglob("*.py")}


def _unit(module: str) -> str:
    return module.split(".")[1] if "." in module else "kg"


def _imports(module: str) -> Iterator[tuple[int, str]]:
    """Line and unit of each import of another unit of the package, those inside functions and for types included."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            if name in MODULES and _unit(name) not in ("kg", _unit(module)):
                yield node.lineno, _unit(name)


def test_every_module_has_one_place_in_the_layers() -> None:
    assert sorted(ORDER) == sorted({_unit(module) for module in MODULES} - {"kg"})


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"kg"}))
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    own = ORDER.index(_unit(module))
    upwards = [f"{module}:{line} imports {unit}" for line, unit in _imports(module) if ORDER.index(unit) > own]

    assert upwards == []


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"kg"}))
def test_stages_do_not_import_each_other_sideways(module: str) -> None:
    sideways = [
        f"{module}:{line} imports {unit}"
        for line, unit in _imports(module)
        for stages in APART
        if {unit, _unit(module)} <= stages
    ]

    assert sideways == []


def test_the_package_itself_imports_only_what_python_programs_call() -> None:
    assert {unit for _, unit in _imports("kg")} <= set(LAYERS["for Python programs"].split())
