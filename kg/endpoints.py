"""Triple stores over HTTP: where each keeps its endpoints, and how a graph is put, dropped and counted there.

The protocols are the SPARQL 1.1 Graph Store HTTP Protocol and, where a store has none, SPARQL 1.1 Update. Virtuoso's
ways are its own: digest authentication, requests of limited size, `+` in queries read as a space unless they are
form-encoded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from urllib3.util.retry import Retry

from kg.errors import KgError

USER, PASSWORD, TOKEN = "KG_PUSH_USER", "KG_PUSH_PASSWORD", "KG_PUSH_TOKEN"
"""Environment variables with the credentials: user and password, or a bearer token."""
CHUNK = 10_000
"""Triples a request where a store takes a large graph only in parts."""
_COUNTED = 200
"""Graphs a query when counting; some stores cap the rows of an answer at 10,000."""


class PushError(KgError):
    """A triple store cannot be reached, refuses us, or answers what it should not."""


class Kind(StrEnum):
    """The stores whose endpoints are known."""

    OXIGRAPH = "oxigraph"
    VIRTUOSO = "virtuoso"
    FUSEKI = "fuseki"
    RDF4J = "rdf4j"
    GRAPHDB = "graphdb"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What a kind of store appends to its base URL; `graphs` is None where there is no Graph Store Protocol.

    `chunk` is the greatest number of triples a request, or None; `jobs` how many requests it takes at a time.
    """

    graphs: str | None
    query: str
    update: str
    chunk: int | None = None
    jobs: int = 4
    digest: bool = False


ENDPOINTS: Mapping[Kind, Endpoints] = {
    Kind.OXIGRAPH: Endpoints("/store", "/query", "/update"),
    Kind.VIRTUOSO: Endpoints(
        "/sparql-graph-crud-auth", "/sparql-auth", "/sparql-auth", chunk=CHUNK, jobs=1, digest=True
    ),
    Kind.FUSEKI: Endpoints("/data", "/query", "/update"),
    Kind.RDF4J: Endpoints("/rdf-graphs/service", "", "/statements"),
    Kind.GRAPHDB: Endpoints("/rdf-graphs/service", "", "/statements"),
    Kind.UPDATE: Endpoints(None, "", "", chunk=CHUNK),
}
_SERVERS = {"oxigraph": Kind.OXIGRAPH, "virtuoso": Kind.VIRTUOSO, "fuseki": Kind.FUSEKI, "graphdb": Kind.GRAPHDB}


