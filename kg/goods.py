"""Goods in words: which good of the goods scheme a run of words names.

The scheme itself is ``ontology/goods.ttl``, read by `kg.ontology`. ``ontology/goods-forms.csv`` (columns
``form,good,match``) says how some of its words are to be read:

- ``exact``: the form is found only as it stands ("drugs" is pharmaceuticals, "drug" alone is not);
- ``not``: the phrase is not the good, although it has its word ("bargaining chips");
- ``suffix``: a word that may follow any good after a hyphen ("chip-related").

Words, not meanings, are compared: "apple" is the fruit even where the company is meant, "car" in "sleeping car" is a
car. Callers give words that no entity has been found in and decide by syntax.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.data import ontology_path
from kg.errors import DataError
from kg.ontology import Good, load_ontology
from kg.phrases import Form, Found, Phrase, PhraseIndex

__all__ = ["Good", "Goods", "load_goods"]

_COLUMNS = ["form", "good", "match"]


@dataclass(frozen=True, slots=True)
class Goods:
    """The goods by id (``good/soybeans``) and the words that name them."""

    by_id: Mapping[str, Good]
    index: PhraseIndex[Good]

    def match(self, words: Sequence[str]) -> list[Found[Good]]:
        """The goods that `words` name, as ``(start, end, good)`` with ``[start, end)`` places in `words`.

        Words are forms or lemmas, one a token; forms are better, since some goods are plurals only. From left to right,
        the longest name wins, no two overlap.
        """
        return self.index.match(words)

    def get(self, label: str) -> Good | None:
        """The good that has `label` as a label of any kind."""
        return self.index.get(label)

    def broader_of(self, good: str) -> tuple[Good, ...]:
        """All goods above `good` (an id), nearest first; empty for one that the scheme does not know."""
        above: dict[str, Good] = {}
        level = [good]
        while level:
            level = [wider for name in level if name in self.by_id for wider in self.by_id[name].broader]
            above.update((name, self.by_id[name]) for name in level if name not in above)
        return tuple(above.values())


@cache
def load_goods() -> Goods:
    """The goods of the installed ontology (read once and kept).

    Raises:
        DataError: a label means two goods, or goods-forms.csv names a good that there is not.
    """
    goods = load_ontology().goods
    exact, others, suffixes = _read_forms(ontology_path("goods-forms.csv"), goods)
    phrases = [*_labels(goods, exact), *others]
    return Goods(goods, PhraseIndex(phrases, suffixes=suffixes))


def _labels(goods: Mapping[str, Good], exact: frozenset[tuple[str, str]]) -> Iterator[Phrase[Good]]:
    for good in goods.values():
        for text in (good.label, *good.alt_labels):
            yield Phrase(text, good, Form.LAST_WORD if (text, good.id) in exact else Form.ANY)


def _read_forms(
    path: Path, goods: Mapping[str, Good]
) -> tuple[frozenset[tuple[str, str]], list[Phrase[Good]], list[str]]:
    """The exact forms with their good's id, the phrases that name no good, and the suffixes."""
    exact: set[tuple[str, str]] = set()
    others: list[Phrase[Good]] = []
    suffixes: list[str] = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if reader.fieldnames != _COLUMNS:
            raise DataError(f"the columns must be {', '.join(_COLUMNS)}", path=path, line=1)
        for row in reader:
            form, good, kind = row["form"], row["good"], row["match"]
            if kind != "suffix" and good not in goods:
                raise DataError(f"no good {good!r} in goods.ttl", path=path, line=reader.line_num)
            if kind == "exact" and form in (goods[good].label, *goods[good].alt_labels):
                exact.add((form, good))
            elif kind == "not":
                others.append(Phrase(form, None))
            elif kind == "suffix":
                suffixes.append(form)
            else:
                raise DataError(
                    f"{form!r} is no label of {good!r}, or {kind!r} is not one of exact, not, suffix",
                    path=path,
                    line=reader.line_num,
                )
    return frozenset(exact), others, suffixes
