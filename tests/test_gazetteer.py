"""The gazetteer's reader: what it understands, what it refuses, and how fast it is."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from kg.errors import DataError
from kg.gazetteer import Gazetteer, Name, NameKind, covers, load_gazetteer
from kg.model import EntityType

HEAD = "id,label,type,country,wikidata,identifiers,aliases,since,until\n"
ENTITIES = HEAD + (
    "entity/country/freedonia,Freedonia,Country,,Q1,,Freedonian@adj|Port Free@metonym|F.D.@abbr,,\n"
    "entity/country/old-freedonia,Old Freedonia,Country,,,,Freedonian@adj,1900-01-01,1950-06-01\n"
    "entity/bloc/league,League,Bloc,,,,League@cs,,\n"
    "entity/governmentbody/ministry-of-trade-freedonia,Ministry of Trade,GovernmentBody,entity/country/freedonia,,,"
    "Trade Ministry,,\n"
    "entity/person/ada-berg,Ada Berg,Person,entity/country/freedonia,,,Berg@surname,,\n"
    "entity/person/otto-lind,Otto Lind,Person,entity/country/freedonia,,,,,\n"
)
TERMS = (
    "id,titles,body,country,holder,person,since,until\n"
    "office/fd-trade,Trade Minister|Minister of Trade,entity/governmentbody/ministry-of-trade-freedonia,"
    "entity/country/freedonia,Otto Lind,entity/person/otto-lind,2001-05-01,\n"
    "office/fd-trade,Trade Minister,entity/governmentbody/ministry-of-trade-freedonia,"
    "entity/country/freedonia,Ada Berg,entity/person/ada-berg,1999-01-01,2001-05-01\n"
)
MEMBERSHIPS = (
    "member,bloc,since,until\n"
    "entity/country/old-freedonia,entity/bloc/league,1920,1950-06\n"
    "entity/country/freedonia,entity/bloc/league,1950-06-01,\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "gazetteer"
    own.mkdir()
    (own / "things.csv").write_text(ENTITIES, encoding="utf-8")
    (own / "offices.csv").write_text(TERMS, encoding="utf-8")
    (own / "memberships.csv").write_text(MEMBERSHIPS, encoding="utf-8")
    return own


@pytest.fixture
def small(folder: Path) -> Gazetteer:
    return load_gazetteer(folder=folder)


def names_of(gazetteer: Gazetteer, entity: str) -> set[tuple[str, NameKind]]:
    return {(name.text, name.kind) for name in gazetteer.names if name.entity == entity}


def test_every_alias_keeps_its_kind_and_the_label_is_a_name(small: Gazetteer) -> None:
    assert names_of(small, "entity/country/freedonia") == {
        ("Freedonia", NameKind.NAME),
        ("Freedonian", NameKind.ADJECTIVE),
        ("Port Free", NameKind.METONYM),
        ("F.D.", NameKind.ABBREVIATION),
    }


def test_an_alias_that_repeats_the_label_says_how_the_label_is_matched(small: Gazetteer) -> None:
    assert names_of(small, "entity/bloc/league") == {("League", NameKind.CASE_SENSITIVE)}


def test_adjectives_seats_and_surnames_are_no_alternative_labels(small: Gazetteer) -> None:
    assert small.entities["entity/country/freedonia"].aliases == ("F.D.",)
    assert small.entities["entity/person/ada-berg"].aliases == ()


def test_the_names_of_a_dated_entity_carry_its_dates(small: Gazetteer) -> None:
    adjectives = [name for name in small.names if name.text == "Freedonian"]
    assert adjectives == [
        Name("Freedonian", "entity/country/freedonia", NameKind.ADJECTIVE, "", ""),
        Name("Freedonian", "entity/country/old-freedonia", NameKind.ADJECTIVE, "1900-01-01", "1950-06-01"),
    ]


@pytest.mark.parametrize(
    ("date", "holder"),
    [
        ("2000-06-30", "Ada Berg"),
        ("2001-04-30", "Ada Berg"),
        ("2001-05-01", "Otto Lind"),
        ("2001-04", "Ada Berg"),
        ("2024", "Otto Lind"),
        ("1998-12-31", None),
        ("2001", None),
    ],
)
def test_an_office_resolves_to_its_holder_on_the_day_and_to_nobody_where_the_date_leaves_two(
    small: Gazetteer, date: str, holder: str | None
) -> None:
    found = small.holder_of("office/fd-trade", date)
    assert (found.label if found else None) == holder


def test_an_unknown_office_has_no_holder(small: Gazetteer) -> None:
    assert small.holder_of("office/nowhere", "2000-01-01") is None


def test_titles_of_all_terms_belong_to_the_office_and_terms_are_in_order(small: Gazetteer) -> None:
    office = small.offices["office/fd-trade"]
    assert office.titles == ("Trade Minister", "Minister of Trade")
    assert [term.holder for term in office.terms] == ["Ada Berg", "Otto Lind"]
    assert office.body == "entity/governmentbody/ministry-of-trade-freedonia"


def test_a_person_holds_an_office_only_within_the_term(small: Gazetteer) -> None:
    assert [term.office for term in small.offices_held("entity/person/ada-berg", "1999-06-01")] == ["office/fd-trade"]
    assert small.offices_held("entity/person/ada-berg", "2005-01-01") == ()
    assert len(small.offices_held("entity/person/ada-berg")) == 1


def test_members_of_a_bloc_change_with_the_date(small: Gazetteer) -> None:
    assert [entity.label for entity in small.members("entity/bloc/league", "1930")] == ["Old Freedonia"]
    assert [entity.label for entity in small.members("entity/bloc/league", "1987-03-02")] == ["Freedonia"]
    assert [entity.label for entity in small.members("entity/bloc/league")] == ["Freedonia", "Old Freedonia"]
    assert [entity.label for entity in small.blocs_of("entity/country/freedonia", "1987")] == ["League"]
    assert small.blocs_of("entity/country/freedonia", "1949-12-31") == ()


@pytest.mark.parametrize(
    ("since", "until", "date", "expected"),
    [
        ("1990-10-03", "", "1990-10-02", False),
        ("1990-10-03", "", "1990-10-03", True),
        ("1990-10-03", "", "1990", True),
        ("1990-10-03", "", "1990-09", False),
        ("", "1990-10-03", "1990-10-03", False),
        ("", "1990-10-03", "1990-10", True),
        ("", "1990", "1990-01-01", False),
        ("", "1990", "1989", True),
        ("", "", "2026-11-24", True),
    ],
)
def test_a_span_includes_its_first_day_and_not_its_last(since: str, until: str, date: str, expected: bool) -> None:
    assert covers(since, until, date) is expected


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("entity/country/x,Xland,Countri,,,,,,", "unknown type 'Countri'"),
        ("entity/country/x,,Country,,,,,,", "no label"),
        ("Xland,Xland,Country,,,,,,", "id 'Xland' is not of the form"),
        ("entity/country/x,Xland,Country,,17,,,,", "'17' is not a Wikidata id"),
        ("entity/country/x,Xland,Country,,,wikidata:Q17,,,", "'wikidata:Q17' is not an absolute IRI"),
        ("entity/country/x,Xland,Country,,,,Xlandic@demonym,,", "unknown kind 'demonym'"),
        ("entity/country/x,Xland,Country,,,,A||B,,", "an empty alias"),
        ("entity/country/x,Xland,Country,,,,A|B|A,,", "the same alias twice"),
        ("entity/country/x,Xland,Country,,,,,1990-13-01,", "'1990-13-01' is not a date"),
        ("entity/country/x,Xland,Country,,,,,1990,1980", "ends (1980) before it starts (1990)"),
        ("entity/country/x,Xland,Country,entity/country/y,,,,,", "no entity 'entity/country/y'"),
        ("entity/country/x,Xland,Country,,Q1,,,,", "already belongs to entity/country/freedonia"),
        ("entity/bloc/league,League,Bloc,,,,,,", "entity/bloc/league stands twice; first in"),
        ("entity/country/x,Xland,Country", "3 cells for 9 columns"),
        ('entity/country/x,"Xland"s,Country,,,,,,', "not well-formed CSV"),
    ],
)
def test_a_mistake_in_an_entity_file_is_reported_with_file_and_line(folder: Path, line: str, message: str) -> None:
    path = folder / "wrong.csv"
    path.write_text(HEAD + "entity/country/fine,Fine,Country,,,,,,\n" + line + "\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_gazetteer(folder=folder)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}:3: ")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("offices.csv", TERMS + "office/fd-x,X,,entity/country/freedonia,Nobody,entity/person/no,,\n", "no entity"),
        ("offices.csv", TERMS + "office/fd-x,X,,,Ada Berg,entity/person/ada-berg,,\n", "body or country"),
        ("memberships.csv", MEMBERSHIPS + "entity/country/freedonia,entity/bloc/none,,\n", "no entity"),
        ("memberships.csv", MEMBERSHIPS + ",entity/bloc/league,,\n", "needs member and bloc"),
    ],
)
def test_a_mistake_in_offices_or_memberships_is_reported_with_file_and_line(
    folder: Path, name: str, text: str, message: str
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_gazetteer(folder=folder)
    assert message in str(caught.value)
    assert caught.value.line == len(text.splitlines())


def test_an_unknown_column_is_an_error_and_not_skipped(folder: Path) -> None:
    (folder / "wrong.csv").write_text("label,type,alias\nX,Country,Y\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"wrong\.csv:1: unknown column 'alias'"):
        load_gazetteer(folder=folder)


def test_a_users_csv_needs_only_label_and_type_and_gets_an_id(folder: Path, tmp_path: Path) -> None:
    extra = tmp_path / "mine.csv"
    extra.write_text("label,type,aliases\nAcme Widgets,Company,Acme|AW@abbr\n", encoding="utf-8")
    entity = load_gazetteer([extra], folder=folder).entities["entity/company/acme-widgets"]
    assert (entity.label, entity.type, entity.aliases) == ("Acme Widgets", EntityType.COMPANY, ("Acme", "AW"))


def test_a_users_line_with_a_known_identifier_adds_to_the_known_entity(folder: Path, tmp_path: Path) -> None:
    extra = tmp_path / "mine.csv"
    extra.write_text("label,type,wikidata,aliases\nRepublic of Freedonia,Country,Q1,Fredonia\n", encoding="utf-8")
    gazetteer = load_gazetteer([extra], folder=folder)
    entity = gazetteer.entities["entity/country/freedonia"]
    assert entity.label == "Republic of Freedonia"
    assert set(entity.aliases) == {"F.D.", "Freedonia", "Fredonia"}
    assert ("Fredonia", NameKind.NAME) in names_of(gazetteer, "entity/country/freedonia")
    assert "entity/country/republic-of-freedonia" not in gazetteer.entities


def test_a_users_line_may_not_change_the_type_of_a_known_entity(folder: Path, tmp_path: Path) -> None:
    extra = tmp_path / "mine.csv"
    extra.write_text("id,label,type\nentity/bloc/league,League,Company\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.csv:2: entity/bloc/league is a Bloc, not a Company"):
        load_gazetteer([extra], folder=folder)


TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tkg: <https://w3id.org/tradekg/ontology#> .
@prefix ex: <https://example.org/vocabulary/> .

ex:acme a tkg:Company ; skos:prefLabel "Acme Widgets"@en, "Acme Gadget"@de ; skos:altLabel "Acme", "Acme @ Work" ;
    skos:exactMatch <http://www.wikidata.org/entity/Q99> .
ex:fd a <https://schema.org/Country> ; skos:prefLabel "Freedonia" ; skos:altLabel "Fredonia"@en-GB ;
    skos:exactMatch <http://www.wikidata.org/entity/Q1> .
"""


