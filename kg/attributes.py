"""The model's attribute ruler, with what it says of a word remembered.

The ruler gives parts of speech and morphology to a token by its tag, its form and its dependency: for a news text the
same few thousand combinations again and again, for each of which it matches all its patterns anew. Where its patterns
for single tokens look at nothing else, what they say of a combination is looked up; those few for several tokens are
matched as ever.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc, Token

_LOOKED_AT = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
_MOST = 200_000
"""Combinations that are remembered at once."""

Combination = tuple[int, int, int]


class RememberedRuler:
    """Does what the attribute `ruler` of `nlp` does, to the last bit."""

    def __init__(self, nlp: Language, ruler: AttributeRuler) -> None:
        from spacy.matcher import Matcher

        self._ruler: Any = ruler
        self._rows: dict[Combination, tuple[int, ...]] = {}
        self._attributes: dict[tuple[int, ...], dict[Any, Any]] = {}
        self._longer = Matcher(nlp.vocab)
        self._can_remember = True
        entries: Any = ruler.patterns
        for row, entry in enumerate(entries):
            longer = [pattern for pattern in entry["patterns"] if len(pattern) > 1]
            if longer:
                self._longer.add(str(row), longer)
            single = (pattern[0] for pattern in entry["patterns"] if len(pattern) == 1)
            self._can_remember &= all(_LOOKED_AT.issuperset(looked_at) for looked_at in single)

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of all tokens of `doc`."""
        if not self._can_remember:
            done: Doc = self._ruler(doc)
            return done
        from spacy.tokens._retokenize import set_token_attrs  # what the ruler itself uses

        more = self._by_several(doc)
        for token in doc:
            key = (token.tag, token.lower, token.dep)
            rows = self._rows.get(key)
            if rows is None:
                rows = self._learn(key, token)
            if token.i in more:
                rows = tuple(sorted({*rows, *more[token.i]}))
            attributes = self._attributes.get(rows)
            if attributes is None:
                attributes = self._attributes[rows] = self._together(rows)
            if attributes:
                set_token_attrs(token, attributes)
        return doc

    def _by_several(self, doc: Doc) -> dict[int, set[int]]:
        """For the tokens that patterns of several tokens speak of, the rows of those."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for match, start, end in self._longer(doc, allow_missing=True):
            row = int(doc.vocab.strings[match])
            index = self._ruler.indices[row]
            found[(start if index >= 0 else end) + index].add(row)
        return dict(found)

    def _learn(self, key: Combination, token: Token) -> tuple[int, ...]:
        if len(self._rows) >= _MOST:
            self._rows.clear()
            self._attributes.clear()
        rows = tuple(row for row, *_ in self._ruler.match(token.doc[token.i : token.i + 1]))
        self._rows[key] = rows
        return rows

    def _together(self, rows: tuple[int, ...]) -> dict[Any, Any]:
        """The attributes that `rows` set, the later rows' where several set the same."""
        return {name: value for row in rows for name, value in self._ruler.attrs[row].items()}
