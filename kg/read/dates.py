"""Dates as news writes them, as ISO 8601 days, months or years."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_TAIL = r"(?![0-9])"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){_TAIL}",
        rf"(?P<year>\d{{4}})[/.](?P<month>\d{{1,2}})[/.](?P<day>\d{{1,2}}){_TAIL}",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?=$|T)",
        rf"(?:[A-Za-z]{{3,9}}\.?,?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-\s]+{_MONTH}[-,\s]+(?P<year>\d{{4}}){_TAIL}",
        rf"(?:[A-Za-z]{{3,9}}day,?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TAIL}",
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})$",
        rf"{_MONTH},?\s+(?P<year>\d{{4}})$",
        r"(?P<year>\d{4})$",
    )
)


def iso_date(text: str | None) -> str | None:
    """The day, month or year that `text` begins with, in ISO 8601; None where it names none for certain.

    Purely numeric dates count only with the year first: 10/11/2018 may be October or November.

    >>> iso_date("26-FEB-1987 15:51:51.24"), iso_date("December 15, 2018"), iso_date("Sept. 2019")
    ('1987-02-26', '2018-12-15', '2019-09')
    >>> iso_date("10/11/2018") is None
    True
    """
    stripped = (text or "").strip()
    for form in _FORMS:
        found = form.match(stripped)
        if found:
            iso = _iso(found.groupdict())
            if iso:
                return iso
    return None


def _iso(parts: dict[str, str]) -> str | None:
    year = int(parts["year"])
    if "month" not in parts:
        return f"{year:04d}"
    name = parts["month"]
    month = int(name) if name.isdigit() else _MONTHS.get(name.lower())
    if month is None:
        return None
    try:
        day = date(year, month, int(parts.get("day", "1")))
    except ValueError:
        return None
    return day.isoformat() if "day" in parts else day.isoformat()[:7]
