"""Companies, organisations and named instruments: the data, and how the instruments are found in words."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from kg.data import ontology_path
from kg.errors import DataError
from kg.gazetteer import load_gazetteer
from kg.gazetteer_files import NameKind
from kg.instruments import load_lists
from kg.model import EntityType, entity_id
from kg.ontology import load_ontology

FILES = {"companies.csv": EntityType.COMPANY, "organizations.csv": EntityType.ORGANIZATION}


def rows(name: str) -> list[dict[str, str]]:
    with ontology_path("gazetteer", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(text: str) -> list[str]:
    return [found.value.label for found in load_lists().match(text.split())]


# ------------------------------------------------------------------------------- companies and organisations


def test_there_are_at_least_450_companies_and_organisations() -> None:
    assert sum(len(rows(name)) for name in FILES) >= 450


@pytest.mark.parametrize("name", FILES)
def test_ids_are_made_from_labels_and_rows_are_sorted(name: str) -> None:
    found = [row["id"] for row in rows(name)]
    assert found == [entity_id(FILES[name], row["label"]) for row in rows(name)]
    assert found == sorted(set(found))


@pytest.mark.parametrize("name", FILES)
def test_every_row_names_a_known_country_or_bloc(name: str) -> None:
    known = load_gazetteer().entities
    assert [row["id"] for row in rows(name) if row["country"] not in known] == []


@pytest.mark.parametrize("name", FILES)
def test_a_name_belongs_to_one_company_or_organisation(name: str) -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(name):
        for part in [row["label"], *filter(None, row["aliases"].split("|"))]:
            owners[part.partition("@")[0]].add(row["id"])
    assert {text: ids for text, ids in owners.items() if len(ids) > 1} == {}


def test_wikidata_ids_stand_for_one_entity_each() -> None:
    ids = Counter(row["wikidata"] for name in FILES for row in rows(name) if row["wikidata"])
    assert [key for key, count in ids.items() if count > 1 or not re.fullmatch("Q[1-9][0-9]*", key)] == []


@pytest.mark.parametrize(
    ("alias", "label"),
    [
        ("TSMC", "Taiwan Semiconductor Manufacturing Company"),
        ("Toshiba", "Toshiba Corp"),
        ("Airbus Industrie", "Airbus"),
        ("Federation of Economic Organizations", "Keidanren"),
        ("BDI", "Federation of German Industries"),
        ("AFL-CIO", "AFL-CIO"),
        ("Xinhua", "Xinhua News Agency"),
        ("CSIS", "Center for Strategic and International Studies"),
        ("LDP", "Liberal Democratic Party"),
    ],
)
def test_aliases_lead_to_the_entity(alias: str, label: str) -> None:
    gazetteer = load_gazetteer()
    assert label in {gazetteer.entities[name.entity].label for name in gazetteer.names if name.text == alias}


@pytest.mark.parametrize(
    "text",
    ["Apple", "Shell", "Ford", "U.S. Steel", "British Steel", "Law and Justice", "ON Semiconductor", "China Mobile"],
)
def test_names_that_are_also_common_words_keep_their_capitals(text: str) -> None:
    kinds = {name.kind for name in load_gazetteer().names if name.text == text}
    assert kinds == {NameKind.CASE_SENSITIVE}


# ------------------------------------------------------------------------------------------ named instruments


def test_there_are_at_least_a_hundred_named_instruments() -> None:
    assert len(load_lists().by_id) >= 100


def test_bodies_and_countries_of_lists_are_entities() -> None:
    known = load_gazetteer().entities
    for row in load_lists().by_id.values():
        assert row.body is None or row.body in known, row.id
        assert row.country is None or row.country in known, row.id


def test_every_list_is_an_instrument_of_the_ontology_with_a_definition() -> None:
    for row in load_lists().by_id.values():
        assert row.instrument in load_ontology().instruments, row.id
        assert row.definition.endswith("."), row.id


@pytest.mark.parametrize(
    ("label", "instrument", "body"),
    [
        ("Entity List", "entityListing", "Bureau of Industry and Security"),
        ("SDN List", "sanction", "Office of Foreign Assets Control"),
        ("Section 301", "disputeCase", "Office of the U.S. Trade Representative"),
        ("GSP", "tradePreference", "Office of the U.S. Trade Representative"),
        ("CCL", "exportControl", "Bureau of Industry and Security"),
        ("Unreliable Entity List", "entityListing", "Ministry of Commerce"),
        ("CBAM", "tariff", "European Commission"),
    ],
)
def test_the_best_known_lists_have_their_instrument_and_body(label: str, instrument: str, body: str) -> None:
    found = load_lists().get(label)
    assert found is not None
    assert found.body is not None
    assert (found.instrument, load_gazetteer().entities[found.body].label) == (instrument, body)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("put on the Commerce Department 's Entity List", ["Entity List"]),
        ("put on the entity list", ["Entity List"]),
        ("most - favored - nation status", ["most favoured nation status"]),
        ("most favoured nation treatment", ["most favoured nation status"]),
        ("voluntary restraint agreements", ["voluntary restraint agreement"]),
        ("Section 301 tariffs and Section 232", ["Section 301 tariffs", "Section 232"]),
        ("goods under the EAR", ["Export Administration Regulations"]),
        ("Smoot-Hawley", ["Tariff Act of 1930"]),
        ("Unreliable Entity List", ["Unreliable Entity List"]),
        ("an entity on a list", []),
        ("in one ear", []),
        ("Section 12", []),
    ],
)
def test_named_instruments_are_found_in_words(text: str, labels: list[str]) -> None:
    assert named(text) == labels


def test_every_name_of_a_list_finds_that_list() -> None:
    lists = load_lists()
    for row in lists.by_id.values():
        for text in (row.label, *row.aliases):
            assert lists.get(text) is row, text


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("list/a,A list,tarif,,,,What it is.", "no instrument 'tarif'"),
        ("list/a,,tariff,,,,What it is.", "id or label is missing"),
        ("list/a,A list,tariff,,,Alist@short,What it is.", "its kind is not one of"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "lists.csv"
    path.write_text(f"id,label,instrument,body,country,aliases,definition\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"lists\.csv:2: .*{message}"):
        load_lists(path)
