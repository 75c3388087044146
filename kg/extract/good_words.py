"""Which good a phrase names: by the goods scheme, or by the noun that stands where a measure's good stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace
from spacy.tokens import Doc, Token

from kg.extract.index import MentionIndex
from kg.extract.parts import GoodPhrase, Parts
from kg.extract.syntax import conjuncts
from kg.goods import Goods

ON_GOODS = frozenset({"tariff", "quota", "importBan", "exportControl", "tradeRemedy", "subsidy"})
"""Instruments that work on goods."""
GENERIC_GOODS = frozenset(
    {
        "good", "goods", "product", "import", "export", "item", "commodity", "merchandise", "trade", "shipment", "sale",
        "market", "country", "company", "firm", "maker", "producer", "manufacturer", "industry", "sector", "worth",
        "dlrs", "dollar", "percent", "pct", "mln", "billion", "year", "month", "time", "partner", "nation", "measure",
        "supply", "purchase", "farmer", "exporter", "importer", "worker", "ground", "basis", "government", "party",
        "side", "world", "economy", "others", "other", "reason", "purpose", "result", "value", "level", "rate", "rule",
        "people", "state", "matter", "issue", "way", "case", "position", "policy", "action", "practice", "question",
        "date", "end", "march", "period", "week", "day", "future", "past", "number", "amount", "range", "term",
        "growth", "consumer", "competition", "access", "business", "volume", "line", "area", "field", "part", "talk",
        "them", "it", "those", "these", "interest", "member", "effect", "use", "list", "tariff", "duty", "quota",
        "subsidy", "sanction", "agreement", "investment", "protection", "relation", "concern", "ally", "law", "bill",
    }
)  # fmt: skip
"""Heads that stand where a good stands without naming one."""


@dataclass(slots=True)
class GoodWords:
    """Finds the goods of one document."""

    doc: Doc
    goods: Goods
    index: MentionIndex
    _at: dict[int, tuple[int, int, str, str]] = field(default_factory=dict)
    """Start, end, id and label of the good that covers a token."""

    def __post_init__(self) -> None:
        words = ["–" if token.text == "-" and token.whitespace_ else token.lower_ for token in self.doc]
        for start, end, good in self.goods.match(words):
            for i in range(start, end):
                if self.index.at(i) is None and self.doc[i].pos_ != "VERB":
                    self._at[i] = (start, end, good.id, good.label)

    def first_of(self, tokens: Sequence[Token], anchor: int | None, instrument: str | None) -> GoodPhrase | None:
        """The first good that `tokens` name; without one that the scheme knows, what the `instrument` at `anchor` is
        said to be on."""
        for token in tokens:
            known = self._at.get(token.i)
            if known is not None and token.i != anchor and token.pos_ != "VERB":
                start, end, good_id, label = known
                return self._with_conjuncts(token, GoodPhrase(start, end, label, good_id))
        if instrument is None or anchor is None:
            return None
        for token in tokens:
            if token.dep_ != "pobj" or token.head.lower_ not in {"on", "of", "for"} or self.index.at(token.i):
                continue
            names_good = token.pos_ == "NOUN" and token.lemma_.lower() not in GENERIC_GOODS
            if names_good and token.head.head.i == anchor and instrument in ON_GOODS:
                return self._phrase(token)
        return None

    def one_by_one(self, parts: Parts) -> list[Parts]:
        """One move for each good where two are named in full ("advanced chips and chipmaking equipment")."""
        if parts.good is None or parts.good.id is not None:
            return [parts]
        named = {known for i in range(parts.good.start, parts.good.end) if (known := self._at.get(i)) is not None}
        if len(named) != 2 or any(end - start < 2 for start, end, _, _ in named):
            return [parts]
        return [replace(parts, good=GoodPhrase(start, end, label, key)) for start, end, key, label in sorted(named)]

    def _with_conjuncts(self, token: Token, good: GoodPhrase) -> GoodPhrase:
        """Goods joined in one phrase stay together ("steel and aluminum")."""
        root = token
        while root.dep_ in {"compound", "amod", "nmod"} and root.head.i in self._at:
            root = root.head
        others = [other for other in conjuncts(root)[1:] if other.i in self._at and not self.index.at(other.i)]
        if not others or root.i not in self._at:
            return good
        end = max(self._at[other.i][1] for other in others)
        words = self.doc[good.start : end].text
        return GoodPhrase(good.start, end, " ".join(words.lower().split()))

    def _phrase(self, token: Token) -> GoodPhrase:
        """The good that `token` heads, as the text words it."""
        start = token.i
        while start > token.left_edge.i and self.doc[start - 1].pos_ in {"ADJ", "NOUN", "PROPN"}:
            if self.index.at(start - 1) is not None:
                break
            start -= 1
        return GoodPhrase(start, token.i + 1, self.doc[start : token.i + 1].text.lower())
