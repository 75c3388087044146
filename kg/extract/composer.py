"""What a phrase is about: change x instrument x good x by x target, composed from its words.

`Composer.noun` reads a noun phrase ("cuts in U.S. import duties on chocolate"), `Composer.clause` a
verb with its arguments ("to lift the quotas on beef"). Both give `Parts`: one for each coordinated
object. Words come from the lexicon, goods from the goods scheme, actors from the resolver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product

from spacy.tokens import Doc, Token

from kg.extract.index import MentionIndex, each, is_actor
from kg.extract.syntax import Arguments, arguments, conjuncts, noun_phrase
from kg.goods import Goods
from kg.instruments import NamedInstruments
from kg.lexicon import ChangeRow, InstrumentRow, Lexicon
from kg.mentions import Resolved

DESCENT = frozenset(
    {
        "compound",
        "amod",
        "nmod",
        "prep",
        "pobj",
        "poss",
        "npadvmod",
        "pcomp",
        "acl",
        "dobj",
        "quantmod",
        "relcl",
        "acomp",
    }
)
TARGET_PREPOSITIONS = frozenset(
    {"on", "against", "to", "from", "for", "with", "toward", "towards", "at", "into", "upon"}
)
ON_GOODS = frozenset({"tariff", "quota", "importBan", "exportControl", "tradeRemedy", "subsidy"})
GOODS_FOLLOW = frozenset({"for", "to", "on", "into", "of"})
"""Prepositions after which a measure's good may stand, hung on the measure or on its verb."""
MARKETS = frozenset({"market", "economy", "sector", "industry"})
WINDOW = 10
"""How many tokens there may be from a verb to its particle, and from one particle to the next."""
LIGHT_NOUNS = frozenset(
    {
        "series", "list", "number", "set", "range", "kind", "type", "sort", "form", "package", "round", "variety",
        "level", "rate", "amount", "value", "worth", "category", "lot", "part", "half", "most", "some", "all", "item",
        "system", "regime", "scheme", "schedule", "trend", "issue", "question", "process", "possibility", "prospect",
        "idea", "imposition", "introduction", "use", "effect", "impact", "degree", "wave", "spate", "couple",
    }
)  # fmt: skip
"""Nouns that say how much or what sort; what follows their "of" is meant."""
INNER_PREPOSITIONS = frozenset(
    {"of", "on", "in", "for", "to", "against", "from", "over", "with", "into", "toward", "towards", "about", "by",
     "between", "at", "upon", "regarding", "concerning", "as", "under"}
)  # fmt: skip
"""Prepositions whose phrase still describes the noun; "before", "during" and the like open another circumstance."""
ACTS = frozenset({"step", "measure", "action", "move", "effort", "decision", "initiative"})
VAGUE_RESTRICTIONS = frozenset({"restriction", "curb", "control", "limit", "restraint", "limitation"})
ANAPHORS = frozenset({"it", "them", "this", "that", "these", "those", "they", "which"})
ANAPHORIC_NOUNS = frozenset(
    {
        "move", "measure", "decision", "action", "step", "plan", "proposal", "policy", "practice", "ruling", "rule",
        "request", "demand", "issue", "announcement", "idea", "initiative", "approach", "act", "offer", "package",
    }
)  # fmt: skip
"""Nouns that, with a definite determiner, take up a measure named before."""
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


