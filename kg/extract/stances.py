"""Stances: what somebody wants, supports, opposes, threatens or accuses another of, from a trigger's row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from spacy.tokens import Token

from kg.extract.candidates import MEASURES, Candidate
from kg.extract.circumstances import Circumstances
from kg.extract.cues import CueType, load_cues
from kg.extract.holders import STATES, Holders, Way
from kg.extract.index import acting, ids, unique
from kg.extract.modality import Reading
from kg.extract.needs import stance_fires
from kg.extract.noun_phrases import NounPhraseReader
from kg.extract.parts import Parts
from kg.extract.polarity import has_negative_determiner, is_negated, opens_condition
from kg.extract.slots import SlotReader, Trigger
from kg.extract.speech import Speech
from kg.extract.spent import SpentWords
from kg.extract.syntax import path_to_root
from kg.extract.verdicts import Verdict, verdict
from kg.lexicon import Needs
from kg.mentions import Resolved
from kg.model import Modality

SPENDING = frozenset({"seeks", "supports", "opposes", "rejects", "threatens", "offers", "agreesTo"})
"""Stances that use up their content."""
OPEN_NOUNS = frozenset(
    {"plan", "plans", "effort", "attempt", "drive", "bid", "campaign", "decision", "move", "proposal"}
)
"""Nouns whose content the holder may carry out alone, so that it is read as an action too."""
TOWARDS = frozenset({"retaliatesAgainst", "accuses", "criticizes", "warns", "threatens", "pressures", "investigates",
                     "rejects", "offers"})  # fmt: skip
"""Stances that are taken towards somebody, named or not."""
OF_DENIED_CONTENT = {"supports": "opposes", "seeks": "opposes", "opposes": "supports"}
"""The stance towards what a negated content denies."""
WHEN_DENIED = {"agreesTo": "rejects", "supports": "opposes"}
"""The stance of whoever does not take this one."""
USUAL = {"retaliatesAgainst": "sanction", "investigates": "disputeCase"}
"""What a predicate is about where no instrument is named."""
WISHES = frozenset({"want", "wish", "like", "hope"})
"""Verbs whose denial opposes ("does not want")."""
TAKING = frozenset({"accept", "tolerate", "entertain"})
"""Verbs of agreement that one refuses by not doing them ("did not accept the quota")."""
BELIEFS = frozenset({"think", "believe", "feel", "see"})
STATED = Reading(Modality.ASSERTED, negated=False)


@dataclass(frozen=True, slots=True)
class StanceReader:
    """Reads the stances of one document."""

    nouns: NounPhraseReader
    slots: SlotReader
    speech: Speech
    holders: Holders
    circumstances: Circumstances
    spent: SpentWords

    def read(self, trigger: Trigger, ways: list[Way]) -> Iterator[Candidate]:
        """The stances that `trigger` says, for each way of finding their holder."""
        token, row = trigger.token, trigger.row
        if not ways or opens_condition(token) or (row.predicate == "retaliatesAgainst" and self.speech.is_cue(token)):
            return
        addressees = self.slots.actors("addressee", trigger)
        contents = self.slots.contents(trigger)
        judged = verdict(token, self.circumstances.lexicon) if row.needs is Needs.VERDICT else None
        if not stance_fires(row.needs, addressees, contents, judges=judged in {Verdict.GOOD, Verdict.BAD}):
            return
        if judged is not None and not judged.allows(row.predicate):
            return
        if row.predicate == "rejects" and any(_is_told(token.doc[i]) for parts in contents for i in parts.verbs[:1]):
            return
        contents = contents or [Parts(token.i, token.i + 1, anchor=token.i)]
        if row.predicate == "imposes":
            contents = [parts for parts in contents if not _tells_its_change(parts)]
        reading = self.circumstances.reading(token, stance=True)
        if row.args.get("holder") == ("speaker",):
            if row.predicate == "accuses":
                ways, addressees = _accusing(ways, addressees)
            contents = _as_believed(trigger, reading, contents)
            reading = STATED
        if row.predicate in SPENDING and ways[0].how == "argument" and token.lemma_.lower() not in OPEN_NOUNS:
            self.spent.add_contents(contents)
        for way in ways:
            for subject in way.actors:
                for parts in contents:
                    stance = self._stance(trigger, subject, way, addressees, parts, reading)
                    context = stance.context if judged is None else (*stance.context, f"verdict={judged}")
                    yield replace(stance, how=way.how, context=context)

    def _stance(
        self,
        trigger: Trigger,
        subject: Resolved,
        way: Way,
        addressees: Sequence[Resolved],
        parts: Parts,
        reading: Reading,
    ) -> Candidate:
        """The stance of `subject` towards what `parts` say; to agree to do something, or to deny it, is an action."""
        token, rule = trigger.token, trigger.row.id
        predicate, reading = _polarised(trigger.row.predicate, token, parts, reading)
        if predicate == "imposes" and parts.change is not None and parts.instrument != "tradeBalance":
            return self.circumstances.carried_out(token, rule, parts.change, subject, parts, reading, "noun")
        if parts.verbs and parts.change is not None and _is_own(parts, subject):
            if predicate == "agreesTo" and parts.instrument in MEASURES | {"marketAccess"}:
                certain = Modality.INTENDED if reading.modality is Modality.ASSERTED else reading.modality
                agreed = Reading(certain, reading.negated ^ parts.negated)
                return self.circumstances.carried_out(token, rule, parts.change, subject, parts, agreed, "inner")
            if predicate == "rejects" and token.lemma_ == "deny" and parts.instrument and _is_alone(parts, subject):
                denied = Reading(reading.modality, not reading.negated ^ parts.negated)
                act = self.circumstances.carried_out(token, rule, parts.change, subject, parts, denied, "inner")
                return replace(act, source=act.source or subject)
        parts = _implied(predicate, parts)
        movers, guessed = self._movers(token, predicate, subject, way, addressees, parts)
        candidate = self.circumstances.candidate(token, rule, predicate, subject, parts, movers, reading, "stance")
        mover = f"mover={self._side(subject, movers)}"
        return replace(candidate, guessed_other=guessed, context=(*candidate.context, mover))

    def _side(self, subject: Resolved, movers: Sequence[Resolved]) -> str:
        """Whose move `subject` takes the stance towards: "own", of the same country, "foreign", of another country,
        "none", nobody's that is named, or "other", where either has no country."""
        if not movers:
            return "none"
        own, theirs = (self._country(mention) for mention in (subject, movers[0]))
        if own is None or theirs is None:
            return "other"
        return "own" if own == theirs else "foreign"

    def _country(self, mention: Resolved) -> str | None:
        """The id of the country or bloc that `mention` acts for."""
        acts = acting(mention)
        if acts.type in STATES:
            return acts.id
        country = self.holders.country_of(mention)
        return country.entity.id if country is not None else acts.country

    def _movers(
        self,
        token: Token,
        predicate: str,
        subject: Resolved,
        way: Way,
        addressees: Sequence[Resolved],
        parts: Parts,
    ) -> tuple[tuple[Resolved, ...], bool]:
        """Towards whom the stance is taken: whom it is addressed to and who makes the measure, but of those who take it
        together only the other of two, or whoever they agree with; else, guessed, whose measure of the kind was named
        last, or the other side."""
        same = subject.entity.id
        is_mutual = predicate == "agreesTo" or (len(way.actors) == 2 and not parts.targets)
        together = set() if is_mutual else set(ids(way.actors))
        makers = () if predicate == "accuses" else tuple(m for m in parts.by if m.entity.id not in together)
        movers = unique(m for m in (*addressees, *makers) if m.entity.id != same)
        if movers:
            return movers, False
        if parts.instrument in MEASURES:
            owner = self.nouns.last_owner(parts.instrument, token.i, frozenset(ids(parts.targets)))
            if owner is not None and owner.entity.id != same:
                return (owner,), True
        if predicate == "offers" and parts.instrument is None and parts.targets:
            return tuple(m for m in parts.targets if m.entity.id != same), False
        if not parts.targets and predicate in TOWARDS:
            counterpart = self.holders.counterpart(token, subject, way.actors)
            if counterpart is not None:
                return (counterpart,), True
        return (), False


