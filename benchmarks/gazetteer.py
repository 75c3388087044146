"""What the gazetteer and the goods scheme hold, and what they cost: loading, and matching beside parsing.

usage: python benchmarks/gazetteer.py [--write]

Counts come from the loaded data. Loading is timed in fresh processes, from the import of the module to the index of
names, less the import alone; the best of `RUNS`. Matching is timed against parsing the same articles of the shared
corpora in one process, alternating, `RUNS` times: with the names that ship, and with 50,000 made up beside them.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

from kg.data import ontology_path
from kg.gazetteer import Gazetteer, Name, NameKind, load_gazetteer
from kg.goods import load_goods
from kg.instruments import load_lists
from kg.model import EntityType
from kg.name_index import NameIndex
from kg.parse import load_model, parse

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))
RESULTS = ROOT / "benchmarks" / "results" / "gazetteer.json"
RUNS = 5
ARTICLES = 100
LARGEST = (
    *("united-states", "china", "germany", "japan", "united-kingdom", "france", "netherlands", "south-korea", "italy"),
    *("india", "canada", "hong-kong", "mexico", "belgium", "spain", "singapore", "taiwan", "switzerland", "poland"),
    *("australia", "vietnam", "brazil", "turkey", "thailand", "saudi-arabia", "russia", "malaysia", "indonesia"),
)
"""Economies by trade in goods and services (WTO, 2023), a few more than 25 since their order changes with the year."""
_LOAD = """
import time
import kg.gazetteer, kg.goods, kg.instruments, kg.name_index
start = time.perf_counter()
gazetteer = kg.gazetteer.load_gazetteer()
kg.name_index.NameIndex(gazetteer.names)
kg.goods.load_goods()
kg.instruments.load_lists()
print(time.perf_counter() - start)
"""


def holdings(gazetteer: Gazetteer) -> dict[str, Any]:
    """How much there is of each kind."""
    types = Counter(entity.type for entity in gazetteer.entities.values())
    countries = [entity for entity in gazetteer.entities.values() if entity.type is EntityType.COUNTRY]
    bodies = _rows("bodies.csv")
    by_country = Counter(row["country"].rpartition("/")[2] for row in bodies)
    wikidata = [key for entity in gazetteer.entities.values() for key in entity.identifiers if "wikidata" in key]
    goods = load_goods().by_id.values()
    terms = [term for office in gazetteer.offices.values() for term in office.terms]
    return {
        "names": len(gazetteer.names),
        "countries and territories": len(countries),
        "countries with an ISO code": sum(any("iso3166" in key for key in entity.identifiers) for entity in countries),
        "names by kind": {str(k): n for k, n in sorted(Counter(name.kind for name in gazetteer.names).items())},
        "blocs": types[EntityType.BLOC],
        "dated memberships": len(gazetteer.memberships),
        "blocs with dated membership": len({row.bloc for row in gazetteer.memberships}),
        "bodies": len(bodies),
        "bodies of the largest economies": {name: by_country[name] for name in LARGEST},
        "companies": types[EntityType.COMPANY],
        "organisations": types[EntityType.ORGANIZATION],
        "offices": len(gazetteer.offices),
        "terms of office": len(terms),
        "holders": len({term.person for term in terms}),
        "goods": len(goods),
        "goods with an HS code": sum(bool(good.hs_codes) for good in goods),
        "words for goods": sum(1 + len(good.alt_labels) for good in goods),
        "instruments with a name": len(load_lists().by_id),
        "entities with a Wikidata id": len(wikidata),
    }


def _rows(name: str) -> list[dict[str, str]]:
    with ontology_path("gazetteer", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def loading() -> float:
    """Seconds to load gazetteer, index, goods and instruments in a fresh process; the best of `RUNS`."""
    return min(
        float(subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True).stdout)
        for _ in range(RUNS)
    )


def matching(gazetteer: Gazetteer) -> dict[str, float]:
    """The time of one pass over the names as a share of the time of parsing."""
    texts = [
        json.loads(line)["text"]
        for corpus in sorted((SHARED / "corpora").glob("*.jsonl"))
        for line in corpus.read_text(encoding="utf-8").splitlines()[:ARTICLES]
    ]
    nlp = load_model()
    indexes = {"names that ship": NameIndex(gazetteer.names), "with 50,000 more": NameIndex(_with_made_up(gazetteer))}
    shares: dict[str, list[float]] = {name: [] for name in indexes}
    for _ in range(RUNS):
        start = time.perf_counter()
        docs = list(parse(nlp, texts))
        parsing = time.perf_counter() - start
        for name, index in indexes.items():
            start = time.perf_counter()
            for doc in docs:
                index.find(doc)
            shares[name].append((time.perf_counter() - start) / parsing)
    return {name: round(median(found), 4) for name, found in shares.items()}


def _with_made_up(gazetteer: Gazetteer) -> list[Name]:
    """The names and 50,000 two-word ones whose first words are words of news, so that they are looked at."""
    firsts = sorted({name.text.split()[0] for name in gazetteer.names})
    made = (f"{firsts[number % len(firsts)]} Tolmar{number}" for number in range(50_000))
    return [*gazetteer.names, *(Name(text, "entity/company/tolmar", NameKind.NAME) for text in made)]


def main() -> None:
    """Print all figures; ``--write`` keeps them."""
    gazetteer = load_gazetteer()
    result = {
        "benchmark": "gazetteer",
        "holds": holdings(gazetteer),
        "seconds to load": round(loading(), 3),
        "matching as a share of parsing": matching(gazetteer),
    }
    print(json.dumps(result, indent=1))
    if "--write" in sys.argv:
        RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
