"""From a parsed and resolved document to statements."""

from __future__ import annotations

from kg.extract.extractor import Extractor

__all__ = ["Extractor"]