class TripleStore:
    """A triple store at `base`. Requests are repeated after 429, 5xx and lost connections; each call may raise
    PushError.
    """

    def __init__(
        self, base: str, *, kind: Kind | None = None, query: str | None = None, retries: int = 6, backoff: float = 0.5
    ) -> None:
        self.base = _checked(base)
        self._retry = Retry(
            total=retries,
            backoff_factor=backoff,
            backoff_max=30,
            status_forcelist=(429, *range(500, 600)),
            allowed_methods=None,  # every request of ours may be repeated: PUT and POST of the same triples add nothing
            raise_on_status=False,
        )
        self._session = self._new_session(None)
        self.kind = kind or self._kind()
        self.endpoints = ENDPOINTS[self.kind]
        self._session = self._new_session(_credentials(digest=self.endpoints.digest))
        self._query = query or self.base + self.endpoints.query

    def _new_session(self, auth: AuthBase | None) -> requests.Session:
        session = requests.Session()
        adapter = HTTPAdapter(max_retries=self._retry, pool_maxsize=8)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        session.auth = auth
        session.headers["User-Agent"] = "tradekg"
        session.trust_env = not _is_local(self.base)  # a proxy of the environment cannot reach this machine's loopback
        return session

    def _kind(self) -> Kind:
        """The kind of store, by the URL or by what the server calls itself."""
        if "/repositories/" in self.base:
            return Kind.RDF4J
        server = self._send("GET", self.base + "/", accept=range(200, 500)).headers.get("Server", "")
        for name, kind in _SERVERS.items():
            if name in server.lower():
                return kind
        raise PushError(f"{self.base}: the server does not say what it is ({server or 'no name'}); give --kind")

    def put(self, graph: str, lines: Sequence[bytes]) -> None:
        """Make `graph` hold exactly the triples of the N-Triples `lines`."""
        chunk = self.endpoints.chunk or max(len(lines), 1)
        parts = [lines[start : start + chunk] for start in range(0, len(lines), chunk)] or [[]]
        if self.endpoints.graphs is None:
            self.update(f"DROP SILENT GRAPH <{_iri(graph)}>".encode())
            for part in parts:
                self.update(b"INSERT DATA { GRAPH <%b> {\n%b} }" % (_iri(graph).encode(), b"".join(part)))
            return
        for number, part in enumerate(parts):
            self._graph("PUT" if number == 0 else "POST", graph, b"".join(part))

    def drop(self, graph: str) -> None:
        """Remove `graph`; one that is not there is no error."""
        if self.endpoints.graphs is None:
            self.update(f"DROP SILENT GRAPH <{_iri(graph)}>".encode())
        else:
            self._graph("DELETE", graph, None)

    def _graph(self, method: str, graph: str, body: bytes | None) -> None:
        url = f"{self.base}{self.endpoints.graphs}?graph={quote(_iri(graph), safe='')}"
        accept = (200, 201, 202, 204, 404) if method == "DELETE" else (200, 201, 202, 204)
        self._send(method, url, body=body, headers={"Content-Type": "application/n-triples"}, accept=accept)

    def update(self, text: bytes) -> None:
        """Run a SPARQL Update."""
        url = self.base + self.endpoints.update
        self._send(
            "POST", url, body=text, headers={"Content-Type": "application/sparql-update"}, accept=(200, 202, 204)
        )

    def counts(self, graphs: Sequence[str]) -> dict[str, int]:
        """How many triples each of `graphs` holds there."""
        found = dict.fromkeys(graphs, 0)
        for start in range(0, len(graphs), _COUNTED):
            values = " ".join(f"<{_iri(graph)}>" for graph in graphs[start : start + _COUNTED])
            query = f"SELECT ?g (COUNT(*) AS ?n) {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
            for row in self.select(query):
                if "g" in row and row["g"]["value"] in found:
                    found[row["g"]["value"]] = int(row["n"]["value"])
        return found

    def select(self, query: str) -> Iterator[dict[str, Any]]:
        """The rows of a SELECT, as SPARQL results in JSON write them."""
        answer = self._send(
            "POST", self._query, form={"query": query}, headers={"Accept": "application/sparql-results+json"}
        )
        try:
            yield from answer.json()["results"]["bindings"]
        except (ValueError, KeyError, TypeError) as error:
            raise PushError(f"{self._query}: no SPARQL results in the answer; is this the query endpoint?") from error

    def _send(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Sequence[int] = (200,),
    ) -> requests.Response:
        try:
            answer = self._session.request(
                method,
                url,
                data=form if form is not None else body,
                headers=dict(headers or {}),
                timeout=(10, 300),
                allow_redirects=False,  # credentials and data go where the user said, nowhere else
            )
        except requests.exceptions.SSLError as error:
            raise PushError(f"{self.base}: the certificate was not accepted: {_reason(error)}") from error
        except requests.exceptions.RequestException as error:
            raise PushError(f"{self.base}: no answer: {_reason(error)}") from error
        if answer.status_code in accept:
            return answer
        if answer.status_code in (401, 403):
            raise PushError(f"{self.base}: access denied ({answer.status_code}); set {USER} and {PASSWORD}, or {TOKEN}")
        said = " ".join(answer.text[:300].split())
        raise PushError(f"{self.base}: {method} was answered with {answer.status_code} {answer.reason}: {said}")


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _credentials(*, digest: bool) -> AuthBase | None:
    if token := os.environ.get(TOKEN):
        return _Bearer(token)
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    if user is None or password is None:
        return None
    return HTTPDigestAuth(user, password) if digest else HTTPBasicAuth(user, password)


def _checked(base: str) -> str:
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PushError(f"{base!r} is no http or https URL of a triple store")
    if parts.username or parts.password:
        raise PushError(f"no user or password in the URL, where others can read them; set {USER} and {PASSWORD}")
    return base.rstrip("/")


def _is_local(base: str) -> bool:
    return urlsplit(base).hostname in ("localhost", "127.0.0.1", "::1")


def _iri(graph: str) -> str:
    """`graph`, which must not hold what would end an IRI in SPARQL."""
    if any(mark in graph for mark in '<>"{}|^`\\') or any(ord(mark) <= 32 for mark in graph):
        raise PushError(f"{graph!r} is no IRI")
    return graph


def _reason(error: BaseException) -> str:
    """The innermost cause, in one line."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return " ".join(str(error).split())[:200] or type(error).__name__
