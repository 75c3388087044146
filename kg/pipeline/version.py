"""What a result depends on besides the text: tradekg, model, ontology, lexicon and gazetteers, as one hash."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import kg
from kg.data import MODEL_PACKAGES, ontology_path
from kg.errors import DataError, ModelError
from kg.pipeline.options import Options
from kg.pipeline.pieces import Shape

_NOT_EXTRACTION = frozenset({"cli", "render", "pipeline"})


def model_folder(model: str) -> Path:
    """Where the spaCy model lies: `model` is the name of an installed package or a path.

    Raises:
        ModelError: there is no such model.
    """
    path = Path(model)
    if (path / "meta.json").is_file():
        return path
    for package in MODEL_PACKAGES.get(model, (model,)):
        spec = importlib.util.find_spec(package) if package.isidentifier() else None
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            if (Path(folder) / "meta.json").is_file():
                return Path(folder)
    raise ModelError(f"no spaCy model {model!r}: give the name of an installed one or the path of its folder")


def extraction_version(model: str | None, gazetteers: Iterable[Path], decisions: Path | None = None) -> str:
    """The hash; equal on two machines with the same installation.

    Raises:
        ModelError, DataError: the model, a gazetteer or the file of decisions is not there.
    """
    rolling = hashlib.sha256()
    files = [*_package_files("*.py", leave_out=_NOT_EXTRACTION), *sorted(ontology_path().rglob("*.*"))]
    if model is not None:
        files.append(model_folder(model) / "meta.json")
    for gazetteer in gazetteers:
        if not gazetteer.is_file():
            raise DataError("no such gazetteer file", path=gazetteer)
        files.append(gazetteer)
    if decisions is not None:
        if not decisions.is_file():
            raise DataError("no such file of decisions; begin one with kg review", path=decisions)
        files.append(decisions)
    for path in files:
        rolling.update(f"{path.name} {path.stat().st_size}\n".encode())
        rolling.update(path.read_bytes())
    for distribution in ("spacy", "thinc", "rensa"):
        rolling.update(installed(distribution).encode())
    return rolling.hexdigest()[:16]


def version_of(options: Options) -> str:
    """The version of what `options` have read, as the journal notes it of each document.

    Raises:
        ModelError, DataError: the model, a gazetteer or the file of decisions is not there.
    """
    version = extraction_version(options.model, options.gazetteers, options.decisions)
    return version + (" with open triples" if options.with_open else "")


def installed(distribution: str) -> str:
    """The version of an installed distribution, or "none"."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "none"


def shape_of(options: Options) -> Shape:
    """The shape of the outputs that `options` ask for."""
    return Shape(options.base_iri, options.min_confidence, package_hash())


@cache
def package_hash() -> str:
    """A hash over all files of the package: outputs written by another version are written anew."""
    rolling = hashlib.sha256()
    for path in _package_files("*.*", leave_out=frozenset({"__pycache__"})):
        rolling.update(path.read_bytes())
    return rolling.hexdigest()[:16]


def _package_files(pattern: str, *, leave_out: frozenset[str]) -> list[Path]:
    root = Path(kg.__file__).parent
    found = (path for path in root.rglob(pattern) if leave_out.isdisjoint(path.relative_to(root).parts))
    return sorted(path for path in found if path.is_file())