@dataclass(frozen=True, slots=True)
class GoodPhrase:
    """A good as the text names it: token span, and the concept where the scheme has one."""

    start: int
    end: int
    label: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The composed parts of what a phrase is about. `start`, `end` are the tokens of its words."""

    start: int
    end: int
    change: str | None = None
    instrument: str | None = None
    good: GoodPhrase | None = None
    by: tuple[Resolved, ...] = ()
    targets: tuple[Resolved, ...] = ()
    actor: tuple[Resolved, ...] = ()
    negated: bool = False
    anchor: int | None = None
    words: tuple[str, ...] = ()
    verbs: tuple[int, ...] = ()
    weak_change: bool = False
    inherited: bool = False
    row: str | None = None
    """The lexicon row that gave the change."""

    @property
    def says_something(self) -> bool:
        """True where an instrument, a change or a good was found."""
        return self.instrument is not None or self.change is not None or self.good is not None


@dataclass(slots=True)
class Composer:
    """Reads phrases of one document. `index` finds resolved mentions by token."""

    doc: Doc
    lexicon: Lexicon
    goods: Goods
    named: NamedInstruments
    index: MentionIndex
    _goods_at: dict[int, tuple[int, int, str, str]] = field(default_factory=dict)
    _named_at: dict[int, str] = field(default_factory=dict)
    _instruments: dict[int, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        words = ["–" if token.text == "-" and token.whitespace_ else token.lower_ for token in self.doc]
        for start, end, good in self.goods.match(words):
            for i in range(start, end):
                if self.index.at(i) is None and self.doc[i].pos_ != "VERB":
                    self._goods_at[i] = (start, end, good.id, good.label)
        for start, end, named in self.named.match([token.text for token in self.doc]):
            for i in range(start, end):
                self._named_at[i] = named.instrument

    # -- nouns ---------------------------------------------------------------------------------

    def noun(self, head: Token) -> Parts:
        """What the noun phrase headed by `head` is about."""
        taken_up = self._taken_up(head)
        if taken_up is not None:
            return taken_up
        start, end = noun_phrase(head)
        tokens = list(self._descend(head))
        instrument, anchor = self._instrument(tokens)
        if instrument == "tradeBarrier" and anchor is not None:
            instrument = self._specific(self.doc[anchor])
        change_row, weak = self._nominal_change(head, tokens, instrument)
        change = change_row.change if change_row is not None else None
        mentions = self._relations(head, tokens, anchor)
        good = self._good(tokens, anchor, instrument)
        if instrument is None and good is not None and mentions[1] and self._bars(head):
            instrument = "importBan"
        row = self._self_contained(head)
        if row is not None and instrument is None:
            instrument = row.instrument
            change_row = change_row or row
            change = change or row.change
        return Parts(
            start=start,
            end=end,
            change=change,
            instrument=instrument,
            good=good,
            by=mentions[0],
            targets=mentions[1],
            anchor=anchor if anchor is not None else head.i,
            words=tuple(token.lemma_.lower() for token in tokens[:4]),
            negated=any(child.dep_ == "det" and child.lower_ == "no" for child in head.children),
            weak_change=weak,
            row=change_row.id if change_row is not None else None,
        )

    def _bars(self, noun: Token) -> bool:
        """True for a noun that names an import ban where what it bars comes from abroad ("a ban on Polish apples")."""
        rows = self.lexicon.instruments.get(noun.lemma_.lower(), ())
        return any(row.instrument == "importBan" for row in rows)

    def _taken_up(self, head: Token) -> Parts | None:
        """The parts of the last measure named before, where `head` is a pronoun or a general noun that takes it up."""
        pronoun = head.pos_ in {"PRON", "DET"} and head.lower_ in ANAPHORS and self.index.at(head.i) is None
        definite = head.lemma_.lower() in ANAPHORIC_NOUNS and any(
            child.dep_ == "det" and child.lower_ in {"the", "this", "that", "these", "those", "such"}
            for child in head.children
        )
        if not pronoun and not definite:
            return None
        for position in range(head.i - 1, max(head.i - 80, -1), -1):
            token = self.doc[position]
            if token.pos_ in {"NOUN", "PROPN"} and token.dep_ != "compound" and self.instrument_of(token) is not None:
                before = self.noun(token)
                start, end = noun_phrase(head)
                return replace(before, start=start, end=end, anchor=head.i, inherited=True, negated=False)
        return None

    def _specific(self, noun: Token) -> str:
        """What "the restrictions" or "those curbs" are: the last restriction that was named more closely."""
        definite = any(
            child.dep_ in {"det", "poss"} and child.lower_ not in {"a", "an", "any", "some", "no"}
            for child in noun.children
        )
        if (
            not definite
            or noun.lemma_.lower() not in VAGUE_RESTRICTIONS
            or any(child.lemma_.lower() in {"trade", "import"} and child.i < noun.i for child in noun.children)
        ):
            return "tradeBarrier"
        for position in range(noun.i - 1, max(noun.i - 150, -1), -1):
            token = self.doc[position]
            if token.pos_ in {"NOUN", "PROPN"} and token.dep_ != "compound":
                named = self.instrument_of(token)
                if named in {"exportControl", "importBan", "quota", "investmentScreening", "sanction", "embargo"}:
                    return named
        return "tradeBarrier"

    def last_owner(self, instrument: str, before: int) -> Resolved | None:
        """Whose measure of this kind was named last, in the sentences shortly before token `before`."""
        for position in range(before - 1, max(before - 90, -1), -1):
            token = self.doc[position]
            if token.pos_ in {"NOUN", "PROPN"} and self.instrument_of(token) == instrument:
                by = self.noun(token).by
                if by:
                    return by[0]
        return None

    def nouns(self, head: Token) -> list[Parts]:
        """One `Parts` for each of the coordinated nouns; a trailing good or target is shared where one lacks it."""
        found = [self.noun(token) for token in conjuncts(head)]
        if len(found) > 1:
            shared = next((parts.instrument for parts in found if parts.instrument), None)
            found = [
                replace(parts, instrument=parts.instrument or shared) if parts.change and not parts.good else parts
                for parts in found
            ]
        return found

    def _descend(self, head: Token) -> Iterable[Token]:
        """`head` and the tokens below it that describe it, nearest first."""
        queue = [head]
        count = 0
        while queue and count < 40:
            token = queue.pop(0)
            count += 1
            yield token
            for child in token.children:
                if child.dep_ in DESCENT or (child.dep_ == "conj" and token.i != head.i):
                    if child.dep_ == "prep" and child.lower_ not in INNER_PREPOSITIONS:
                        continue
                    queue.append(child)

    def _instrument(self, tokens: Sequence[Token]) -> tuple[str | None, int | None]:
        for token in tokens:
            if token.pos_ in {"VERB", "ADP", "ADJ", "DET", "NUM", "PRON", "AUX"} and token.tag_ != "VBG":
                continue
            found = self.instrument_of(token)
            if found is not None:
                return found, token.i
        return None, None

    def instrument_of(self, token: Token) -> str | None:
        """The instrument that the noun `token` names beside its modifiers, or None."""
        if token.i not in self._instruments:
            self._instruments[token.i] = self._instrument_read(token)
        return self._instruments[token.i]

    def _instrument_read(self, token: Token) -> str | None:
        if token.i in self._named_at:
            return self._named_at[token.i]
        rows = self._instrument_rows(token)
        if not rows or _counts_money(token):
            return None
        near = self._modifiers(token)
        for row in rows:
            if not row.modifiers or row.modifiers & near:
                return row.instrument
        return None

    def _instrument_rows(self, token: Token) -> Sequence[InstrumentRow]:
        lemma = token.lemma_.lower()
        return self.lexicon.instruments.get(lemma) or self.lexicon.instruments.get(token.lower_) or ()

    def _modifiers(self, token: Token) -> set[str]:
        """Lemmas and forms that stand beside `token` in its phrase: premodifiers, and nouns of its "on/of" phrases."""
        near: set[str] = set()
        sent = token.sent
        clause = next((c.left_edge.i for c in token.rights if c.dep_ in {"acl", "relcl"}), len(token.doc))
        for child in token.subtree:
            if child.i == token.i or child.i - token.i > 8 or (child.i >= clause and child.dep_ != "acl"):
                continue
            if child.i < token.i or child.dep_ in {"pobj", "compound", "amod", "nmod", "acl"}:
                near.update((child.lemma_.lower(), child.lower_))
                if child.dep_ == "pobj" and child.head.head.i == token.i:
                    near.add(f"{child.head.lower_}:{child.lemma_.lower()}")
        if token.i + 1 < sent.end and self.doc[token.i + 1].lower_ in {"on", "of"}:
            for other in self.doc[token.i + 2 : min(token.i + 6, sent.end)]:
                if other.pos_ not in {"ADJ", "NOUN", "PROPN", "DET"}:
                    break
                near.update((other.lemma_.lower(), other.lower_))
                near.add(f"{self.doc[token.i + 1].lower_}:{other.lemma_.lower()}")
        left = token.i - 1
        while left >= sent.start and (self.doc[left].pos_ in {"ADJ", "NOUN", "PROPN"} or self.doc[left].text == "-"):
            near.update((self.doc[left].lemma_.lower(), self.doc[left].lower_))
            if self.doc[left].text == "-" and left > sent.start:
                near.add(f"{self.doc[left - 1].lower_}-{self.doc[left + 1].lower_}")
            left -= 1
        return near

    def _nominal_change(
        self, head: Token, tokens: Sequence[Token], instrument: str | None
    ) -> tuple[ChangeRow | None, bool]:
        for token in tokens[:6]:
            if token.pos_ in {"NOUN", "PROPN"} or token.tag_ == "VBG":
                row = self._change_row(token, "NOUN", instrument, ())
                if row is not None:
                    return row, False
        for child in head.children:
            if child.pos_ in {"ADJ", "VERB", "NUM"} and child.dep_ in {"amod", "nmod", "compound", "nummod"}:
                row = self._change_row(child, "ADJ", instrument, ())
                if row is not None:
                    return row, child.lemma_ in {"new", "additional", "further", "more", "free", "current"}
                verbal = self._change_row(child, "VERB", instrument, ()) if child.pos_ == "VERB" else None
                if verbal is not None:
                    return verbal, True
        return None, False

    def _self_contained(self, head: Token) -> ChangeRow | None:
        """A row for a noun that carries its instrument with it, found through its verb ("retaliation")."""
        rows = self.lexicon.changes.get((head.lemma_.lower(), "NOUN"), ())
        return next((row for row in rows if row.kind in {"none", "any"}), None)

    def _change_row(
        self, token: Token, pos: str, instrument: str | None, words: Iterable[str], *, actor: bool = False
    ) -> ChangeRow | None:
        rows = self.lexicon.changes.get((token.lemma_.lower(), pos)) or self.lexicon.changes.get((token.lower_, pos))
        if not rows:
            return None
        near = set(words)
        for row in rows:
            if " " in row.lemma and not particles_follow(token, tuple(row.lemma.split(" ")[1:])):
                continue
            if row.kind == "words" and row.themes & near:
                return row
            if row.kind == "instruments" and instrument in row.themes:
                return row
            if row.kind == "actor" and actor:
                return row
            if row.kind in {"none", "any"}:
                return row
            if row.kind == "measure" and (instrument is not None or pos == "NOUN"):
                return row
        return None

    def _relations(
        self, head: Token, tokens: Sequence[Token], anchor: int | None
    ) -> tuple[tuple[Resolved, ...], tuple[Resolved, ...]]:
        """Actors that make the measure, and actors that it works on."""
        by: list[Resolved] = []
        targets: list[Resolved] = []
        owners = {head.i} if anchor is None else {head.i, anchor}
        instrument = self.instrument_of(self.doc[anchor]) if anchor is not None else None
        is_market = instrument == "marketAccess"
        for token in tokens:
            mention = self.index.at(token.i)
            if mention is None or token.i != mention.root or not is_actor(mention):
                continue
            preposition = _preposition_above(token, head)
            modifies = token.dep_ in {"poss", "compound", "amod", "nmod"}
            direct = token.head.i in owners and modifies
            if (instrument == "entityListing" and preposition == "of") or (
                instrument == "tradeAgreement" and direct and token.dep_ != "poss"
            ):
                targets.append(mention)  # "the removal of Huawei from the list", "the Mercosur agreement"
            elif (is_market and modifies and token.head.lemma_.lower() in MARKETS) or (
                preposition == "by"
                or (direct and not (head.i != anchor and token.head.i == head.i and by))
                or (preposition == "of" and token.head.head.i in owners)
                or (preposition == "in" and is_market)
            ):
                by.append(mention)
            elif preposition in TARGET_PREPOSITIONS or preposition in {"of", "in"}:
                targets.append(mention)
            elif token.dep_ in {"compound", "amod", "nmod", "poss"} and not by and preposition is None:
                by.append(mention)
        return _unique(by), _unique(mention for mention in targets if mention not in by)

    def _good(self, tokens: Sequence[Token], anchor: int | None, instrument: str | None) -> GoodPhrase | None:
        for token in tokens:
            known = self._goods_at.get(token.i)
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
                return self._phrase_good(token)
        return None

    def _with_conjuncts(self, token: Token, good: GoodPhrase) -> GoodPhrase:
        """Goods joined in one phrase stay together ("steel and aluminum")."""
        root = token
        while root.dep_ in {"compound", "amod", "nmod"} and root.head.i in self._goods_at:
            root = root.head
        others = [other for other in conjuncts(root)[1:] if other.i in self._goods_at and not self.index.at(other.i)]
        if not others or root.i not in self._goods_at:
            return good
        end = max(self._goods_at[other.i][1] for other in others)
        words = self.doc[good.start : end].text
        return GoodPhrase(good.start, end, " ".join(words.lower().split()))

    def _phrase_good(self, token: Token) -> GoodPhrase:
        start = token.i
        while start > token.left_edge.i and self.doc[start - 1].pos_ in {"ADJ", "NOUN", "PROPN"}:
            if self.index.at(start - 1) is not None:
                break
            start -= 1
        return GoodPhrase(start, token.i + 1, self.doc[start : token.i + 1].text.lower())

    # -- clauses -------------------------------------------------------------------------------

    def clause(self, verb: Token, *, depth: int = 0, direct: bool = False) -> list[Parts]:
        """What the clause headed by `verb` is about: one `Parts` for each object it changes; empty where nothing.

        `direct` keeps to what `verb` itself changes and does not look through control verbs.
        """
        if depth > 4:
            return []
        args = arguments(verb)
        by = self.index.actors(args.subjects)
        negated = is_negated(verb)
        end_targets = self._clause_targets(args.prepositions)
        found: list[Parts] = []
        heads = self._phrasal_objects(verb, args.objects) or args.objects
        found.extend(self._after_preposition(verb, args, by, end_targets))
        for theme in heads if not found else ():
            if theme.pos_ in {"VERB", "AUX"}:
                continue
            inner = self.noun(theme)
            purpose = theme.lemma_.lower() in ACTS and args.prepositions.get("purpose")
            if self.instrument_of(theme) is None and (purpose or arguments(theme).infinitives):
                continue  # "took steps to ease": the infinitive says what is done
            inner = self._completed(theme, inner, args.prepositions)
            own = self._misread_verb(theme)
            if own is not None:
                found.append(self._changed(verb, own, inner, by, end_targets, theme))
                continue
            # "cut import tariffs" is about tariffs, "cut imports" about imports.
            words = {theme.lemma_.lower()} if inner.instrument is not None else {*inner.words, theme.lemma_.lower()}
            row = self._change_row(verb, "VERB", inner.instrument, words, actor=self.index.actor(theme) is not None)
            if row is None:
                continue
            found.append(self._changed(verb, row, inner, by, end_targets, theme))
        if not found and not heads:
            found = self._of_subject(verb, args.subjects, end_targets)
        if not found:
            found = self._without_object(verb, args.infinitives, args.clauses, by, end_targets)
        if direct:
            return [replace(parts, negated=parts.negated ^ negated) for parts in found]
        if not found:
            found = self._descend_clause(verb, args, by, depth)
        if not found and heads:
            found = [
                replace(
                    self._practice(verb, parts),
                    by=by or parts.by,
                    start=min(parts.start, verb.i),
                    verbs=(verb.i,),
                    targets=_unique((*parts.targets, *end_targets)),
                )
                for parts in (self.noun(theme) for theme in heads if theme.pos_ not in {"VERB", "AUX"})
            ]
        return [replace(parts, negated=parts.negated ^ negated) for parts in found]

    def _phrasal_objects(self, verb: Token, objects: Sequence[Token]) -> list[Token]:
        """What a verb works on that ends in a preposition: "cracked down on exports", "put a lid on imports"."""
        for row in self.lexicon.changes.get((verb.lemma_.lower(), "VERB"), ()):
            particles = following_particles(verb, tuple(row.lemma.split(" ")[1:]))
            last = particles[-1] if particles else None
            if last is not None and last.pos_ == "ADP" and all(token in particles for token in objects):
                return [token for child in last.children if child.dep_ == "pobj" for token in conjuncts(child)]
        return []

    def _misread_verb(self, theme: Token) -> ChangeRow | None:
        """In "expand openness and lower tariffs" the parser takes the second verb for an adjective."""
        if theme.dep_ != "conj":
            return None
        for child in theme.children:
            if child.dep_ == "amod" and child.pos_ == "ADJ" and child.i == theme.left_edge.i:
                rows = self.lexicon.changes.get((child.lower_, "VERB"), ())
                return next((row for row in rows if row.kind == "measure"), None)
        return None

    def _after_preposition(
        self, verb: Token, args: Arguments, by: tuple[Resolved, ...], targets: tuple[Resolved, ...]
    ) -> list[Parts]:
        """Verbs that bring a measure in a phrase of its own: "hit Canada with tariffs", "exempt steel from duty"."""
        rows = self.lexicon.changes.get((verb.lemma_.lower(), "VERB"), ())
        if any(" " in row.lemma and particles_follow(verb, tuple(row.lemma.split(" ")[1:])) for row in rows):
            return []  # "hit back with tariffs" is another verb
        for row in (row for row in rows if row.kind == "phrase"):
            for measure in (token for name in sorted(row.themes) for token in args.prepositions.get(name, ())):
                inner = self.noun(measure)
                if inner.instrument is None:
                    continue
                on = [self.noun(token) for token in args.objects]
                hit = self.index.actors(args.objects) or tuple(m for parts in on for m in (*parts.by, *parts.targets))
                good = inner.good or next((parts.good for parts in on if parts.good is not None), None)
                made = self._changed(verb, row, replace(inner, good=good), by, _unique((*hit, *targets)), measure)
                return [replace(made, end=max(made.end, measure.i + 1))]
        return []

    def _of_subject(self, verb: Token, subjects: Sequence[Token], targets: tuple[Resolved, ...]) -> list[Parts]:
        """Verbs that say of a measure what becomes of it: "the curbs remain in place", "the quota expired"."""
        rows = [
            row
            for row in self.lexicon.changes.get((verb.lemma_.lower(), "VERB"), ())
            if " " not in row.lemma or particles_follow(verb, tuple(row.lemma.split(" ")[1:]))
        ]
        row = next((row for row in rows if row.kind == "subject"), None)
        found = []
        for subject in subjects:
            inner = self.noun(subject)
            if inner.instrument is None or self.index.actor(subject) is not None:
                continue
            bare = row or (self._change_row(verb, "VERB", inner.instrument, ()) if _drops_auxiliary(verb) else None)
            if bare is not None:
                found.append(self._changed(verb, bare, inner, inner.by, targets, subject))
        return found

    def _completed(self, theme: Token, inner: Parts, prepositions: Mapping[str, Sequence[Token]]) -> Parts:
        """The object with what the verb's own phrases add: the list that a firm is put on, the good of a curb."""
        for name in ("to", "on", "from", "under", "of", "off", "for", "into", "against"):
            for token in prepositions.get(name, ()):
                if token.pos_ not in {"NOUN", "PROPN"} or token.i < theme.i:
                    continue
                phrase = self.noun(token)
                if inner.instrument is None and phrase.instrument == "entityListing":
                    listed = self.index.actors([theme])
                    return replace(phrase, targets=_unique((*listed, *phrase.targets)), start=inner.start)
                if inner.instrument is None or phrase.instrument is not None:
                    continue
                if inner.good is None and (inner.instrument in ON_GOODS or name in GOODS_FOLLOW) and name != "from":
                    inner = replace(inner, good=phrase.good)
                if self.index.actor(token) is None:
                    works_on = (m for m in (*phrase.by, *phrase.targets) if m not in inner.by)
                    inner = replace(inner, targets=_unique((*inner.targets, *works_on)))
        return inner

    def _changed(
        self,
        verb: Token,
        row: ChangeRow,
        inner: Parts,
        by: tuple[Resolved, ...],
        targets: tuple[Resolved, ...],
        theme: Token,
    ) -> Parts:
        nominal = inner.change if not inner.weak_change and row.change in {"impose", "maintain"} else None
        if row.kind == "actor":
            targets = self.index.actors([theme]) + targets
        if row.instrument in {"exportControl", "marketAccess", "tradeBarrier", "importBan"} and row.kind == "words":
            # "limit U.S. textile imports": whose imports they are says who limits only where no agent stands.
            targets = targets or inner.targets
        return replace(
            inner,
            start=min(inner.start, verb.i) if inner.start - verb.i < 6 else inner.start,
            change=nominal or row.change,
            row=inner.row if nominal else row.id,
            instrument=row.instrument or inner.instrument,
            by=by or inner.by,
            targets=_unique((*inner.targets, *targets, *(m for m in inner.by if by and m not in by))),
            anchor=inner.anchor,
            verbs=(verb.i,),
            weak_change=False,
        )

    def _without_object(
        self,
        verb: Token,
        infinitives: Sequence[Token],
        clauses: Sequence[Token],
        by: tuple[Resolved, ...],
        targets: tuple[Resolved, ...],
    ) -> list[Parts]:
        """Verbs that carry their instrument ("retaliate"), or whose theme is an infinitive ("allow X to sell")."""
        inner_verbs = [*infinitives, *clauses]
        words = {token.lemma_.lower() for token in inner_verbs}
        row = self._change_row(verb, "VERB", None, words)
        if row is None or row.kind not in {"none", "words", "any"} or row.instrument is None:
            return []
        good, goal = None, targets
        if row.kind == "words" and inner_verbs:
            inner = arguments(inner_verbs[0])
            for token in inner.objects:
                good = good or self.noun(token).good
            goal = targets + self._clause_targets(inner.prepositions)
        end = max((token.i for token in inner_verbs), default=verb.i) + 1
        return [
            Parts(verb.i, min(end, verb.i + 12), row.change, row.instrument, good, by, _unique(goal), anchor=verb.i,
                  row=row.id, verbs=(verb.i, *(token.i for token in inner_verbs)))
        ]  # fmt: skip

    def _descend_clause(self, verb: Token, args: Arguments, by: tuple[Resolved, ...], depth: int) -> list[Parts]:
        """Through control verbs and light nouns: "agree to lift", "take steps to ease", "insist on removing"."""
        inner: list[Token] = [*args.infinitives]
        for noun in args.objects:
            inner.extend(arguments(noun).infinitives if noun.pos_ == "NOUN" else [])
        for tokens in args.prepositions.values():
            inner.extend(token for token in tokens if token.tag_ == "VBG" and token.pos_ == "VERB")
        row = self.lexicon.modalities.get((verb.lemma_.lower(), "VERB"))
        denied = row is not None and row.negated
        return [
            replace(parts, by=parts.by or by, verbs=(verb.i, *parts.verbs), negated=parts.negated ^ denied)
            for token in inner
            for parts in self.clause(token, depth=depth + 1)
        ]

    def _clause_targets(self, prepositions: dict[str, list[Token]]) -> tuple[Resolved, ...]:
        found: list[Resolved] = []
        for name, tokens in prepositions.items():
            if name not in TARGET_PREPOSITIONS:
                continue
            for token in tokens:
                mention = self.index.actor(token)
                if mention is not None:
                    found.append(mention)
                elif token.pos_ in {"NOUN", "PROPN"}:
                    inner = [
                        self.index.at(child.i)
                        for child in token.children
                        if child.dep_ in {"amod", "compound", "poss", "nmod"}
                    ]
                    found.extend(m for m in inner if m is not None and is_actor(m))
        return _unique(found)

    def content(self, token: Token) -> list[Parts]:
        """The parts of a complement: a clause where `token` is a verb, else a noun phrase."""
        if token.pos_ in {"VERB", "AUX"}:
            return self.clause(token) or [self._bare_clause(token)]
        wished = self._wished(token)
        if wished:
            return wished
        return [single for parts in self._split(token) for single in self._by_good(parts)]

    def _wished(self, noun: Token) -> list[Parts]:
        """What the clause of "demands that Japan open its market" or "a plan to impose duties" is about, where the
        noun itself names no change."""
        if noun.pos_ != "NOUN" or self.instrument_of(noun) is not None:
            return []
        args = arguments(noun)
        for verb in (*args.infinitives, *args.clauses):
            found = [parts for parts in self.clause(verb) if parts.change and parts.instrument]
            if found:
                return [replace(parts, start=min(parts.start, noun.i)) for parts in found]
        return []

    def _bare_clause(self, verb: Token) -> Parts:
        """A clause about no measure that the lexicon knows: its words and who acts in it. A verb may be the instrument
        itself ("dumping steel", "buy more soybeans")."""
        end = min(verb.right_edge.i + 1, verb.i + 12, verb.sent.end)
        args = arguments(verb)
        about = next((inner for token in args.subjects if (inner := self.noun(token)).instrument is not None), None)
        if about is not None and not any(self.index.actor(token) for token in args.subjects):
            return replace(about, change=None, verbs=(verb.i,), negated=is_negated(verb))
        return Parts(verb.i, end, by=self.index.actors(args.subjects), anchor=verb.i, verbs=(verb.i,),
                     negated=is_negated(verb))  # fmt: skip

    def _practice(self, verb: Token, parts: Parts) -> Parts:
        """`parts` of an object, with what the verb itself does: it may be named after an instrument ("dumping"), or
        promise purchases ("buy more soybeans")."""
        if parts.instrument is not None:
            return parts
        rows = self.lexicon.instruments.get(verb.lemma_.lower().removesuffix("e") + "ing", ())
        named = next((row.instrument for row in rows if not row.modifiers), None)
        if named is not None:
            return replace(parts, instrument=named)
        triggers = self.lexicon.triggers.get((verb.lemma_.lower(), "VERB"), ())
        if parts.good is None or not any(row.predicate == "buys" for row in triggers):
            return parts
        more = any(child.lower_ in {"more", "additional"} for child in self.doc[parts.anchor or verb.i].children)
        return replace(parts, instrument="purchaseCommitment", change="tighten" if more else None)

    def _by_good(self, parts: Parts) -> list[Parts]:
        """One move for each good where two are named in full ("advanced chips and chipmaking equipment")."""
        if parts.good is None or parts.good.id is not None:
            return [parts]
        named = {known for i in range(parts.good.start, parts.good.end) if (known := self._goods_at.get(i)) is not None}
        if len(named) != 2 or any(end - start < 2 for start, end, _, _ in named):
            return [parts]
        return [replace(parts, good=GoodPhrase(start, end, label, key)) for start, end, key, label in sorted(named)]

    def _split(self, head: Token) -> list[Parts]:
        """A change of several measures ("an easing of export controls and entity listings") is one move for each."""
        first = self.noun(head)
        found = [first]
        if first.change is None or first.inherited:
            return found
        for prep in head.children:
            if prep.dep_ != "prep" or prep.lower_ not in {"of", "in", "on", "to"}:
                continue
            for noun in (t for child in prep.children if child.dep_ == "pobj" for t in conjuncts(child)[1:]):
                measure = self.noun(noun)
                if measure.instrument not in {None, first.instrument}:
                    found.append(replace(measure, change=first.change, row=first.row, by=measure.by or first.by,
                                         targets=measure.targets or first.targets))  # fmt: skip
        return found


