"""What the shipped gazetteer says: complete, consistent, and right where news depends on it."""

from __future__ import annotations

import importlib.util
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from kg.data import ontology_path
from kg.gazetteer import Gazetteer, NameKind, covers, load_gazetteer
from kg.gazetteer_files import read_entities
from kg.model import EntityType

ROOT = Path(__file__).parent.parent
LARGEST_TRADERS = (
    "united-states",
    "china",
    "germany",
    "japan",
    "netherlands",
    "south-korea",
    "hong-kong",
    "france",
    "italy",
    "united-kingdom",
    "mexico",
    "canada",
    "belgium",
    "singapore",
    "taiwan",
    "india",
    "russia",
    "spain",
    "united-arab-emirates",
    "vietnam",
    "switzerland",
    "poland",
    "australia",
    "malaysia",
    "brazil",
    "thailand",
    "saudi-arabia",
    "turkey",
    "indonesia",
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    """The script that derives countries.csv; it needs pycountry and rigour."""
    pytest.importorskip("rigour", reason="rigour, of the test extra, is not installed")
    path = ROOT / "benchmarks" / "build_countries.py"
    if not path.exists():
        pytest.skip("benchmarks/ is not beside the tests")
    spec = importlib.util.spec_from_file_location("build_countries", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def called(gazetteer: Gazetteer, text: str, date: str | None = None) -> set[str]:
    """The labels of the entities that bear a name on a date."""
    return {
        gazetteer.entities[name.entity].label
        for name in gazetteer.names
        if name.text == text and (date is None or covers(name.since, name.until, date))
    }


def entity(gazetteer: Gazetteer, label: str, country: str | None = None) -> str:
    found = [e.id for e in gazetteer.entities.values() if e.label == label and (not country or e.country == country)]
    assert len(found) == 1, f"{label}: {found}"
    return found[0]


def test_the_country_file_is_what_the_libraries_and_our_words_give(builder: ModuleType) -> None:
    assert builder.TARGET.read_text(encoding="utf-8") == builder.text()


def test_every_country_of_iso_3166_is_there_with_its_code(gazetteer: Gazetteer) -> None:
    import pycountry

    codes = {
        identifier.rpartition("/")[2]
        for e in gazetteer.entities.values()
        if e.type is EntityType.COUNTRY
        for identifier in e.identifiers
        if "iso3166" in identifier
    }
    assert codes == {country.alpha_2 for country in pycountry.countries}


@pytest.mark.parametrize(
    ("label", "wikidata"),
    [("Japan", "Q17"), ("Netherlands", "Q55"), ("Denmark", "Q35"), ("Soviet Union", "Q15180"), ("Taiwan", "Q865")],
)
def test_a_country_bears_its_own_wikidata_id_and_not_that_of_its_realm(
    gazetteer: Gazetteer, label: str, wikidata: str
) -> None:
    assert f"http://www.wikidata.org/entity/{wikidata}" in gazetteer.entities[entity(gazetteer, label)].identifiers


@pytest.mark.parametrize("country", LARGEST_TRADERS)
def test_each_large_trader_has_a_demonym_and_bodies_for_money_foreign_affairs_and_finance(
    gazetteer: Gazetteer, country: str
) -> None:
    key = f"entity/country/{country}"
    words = [name.text for name in gazetteer.names if name.entity == key and name.kind is NameKind.ADJECTIVE]
    assert words or country == "hong-kong"
    bodies = {e.id for e in gazetteer.entities.values() if e.type is EntityType.GOVERNMENT_BODY and e.country == key}
    names = {name.text.lower() for name in gazetteer.names if name.entity in bodies}
    assert any("bank" in name or "monetary" in name or "reserve" in name for name in names)
    if country not in ("hong-kong", "united-states"):
        assert any("foreign" in name or "external affairs" in name for name in names)
    assert any("financ" in name or "treasury" in name or "monetary" in name for name in names)


def test_there_are_at_least_four_hundred_bodies() -> None:
    kinds = Counter(row.entity.type for row in read_entities(ontology_path("gazetteer", "bodies.csv")))
    assert kinds[EntityType.GOVERNMENT_BODY] >= 400
    assert kinds[EntityType.INTERGOVERNMENTAL_ORGANIZATION] >= 50


@pytest.mark.parametrize(
    ("text", "date", "labels"),
    [
        ("Washington", None, {"United States"}),
        ("Peking", None, {"China"}),
        ("Downing Street", None, {"United Kingdom"}),
        ("Blue House", None, {"South Korea"}),
        ("Bonn", "1987-03-02", {"West Germany"}),
        ("Germany", "1987-03-02", {"West Germany"}),
        ("Germany", "2018-01-01", {"Germany"}),
        ("Moscow", "1987-03-02", {"Soviet Union"}),
        ("Kremlin", "2022-03-02", {"Russia"}),
        ("Brussels", "1987-03-02", {"European Community"}),
        ("Brussels", "2018-01-01", {"European Union"}),
        ("Dutch", None, {"Netherlands"}),
        ("Korean", None, {"South Korea"}),
        ("ROK", None, {"South Korea"}),
        ("EC", None, {"European Community"}),
        ("EU", None, {"European Union"}),
        ("Capitol Hill", None, {"U.S. Congress"}),
        ("Foggy Bottom", None, {"State Department"}),
        ("USTR", None, {"Office of the U.S. Trade Representative"}),
        ("EC Commission", None, {"European Commission"}),
        ("MOFCOM", None, {"Ministry of Commerce"}),
        ("G-7", None, {"Group of Seven"}),
        ("ASEAN", None, {"Association of Southeast Asian Nations"}),
        ("Trump", None, {"Donald Trump"}),
        ("Nakasone", None, {"Yasuhiro Nakasone"}),
        ("Ways and Means", None, {"House Ways and Means Committee"}),
    ],
)
def test_a_name_of_the_news_means_what_readers_take_it_for(
    gazetteer: Gazetteer, text: str, date: str | None, labels: set[str]
) -> None:
    assert called(gazetteer, text, date) == labels


@pytest.mark.parametrize(
    "text", ["Finance Ministry", "Foreign Ministry", "Trade Ministry", "central bank", "parliament"]
)
def test_a_generic_name_belongs_to_bodies_of_many_countries_once_each(gazetteer: Gazetteer, text: str) -> None:
    bearers = Counter(gazetteer.entities[name.entity].country for name in gazetteer.names if name.text == text)
    assert len(bearers) >= 10
    assert None not in bearers


def test_one_country_has_no_two_bodies_of_one_name_at_one_time(gazetteer: Gazetteer) -> None:
    bearers = defaultdict(list)
    for name in gazetteer.names:
        country = gazetteer.entities[name.entity].country
        if country and gazetteer.entities[name.entity].type is EntityType.GOVERNMENT_BODY:
            bearers[country, name.text].append(name)
    clashes = {
        (country, text): [name.entity for name in names]
        for (country, text), names in bearers.items()
        if any(
            (not a.until or a.until > b.since) and (not b.until or b.until > a.since)
            for i, a in enumerate(names)
            for b in names[i + 1 :]
        )
    }
    assert clashes == {}


@pytest.mark.parametrize(
    ("office", "date", "holder"),
    [
        ("office/us-president", "1987-04-17", "Ronald Reagan"),
        ("office/us-president", "2018-12-15", "Donald Trump"),
        ("office/us-president", "2025-01-19", "Joe Biden"),
        ("office/us-commerce-secretary", "1987-03-30", "Malcolm Baldrige"),
        ("office/us-commerce-secretary", "2018-05-19", "Wilbur Ross"),
        ("office/us-treasury-secretary", "1987-02-22", "James Baker"),
        ("office/us-secretary-of-state", "1990-02-09", "James Baker"),
        ("office/us-trade-representative", "1987-06-15", "Clayton Yeutter"),
        ("office/jp-prime-minister", "1987-10-20", "Yasuhiro Nakasone"),
        ("office/jp-miti-minister", "1987-04-01", "Hajime Tamura"),
        ("office/cn-commerce-minister", "2016-12-12", "Gao Hucheng"),
        ("office/uk-trade-and-industry-secretary", "1987-04-02", "Paul Channon"),
        ("office/eu-trade-commissioner", "1987-03-01", "Willy De Clercq"),
        ("office/imf-managing-director", "1987-01-20", "Michel Camdessus"),
        ("office/wto-director-general", "2020-12-01", None),
        ("office/us-fed-chair", "1987-08-11", "Alan Greenspan"),
        ("office/kr-minister-for-trade", "2007-04-02", "Kim Hyun-chong"),
        ("office/kr-trade-minister", "2018-03-26", "Kim Hyun-chong"),
    ],
)
def test_an_office_had_this_holder_on_that_day(
    gazetteer: Gazetteer, office: str, date: str, holder: str | None
) -> None:
    found = gazetteer.holder_of(office, date)
    assert (found.label if found else None) == holder


def test_an_office_has_never_two_holders_at_once(gazetteer: Gazetteer) -> None:
    overlaps = [
        (earlier.office, earlier.holder, later.holder)
        for office in gazetteer.offices.values()
        for earlier, later in pairwise(office.terms)
        if not earlier.until or earlier.until > later.since
    ]
    assert overlaps == []


def test_a_term_names_the_person_it_points_to(gazetteer: Gazetteer) -> None:
    terms = [term for office in gazetteer.offices.values() for term in office.terms]
    assert all(gazetteer.entities[term.person].label == term.holder for term in terms)
    assert len(terms) >= 500


def test_a_title_belongs_to_one_office_of_a_country_at_a_time(gazetteer: Gazetteer) -> None:
    holders = defaultdict(list)
    for office in gazetteer.offices.values():
        for title in office.titles:
            for term in office.terms:
                holders[office.country or office.body, title].append(term)
    clashes = {
        (key, a.office, b.office)
        for key, terms in holders.items()
        for a in terms
        for b in terms
        if a.office < b.office and (not a.until or a.until > b.since) and (not b.until or b.until > a.since)
    }
    assert clashes == set()


@pytest.mark.parametrize(
    ("bloc", "date", "inside", "outside"),
    [
        ("European Community", "1987-03-01", {"Spain", "West Germany", "United Kingdom"}, {"Austria", "Germany"}),
        ("European Union", "2019-06-01", {"United Kingdom", "Croatia", "Germany"}, {"Turkey", "Norway"}),
        ("European Union", "2021-06-01", {"Poland"}, {"United Kingdom"}),
        ("Group of Seven", "1987-06-08", {"West Germany", "Italy", "Canada"}, {"Soviet Union", "Germany"}),
        ("Association of Southeast Asian Nations", "1987-01-01", {"Thailand", "Brunei"}, {"Vietnam"}),
        ("Comecon", "1987-01-01", {"Soviet Union", "Czechoslovakia", "Cuba"}, {"Yugoslavia"}),
        ("World Trade Organization", "2001-12-01", {"Japan"}, {"China", "Russia"}),
        ("BRICS", "2015-01-01", {"South Africa", "China"}, {"Iran"}),
        ("Mercosur", "2019-01-01", {"Brazil", "Uruguay"}, {"Chile"}),
    ],
)
def test_a_bloc_had_these_members_on_that_day(
    gazetteer: Gazetteer, bloc: str, date: str, inside: set[str], outside: set[str]
) -> None:
    members = {e.label for e in gazetteer.members(entity(gazetteer, bloc), date)}
    assert inside <= members
    assert not outside & members


def test_surnames_stand_alone_only_for_one_famous_person_or_one_family(gazetteer: Gazetteer) -> None:
    bearers = defaultdict(set)
    for name in gazetteer.names:
        if name.kind is NameKind.SURNAME:
            bearers[name.text].add(gazetteer.entities[name.entity].label)
    shared = {surname: people for surname, people in bearers.items() if len(people) > 1}
    assert shared == {"Bush": {"George H. W. Bush", "George W. Bush"}}
