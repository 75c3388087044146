"""`%%sparql` in a notebook."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from IPython.core.error import UsageError
from IPython.testing.globalipapp import get_ipython

import kg
from kg.errors import QueryError
from kg.magic import SparqlMagic, read_line

WHO = "SELECT ?label { ?who tkg:opposes ?what . ?who rdfs:label ?label }"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("magic")
    (folder / "note.txt").write_text("Canada opposes the U.S. tariffs on steel.", encoding="utf-8")
    kg.build(folder / "note.txt", out=folder / "out", jobs=1)
    return str(folder / "out")


def test_a_cell_gives_a_data_frame(build: str) -> None:
    answer = SparqlMagic()(f"'{build}'", WHO)

    assert isinstance(answer, pd.DataFrame)
    assert answer["label"].tolist() == ["Canada"]


def test_the_build_named_last_is_asked_again(build: str) -> None:
    magic = SparqlMagic()
    magic(f"'{build}'", WHO)

    assert magic("", WHO)["label"].tolist() == ["Canada"]


def test_a_named_variable_takes_the_answer(build: str) -> None:
    magic = SparqlMagic()

    assert magic(f"'{build}' -o answer", WHO) is None
    assert magic.namespace["answer"]["label"].tolist() == ["Canada"]


def test_a_line_runs_a_ready_query_with_its_parameters(build: str) -> None:
    answer = SparqlMagic()(f"'{build}' -q positions-of -p actor=Canada")

    assert answer["object"].tolist() == ["tariff on steel, by United States"]


@pytest.mark.parametrize(
    ("line", "cell"),
    [("no/such/build", WHO), ("", None), ("-q opponents", WHO), ("--depth 3", WHO), ("-p change", WHO), ("'", WHO)],
)
def test_a_mistake_is_told_without_a_traceback(line: str, cell: str | None) -> None:
    with pytest.raises(UsageError):
        SparqlMagic()(line, cell)


def test_a_variable_needs_a_name_that_python_knows() -> None:
    with pytest.raises(QueryError, match="no name for a variable"):
        read_line("-o 'two words'")


def test_load_ext_makes_the_magic_known(build: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(build).parent)
    shell = get_ipython()
    shell.run_line_magic("load_ext", "kg")

    answer = shell.run_cell_magic("sparql", "", WHO)

    assert answer["label"].tolist() == ["Canada"]
