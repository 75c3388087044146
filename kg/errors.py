"""Exceptions. Each message says what is wrong, where, and how to mend it."""

from __future__ import annotations

from pathlib import Path


class KgError(Exception):
    """Base of all errors that tradekg raises on purpose."""

    exit_code = 2


class DataError(KgError):
    """A data file (ontology, lexicon, gazetteer, decisions, gold) does not say what it must."""

    def __init__(self, message: str, *, path: Path | str | None = None, line: int | None = None) -> None:
        where = "" if path is None else f"{path}:{line}: " if line is not None else f"{path}: "
        super().__init__(where + message)
        self.path = path
        self.line = line


class InputError(KgError):
    """An input cannot be read, or there is nothing to read."""


class ModelError(KgError):
    """The spaCy model is missing or lacks a component that the pipeline needs."""


class StoreError(KgError):
    """An output folder or store cannot be opened, locked or written."""


class QueryError(KgError):
    """A SPARQL query is malformed, forbidden or took too long."""
