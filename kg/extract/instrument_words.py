"""Which instrument of trade policy a noun names, beside its modifiers: "export curbs", "Section 301 tariffs"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from kg.instruments import NamedInstruments
from kg.lexicon import InstrumentRow, Lexicon

VAGUE_RESTRICTIONS = frozenset({"restriction", "curb", "control", "limit", "restraint", "limitation"})
RESTRICTIONS = frozenset({"exportControl", "importBan", "quota", "investmentScreening", "sanction", "embargo"})
"""What "the restrictions" may take up."""
CURRENCIES = frozenset({"dollar", "yen", "yuan", "won", "dlrs", "renminbi"})


@dataclass(slots=True)
class InstrumentWords:
    """Finds the instruments of one document."""

    doc: Doc
    lexicon: Lexicon
    named: NamedInstruments
    _named_at: dict[int, str] = field(default_factory=dict)
    _found: dict[int, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for start, end, named in self.named.match([token.text for token in self.doc]):
            for i in range(start, end):
                self._named_at[i] = named.instrument

    def named_by(self, token: Token) -> str | None:
        """The instrument that the noun `token` names beside its modifiers, or None."""
        if token.i not in self._found:
            self._found[token.i] = self._read(token)
        return self._found[token.i]

    def _read(self, token: Token) -> str | None:
        if token.i in self._named_at:
            return self._named_at[token.i]
        rows = self._rows(token)
        if not rows or _counts_money(token):
            return None
        near = self._modifiers(token)
        for row in rows:
            if not row.modifiers or row.modifiers & near:
                return row.instrument
        return None

    def first_of(self, tokens: Iterable[Token]) -> tuple[str | None, int | None]:
        """The first instrument that one of `tokens` names, and the index of that token."""
        for token in tokens:
            if token.pos_ in {"VERB", "ADP", "ADJ", "DET", "NUM", "PRON", "AUX"} and token.tag_ != "VBG":
                continue
            found = self.named_by(token)
            if found is not None:
                return found, token.i
        return None, None

    def restriction(self, noun: Token) -> str:
        """What "the restrictions" or "those curbs" are: the last restriction that was named more closely."""
        if not _takes_up_restriction(noun):
            return "tradeBarrier"
        for position in range(noun.i - 1, max(noun.i - 150, -1), -1):
            token = self.doc[position]
            if token.pos_ in {"NOUN", "PROPN"} and token.dep_ != "compound":
                named = self.named_by(token)
                if named in RESTRICTIONS:
                    return named
        return "tradeBarrier"

    def may_bar(self, noun: Token) -> bool:
        """True for a noun that names an import ban where what it bars comes from abroad ("a ban on Polish apples")."""
        return any(row.instrument == "importBan" for row in self.lexicon.instruments.get(noun.lemma_.lower(), ()))

    def practised_by(self, verb: Token) -> str | None:
        """The instrument whose name is the verb's own "-ing" form ("dumping steel")."""
        rows = self.lexicon.instruments.get(verb.lemma_.lower().removesuffix("e") + "ing", ())
        return next((row.instrument for row in rows if not row.modifiers), None)

    def _rows(self, token: Token) -> Sequence[InstrumentRow]:
        lemma = token.lemma_.lower()
        return self.lexicon.instruments.get(lemma) or self.lexicon.instruments.get(token.lower_) or ()

    def _modifiers(self, token: Token) -> set[str]:
        """Lemmas and forms that stand beside `token` in its phrase: premodifiers, and nouns of its "on/of" phrases.

        A noun after a preposition is there with it too ("on:steel"), a compound with its hyphen ("anti-dumping").
        """
        return _below(token) | self._right(token) | self._left(token)

    def _right(self, token: Token) -> set[str]:
        """The words of an "on" or "of" that follows at once, whatever the parser hangs it on."""
        near: set[str] = set()
        if token.i + 1 >= token.sent.end or self.doc[token.i + 1].lower_ not in {"on", "of"}:
            return near
        for other in self.doc[token.i + 2 : min(token.i + 6, token.sent.end)]:
            if other.pos_ not in {"ADJ", "NOUN", "PROPN", "DET"}:
                break
            near.update((other.lemma_.lower(), other.lower_))
            near.add(f"{self.doc[token.i + 1].lower_}:{other.lemma_.lower()}")
        return near

    def _left(self, token: Token) -> set[str]:
        """The nouns and adjectives straight before `token`, whatever the parser hangs them on."""
        near: set[str] = set()
        left = token.i - 1
        while left >= token.sent.start and (
            self.doc[left].pos_ in {"ADJ", "NOUN", "PROPN"} or self.doc[left].text == "-"
        ):
            near.update((self.doc[left].lemma_.lower(), self.doc[left].lower_))
            if self.doc[left].text == "-" and left > token.sent.start:
                near.add(f"{self.doc[left - 1].lower_}-{self.doc[left + 1].lower_}")
            left -= 1
        return near


def _below(token: Token) -> set[str]:
    """The modifiers that the parser hangs on `token`, up to the first clause."""
    near: set[str] = set()
    clause = next((c.left_edge.i for c in token.rights if c.dep_ in {"acl", "relcl"}), token.doc[-1].i + 1)
    for child in token.subtree:
        if child.i == token.i or child.i - token.i > 8 or (child.i >= clause and child.dep_ != "acl"):
            continue
        if child.i < token.i or child.dep_ in {"pobj", "compound", "amod", "nmod", "acl"}:
            near.update((child.lemma_.lower(), child.lower_))
            if child.dep_ == "pobj" and child.head.head.i == token.i:
                near.add(f"{child.head.lower_}:{child.lemma_.lower()}")
    return near


def _takes_up_restriction(noun: Token) -> bool:
    """True for a restriction that is definite and not said to be one of trade or imports."""
    definite = any(
        child.dep_ in {"det", "poss"} and child.lower_ not in {"a", "an", "any", "some", "no"}
        for child in noun.children
    )
    named_closer = any(child.lemma_.lower() in {"trade", "import"} and child.i < noun.i for child in noun.children)
    return definite and noun.lemma_.lower() in VAGUE_RESTRICTIONS and not named_closer


def _counts_money(token: Token) -> bool:
    """True for a unit of money in an amount ("100 U.S. dollars"), which names no currency policy."""
    return token.lemma_.lower() in CURRENCIES and (
        any(child.dep_ in {"nummod", "quantmod"} for child in token.children)
        or any(left.like_num for left in token.doc[max(token.i - 3, token.sent.start) : token.i])
    )
