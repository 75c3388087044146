"""What the model's attribute ruler and lemmatizer say of a word, remembered.

They give a token its part of speech and lemma by its form, its tag and its dependency: for a news text the same few
thousand combinations again and again, each of which they work out anew. Where they look at nothing else, what they say
of a combination is looked up; only the words of the few patterns for several tokens are always worked out.
Morphology, which no rule reads, is not set then.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

_LOOKED_AT = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
_SET = ("TAG", "POS", "DEP", "LEMMA")
_MOST = 200_000
"""Combinations that are remembered at once."""

Combination = tuple[int, int, int]


class WordForms:
    """Does what the attribute ruler and the lemmatizer of `nlp` do, morphology aside."""

    def __init__(self, nlp: Language) -> None:
        from spacy.matcher import Matcher

        self._ruler = cast(Any, nlp.get_pipe("attribute_ruler"))
        self._lemmatizer = cast(Any, nlp.get_pipe("lemmatizer"))
        self._known: dict[Combination, tuple[int, ...]] = {}
        self._rows: dict[tuple[int, int, str], frozenset[int]] = {}
        told = {words for pattern in _single(self._ruler) if (words := _words(pattern))}
        self._told_apart = re.compile("|".join(sorted(told)) or r"(?!)")
        _index_by_hash(self._lemmatizer)
        self._longer = Matcher(nlp.vocab)
        for row, entry in enumerate(self._ruler.patterns):
            longer = [pattern for pattern in entry["patterns"] if len(pattern) > 1]
            if longer:
                self._longer.add(str(row), longer)

    @staticmethod
    def can_serve(nlp: Language) -> bool:
        """Whether the components of `nlp` look at nothing but what is remembered, and stand one after the other."""
        from spacy.lang.en.lemmatizer import EnglishLemmatizer
        from spacy.pipeline import AttributeRuler

        names = nlp.pipe_names
        if "attribute_ruler" not in names or "lemmatizer" not in names[names.index("attribute_ruler") :][1:2]:
            return False
        ruler: Any = nlp.get_pipe("attribute_ruler")
        lemmatizer: Any = nlp.get_pipe("lemmatizer")
        if not isinstance(ruler, AttributeRuler) or not isinstance(lemmatizer, EnglishLemmatizer):
            return False
        sets = {name for entry in cast("list[Any]", ruler.patterns) for name in entry["attrs"]}
        plain = lemmatizer.mode == "rule" and not lemmatizer.overwrite
        known = (_LOOKED_AT.issuperset(pattern) and _words(pattern) is not None for pattern in _single(ruler))
        return plain and sets <= {*_SET, "MORPH"} and all(known)

    def __call__(self, doc: Doc) -> Doc:
        """Set tags, parts of speech, dependencies and lemmas of all tokens of `doc`, which has tags and a parse."""
        if not len(doc):
            return doc
        if len(self._known) >= _MOST:
            self._known.clear()
        more = self._by_several(doc)
        found = []
        rows = cast("list[list[int]]", doc.to_array(["ORTH", "TAG", "DEP"]).tolist())
        for i, (orth, tag, dep) in enumerate(rows):
            key = (orth, tag, dep)
            said = self._known.get(key)
            if said is None or i in more:
                said = self._said(doc[i], more.get(i, frozenset()))
                if i not in more:
                    self._known[key] = said
            found.append(said)
        values: Any = np.array(found, dtype=np.uint64)
        return doc.from_array(list(_SET), values)

    def _by_several(self, doc: Doc) -> Mapping[int, AbstractSet[int]]:
        """For the tokens that patterns of several tokens speak of, the rows of those."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for match, start, end in self._longer(doc, allow_missing=True):
            row = int(doc.vocab.strings[match])
            index = self._ruler.indices[row]
            found[(start if index >= 0 else end) + index].add(row)
        return found

    def _said(self, token: Token, more: AbstractSet[int]) -> tuple[int, ...]:
        """What the patterns for one token, the rows `more` and the lemmatizer say of `token`."""
        from spacy.tokens._retokenize import set_token_attrs  # what the ruler itself uses

        attributes: dict[Any, Any] = {}
        for row in sorted(self._by_itself(token) | more):
            attributes |= self._ruler.attrs[row]
        if attributes:
            set_token_attrs(token, attributes)
        if not token.lemma:
            token.lemma_ = self._lemmatizer.lemmatize(token)[0]
        return token.tag, token.pos, token.dep, token.lemma

    def _by_itself(self, token: Token) -> frozenset[int]:
        """The rows of the patterns for one token that speak of `token`; most of them do not tell its word."""
        word = token.lower_ if token.is_space or self._told_apart.search(token.lower_) else ""
        key = (token.tag, token.dep, word)
        if key not in self._rows:
            self._rows[key] = frozenset(row for row, *_ in self._ruler.match(token.doc[token.i : token.i + 1]))
        return self._rows[key]


def _index_by_hash(lemmatizer: Any) -> None:
    """Let `lemmatizer` look words up in sets: its tables are lists of tens of thousands."""
    table = lemmatizer.lookups.get_table("lemma_index")
    for part_of_speech, words in table.items():
        table[part_of_speech] = frozenset(words)


def _single(ruler: Any) -> Iterator[Mapping[str, Any]]:
    """The patterns of `ruler` for one token."""
    for entry in ruler.patterns:
        yield from (pattern[0] for pattern in entry["patterns"] if len(pattern) == 1)


def _words(pattern: Mapping[str, Any]) -> str | None:
    """A regular expression for the words in lower case that `pattern` speaks of, empty where it speaks of any; None
    where it tells them otherwise."""
    match pattern.get("LOWER"):
        case None:
            return ""
        case str(word):
            return rf"\A{re.escape(word)}\Z"
        case {"IN": words, **others} if not others:
            return rf"\A(?:{'|'.join(map(re.escape, words))})\Z"
        case {"REGEX": words, **others} if not others:
            return str(words)
    return None
