"""The ready queries: each gives its known answer on a small graph, with Oxigraph and with rdflib alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from query_graph import world

from kg.errors import DataError, QueryError
from kg.query import select
from kg.rdf import nquads, result_quads
from kg.ready import read_query, ready_queries, ready_query
from kg.store import OpenStore, memory_store
from kg.tabular import short

Rows = list[tuple[str, ...]]

EASE = "easing of export control on semiconductors, by United States, towards China"
DELIST = "removal of entity listing, by United States, towards China"
CONTROL = "export control on semiconductors, towards China"
STEEL = "tariff on steel, towards European Union"
QUOTA = "quota on steel, towards European Union"
US, EU = "United States", "European Union"
OWN = "US imposes its own tariff."
ANSWERED = f"retaliates against {US}"
CHAINS: Rows = [
    (US, QUOTA, "2018-03-08", EU, ANSWERED, "2018-06-22", "US imposes quota.", "EU retaliates."),
    (US, STEEL, "2018-03-08", EU, ANSWERED, "2018-06-22", "US imposes steel tariff.", "EU retaliates."),
]

ANSWERS: list[tuple[str, dict[str, str], Rows]] = [
    (
        "actors",
        {},
        [
            (US, "country", "", "9"),
            ("China", "country", "", "5"),
            ("Anna Berg", "person", "", "4"),
            (EU, "bloc", "", "3"),
            ("U.S. Commerce Department", "government body", US, "1"),
            ("chip makers", "group", "", "1"),
        ],
    ),
    (
        "affiliations-on",
        {"on": "2020"},
        [("Anna Berg", "U.S. Commerce Department", "2018-03-08", "U.S. Commerce Department")],
    ),
    ("affiliations-on", {}, [("Anna Berg", "Quay Institute", "2023-05-01", "Quay Institute")]),
    ("agreements", {}, [("2023-05-01", EU, US, "US and EU sign.")]),
    ("announced", {}, [("2025-10-30", US, "tkg:eases", CONTROL, "tkg:Intended", "US will ease chip control.")]),
    ("announced", {"since": "2025-10-31"}, []),
    (
        "changed-position",
        {},
        [
            (
                "Anna Berg",
                EASE,
                "against",
                "2022-10-07",
                "for",
                "2025-10-30",
                "Anna opposes easing.",
                "Anna now supports easing.",
            ),
        ],
    ),
    (
        "claims-by-source",
        {"source": "anna berg"},
        [
            ("2022-10-07", "Anna Berg", "tkg:opposes", EASE, "tkg:Affirmed", "tkg:Asserted", "Anna opposes easing."),
            ("2023-05-01", US, "tkg:eases", CONTROL, "tkg:Negated", "tkg:Asserted", "US did not ease."),
            (
                "2025-10-30",
                "Anna Berg",
                "tkg:supports",
                EASE,
                "tkg:Affirmed",
                "tkg:Asserted",
                "Anna now supports easing.",
            ),
            ("2025-10-30", "China", "tkg:seeks", DELIST, "tkg:Affirmed", "tkg:Expected", "China seeks delisting."),
        ],
    ),
    (
        "conflict-and-cooperation",
        {},
        [
            (US, EU, "2", "3"),
            ("China", US, "1", "3"),
            ("Anna Berg", "China", "1", "1"),
            ("Anna Berg", US, "1", "1"),
            (US, "China", "2", "0"),
            (EU, "China", "0", "1"),
            (EU, US, "0", "1"),
            ("U.S. Commerce Department", "China", "0", "1"),
            ("chip makers", "China", "1", "0"),
            ("chip makers", US, "1", "0"),
        ],
    ),
    (
        "contradictions",
        {},
        [("Anna Berg", EASE, "tkg:supports", "Anna now supports easing.", "tkg:opposes", "Anna opposes easing.")],
    ),
    ("controlled-goods", {}, [("U.S. Commerce Department", "semiconductors", "1", "2022-10-07")]),
    ("controlled-goods", {"instrument": "tradeBarrier"}, [(US, "steel", "2", "2018-03-08")]),
    ("corroboration", {}, [("China", "tkg:seeks", DELIST, "2", "2")]),
    ("corroboration", {"least": "3"}, []),
    (
        "delisting-since",
        {},
        [
            ("2025", "China", "tkg:seeks", DELIST, "China wants delisting."),
            ("2025-10-30", "China", "tkg:seeks", DELIST, "China seeks delisting."),
        ],
    ),
    ("delisting-since", {"since": "2025-06"}, [("2025-10-30", "China", "tkg:seeks", DELIST, "China seeks delisting.")]),
    (
        "demands-on",
        {"actor": "u.s."},
        [
            ("2025", "China", "tkg:seeks", DELIST, "tkg:Asserted", "China wants delisting."),
            ("2025-10-30", "China", "tkg:seeks", DELIST, "tkg:Expected", "China seeks delisting."),
        ],
    ),
    ("denied", {}, [("2023-05-01", US, "tkg:eases", CONTROL, "Anna Berg", "US did not ease.")]),
    ("disputes", {}, [("2023-05-01", EU, "dispute case, towards China", "China", "tkg:Asserted", "EU brings case.")]),
    ("doubtful", {}, [("0.3", "China", "tkg:retaliatesAgainst", US, "t", "China may hit US.")]),
    (
        "measures-in-force",
        {"by": "Washington", "against": "EU"},
        [("2018-03-08", US, "tkg:imposes", STEEL, "US imposes steel tariff.")],
    ),
    (
        "measures-in-force",
        {},
        [("2022-10-07", "U.S. Commerce Department", "tkg:imposes", CONTROL, "Commerce imposes chip control.")],
    ),
    ("meetings", {}, [("China", US, "2", "2023-05-01", "2025")]),
    ("most-contested", {}, [(EASE, "2", "1")]),
    ("opponents", {}, [("Anna Berg", "tkg:opposes", EASE, "2022-10-07", "Anna opposes easing.")]),
    ("opponents", {"change": "remove"}, []),
    (
        "positions-of",
        {"actor": "ANNA BERG"},
        [
            ("2022-10-07", "tkg:opposes", EASE, "tkg:Affirmed", "tkg:Asserted", "Anna opposes easing."),
            ("2025-10-30", "tkg:supports", EASE, "tkg:Affirmed", "tkg:Asserted", "Anna now supports easing."),
        ],
    ),
    ("retaliation-chains", {}, CHAINS),
    (
        "retaliation-chains",
        {"years": "3"},
        [
            *CHAINS,
            (
                "U.S. Commerce Department",
                CONTROL,
                "2022-10-07",
                "China",
                ANSWERED,
                "2025",
                "Commerce imposes chip control.",
                "China may hit US.",
            ),
        ],
    ),
    ("sources", {}, [("Anna Berg", "4", "3")]),
    (
        "stances-on-good",
        {"good": "Technology"},
        [
            ("Anna Berg", "tkg:opposes", "tkg:Affirmed", EASE, "2022-10-07", "Anna opposes easing."),
            ("Anna Berg", "tkg:supports", "tkg:Affirmed", EASE, "2025-10-30", "Anna now supports easing."),
            ("China", "tkg:criticizes", "tkg:Affirmed", CONTROL, "2022-10-07", "China opposes... no: criticizes."),
            ("chip makers", "tkg:supports", "tkg:Affirmed", EASE, "2022-10-07", "Makers support easing."),
        ],
    ),
    (
        "supporters",
        {},
        [
            ("Anna Berg", "tkg:supports", EASE, "2025-10-30", "Anna now supports easing."),
            ("chip makers", "tkg:supports", EASE, "2022-10-07", "Makers support easing."),
        ],
    ),
    (
        "supporters",
        {"change": "remove", "instrument": "exportControl"},
        [
            ("China", "tkg:seeks", DELIST, "2025", "China wants delisting."),
            ("China", "tkg:seeks", DELIST, "2025-10-30", "China seeks delisting."),
        ],
    ),
    ("threats-against", {"actor": "eu"}, [("2018-06-22", US, "tkg:threatens", EU, "US threatens EU.")]),
    (
        "timeline",
        {"since": "2018-06-22", "until": "2023"},
        [
            ("2018-06-22", EU, "tkg:retaliatesAgainst", US, "tkg:Asserted", "EU retaliates."),
            ("2018-06-22", US, "tkg:removes", QUOTA, "tkg:Asserted", "US removes quota."),
            (
                "2022-10-07",
                "U.S. Commerce Department",
                "tkg:imposes",
                CONTROL,
                "tkg:Asserted",
                "Commerce imposes chip control.",
            ),
            ("2022-10-07", US, "tkg:imposes", "tariff on steel, by United States", "tkg:Asserted", OWN),
        ],
    ),
    (
        "voices-of-country",
        {},
        [
            ("Anna Berg", "tkg:opposes", EASE, "tkg:Affirmed", "2022-10-07", "Anna opposes easing."),
            ("Anna Berg", "tkg:supports", EASE, "tkg:Affirmed", "2025-10-30", "Anna now supports easing."),
            (US, "tkg:threatens", EU, "tkg:Affirmed", "2018-06-22", "US threatens EU."),
        ],
    ),
]
IDS = [name + "".join(f"-{value}" for value in values.values()) for name, values, _ in ANSWERS]


@pytest.fixture(scope="module")
def quads() -> bytes:
    return nquads(result_quads(world()))


@pytest.fixture(scope="module")
def store(quads: bytes) -> Iterator[OpenStore]:
    with memory_store([quads]) as store:
        yield store


@pytest.fixture(scope="module")
def dataset(quads: bytes) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=quads.decode(), format="nquads")
    return dataset


@pytest.mark.parametrize(("name", "values", "answer"), ANSWERS, ids=IDS)
def test_oxigraph_gives_the_known_answer(store: OpenStore, name: str, values: dict[str, str], answer: Rows) -> None:
    table = select(store, ready_query(name).filled(values))
    assert [tuple(short(term) for term in row) for row in table.rows] == answer


@pytest.mark.parametrize(("name", "values", "answer"), ANSWERS, ids=IDS)
def test_rdflib_gives_the_known_answer(
    dataset: rdflib.Dataset, name: str, values: dict[str, str], answer: Rows
) -> None:
    rows = dataset.query(ready_query(name).filled(values))
    base = "https://w3id.org/tradekg/ontology#"
    found = [tuple("" if term is None else str(term).replace(base, "tkg:") for term in row) for row in rows]
    assert found == answer


def test_every_query_has_an_answer_in_these_tests_and_its_documentation() -> None:
    queries = ready_queries()
    assert len(queries) >= 20
    assert set(queries) == {name for name, _, answer in ANSWERS if answer}
    for query in queries.values():
        assert query.title != query.name
        assert query.description.endswith(".")
        assert all(parameter.description.endswith(".") for parameter in query.parameters)


@pytest.mark.parametrize("value", ['" } INSERT', "\\", "a\nb", "' || true", '"@en', "?x"])
def test_a_value_stays_a_value_whatever_it_holds(store: OpenStore, value: str) -> None:
    assert select(store, ready_query("positions-of").filled({"actor": value})).rows == ()


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("timeline", {"since": "yesterday"}, "not a date such as"),
        ("doubtful", {"below": "little"}, "not a number"),
        ("opponents", {"change": "easing"}, "no concept of the ontology; there is ease"),
        ("opponents", {"good": "steel"}, "has no parameter good; it has change, instrument"),
        ("actors", {"x": "1"}, "it has none"),
    ],
)
def test_a_wrong_parameter_is_named(name: str, values: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        ready_query(name).filled(values)


def test_an_unknown_name_brings_the_closest() -> None:
    with pytest.raises(QueryError, match="did you mean contradictions"):
        ready_query("contradiction")


@pytest.mark.parametrize(
    ("line", "message"),
    [("since day | From.", "NAME KIND"), ("since date | From.", r"no `VALUES \?since")],
)
def test_a_malformed_header_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(f"# title: Mine\n# parameter: {line}\nASK {{ ?s ?p ?o }}\n")
    with pytest.raises(DataError, match=message) as caught:
        read_query(path)
    assert f"{path}:2: " in str(caught.value)
