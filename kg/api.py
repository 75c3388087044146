"""What a Python program calls: `build` and `extract`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from kg.model import BASE_IRI, DEFAULT_MIN_CONFIDENCE, Document, DocumentResult, Statement, merged_statements
from kg.pipeline.build import Build
from kg.pipeline.build import build as _build
from kg.pipeline.options import DEFAULT_MODEL, Options


class _Extractor(Protocol):
    def pipe(self, documents: Iterable[Document]) -> Iterable[DocumentResult]: ...


def build(
    paths: Path | str | Iterable[Path | str],
    *,
    out: Path | str,
    model: str = DEFAULT_MODEL,
    gazetteers: Iterable[Path | str] = (),
    decisions: Path | str | None = None,
    min_confidence: float = DEFAULT_MIN_CONFIDENCE,
    prune: bool = False,
    base_iri: str = BASE_IRI,
    jobs: int = 0,
    seconds: float = 60.0,
    allow_private: bool = False,
    with_open: bool = False,
) -> Build:
    """Build the graph of the documents at `paths`, files or folders, in the folder `out`; like ``kg build``.

    Texts that begin with ``https://`` or ``http://`` are fetched, from private addresses only with `allow_private`.

    A second build with the same `out` reads only what is new or changed. `decisions` is a file as ``kg review`` writes
    it, of which entities are the same. `jobs` is the number of worker processes, 0 for one a processor; `seconds`
    limits the time for a document; `with_open` writes ``open.jsonl``, too. Returns what was done: ``.summary`` with the
    counts, ``.progress.skipped`` with what gave nothing and why.

    Raises:
        KgError: there is nothing to read, the model is not installed, or `out` cannot be written.

    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "note.txt").write_text("Canada opposes the U.S. tariffs on steel.")
    >>> build(folder, out=folder / "out", jobs=1).summary.documents
    1
    """
    options = Options(
        model=model,
        gazetteers=tuple(Path(path) for path in gazetteers),
        decisions=_path(decisions),
        min_confidence=min_confidence,
        prune=prune,
        base_iri=base_iri,
        jobs=jobs,
        seconds=seconds,
        allow_private=allow_private,
        with_open=with_open,
    )
    return _build([paths] if isinstance(paths, (str, Path)) else paths, out=out, options=options)


def extract(
    text: str,
    *,
    model: str = DEFAULT_MODEL,
    gazetteers: Iterable[Path | str] = (),
    decisions: Path | str | None = None,
    min_confidence: float = DEFAULT_MIN_CONFIDENCE,
) -> list[Statement]:
    """The statements of `text`, sorted by their place in it. The model stays loaded for the next call.

    Raises:
        ModelError: the model is not installed.

    >>> (statement,) = extract("Canada opposes the U.S. tariffs on steel.")
    >>> statement.subject.label, statement.predicate, statement.object.instrument
    ('Canada', 'opposes', 'tariff')
    """
    extractor = _loaded(model, tuple(Path(path) for path in gazetteers), _path(decisions))
    (result,) = extractor.pipe([Document("text", text)])
    return merged_statements(s for s in result.statements if s.confidence >= min_confidence)


@lru_cache(maxsize=2)
def _loaded(model: str, gazetteers: tuple[Path, ...], decisions: Path | None) -> _Extractor:
    from kg.extract import Extractor

    extractor: _Extractor = Extractor.load(model=model, gazetteers=gazetteers, decisions=decisions)
    return extractor


def _path(path: Path | str | None) -> Path | None:
    return None if path is None else Path(path)
