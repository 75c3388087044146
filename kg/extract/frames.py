"""Triggers and their arguments to candidate statements.

Two readings of a sentence run one after the other. First the trigger rows of the lexicon (stances,
diplomacy, trade, accusations): each finds its holder, addressee and content. What a stance takes as
its content is then spent. Second, every change that is not spent and has an instrument is an action
of its own: `imposes`, `eases` and so on, for verbs ("raised duties"), for their nouns ("a cut in
duties") and for bare measures with an owner ("U.S. tariffs on Chinese goods").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Token

from kg.extract.attribution import Attribution, CueType, governing, reported_by
from kg.extract.index import MentionIndex, each, ids, is_actor, unique
from kg.extract.modality import Reading, read_modality
from kg.extract.particles import particles_follow
from kg.extract.parts import Parts, enriched, shared
from kg.extract.phrases import Phrases
from kg.extract.polarity import is_negated
from kg.extract.syntax import Arguments, arguments, conjuncts, holder, path_to_root, verb_conjuncts
from kg.lexicon import Lexicon, Needs, TriggerRow
from kg.mentions import Resolved
from kg.model import Entity, EntityType, Modality

COARSE = {"VERB": "VERB", "AUX": "VERB", "NOUN": "NOUN", "PROPN": "NOUN", "ADJ": "ADJ", "ADP": "ADP"}
SPENDING = frozenset({"seeks", "supports", "opposes", "rejects", "threatens", "offers", "agreesTo"})
TOWARDS = frozenset({"retaliatesAgainst", "accuses", "criticizes", "warns", "threatens", "pressures", "investigates",
                     "rejects", "offers"})  # fmt: skip
"""Stances that are taken towards somebody, named or not."""
OPEN_NOUNS = frozenset(
    {"plan", "plans", "effort", "attempt", "drive", "bid", "campaign", "decision", "move", "proposal"}
)
"""Nouns whose content the holder may carry out alone, so that it is read as an action too."""
SYMMETRIC = frozenset({"negotiatesWith", "meetsWith", "signsAgreementWith", "cooperatesWith"})
MEASURES = frozenset(
    {"tariff", "quota", "importBan", "exportControl", "embargo", "entityListing", "sanction", "subsidy"}
    | {"tradeRemedy", "investmentScreening", "tradeBarrier", "tradeLegislation", "tradePreference"}
)


TRADE = frozenset({"exportsTo", "importsFrom", "sells", "buys"})

MAX_PARTIES = 4
"""Above this many parties only the first is paired with each of the others."""
CASE_NOUNS = frozenset({"investigation", "probe", "case", "petition", "complaint", "inquiry", "proceeding"})
STATED = Reading(Modality.ASSERTED, negated=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible statement, before it is scored: mentions, parts and the tokens that gave them."""

    trigger: int
    rule: str
    predicate: str
    subject: Resolved
    parts: Parts
    others: tuple[Resolved, ...]
    reading: Reading
    source: Resolved | None
    kind: str
    how: str = "argument"
    guessed_other: bool = False
    context: tuple[str, ...] = ()


