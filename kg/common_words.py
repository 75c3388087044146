"""The words that the names of bodies of several countries share: "trade", "ministry", "federal", "association"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from kg.gazetteer import Gazetteer
from kg.model import EntityType

_FEW = 3
"""A word in the names of bodies of that many countries is a common one."""


class CommonWords:
    """The common words of a gazetteer's bodies and organisations, gathered when they are first asked for."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def make_up(self, words: Iterable[str]) -> bool:
        """Whether each of `words`, in lower case, is common; punctuation counts as such."""
        return all(word in self._words or not word.isalpha() for word in words)

    @cached_property
    def _words(self) -> frozenset[str]:
        countries: defaultdict[str, set[str]] = defaultdict(set)
        for name in self._gazetteer.names:
            entity = self._gazetteer.entities[name.entity]
            if entity.country is not None and entity.type in (EntityType.GOVERNMENT_BODY, EntityType.ORGANIZATION):
                for word in name.text.lower().split():
                    countries[word.strip(",")].add(entity.country)
        return frozenset(word for word, owners in countries.items() if len(owners) >= _FEW)