def particles_follow(token: Token, particles: tuple[str, ...]) -> bool:
    """True where `particles` stand after `token`, as its particles, prepositions or adverbs, in that order."""
    return None not in following_particles(token, particles)


def following_particles(token: Token, particles: tuple[str, ...]) -> list[Token | None]:
    """The tokens that `particles` are, or `[None]` where they do not follow `token` as its own, in that order."""
    window = token.doc[token.i + 1 : min(token.i + 1 + WINDOW * len(particles), token.sent.end)]
    options = [[other for other in window if particle in {other.lower_, other.lemma_}] for particle in particles]
    themes = [child for child in token.children if child.dep_ in {"dobj", "nsubjpass"}]
    own = {token.i, *(child.i for child in themes)}
    inside = own | {word.i for child in themes for word in child.subtree}
    for chosen in product(*options):
        places = [token.i, *(other.i for other in chosen)]
        near = all(0 < after - before <= WINDOW for before, after in pairwise(places))
        # "put its curbs on exports on hold": the parser hangs such a phrase somewhere in the object
        hosts = inside if len(chosen) > 1 and chosen[-1].pos_ == "NOUN" else own
        if near and all(other.head.i in hosts or other.head.i in places for other in chosen):
            return list(chosen)
    return [None]


def is_negated(verb: Token) -> bool:
    """True where a negation stands directly at `verb` ("did not", "never", "no longer")."""
    count = 0
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"} and not stands_alone(verb):
        return is_negated(verb.head)
    for child in verb.children:
        if (
            child.dep_ == "neg"
            or (child.lower_ in {"never", "hardly", "nor"} and child.dep_ in {"advmod", "cc", "preconj"})
            or (child.lower_ == "longer" and any(grand.lower_ == "no" for grand in child.children))
            or (child.dep_ in {"nsubj", "nsubjpass"} and _names_nobody(child))
        ):
            count += 1
    return count % 2 == 1