@dataclass(slots=True)
class FrameReader:
    """Reads the candidates of one document."""

    doc: Doc
    lexicon: Lexicon
    phrases: Phrases
    index: MentionIndex
    attributions: Sequence[Attribution]
    carried_out_by: Mapping[str, str]
    countries: Mapping[str, Entity]
    ties: Mapping[str, Entity] = field(default_factory=dict)
    """Whom the document places each person with, by the person's id."""
    _innermost: list[int | None] = field(default_factory=list)
    _speech_cues: set[int] = field(default_factory=set)
    _spent: set[int] = field(default_factory=set)
    _main_countries: tuple[Resolved, ...] = ()

    def __post_init__(self) -> None:
        self._innermost = governing(self.doc, self.attributions)
        self._main_countries = self._most_named()
        self._speech_cues = {i for item in self.attributions if item.type is CueType.SPEECH for i in item.cue}

    def _most_named(self) -> tuple[Resolved, ...]:
        """The two countries or blocs that the document names most as actors, each where it first stands."""
        counts: Counter[str] = Counter()
        first: dict[str, Resolved] = {}
        for mention in self.index.mentions:
            if is_actor(mention) and mention.entity.type in {EntityType.COUNTRY, EntityType.BLOC}:
                counts[mention.entity.id] += 1
                first.setdefault(mention.entity.id, mention)
        order = sorted(counts, key=lambda key: (-counts[key], first[key].start))
        return tuple(first[key] for key in order[:2])

    def candidates(self) -> list[Candidate]:
        """All candidates of the document, in text order."""
        found = [candidate for token in self.doc for candidate in self._triggered(token)]
        found += [candidate for token in self.doc for candidate in self._actions(token)]
        found.sort(key=lambda candidate: (candidate.trigger, candidate.rule))
        return self._with_company(found)

    def _with_company(self, found: Sequence[Candidate]) -> list[Candidate]:
        """The candidates with what the others of their sentence say beside them: how many other words give the same
        claim, how many claims its subject makes, and how many readings the same word has."""
        claims: dict[tuple[int, str, str], set[int]] = {}
        subjects: dict[tuple[int, str], set[tuple[int, str]]] = {}
        readings: Counter[tuple[int, str]] = Counter()
        told: dict[tuple[str, str, tuple[str, ...]], int] = {}
        keys = []
        for candidate in found:
            start = self.doc[candidate.trigger].sent.start
            key = (start, (candidate.subject.principal or candidate.subject.entity).id, candidate.predicate)
            keys.append(key)
            claims.setdefault(key, set()).add(candidate.trigger)
            subjects.setdefault(key[:2], set()).add((candidate.trigger, candidate.predicate))
            readings[candidate.trigger, candidate.predicate] += 1
            told.setdefault((*key[1:], tuple(sorted(ids(candidate.others)))), start)
        return [
            replace(
                candidate,
                context=(
                    *candidate.context,
                    f"agreeing={min(len(claims[key]), 3)}",
                    f"subject-claims={min(len(subjects[key[:2]]), 6)}",
                    f"readings={min(readings[candidate.trigger, candidate.predicate], 4)}",
                    f"told-before={told[(*key[1:], tuple(sorted(ids(candidate.others))))] < key[0]}+{key[2]}",
                ),
            )
            for candidate, key in zip(found, keys, strict=True)
        ]

    # -- sources -------------------------------------------------------------------------------

    def speaker(self, i: int) -> Resolved | None:
        """Whoever the text reports to say what stands at token `i`."""
        report = reported_by(i, self.attributions, self._innermost)
        if report is None or report.speaker is None:
            return None
        return self.index.actor(self.doc[report.speaker])

    def _reading(self, token: Token) -> Reading:
        return read_modality(token, self.lexicon, stop=lambda other: other.i in self._speech_cues)

    def _belief_denied(self, token: Token) -> bool:
        """True where a thinking verb above `token` is negated ("doesn't think", "don't believe")."""
        return any(
            above.i != token.i and above.lemma_ in {"think", "believe", "feel", "see"} and is_negated(above)
            for above in path_to_root(token)
        )

    # -- triggers ------------------------------------------------------------------------------

    def _rows(self, token: Token) -> list[TriggerRow]:
        pos = COARSE.get(token.pos_)
        if pos is None:
            return []
        rows = [
            row
            for row in self.lexicon.triggers.get((token.lemma_.lower(), pos), ())
            if not row.particles or particles_follow(token, row.particles)
        ]
        with_particles = [row for row in rows if row.particles]
        if with_particles:
            return with_particles
        return [] if any(child.dep_ == "prt" and child.lower_ not in {"up", "on"} for child in token.children) else rows

    def _triggered(self, token: Token) -> Iterator[Candidate]:
        rows = self._rows(token)
        if not rows or (token.pos_ in {"NOUN", "PROPN"} and (token.dep_ == "compound" or self._in_name(token))):
            return
        if token.pos_ == "ADP":
            args = preposition_arguments(token)
        else:
            args = noun_arguments(token) if token.pos_ in {"NOUN", "PROPN", "ADJ"} else arguments(token)
        for row in rows:
            found = list(self._read_row(token, row, args))
            if found:
                yield from found

    def _in_name(self, token: Token) -> bool:
        """True for a word inside the name of somebody ("Customs Tariff Commission")."""
        mention = self.index.at(token.i)
        return mention is not None and is_actor(mention) and mention.end - mention.start > 1 and mention.kind == "name"

    def _read_row(self, token: Token, row: TriggerRow, args: Arguments) -> Iterator[Candidate]:
        holders = self._holders(token, row, args)
        ways = self._ways(holders, token) if holders or token.pos_ != "ADP" else []
        addressees = self.index.actors(self._fill("addressee", row, args, token))
        others = self._others(token, row, args)
        if "other" in row.args:
            for holders, how in ways or [((), "none")]:
                yield from self._between(token, row, args, holders, others, how)
            return
        if not ways or (row.predicate == "retaliatesAgainst" and token.i in self._speech_cues):
            return
        contents = self._contents(token, row, args)
        if not self._satisfied(row, addressees, contents):
            return
        if not contents:
            contents = [Parts(token.i, token.i + 1, anchor=token.i)]
        by_speaker = row.args.get("holder") == ("speaker",)
        if by_speaker and row.predicate == "accuses":
            ways, addressees = self._accusing(ways, addressees)
        reading = self._reading(token)
        if by_speaker:
            # "X doesn't think Y should do Z": the denied belief turns the stance round.
            turned = reading.negated and token.pos_ in {"VERB", "AUX"} and self._belief_denied(token)
            contents = [replace(parts, negated=parts.negated ^ turned) for parts in contents]
            reading = STATED
        if row.predicate in SPENDING and ways[0][1] == "argument" and token.lemma_.lower() not in OPEN_NOUNS:
            self._spend(contents)
        for holders, how in ways:
            for subject in holders:
                for parts in contents:
                    for candidate in self._stance(token, row, subject, addressees, parts, reading):
                        yield replace(candidate, how=how)

    @staticmethod
    def _accusing(
        ways: list[tuple[tuple[Resolved, ...], str]], accused: tuple[Resolved, ...]
    ) -> tuple[list[tuple[tuple[Resolved, ...], str]], tuple[Resolved, ...]]:
        """Who may accuse whom of a breach that a speaker tells: nobody accuses himself, and where the grammar names no
        culprit it is whoever stands nearest."""
        if not accused:
            accused = next((mentions for mentions, how in ways if how == "nearest"), ())
        culprits = set(ids(accused))
        return [(mentions, how) for mentions, how in ways if not culprits & set(ids(mentions))], accused

    def _stance(
        self,
        token: Token,
        row: TriggerRow,
        subject: Resolved,
        addressees: Sequence[Resolved],
        parts: Parts,
        reading: Reading,
    ) -> Iterator[Candidate]:
        predicate = row.predicate
        if parts.negated:
            predicate = {"supports": "opposes", "seeks": "opposes", "opposes": "supports"}.get(predicate, predicate)
        elif reading.negated and predicate in {"agreesTo", "supports"} and not parts.verbs:
            predicate = {"agreesTo": "rejects", "supports": "opposes"}[predicate]
            reading = replace(reading, negated=False)
        same = subject.entity.id
        if (
            predicate == "agreesTo"
            and parts.verbs
            and parts.change is not None
            and parts.instrument in MEASURES | {"marketAccess"}
            and all(mention.entity.id == same for mention in parts.by)
        ):
            intended = Reading(Modality.INTENDED if reading.modality is Modality.ASSERTED else reading.modality,
                               reading.negated ^ parts.negated)  # fmt: skip
            yield self._candidate(token, row.id, self.carried_out_by[parts.change], subject,
                                  replace(parts, change=None), parts.targets, intended, "inner")  # fmt: skip
            return
        if predicate == "seeks" and reading.negated and token.lemma_ in {"want", "wish", "like", "hope"}:
            predicate, reading = "opposes", replace(reading, negated=False)
        if predicate == "rejects" and token.lemma_ == "deny" and parts.verbs and parts.change and parts.instrument:
            # To deny that one does something is a denied action.
            denied = Reading(reading.modality, not reading.negated ^ parts.negated)
            if all(mention.entity.id == same for mention in parts.by):
                candidate = self._candidate(token, row.id, self.carried_out_by[parts.change], subject,
                                            replace(parts, change=None), parts.targets, denied, "inner")  # fmt: skip
                yield replace(candidate, source=candidate.source or subject)
                return
        makers = [] if predicate == "accuses" else parts.by
        movers = list(unique(m for m in (*addressees, *makers) if m.entity.id != same))
        if predicate == "threatens" and parts.change is None and parts.instrument in MEASURES:
            parts = replace(parts, change="impose")
        if predicate == "retaliatesAgainst" and parts.instrument is None:
            parts = replace(parts, instrument="sanction")
        guessed = False
        if not movers and parts.instrument in MEASURES:
            owner = self.phrases.nouns.last_owner(parts.instrument, token.i)
            movers, guessed = ([owner], True) if owner is not None and owner.entity.id != same else ([], False)
        if not movers and not parts.targets and predicate in TOWARDS:
            counterpart = self._counterpart(token, subject)
            movers, guessed = ([counterpart], True) if counterpart is not None else ([], False)
        candidate = self._candidate(token, row.id, predicate, subject, parts, movers, reading, "stance")
        yield replace(candidate, guessed_other=guessed)

    def _counterpart(self, token: Token, subject: Resolved) -> Resolved | None:
        """The other side where it goes unnamed: the nearest other country of the sentence, else the one that the
        document names most beside the subject's."""
        own = {(subject.principal or subject.entity).id, (subject.principal or subject.entity).country}
        near = [
            mention
            for i in range(token.sent.start, token.sent.end)
            if (mention := self.index.at(i)) is not None
            and mention.entity.type in {EntityType.COUNTRY, EntityType.BLOC}
            and mention.entity.id not in own
        ]
        if near:
            return min(near, key=lambda mention: (abs(mention.root - token.i), mention.root))
        return next((mention for mention in self._main_countries if mention.entity.id not in own), None)

    def _ways(
        self, actors: tuple[Resolved, ...], token: Token, instrument: str | None = None
    ) -> list[tuple[tuple[Resolved, ...], str]]:
        """Who may be the subject, each with how it was found: the actors that the grammar gives, and for "we" the
        country that they speak for; without any, what `_fallback` finds."""
        if not actors:
            return self._fallback(token, instrument)
        spoken_for = [
            country
            for mention in actors
            if self.doc[mention.start].lower_ in {"we", "us", "our"} and (country := self._country_of(mention))
        ]
        return [(actors, "argument"), *([(tuple(spoken_for), "we-country")] if spoken_for else [])]

    def _fallback(self, token: Token, instrument: str | None = None) -> list[tuple[tuple[Resolved, ...], str]]:
        """Who may hold a stance or act where the grammar does not say, each way once, with its name: the subject
        above, the nearest actor before in the sentence, the speaker, the country that one of these belongs to, and
        the country that the document speaks of most. Scoring chooses among them."""
        found: list[tuple[tuple[Resolved, ...], str]] = []
        for above in path_to_root(token):
            if above.pos_ in {"VERB", "AUX"}:
                actors = self.index.actors(arguments(above).subjects)
                if actors:
                    found.append((actors, "above"))
                    break
        for i in range(token.i - 1, token.sent.start - 1, -1):
            mention = self.index.at(i)
            if mention is not None and is_actor(mention):
                found.append((tuple(each(mention)), "nearest"))
                break
        speaker = self.speaker(token.i)
        if speaker is not None:
            found.append(((speaker,), "speaker"))
        found += self._countries_of(found)
        found += self._before(token, instrument)
        if self._main_countries:
            found.append((self._main_countries[:1], "document"))
        seen: set[tuple[str, ...]] = set()
        distinct = []
        for mentions, how in found:
            key = tuple(sorted(ids(mentions)))
            if key not in seen:
                seen.add(key)
                distinct.append((mentions, how))
        return distinct

    def _before(self, token: Token, instrument: str | None) -> list[tuple[tuple[Resolved, ...], str]]:
        """Who may be meant from the sentences before: the owner of the last measure of the same kind, who acted there,
        and who spoke there."""
        found: list[tuple[tuple[Resolved, ...], str]] = []
        start = token.sent.start
        if instrument is not None:
            owner = self.phrases.nouns.last_owner(instrument, start)
            if owner is not None:
                found.append(((owner,), "owner-before"))
        if start == 0:
            return found
        speech: Resolved | None = None
        acted: tuple[Resolved, ...] = ()
        before = self.doc[start - 1].sent
        for other in before:
            if other.dep_ not in {"nsubj", "nsubjpass"} or other.head.pos_ not in {"VERB", "AUX"}:
                continue
            actors = self.index.actors([other])
            if not actors:
                continue
            if other.head.i in self._speech_cues:
                speech = actors[0]
            else:
                acted = acted or actors
        if acted:
            found.append((acted, "before"))
        if speech is None:
            speech = self.speaker(before.root.i)
        if speech is not None:
            found.append(((speech,), "speaker-before"))
        return found

    def _countries_of(self, ways: Sequence[tuple[tuple[Resolved, ...], str]]) -> list[tuple[tuple[Resolved, ...], str]]:
        """For each way the country behind its first actor, where there is one."""
        found: list[tuple[tuple[Resolved, ...], str]] = []
        for mentions, how in ways:
            country = self._country_of(mentions[0])
            if country is not None:
                found.append(((country,), f"{how}-country"))
        return found

    def _country_of(self, mention: Resolved) -> Resolved | None:
        """The country that a person, body or official belongs to, as a mention at the same place."""
        entity = mention.principal or mention.entity
        if entity.type in {EntityType.COUNTRY, EntityType.BLOC}:
            return replace(mention, entity=entity, principal=None) if mention.principal is not None else None
        country = self.countries.get(entity.country or "") or self.ties.get(entity.id)
        return replace(mention, entity=country, principal=None) if country is not None else None

    def _holders(self, token: Token, row: TriggerRow, args: Arguments) -> tuple[Resolved, ...]:
        slots = row.args.get("holder", ())
        if slots == ("speaker",):
            speaker = self.speaker(token.i)
            return (speaker,) if speaker is not None else ()
        return self.index.actors(self._fill("holder", row, args, token))

    def _others(self, token: Token, row: TriggerRow, args: Arguments) -> tuple[Resolved, ...]:
        """The other side. Whoever visits a place meets its country, so there a place counts."""
        tokens = self._fill("other", row, args, token)
        found = self.index.actors(tokens)
        if not found and row.predicate in TRADE:
            found = self.index.actors(self._partners(row, args, token))
        if not found and row.predicate == "meetsWith":
            places = [self.index.at(t.i) for t in tokens]
            found = tuple(place for place in places if place is not None and place.entity.type is EntityType.COUNTRY)
        return found

    def _partners(self, row: TriggerRow, args: Arguments, token: Token) -> Iterator[Token]:
        """Whom goods go to or come from where the trigger itself does not say: a phrase on the goods ("exported tools
        worth two millions to Cuba"), or their origin ("bought Russian oil")."""
        goods = [*self._fill("good", row, args, token), *(args.objects if token.pos_ == "VERB" else ())]
        for noun in goods:
            phrases = arguments(noun).prepositions
            for slot in row.args.get("other", ()):
                yield from phrases.get("to" if slot == "to-prep" else slot, ())
        if row.predicate in {"importsFrom", "buys"}:
            yield from (
                child for noun in goods for child in noun.children if child.dep_ in {"amod", "compound", "nmod"}
            )

    def _fill(self, role: str, row: TriggerRow, args: Arguments, token: Token) -> list[Token]:
        for slot in row.args.get(role, ()):
            if slot == "none":
                continue
            if slot == "self":
                return [token]
            name = "to" if slot == "to" else slot
            tokens = args.prepositions.get("to", []) if name == "to-prep" else args.slot(name)
            if role == "other" and row.predicate == "meetsWith":
                tokens = [t for t in tokens if self.index.at(t.i) is not None]
            elif role in {"addressee", "other", "holder"}:
                tokens = [t for t in tokens if self.index.actor(t) is not None]
            if tokens:
                return tokens
        return []

    def _contents(self, token: Token, row: TriggerRow, args: Arguments) -> list[Parts]:
        best: list[Parts] = []
        addressee_tokens = {t.i for t in self._fill("addressee", row, args, token)}
        for slot in row.args.get("content", ()):
            if slot == "none":
                continue
            if slot == "self":
                tokens = verb_conjuncts(token.head) if token.pos_ == "AUX" and token.dep_ == "aux" else [token]
            elif slot == "to-prep":
                tokens = args.prepositions.get("to", [])
            else:
                tokens = args.slot(slot)
            tokens = [t for t in tokens if t.i not in addressee_tokens]
            found = shared([parts for t in tokens for parts in self.phrases.complements.read(t)])
            found = [self._with_verb_phrase(args, parts) for parts in found]
            if any(parts.instrument or parts.change for parts in found):
                return found
            if found and not best:
                best = found
        return best

    def _with_verb_phrase(self, args: Arguments, parts: Parts) -> Parts:
        """A bare change ("reductions") takes its measure from the verb's own "in", "of" or "on" phrase."""
        if parts.change is None or parts.instrument is not None or parts.verbs:
            return parts
        for name in ("in", "of", "on", "to"):
            for other in args.prepositions.get(name, []):
                if other.i > parts.start and other.pos_ in {"NOUN", "PROPN"}:
                    measure = self.phrases.nouns.read(other)
                    if measure.instrument is not None:
                        return replace(measure, change=parts.change, start=parts.start, end=measure.end)
        return parts

    def _satisfied(
        self,
        row: TriggerRow,
        addressees: Sequence[Resolved],
        contents: Sequence[Parts],
    ) -> bool:
        policy = any(
            parts.instrument or (parts.change and (parts.good or parts.by or parts.targets)) for parts in contents
        )
        loose = policy or any(parts.change or parts.good or parts.by or parts.targets for parts in contents)
        match row.needs:
            case Needs.POLICY | Needs.HOLDER_POLICY:
                return bool(contents)
            case Needs.ADDRESSEE_POLICY:
                return bool(addressees) or bool(contents)
            case Needs.ADDRESSEE:
                return bool(addressees)
            case Needs.ANY | Needs.HOLDER_ANY:
                return bool(addressees) or loose
            case Needs.CHANGE:
                return any(parts.change and parts.instrument for parts in contents)
            case Needs.BALANCE:
                return any(parts.instrument in {"tradeBalance", "stimulus"} for parts in contents)
            case Needs.SPEAKER:
                return loose or bool(addressees)
            case Needs.RETALIATION:
                return True
            case Needs.CASE | Needs.HOLDER_CASE:
                cases = any(parts.instrument in {"disputeCase", "tradeRemedy"} for parts in contents)
                return cases or (bool(addressees) and not policy)
            case _:
                return True

    def _between(
        self,
        token: Token,
        row: TriggerRow,
        args: Arguments,
        holders: Sequence[Resolved],
        others: Sequence[Resolved],
        how: str,
    ) -> Iterator[Candidate]:
        """Predicates between two actors. Where the subject is plural and no other side is named, its parts pair up."""
        pairs: list[tuple[Resolved, Resolved | None]]
        guessed = False
        if row.predicate in SYMMETRIC and len(holders) > 1 and not (set(ids(others)) - set(ids(holders))):
            firsts = holders if len(holders) <= MAX_PARTIES else holders[:1]
            pairs = [(a, b) for n, a in enumerate(firsts) for b in holders[n + 1 :]]
        elif others:
            pairs = [(a, b) for a in holders for b in others if a.entity.id != b.entity.id]
            if not holders and row.predicate in SYMMETRIC and len(others) > 1:
                pairs = [(a, b) for n, a in enumerate(others) for b in others[n + 1 :]]
        else:
            pairs = [(a, None) for a in holders]
            if row.predicate in SYMMETRIC:
                pairs = [(a, self._counterpart(token, a)) for a in holders]
                guessed = True
        if row.needs is Needs.AGREEMENT_NOUN and self._under_negotiation(token):
            return
        contents = self._contents(token, row, args) or [Parts(token.i, token.i + 1, anchor=token.i)]
        own = self.phrases.nouns.read(token) if token.pos_ in {"NOUN", "PROPN"} else None
        good_tokens = self._fill("good", row, args, token)
        goods = [self.phrases.nouns.read(t) for t in good_tokens if t.pos_ not in {"VERB", "AUX"}]
        parts = enriched(contents[0], own, goods)
        reading = self._reading(token)
        if row.predicate in {"negotiatesWith", "signsAgreementWith"} and how == "argument" and pairs:
            self._spend(contents)
        for subject, other in pairs:
            if not self._pair_fits(row, parts, other, goods):
                continue
            mentions = (other,) if other is not None else ()
            candidate = self._candidate(token, row.id, row.predicate, subject, parts, mentions, reading, "pair")
            yield replace(candidate, how=how, guessed_other=guessed)

    def _under_negotiation(self, noun: Token) -> bool:
        """True for an agreement that is only talked about ("talks on a free trade agreement")."""
        over = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ in {"on", "for", "about", "toward"} else None
        over = noun.head if noun.dep_ == "compound" else over
        return over is not None and any(
            row.predicate == "negotiatesWith" for row in self.lexicon.triggers.get((over.lemma_.lower(), "NOUN"), ())
        )

    def _pair_fits(self, row: TriggerRow, parts: Parts, other: Resolved | None, goods: Sequence[Parts]) -> bool:
        match row.needs:
            case Needs.ACTORS | Needs.COOPERATION:
                return other is not None
            case Needs.TRADE:
                return other is not None or any(item.good for item in goods)
            case Needs.AGREEMENT:
                return parts.instrument in {"tradeAgreement", "purchaseCommitment"}
            case Needs.AGREEMENT_NOUN:
                return other is not None
            case Needs.TIES:
                return other is not None and bool({"tie", "relation", "cooperation", "partnership"} & set(parts.words))
            case _:
                return other is not None or row.needs is Needs.TALKS

    def _spend(self, contents: Iterable[Parts]) -> None:
        for parts in contents:
            self._spent.update(parts.verbs)
            self._spend_words(parts)

    def _spend_words(self, parts: Parts) -> None:
        """The words of a phrase are read once; a clause inside it ("tariffs imposed by Japan") says something more."""
        self._spent.update(i for i in range(parts.start, parts.end) if self.doc[i].pos_ != "VERB")

    # -- actions -------------------------------------------------------------------------------

    def _actions(self, token: Token) -> Iterator[Candidate]:
        if token.i in self._spent:
            return
        if token.pos_ == "VERB":
            yield from self._verbal_action(token)
        elif token.pos_ in {"NOUN", "PROPN"}:
            yield from self._nominal_action(token)

    def _verbal_action(self, verb: Token) -> Iterator[Candidate]:
        if (verb.lemma_.lower(), "VERB") not in self.lexicon.changes:
            return
        for parts in self.phrases.verbs.read(verb, direct=True):
            if parts.change is None or parts.instrument is None or not parts.verbs or parts.verbs[0] != verb.i:
                continue
            if _is_no_action(parts.change, parts.instrument) or _only_counts(parts, verb):
                continue
            reading = self._reading(verb)
            self._spent.add(parts.anchor or verb.i)
            self._spend_words(parts)
            for by, how in self._ways(parts.by, verb, parts.instrument):
                for subject in by:
                    yield self._action(verb, parts, parts.change, subject, reading, "action", how)

    def _nominal_action(self, noun: Token) -> Iterator[Candidate]:
        instrument = self.phrases.instruments.named_by(noun)
        is_change = (noun.lemma_.lower(), "NOUN") in self.lexicon.changes
        if instrument is None and not is_change:
            return
        if noun.dep_ == "compound" or self._told_by_clause(noun):
            return
        parts = self.phrases.nouns.read(noun)
        if parts.instrument is None or (not is_change and parts.instrument not in MEASURES):
            return
        change = parts.change if parts.change and not parts.weak_change else "impose"
        if _is_no_action(change, parts.instrument):
            return
        owners = self.index.actors(holder(noun))
        ways = self._ways(parts.by, noun, parts.instrument) if parts.by or not owners else [(owners, "holder")]
        self._spend_words(parts)
        kind = "noun" if is_change else "measure"
        standing = kind == "measure" and parts.change is None and parts.instrument in MEASURES
        for by, how in ways:
            for subject in by:
                for done in (change, "maintain") if standing else (change,):
                    yield self._action(noun, parts, done, subject, self._reading(noun), kind, how)

    def _told_by_clause(self, noun: Token) -> bool:
        """True where a clause on `noun` says what is done to it ("tariffs that Reagan imposed")."""
        return any(
            child.dep_ in {"relcl", "acl"}
            and child.pos_ == "VERB"
            and (child.lemma_.lower(), "VERB") in self.lexicon.changes
            and any(token.i == noun.i for token in arguments(child).objects)
            for child in noun.children
        )

    def _action(
        self, token: Token, parts: Parts, change: str, subject: Resolved, reading: Reading, kind: str, how: str
    ) -> Candidate:
        """A change that somebody carries out; to change a trade balance is only ever sought."""
        rule = parts.row if parts.row is not None and kind != "measure" else f"measure-{parts.instrument}"
        if parts.instrument == "tradeBalance":
            candidate = self._candidate(token, rule, "seeks", subject, parts, parts.targets, reading, "stance")
        elif change == "impose" and (parts.instrument == "disputeCase" or _is_case(parts)):
            bare = replace(parts, change=None)
            candidate = self._candidate(token, rule, "investigates", subject, bare, parts.targets, reading, kind)
        else:
            bare = replace(parts, change=None)
            predicate = self.carried_out_by[change]
            candidate = self._candidate(token, rule, predicate, subject, bare, parts.targets, reading, kind)
        return replace(candidate, how=how)

    def _candidate(
        self,
        token: Token,
        rule: str,
        predicate: str,
        subject: Resolved,
        parts: Parts,
        others: Sequence[Resolved],
        reading: Reading,
        kind: str,
    ) -> Candidate:
        source = self.speaker(token.i)
        if reading.modality is Modality.INTENDED and source is not None and self._foretells(token, source, subject):
            reading = replace(reading, modality=Modality.EXPECTED)
        return Candidate(token.i, rule, predicate, subject, parts, tuple(others), reading, source, kind,
                         context=self._context(token))  # fmt: skip

    def _foretells(self, token: Token, source: Resolved, subject: Resolved) -> bool:
        """True where "will" is said of somebody whom the speaker does not speak for: a forecast, no intention."""
        if not any(child.lower_ in {"will", "'ll", "would"} for child in self._auxiliaries(token)):
            return False
        speaks_for = {source.entity.id, source.entity.country}
        speaks_for |= {source.principal.id, source.principal.country} if source.principal is not None else set()
        tied = self._country_of(source)
        speaks_for.add(tied.entity.id if tied is not None else None)
        acts = subject.principal or subject.entity
        return source.entity.type is EntityType.PERSON and not {acts.id, acts.country} & (speaks_for - {None})

    def _auxiliaries(self, token: Token) -> Iterator[Token]:
        """The auxiliaries of `token` and of the verbs that it depends on, up to the report."""
        for above in path_to_root(token):
            if above.i in self._speech_cues and above.i != token.i:
                return
            yield from (child for child in above.children if child.dep_ == "aux")

    def _context(self, token: Token) -> tuple[str, ...]:
        """What the scorer may know of the words around a trigger: what it stands in, and what governs it."""
        found = []
        if token.pos_ in {"VERB", "AUX"}:
            subjects = arguments(token).subjects
            given = "none" if not subjects else "pronoun" if subjects[0].pos_ == "PRON" else subjects[0].pos_
            found.append(f"own-subject={'actor' if self.index.actors(subjects) else given}")
        for steps, above in enumerate(path_to_root(token)):
            if above.i == token.i:
                continue
            if steps <= 4 and above.pos_ in {"NOUN", "PROPN"} and self.phrases.instruments.named_by(above) is not None:
                found.append("inside-measure")
            if above.pos_ in {"VERB", "AUX"}:
                found.append(f"governor={above.lemma_.lower()}")
                break
        if token.dep_ == "ROOT":
            found.append("governor=none")
        return tuple(dict.fromkeys(found))


