"""Offices by title and holders by surname, so that a title or a surname finds its terms without a search."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from kg.gazetteer import Gazetteer, Office, OfficeTerm, covers
from kg.model import Entity

_HEADS_OF_STATE = (
    "president", "prime minister", "premier", "chancellor", "king", "queen", "emperor", "general secretary",
)  # fmt: skip
_DEPUTIES = frozenset(
    {
        "deputy",
        "assistant",
        "acting",
        "former",
        "vice",
        "under",
        "-",
        "then",
        "under-secretary",
        "undersecretary",
        "senior",
    }
)
_FAMILY_NAME_FIRST = frozenset(
    {
        f"entity/country/{name}"
        for name in ("china", "south-korea", "north-korea", "vietnam", "taiwan", "hong-kong", "singapore")
    }
)


class OfficeIndex:
    """The offices of a gazetteer by lower-case title, and their terms by the holder's surname."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._by_title: dict[str, list[Office]] = {}
        self._by_surname: dict[str, list[OfficeTerm]] = {}
        for office in gazetteer.offices.values():
            for title in office.titles:
                self._by_title.setdefault(title.lower(), []).append(office)
            for term in office.terms:
                parts = term.holder.split()
                self._by_surname.setdefault(parts[-1], []).append(term)
                if term.country in _FAMILY_NAME_FIRST and parts[0] != parts[-1]:
                    self._by_surname.setdefault(parts[0], []).append(term)

    def of_title(self, title: str) -> list[Office]:
        """The offices that a title names, its deputies' titles included ("Deputy Secretary of State")."""
        words = title.lower().split()
        while words:
            found = self._by_title.get(" ".join(words))
            if found:
                return found
            if words[0] not in _DEPUTIES and not words[0].startswith("under"):
                return []
            words = words[1:] if words[0] != "undersecretary" else ["secretary", *words[1:]]
        return []

    def holder(self, surname: str, title: str, date: str | None) -> Entity | None:
        """The one person of that surname with an office of that title on `date`; without a title, a head of state."""
        persons = {
            term.person
            for term in self._by_surname.get(surname, ())
            if (date is None or covers(term.since, term.until, date)) and _bears(term.titles, title.lower())
        }
        return self._gazetteer.entities.get(persons.pop()) if len(persons) == 1 else None

    def holder_spoken_of(self, surname: str, text: str, named: Container[str | None], date: str) -> Entity | None:
        """The one person of that surname who held an office on `date` whose title stands in `text` (in lower case)
        and whose country or body is one of `named`."""
        persons = {
            term.person
            for term in self._by_surname.get(surname, ())
            if covers(term.since, term.until, date)
            and (term.country in named or term.body in named)
            and any(_stands_in(title.lower(), text) for title in term.titles)
        }
        return self._gazetteer.entities.get(persons.pop()) if len(persons) == 1 else None

    def holder_for(self, title: str, owner: str | None, date: str) -> Entity | None:
        """The one who held an office of that title on `date`, in a country, bloc or body (entity id) where one is
        given."""
        persons = {
            term.person
            for office in self._by_title.get(title.lower(), ())
            if owner is None or owner in (office.country, office.body)
            for term in office.terms
            if covers(term.since, term.until, date)
        }
        return self._gazetteer.entities.get(persons.pop()) if len(persons) == 1 else None

    def incumbents(self, title: str, country: str | None, date: str) -> set[str]:
        """The ids of the persons who held an office of that title on `date`, of one country where it is given."""
        return {
            term.person
            for office in self._by_title.get(title.lower(), ())
            for term in office.terms
            if (country is None or term.country == country) and covers(term.since, term.until, date)
        }

    def country_of(self, person: str) -> Entity | None:
        """The one country whose offices the person (entity id) has held."""
        countries = {term.country for term in self._gazetteer.offices_held(person) if term.country}
        return self._gazetteer.entities.get(countries.pop()) if len(countries) == 1 else None

    def body_of(self, title: str, person: Entity, nation: str | None, date: str | None) -> Entity | None:
        """The body that the office of a person's title heads, or its country; None where offices disagree."""
        surname = person.label.split()[-1]
        offices = self.of_title(title)
        own = [office for office in offices if any(term.person == person.id for term in office.terms)]
        if not own and date is not None:
            own = [
                o
                for o in offices
                if any(t.holder.split()[-1] == surname and covers(t.since, t.until, date) for t in o.terms)
            ]
        if own or nation is None:
            return self._one_body(_in_being(own or offices, date))
        return self._one_body(_in_being([office for office in offices if office.country == nation], date))

    def _one_body(self, offices: Iterable[Office]) -> Entity | None:
        bodies = {office.body or office.country for office in offices}
        return self._gazetteer.entities.get(bodies.pop()) if len(bodies) == 1 else None


def _in_being(offices: Sequence[Office], date: str | None) -> list[Office]:
    """The offices without those whose country had another one of them on `date` instead; all without a date."""
    if date is None:
        return list(offices)
    now = [office for office in offices if covers(office.terms[0].since, office.terms[-1].until, date)]
    held = {office.country for office in now}
    return [office for office in offices if office in now or office.country not in held]


def _stands_in(title: str, text: str) -> bool:
    """A title of two words at least: "president" or "minister" alone says too little."""
    return " " in title and title in text


def _bears(titles: Sequence[str], title: str) -> bool:
    if title:
        return any(title.endswith(known.lower()) or known.lower().endswith(title) for known in titles)
    return any(head in known.lower() for known in titles for head in _HEADS_OF_STATE)
