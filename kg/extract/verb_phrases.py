"""What a verb with its arguments is about: "to lift the quotas on beef and pork", one `Parts` for each object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace
from spacy.tokens import Token

from kg.extract.change_words import ChangeWords
from kg.extract.good_words import ON_GOODS
from kg.extract.index import MentionIndex, is_actor, unique
from kg.extract.noun_phrases import TARGET_PREPOSITIONS, NounPhraseReader
from kg.extract.parts import Parts
from kg.extract.polarity import is_negated
from kg.extract.syntax import Arguments, arguments
from kg.lexicon import ChangeRow, Lexicon
from kg.mentions import Resolved

GOODS_FOLLOW = frozenset({"for", "to", "on", "into", "of"})
"""Prepositions after which a measure's good may stand, hung on the measure or on its verb."""
ACTS = frozenset({"step", "measure", "action", "move", "effort", "decision", "initiative"})
"""Nouns that say only that something is done; their infinitive says what."""
LISTS = frozenset({"entityListing", "tradePreference"})
"""Instruments that somebody is put under or taken out of: "removed India from the preference scheme"."""
JUDGEMENTS = frozenset({"criticizes", "accuses", "opposes", "rejects", "warns", "supports", "praises"})
"""Stances whose nouns say what somebody thinks of a measure."""
PROSPECTS = frozenset({"offers", "seeks"})
"""Stances towards what nobody does yet."""
MAX_DEPTH = 4
"""Through how many control verbs a change is looked for."""


class Predication(Struct, frozen=True):
    """A verb with its arguments, who acts in it, and on whom its phrases say that it works."""

    verb: Token
    args: Arguments
    by: tuple[Resolved, ...]
    targets: tuple[Resolved, ...]