def _is_case(parts: Parts) -> bool:
    """True for a trade remedy that is still a case ("an anti-dumping investigation")."""
    return parts.instrument == "tradeRemedy" and not CASE_NOUNS.isdisjoint(parts.words)


def _only_counts(parts: Parts, verb: Token) -> bool:
    """True where a trade balance is only told or moves by itself ("announced a surplus", "the deficit fell")."""
    return parts.instrument == "tradeBalance" and (
        parts.change in {"impose", "maintain"} or (parts.anchor is not None and parts.anchor < verb.i and not parts.by)
    )


def _is_no_action(change: str, instrument: str) -> bool:
    """True for what diplomacy's own triggers read: to start or end talks, to make an agreement."""
    if instrument == "disputeCase" and change in {"tighten", "ease"}:
        return True
    return (instrument == "tradeTalks" and change != "pause") or (instrument == "tradeAgreement" and change == "impose")


def preposition_arguments(preposition: Token) -> Arguments:
    """The arguments of a preposition that is said of somebody ("Germany is against new duties")."""
    args = Arguments()
    if preposition.head.lemma_ in {"be", "stand", "remain", "come", "speak", "seem"}:
        args.subjects = arguments(preposition.head).subjects
        args.objects = [
            token for child in preposition.children if child.dep_ in {"pobj", "pcomp"} for token in conjuncts(child)
        ]
    return args