def _accusing(ways: list[Way], accused: tuple[Resolved, ...]) -> tuple[list[Way], tuple[Resolved, ...]]:
    """Who may accuse whom of a breach that a speaker tells: nobody accuses himself, and where the grammar names no
    culprit it is whoever stands nearest."""
    if not accused:
        accused = next((way.actors for way in ways if way.how == "nearest"), ())
    culprits = set(ids(accused))
    return [way for way in ways if culprits.isdisjoint(ids(way.actors))], accused


def _is_told(verb: Token) -> bool:
    """True for a verb that only says something: whoever "declined to comment on the ban" takes no stance."""
    cue = load_cues().verbs.get(verb.lemma_.lower())
    return cue is not None and cue.type is CueType.SPEECH and bool(cue.slots & {"clause", "quote"})


def _as_believed(trigger: Trigger, reading: Reading, contents: Sequence[Parts]) -> list[Parts]:
    """In "X doesn't think Y should do Z", "the tariffs are not fair" and "it is no good idea to do Z" the denied
    belief or judgement turns the stance round."""
    token = trigger.token
    if trigger.row.args.get("content") != ("self",) and _judgement_denied(token):
        return [replace(parts, negated=not parts.negated) for parts in contents]
    turned = reading.negated and token.pos_ in {"VERB", "AUX"} and _belief_denied(token)
    return [replace(parts, negated=parts.negated ^ turned) for parts in contents]


