"""Word lists that mention finding and parsing read: titles, heads of groups, places, wire-copy tokens.

The words are data (``ontology/words/*.csv``, columns ``list,word,value``); this module only loads and checks them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.data import ontology_path
from kg.errors import DataError

LISTS = frozenset(
    {
        "body-head",  # nouns that head the name of a body of government or an organisation
        "body-description",  # common nouns by which a body named before is taken up: "the ministry"
        "company-description",
        "company-form",  # the last word of a company's name
        "company-suffix",  # a legal form, which no name but a company's ends in
        "mission-head",  # what represents one state in another; with "to" only where it is said to be to a bloc or body
        "event-head",  # heads of names of events, laws and plans, which are no actors
        "say",  # lemmas whose subject is somebody who can speak or decide
        "country-description",  # with the countries that alone are called so, by the last part of their ids
        "bloc-description",
        "description-adjective",  # adjectives between "the" and a description that change nothing
        "office-of",  # with the only countries that have an office so called, by the last part of their ids
        "office-not-of",  # with the countries that have no office so called
        "group-official",  # heads of unnamed groups that speak for a country or body
        "group-human",
        "group-organisation",
        "group-country",  # "developing countries", "other nations"
        "group-qualifier-dropped",  # modifiers that a group's label leaves out
        "leads",  # verbs whose object is what the subject is the head of
        "serves",  # verbs behind whose preposition stands where the subject works or worked
        "member-title",  # titles of members of the United States Congress, with the chamber's id
        "joint-description",  # "the two sides", "both countries"
        "government",  # "the Japanese government" is the country
        "not-a-name",  # what the statistical recogniser takes for a name and is none
        "opener",  # words that begin a sentence after "U.S." although the wire copy capitalises all
        "organisation-form",  # the head of an organisation's name
        "person-description",
        "place-preposition",
        "place-head",  # "the Tokyo market", "Washington state"
        "text-head",  # what is written or published by a maker, who speaks in it; "joint" by several, "figures" by none
        "title",  # heads of titles before a person's name
        "title-modifier",
        "wire",  # tokens of the wire services with the word that they stand for
        "female-title",
        "male-title",
        "family-name",  # family names that alone name a person rather than an organisation
        "female-name",
        "male-name",
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    """The lists by name: each a mapping of the lower-case word to its value ("" where there is none)."""

    lists: Mapping[str, Mapping[str, str]]

    def __getitem__(self, name: str) -> Mapping[str, str]:
        return self.lists[name]


def read_words(path: Path) -> list[tuple[str, str, str]]:
    """The rows of one word file.

    Raises:
        DataError: a column or list is unknown, or a word is given twice in one list.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if reader.fieldnames != ["list", "word", "value"]:
            raise DataError("expected the columns list,word,value", path=path, line=1)
        rows = []
        for row in reader:
            if row["list"] not in LISTS:
                raise DataError(f"unknown list {row['list']!r}", path=path, line=reader.line_num)
            if not row["word"]:
                raise DataError("empty word", path=path, line=reader.line_num)
            rows.append((row["list"], row["word"], row["value"] or ""))
    return rows


@cache
def load_words() -> Words:
    """All word lists of the installation."""
    lists: dict[str, dict[str, str]] = {name: {} for name in LISTS}
    for path in sorted(ontology_path("words").glob("*.csv")):
        for name, word, value in read_words(path):
            if word in lists[name]:
                raise DataError(f"{word!r} stands twice in {name}", path=path)
            lists[name][word] = value
    return Words(lists)
