"""Where the ontology data lies: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from kg.errors import DataError

_CANDIDATES = (Path(__file__).parent / "_data" / "ontology", Path(__file__).parent.parent / "ontology")


def ontology_path(*parts: str) -> Path:
    """The path of a file or folder below ``ontology/``.

    Raises:
        DataError: the installation lacks it.
    """
    for root in _CANDIDATES:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise DataError("not in this installation; reinstall tradekg", path="/".join(("ontology", *parts)))