def noun_arguments(noun: Token) -> Arguments:
    """The arguments of a noun or adjective: `poss` and `mod` slots hold possessors and premodifiers; the subject
    is whoever owns it or, for a predicate adjective or the object of a light verb, the subject of that verb."""
    args = arguments(noun)
    owners: list[Token] = []
    mods: list[Token] = []
    for child in noun.children:
        if child.dep_ == "poss":
            owners.extend(conjuncts(child))
        elif child.dep_ in {"compound", "amod", "nmod"}:
            mods.extend([child, *(grand for grand in child.children if grand.dep_ in {"compound", "amod", "nmod"})])
    args.prepositions["poss"] = owners or mods
    args.prepositions["mod"] = mods
    verb = noun.head
    if noun.dep_ in {"dobj", "acomp", "attr", "oprd", "pobj"}:
        if verb.pos_ == "ADP":
            verb = verb.head
        if verb.pos_ in {"VERB", "AUX"}:
            above = arguments(verb)
            args.subjects = above.subjects
            for name, tokens in above.prepositions.items():
                args.prepositions.setdefault(name, tokens)
            args.infinitives = args.infinitives or [t for t in above.infinitives if t.i > noun.i]
    elif noun.dep_ in {"nsubjpass", "nsubj"} and verb.pos_ in {"VERB", "AUX"}:
        above = arguments(verb)
        if above.passive:
            args.subjects = above.subjects
        for name, tokens in above.prepositions.items():
            args.prepositions.setdefault(name, tokens)
    if not args.subjects:
        args.subjects = holder(noun)
    return args