def _judgement_denied(token: Token) -> bool:
    """True for "do not help", "is not fair", "is no solution", "is not a good idea", "doesn't think it helps"."""
    noun = token.head if token.dep_ == "amod" else token
    verb = noun if noun.pos_ in {"VERB", "AUX"} else noun.head
    return (is_negated(verb) or has_negative_determiner(noun)) ^ _belief_denied(verb)


def _belief_denied(token: Token) -> bool:
    """True where a thinking verb above `token` is negated ("doesn't think", "don't believe")."""
    return any(above.i != token.i and above.lemma_ in BELIEFS and is_negated(above) for above in path_to_root(token))


def _polarised(predicate: str, token: Token, parts: Parts, reading: Reading) -> tuple[str, Reading]:
    """The predicate and reading once the negations of the content and of the stance have been taken into them."""
    if parts.negated:
        predicate = OF_DENIED_CONTENT.get(predicate, predicate)
    elif (
        reading.negated and predicate in WHEN_DENIED and not parts.verbs and not _is_pending(predicate, token, reading)
    ):
        return WHEN_DENIED[predicate], replace(reading, negated=False)
    if predicate == "seeks" and reading.negated and token.lemma_ in WISHES:
        return "opposes", replace(reading, negated=False)
    return predicate, reading


def _tells_its_change(parts: Parts) -> bool:
    """True for the plan or rule whose own verb says another change than to impose ("a plan to cut duties"), which is
    read as an action."""
    return bool(parts.verbs) and parts.change not in {None, "impose"}


def _is_pending(predicate: str, token: Token, reading: Reading) -> bool:
    """True where somebody has not agreed, or failed to, which is no refusal ("never agreed to the quota")."""
    return predicate == "agreesTo" and token.lemma_ not in TAKING and reading.modality is Modality.ASSERTED


def _is_own(parts: Parts, subject: Resolved) -> bool:
    """True where `subject` makes the change, alone or with others."""
    return not parts.by or subject.entity.id in ids(parts.by)


def _is_alone(parts: Parts, subject: Resolved) -> bool:
    """True where nobody but `subject` makes the change."""
    return all(mention.entity.id == subject.entity.id for mention in parts.by)


def _implied(predicate: str, parts: Parts) -> Parts:
    """`parts` with what the predicate implies: a threatened measure is to be imposed, a retaliation is a sanction."""
    if predicate == "threatens" and parts.change is None and parts.instrument in MEASURES:
        return replace(parts, change="impose")
    if parts.instrument is None:
        return replace(parts, instrument=USUAL.get(predicate))
    return parts
