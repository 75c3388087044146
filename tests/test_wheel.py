"""The wheel and the sdist: what they carry, and that the main job runs from the wheel alone."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEPENDENCIES = sysconfig.get_path("purelib")
SENTENCE = "Canada opposes the U.S. tariffs on steel."
CHECKOUT = ("kg", "ontology", "seeds", "pyproject.toml", "README.md", "LICENSE")


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


@pytest.fixture(scope="module", params=["*.whl", "*.tar.gz"], ids=["wheel", "sdist"])
def installed(request: pytest.FixtureRequest, distributions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with tradekg in it; what it depends on comes from the environment of the tests."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    (distribution,) = distributions.glob(request.param)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    (site,) = venv.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{DEPENDENCIES}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), "install", "-q"]
    # Again, though it seems to be there: where the tests run in an environment that has it, the file above shows it.
    alone = ["--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed"]
    subprocess.run([*pip, *alone, str(distribution)], check=True, capture_output=True, env=_clean_environment())
    return venv


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


def _offline_environment(folder: Path) -> dict[str, str]:
    """For commands that install: nothing is fetched, dependencies are those of the tests, all else lies in `folder`."""
    return {
        **_clean_environment(),
        "PYTHONPATH": DEPENDENCIES,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # the value by which pip turns the isolation off
        "PIP_IGNORE_INSTALLED": "1",
        "PIPX_HOME": str(folder / "pipx"),
        "PIPX_BIN_DIR": str(folder / "pipx-bin"),
        "PIPX_DEFAULT_PYTHON": sys.executable,
        "PIPX_DEFAULT_BACKEND": "pip",
        "PIPX_DISABLE_SHARED_LIBS_AUTO_UPGRADE": "1",
        "COLUMNS": "100",
    }


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


def test_the_main_job_runs_from_what_is_installed(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(SENTENCE, encoding="utf-8")
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
    _is_read(tmp_path / "out")


def _stand_in(folder: Path, requirement: str) -> None:
    """Write a wheel that fulfils `requirement`; instead of code it has the way to that of the tests' environment."""
    name = re.split(r"[<>=]", requirement)[0]
    version = importlib.metadata.version(name)
    stem = f"{name.replace('-', '_')}-{version}"
    files = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    way = f"{stem}.pth"
    record = "".join(f"{file},,\n" for file in (way, *(f"{stem}.dist-info/{file}" for file in (*files, "RECORD"))))
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        for file, content in {**files, "RECORD": record}.items():
            wheel.writestr(f"{stem}.dist-info/{file}", content)
        wheel.writestr(way, f"{DEPENDENCIES}\n")


def test_pipx_runs_the_wheel_without_installing_it(distributions: Path, tmp_path: Path) -> None:
    pytest.importorskip("pipx", reason="pipx is not installed")
    (wheel,) = distributions.glob("*.whl")
    (tmp_path / "note.txt").write_text(SENTENCE, encoding="utf-8")
    (tmp_path / "wheels").mkdir()
    for requirement in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]:
        _stand_in(tmp_path / "wheels", requirement)
    env = {**_offline_environment(tmp_path), "PIP_NO_DEPS": "0", "PIP_FIND_LINKS": str(tmp_path / "wheels")}
    done = subprocess.run(
        [sys.executable, "-m", "pipx", "run", "--spec", str(wheel), "tradekg", "build", "note.txt", "-o", "out"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    _is_read(tmp_path / "out")


def test_the_first_command_of_the_readme_runs_as_it_stands_in_a_checkout(tmp_path: Path) -> None:
    for name in CHECKOUT:
        (tmp_path / name).symlink_to(ROOT / name)
    command = (ROOT / "README.md").read_text(encoding="utf-8").split("```sh\n")[1].split("\n```")[0]
    done = subprocess.run(
        ["bash", "-ec", command], cwd=tmp_path, env=_offline_environment(tmp_path), capture_output=True, text=True
    )

    assert command.startswith("python3 -m venv .venv && ")
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob(".venv/lib/python*/site-packages/kg/__init__.py"))
    assert re.search(r"^documents +19 ", done.stderr, re.MULTILINE)
    assert (tmp_path / "out" / "graph.ttl").is_file()


def _is_read(out: Path) -> None:
    """The build in `out` has the one statement of `SENTENCE`."""
    (line,) = (out / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    statement = json.loads(line)
    assert (statement["subject"]["label"], statement["predicate"]) == ("Canada", "opposes")
    assert statement["object"]["instrument"] == "tariff"