def test_skos_turtle_gives_labels_in_english_and_exact_matches(folder: Path, tmp_path: Path) -> None:
    extra = tmp_path / "mine.ttl"
    extra.write_text(TURTLE, encoding="utf-8")
    gazetteer = load_gazetteer([extra], folder=folder)
    acme = gazetteer.entities["entity/company/acme-widgets"]
    assert acme.aliases == ("Acme", "Acme @ Work")
    assert acme.identifiers == ("http://www.wikidata.org/entity/Q99", "https://example.org/vocabulary/acme")
    assert "Fredonia" in gazetteer.entities["entity/country/freedonia"].aliases


@pytest.mark.parametrize(
    ("turtle", "line", "message"),
    [
        (TURTLE + "ex:odd skos:prefLabel 'Odd' .\n", 9, "says not what it is"),
        (TURTLE + "ex:odd a tkg:Company ; skos:prefLabel 'Komisch'@de .\n", 9, "no skos:prefLabel in English"),
        (TURTLE + "ex:odd a tkg:Company skos:prefLabel .\n", 9, "not well-formed Turtle"),
        ("@prefix ex: <https://example.org/> .\nex:a ex:b ex:c .\n", None, "no skos:prefLabel"),
    ],
)
def test_a_mistake_in_turtle_is_reported_with_its_line(
    folder: Path, tmp_path: Path, turtle: str, line: int | None, message: str
) -> None:
    extra = tmp_path / "mine.ttl"
    extra.write_text(turtle, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_gazetteer([extra], folder=folder)
    assert message in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("mine.json", b"[]", "a gazetteer is a .csv or a .ttl file"),
        ("mine.csv", b"label,type\nCaf\xe9,Company\n", "is not UTF-8"),
        ("absent.csv", None, "cannot be read"),
        ("absent.ttl", None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_gazetteer_is_refused_by_name(
    folder: Path, tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load_gazetteer([path], folder=folder)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_fifty_thousand_aliases_load_in_a_small_multiple_of_what_reading_the_file_takes(tmp_path: Path) -> None:
    lines = [
        f"entity/company/made-up-{i},Made Up {i},Company,,,,Made {i}|M{i}@abbr|Up {i} Corp|The Made Up {i},,\n"
        for i in range(10_000)
    ]
    path = tmp_path / "many.csv"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    ratios = []
    for _ in range(3):
        start = time.process_time()
        gazetteer = load_gazetteer(folder=tmp_path)
        loaded = time.process_time()
        with path.open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.DictReader(file)) == len(lines)
        ratios.append((loaded - start) / (time.process_time() - loaded))
    assert len(gazetteer.names) == 50_000
    assert min(ratios) < 15
