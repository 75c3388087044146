"""The wheel and the sdist: what they carry, and that the main job runs from the wheel alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, built from the sdist, and the sdist."""
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def installed(distributions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel in it; what it depends on comes from the environment of the tests."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    (wheel,) = distributions.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), "install", "-q", "--no-deps"]
    subprocess.run([*pip, "--no-index", str(wheel)], check=True, capture_output=True)
    (site,) = venv.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return venv


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


def test_the_wheel_carries_the_ontology_the_type_hints_and_nothing_else(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()

    for file in ("tradekg.ttl", "lexicon/triggers.csv", "gazetteer/countries.csv", "queries/opponents.rq"):
        assert f"kg/_data/ontology/{file}" in names
    assert "kg/py.typed" in names
    assert {name.split("/")[0] for name in names} == {"kg", "tradekg-0.1.0.dist-info"}


def test_the_sdist_carries_what_a_developer_needs(distributions: Path) -> None:
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}

    assert {"README.md", "CONTRIBUTING.md", "LICENSE", "pyproject.toml", "check", "tests/conftest.py"} <= names
    assert "seeds/2024-05-14-us-ev-tariffs.txt" in names


def test_the_main_job_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    text = tmp_path / "note.txt"
    text.write_text("Canada opposes the U.S. tariffs on steel.", encoding="utf-8")
    where = "import kg, kg.data; print(kg.__file__); print(kg.data.ontology_path('tradekg.ttl'))"
    found = subprocess.run(
        [installed / "bin" / "python", "-c", where],
        cwd=tmp_path,
        env=_clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    done = subprocess.run(
        [installed / "bin" / "kg", "build", "note.txt", "-o", "out"],
        cwd=tmp_path,
        env=_clean_environment(),
        capture_output=True,
        text=True,
    )

    assert all(line.startswith(str(installed)) for line in found.stdout.splitlines())
    assert done.returncode == 0, done.stderr
    (line,) = (tmp_path / "out" / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    statement = json.loads(line)
    assert (statement["subject"]["label"], statement["predicate"]) == ("Canada", "opposes")
    assert statement["object"]["instrument"] == "tariff"