@dataclass(frozen=True, slots=True)
class VerbPhraseReader:
    """Reads the clauses of one document."""

    lexicon: Lexicon
    index: MentionIndex
    changes: ChangeWords
    nouns: NounPhraseReader

    def read(self, verb: Token, *, depth: int = 0, direct: bool = False) -> list[Parts]:
        """What the clause headed by `verb` is about: one `Parts` for each object it changes; empty where nothing.

        `direct` keeps to what `verb` itself changes and does not look through control verbs.
        """
        if depth > MAX_DEPTH:
            return []
        args = arguments(verb)
        args = replace(args, objects=self.changes.phrasal_objects(verb, args.objects) or args.objects)
        clause = Predication(verb, args, self.index.actors(args.subjects), self._targets(args.prepositions))
        found = (
            self._after_preposition(clause)
            or self._of_objects(clause)
            or self._of_subject(clause)
            or self._without_object(clause)
        )
        if not found and not direct:
            found = self._governed(clause, depth) or self._unchanged(clause)
        negated = is_negated(verb)
        return [replace(parts, negated=parts.negated ^ negated) for parts in found]

    # -- what the verb itself changes ----------------------------------------------------------

    def _of_objects(self, clause: Predication) -> list[Parts]:
        """Verbs that change what their objects name: "raised duties and quotas"."""
        found = []
        for theme in clause.args.objects:
            if theme.pos_ in {"VERB", "AUX"} or self._only_acts(theme, clause.args) or self._only_voices(theme):
                continue
            inner = self._completed(theme, self.nouns.read(theme), clause.args.prepositions)
            row = self.changes.misread_verb(theme) or self._row_for(clause.verb, theme, inner)
            if row is not None and not (row.change == "impose" and self._only_wishes(clause.verb, theme)):
                found.append(self._changed(clause, row, inner, clause.by, clause.targets, theme))
        return found

    def _only_acts(self, theme: Token, args: Arguments) -> bool:
        """True for "took steps to ease": the infinitive says what is done."""
        if self.nouns.instruments.named_by(theme) is not None:
            return False
        return bool((theme.lemma_.lower() in ACTS and args.prepositions.get("purpose")) or arguments(theme).infinitives)

    def _only_voices(self, theme: Token) -> bool:
        """True for "raised concerns about the ban", "dropped its objections to the pact": what changes is a stance, not
        the measure that it is about."""
        if self.nouns.instruments.named_by(theme) is not None:
            return False
        rows = self.lexicon.triggers.get((theme.lemma_.lower(), "NOUN"), ())
        return any(row.predicate in JUDGEMENTS and row.args.get("holder") != ("speaker",) for row in rows)

    def _only_wishes(self, verb: Token, theme: Token) -> bool:
        """True for "offered the removal of duties", "proposed a cut in quotas": the change is only held out."""
        rows = self.lexicon.triggers.get((verb.lemma_.lower(), "VERB"), ())
        return self.changes.knows(theme, "NOUN") and any(row.predicate in PROSPECTS for row in rows)

    def _row_for(self, verb: Token, theme: Token, inner: Parts) -> ChangeRow | None:
        """The change that `verb` says of its object; "cut import tariffs" is about tariffs, "cut imports" about
        imports."""
        words = {theme.lemma_.lower()} if inner.instrument is not None else {*inner.words, theme.lemma_.lower()}
        named = self.index.actor(theme) is not None
        somebodys = inner.instrument is None and bool(inner.by or inner.targets)  # "blacklisted a Chinese refinery"
        row = self.changes.row(verb, "VERB", inner.instrument, words, actor=named or somebodys)
        return row if row is None or row.kind != "none" else None

    def _completed(self, theme: Token, inner: Parts, prepositions: Mapping[str, Sequence[Token]]) -> Parts:
        """The object with what the verb's own phrases add: the list that a firm is put on, the good of a curb."""
        for name in ("to", "on", "from", "under", "of", "off", "for", "into", "against"):
            for token in prepositions.get(name, ()):
                if token.pos_ not in {"NOUN", "PROPN"} or token.i < theme.i:
                    continue
                phrase = self.nouns.read(token)
                if inner.instrument is None and phrase.instrument in LISTS:
                    listed = self.index.actors([theme])
                    return replace(phrase, targets=unique((*listed, *phrase.targets)), start=inner.start)
                if inner.instrument is None or phrase.instrument is not None:
                    continue
                if inner.good is None and (inner.instrument in ON_GOODS or name in GOODS_FOLLOW) and name != "from":
                    inner = replace(inner, good=phrase.good)
                if self.index.actor(token) is None:
                    works_on = (m for m in (*phrase.by, *phrase.targets) if m not in inner.by)
                    inner = replace(inner, targets=unique((*inner.targets, *works_on)))
        return inner

    def _after_preposition(self, clause: Predication) -> list[Parts]:
        """Verbs that bring a measure in their own phrase: "hit Canada with tariffs", "exempt steel from duties"."""
        args = clause.args
        for row in self.changes.with_phrase(clause.verb):
            for measure in (token for name in sorted(row.themes) for token in args.prepositions.get(name, ())):
                inner = self.nouns.read(measure)
                if inner.instrument is None:
                    continue
                on = [self.nouns.read(token) for token in args.objects]
                hit = self.index.actors(args.objects) or tuple(m for parts in on for m in (*parts.by, *parts.targets))
                good = inner.good or next((parts.good for parts in on if parts.good is not None), None)
                inner = replace(inner, good=good)
                made = self._changed(clause, row, inner, clause.by, unique((*hit, *clause.targets)), measure)
                return [replace(made, end=max(made.end, measure.i + 1))]
        return []

    def _of_subject(self, clause: Predication) -> list[Parts]:
        """Verbs that say of a measure what becomes of it: "the curbs remain in place", "the quota expired"."""
        if clause.args.objects and not self.changes.is_idiom(clause.verb, clause.args.objects):
            return []
        found = []
        for subject in clause.args.subjects:
            inner = self.nouns.read(subject)
            if inner.instrument is None or self.index.actor(subject) is not None:
                continue
            row = self.changes.of_subject(clause.verb, inner.instrument)
            if row is not None:
                found.append(self._changed(clause, row, inner, inner.by, clause.targets, subject))
        return found

    def _changed(
        self,
        clause: Predication,
        row: ChangeRow,
        inner: Parts,
        by: tuple[Resolved, ...],
        targets: tuple[Resolved, ...],
        theme: Token,
    ) -> Parts:
        """`inner`, what the verb works on, with the change of its `row` and who makes it on whom."""
        verb = clause.verb
        own = {token.i for token in clause.args.subjects}
        owners = (m for m in inner.by if by and m not in by and not self._takes_up(m, own))
        nominal = inner.change if not inner.weak_change and row.change in {"impose", "maintain"} else None
        if row.change == "maintain" and nominal in {"ease", "pause"}:
            nominal = None  # "extended the truce"
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
            targets=unique((*inner.targets, *targets, *owners)),
            anchor=inner.anchor,
            verbs=(verb.i,),
            weak_change=False,
        )

    def _takes_up(self, mention: Resolved, subjects: Set[int]) -> bool:
        """True for a pronoun that takes up one of the `subjects`: "countries like Chile raised their duties"."""
        return mention.kind == "pronoun" and any(
            (named := self.index.at(i)) is not None and named.entity.id == mention.entity.id for i in subjects
        )

    def _without_object(self, clause: Predication) -> list[Parts]:
        """Verbs that carry their instrument ("retaliate"), or whose theme is an infinitive ("allow X to sell")."""
        verb = clause.verb
        inner_verbs = [*clause.args.infinitives, *clause.args.clauses, *self._kept_from(clause.args)]
        words = {token.lemma_.lower() for token in inner_verbs}
        row = self.changes.row(verb, "VERB", None, words)
        if row is None or row.kind not in {"none", "words", "any"} or row.instrument is None:
            return []
        if row.kind == "none" and clause.args.objects:
            return []  # "opened up a museum"
        good, goal = None, clause.targets
        if row.kind == "words" and inner_verbs:
            inner = arguments(inner_verbs[0])
            for token in inner.objects:
                good = good or self.nouns.read(token).good
            told = (*clause.args.objects, *inner.subjects)
            goal = self.index.actors(told) + clause.targets + self._targets(inner.prepositions)
            goal = tuple(mention for mention in goal if mention not in clause.by)
        end = max((token.i for token in inner_verbs), default=verb.i) + 1
        return [
            Parts(verb.i, min(end, verb.i + 12), row.change, row.instrument, good, clause.by, unique(goal),
                  anchor=verb.i, row=row.id, verbs=(verb.i, *(token.i for token in inner_verbs)))
        ]  # fmt: skip

    def _kept_from(self, args: Arguments) -> list[Token]:
        """What somebody is kept from doing: "barred the firm from selling chips"."""
        return [token for token in args.prepositions.get("from", ()) if token.tag_ == "VBG" and token.pos_ == "VERB"]

    # -- what stands below it ------------------------------------------------------------------

    def _governed(self, clause: Predication, depth: int) -> list[Parts]:
        """Through control verbs and light nouns: "agree to lift", "take steps to ease", "insist on removing"."""
        verb, args = clause.verb, clause.args
        inner: list[Token] = [*args.infinitives]
        for noun in args.objects:
            inner.extend(arguments(noun).infinitives if noun.pos_ == "NOUN" else [])
        means = [t for ts in args.prepositions.values() for t in ts if t.tag_ == "VBG" and t.pos_ == "VERB"]
        row = self.lexicon.modalities.get((verb.lemma_.lower(), "VERB"))
        denied = row is not None and row.negated
        return [
            replace(parts, by=parts.by or clause.by, verbs=(verb.i, *parts.verbs), negated=parts.negated ^ denied)
            for token in [*inner, *means]
            for parts in self.read(token, depth=depth + 1)
            if token in inner or parts.instrument or not args.objects  # "resolve the row by explaining": not how
        ]

    def _unchanged(self, clause: Predication) -> list[Parts]:
        """The objects as they are, where the verb changes nothing in them."""
        themes = [self.nouns.read(theme) for theme in clause.args.objects if theme.pos_ not in {"VERB", "AUX"}]
        return [
            replace(
                self._practice(clause.verb, parts),
                by=clause.by or parts.by,
                start=min(parts.start, clause.verb.i),
                verbs=(clause.verb.i,),
                targets=unique((*parts.targets, *clause.targets)),
            )
            for parts in themes
        ]

    def _practice(self, verb: Token, parts: Parts) -> Parts:
        """`parts` of an object, with what the verb itself does: it may be named after an instrument ("dumping"), or
        promise purchases ("buy more soybeans")."""
        if parts.instrument is not None:
            return parts
        named = self.nouns.instruments.practised_by(verb)
        if named is not None:
            return replace(parts, instrument=named)
        triggers = self.lexicon.triggers.get((verb.lemma_.lower(), "VERB"), ())
        if parts.good is None or not any(row.predicate == "buys" for row in triggers):
            return parts
        noun = verb if parts.anchor is None else verb.doc[parts.anchor]
        more = any(child.lower_ in {"more", "additional"} for child in noun.children)
        return replace(parts, instrument="purchaseCommitment", change="tighten" if more else None)

    def _targets(self, prepositions: Mapping[str, Sequence[Token]]) -> tuple[Resolved, ...]:
        """The actors that the verb's own phrases name, or that the nouns of these belong to."""
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
        return unique(found)
