"""Write ``ontology/gazetteer/countries.csv``: `python benchmarks/build_countries.py [--check]`.

Codes, completeness and Wikidata ids come from pycountry (ISO 3166-1 and 3166-3) and rigour; the
words that news use (short English label, demonyms, capitals and seats of power, dates of the
historical ones) come from ``country_words.csv`` beside this script. A code that starts with a
hyphen is ours: the library has no record of its own for that state.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pycountry
from rigour.territories import get_territory

from kg.model import EntityType, entity_id

HERE = Path(__file__).parent
TARGET = HERE.parent / "ontology" / "gazetteer" / "countries.csv"
COLUMNS = ("id", "label", "type", "country", "wikidata", "identifiers", "aliases", "since", "until")
# rigour points to the whole realm and keeps the country that trades among its other ids.
COUNTRY_PROPER = {"nl": "Q55", "dk": "Q35"}
# West Germany is one of the other ids of rigour's Germany.
OWN_WIKIDATA = {"-wde": ("de", "Q713750")}
# The realm or the republic, the island or the territory: the sources disagree, so none.
DISPUTED = frozenset({"eh", "sj"})
LEXVO = "http://lexvo.org/id/iso3166/"


def wikidata_id(code: str) -> str:
    """The Wikidata id that rigour knows for `code`, or an empty string."""
    if code in OWN_WIKIDATA:
        code, qid = OWN_WIKIDATA[code]
    else:
        qid = COUNTRY_PROPER.get(code, "")
    territory = get_territory(code)
    if territory is None or code in DISPUTED:
        return ""
    if qid and qid not in territory.qids:
        raise SystemExit(f"rigour does not know {qid} for {code}")
    return qid or str(territory.qid)


def rows() -> list[dict[str, str]]:
    """The lines of countries.csv; stops where a country of ISO 3166-1 is missing."""
    with (HERE / "country_words.csv").open(encoding="utf-8", newline="") as file:
        words = list(csv.DictReader(file))
    missing = {c.alpha_2.lower() for c in pycountry.countries} - {row["code"] for row in words}
    if missing:
        raise SystemExit(f"no words for {', '.join(sorted(missing))}")
    result = []
    for row in words:
        code = row["code"]
        current = pycountry.countries.get(alpha_2=code.upper())
        result.append(
            {
                "id": entity_id(EntityType.COUNTRY, row["label"]),
                "label": row["label"],
                "type": EntityType.COUNTRY.value,
                "country": "",
                "wikidata": wikidata_id(code),
                "identifiers": LEXVO + current.alpha_2 if current else "",
                "aliases": row["aliases"],
                "since": row["since"],
                "until": row["until"],
            }
        )
    return sorted(result, key=lambda entry: entry["id"])


def text() -> str:
    """The whole file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows())
    return out.getvalue()


def main() -> None:
    wanted = text()
    if "--check" in sys.argv[1:]:
        if TARGET.read_text(encoding="utf-8") != wanted:
            raise SystemExit(f"{TARGET} is not what this script writes; run it without --check")
        return
    TARGET.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
