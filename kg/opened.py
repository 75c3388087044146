"""A build opened for reading: its graph as an rdflib Dataset, as records, as a network, and by SPARQL."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from kg.model import Document, Entity, Statement
from kg.query import Table, names_in, select
from kg.rdf import documents_from_quads, entities_from_quads, statements_from_quads
from kg.ready import read_query, ready_query
from kg.store import OpenStore, memory_store, open_store_at

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from rdflib import Dataset

    from kg.network import Filters


class Build:
    """A build's graph, read-only. Made by `open`; use it in a `with` block, or `close` it.

    A build that runs meanwhile does not change what is seen here; open again to see its result.
    """

    __slots__ = ("_store", "names", "path")

    def __init__(self, store: OpenStore, *, path: Path | None = None) -> None:
        self._store = store
        self.path = path
        self.names = names_in(store.inner)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Build {self.path or 'in memory'}: {len(self._store.inner)} quads>"

    def close(self) -> None:
        """Release the store."""
        self._store.close()

    @property
    def store(self) -> ox.Store:
        """The pyoxigraph store."""
        return self._store.inner

    @property
    def nquads_file(self) -> Path | None:
        """The N-Quads that the build left beside its store, if it did."""
        file = self.path / "graph.nq" if self.path else None
        return file if file and self._store.location is not None and file.is_file() else None

    @property
    def dataset(self) -> Dataset:
        """The graph as an rdflib Dataset over the store; its default graph is the union of all graphs.

        Queries given to it are Oxigraph's and are not checked as those of `query` are.
        """
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        dataset = Dataset(store=OxigraphStore(store=self.store), default_union=True)
        for prefix, namespace in self.names.prefixes().items():
            dataset.bind(prefix, namespace)
        return dataset

    def query(self, query: str, *, timeout: float | None = None, **parameters: object) -> pd.DataFrame:
        """The answer to `query`, SPARQL text or the name of a ready query with its `parameters`, as a DataFrame.

        Raises:
            QueryError: the query is malformed, forbidden or took longer than `timeout` seconds.
        """
        from kg.tabular import frame

        return frame(self.table(query, timeout=timeout, **parameters))

    def table(self, query: str, *, timeout: float | None = None, **parameters: object) -> Table:
        """As `query`, with the RDF terms as they are."""
        if query.replace("-", "").isalnum():
            ready = ready_query(query)
        elif query.endswith(".rq"):
            ready = read_query(Path(query))
        else:
            return select(self._store, query, timeout=timeout)
        text = ready.filled({name: str(value) for name, value in parameters.items()})
        return select(self._store, text, timeout=timeout)

    def statements(self) -> list[Statement]:
        """All statements, sorted."""
        return statements_from_quads(self.store, names=self.names)

    def entities(self) -> list[Entity]:
        """All actors with their aliases, sorted."""
        return entities_from_quads(self.store, names=self.names)

    def documents(self) -> list[Document]:
        """All documents, without their texts, sorted."""
        return documents_from_quads(self.store, names=self.names)

    def network(self, *, filters: Filters | None = None) -> nx.MultiDiGraph:
        """The network of the statements that pass `filters`, which a notebook shows; see `kg.network.network`."""
        from kg.notebook import network

        return network(self.statements(), entities=self.entities(), documents=self.documents(), filters=filters)


def open(path: str | Path | None = None) -> Build:
    """The build at `path`: a build's folder, its store, or an RDF file; an empty graph in memory where None.

    Raises:
        StoreError: there is no graph.
    """
    if path is None:
        return Build(memory_store())
    return Build(open_store_at(Path(path)), path=Path(path))
