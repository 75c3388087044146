"""The words of a document that one reading has used up, so that another does not read them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from kg.extract.parts import Parts


@dataclass(slots=True)
class SpentWords:
    """Tokens by index; grows as the document is read."""

    doc: Doc
    _tokens: set[int] = field(default_factory=set)

    def __contains__(self, token: Token) -> bool:
        return token.i in self._tokens

    def add(self, i: int) -> None:
        """Spends token `i`."""
        self._tokens.add(i)

    def add_contents(self, contents: Iterable[Parts]) -> None:
        """Spends the words and the verbs of all `contents`."""
        for parts in contents:
            self._tokens.update(parts.verbs)
            self.add_words(parts)

    def add_words(self, parts: Parts) -> None:
        """The words of a phrase are read once; a clause inside it ("tariffs imposed by Japan") says something more."""
        self._tokens.update(i for i in range(parts.start, parts.end) if self.doc[i].pos_ != "VERB")