def _names_nobody(subject: Token) -> bool:
    """True for "neither Japan nor the Netherlands", "no country", "none of them"."""
    return subject.lower_ in {"none", "nobody", "neither"} or any(
        child.lower_ in {"neither", "no"} and child.dep_ in {"preconj", "cc", "det", "advmod"}
        for child in subject.children
    )


def stands_alone(verb: Token) -> bool:
    """True for a coordinated verb with a subject, an auxiliary or a negation of its own, or after "but"."""
    own = any(child.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass", "neg"} for child in verb.children)
    return own or any(child.dep_ == "cc" and child.lower_ == "but" for child in verb.head.children)


def _drops_auxiliary(verb: Token) -> bool:
    """True for the participle of a headline ("Trade talks suspended")."""
    return verb.dep_ == "ROOT" and verb.tag_ in {"VBD", "VBN"} and not any(c.dep_ == "aux" for c in verb.children)


def _counts_money(token: Token) -> bool:
    """True for a unit of money in an amount ("100 U.S. dollars"), which names no currency policy."""
    return token.lemma_.lower() in {"dollar", "yen", "yuan", "won", "dlrs", "renminbi"} and (
        any(child.dep_ in {"nummod", "quantmod"} for child in token.children)
        or any(left.like_num for left in token.doc[max(token.i - 3, token.sent.start) : token.i])
    )


def _preposition_above(token: Token, head: Token) -> str | None:
    """The preposition nearest above `token` on its way up to `head`."""
    current = token
    while current.i != head.i and current.head.i != current.i:
        if current.dep_ in {"pobj", "pcomp"}:
            return current.head.lower_
        current = current.head
    return None


def _unique(mentions: Iterable[Resolved]) -> tuple[Resolved, ...]:
    seen: dict[str, Resolved] = {}
    for mention in mentions:
        for single in each(mention):
            seen.setdefault(single.entity.id, single)
    return tuple(seen.values())
