"""Who may hold a stance or act: whom the grammar gives, else each actor that the text lets one think of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace
from spacy.tokens import Doc, Span, Token

from kg.extract.index import MentionIndex, acting, each, ids, is_actor
from kg.extract.noun_phrases import NounPhraseReader
from kg.extract.speech import Speech
from kg.extract.syntax import arguments, path_to_root
from kg.mentions import Resolved
from kg.model import Entity, EntityType

STATES = frozenset({EntityType.COUNTRY, EntityType.BLOC})


class Way(Struct, frozen=True):
    """Who may be the subject, and `how` they were found."""

    actors: tuple[Resolved, ...]
    how: str


@dataclass(slots=True)
class Holders:
    """Finds the subjects of one document's candidates."""

    doc: Doc
    index: MentionIndex
    nouns: NounPhraseReader
    speech: Speech
    countries: Mapping[str, Entity]
    """Known entities by id."""
    ties: Mapping[str, Entity]
    """Whom the document places each person with, by the person's id."""
    _main: tuple[Resolved, ...] = field(default=())

    def __post_init__(self) -> None:
        self._main = self._most_named()

    def ways(
        self,
        actors: tuple[Resolved, ...],
        token: Token,
        instrument: str | None = None,
        targets: Sequence[Resolved] = (),
    ) -> list[Way]:
        """Who may be the subject of `token`: the actors that the grammar gives, for "we" the body and the country that
        they speak for, for officials their own body or group too; without any, what the words around allow, but not
        the `targets` of the measure, for nobody sanctions himself. Scoring chooses among them."""
        if not actors:
            return self._fallback(token, instrument, frozenset(ids(targets)))
        own = [mention for mention in actors if self.doc[mention.start].lower_ in {"we", "us", "our"}]
        bodies = tuple(body for mention in own if (body := self._body_of(mention)) is not None)
        states = tuple(country for mention in own if (country := self.country_of(mention)) is not None)
        officials = tuple(self._themselves(mention) for mention in actors if mention.principal is not None)
        named = [*_named(bodies, "we-body"), *_named(states, "we-country"), *_named(officials, "officials")]
        return _each_once([Way(actors, "argument"), *named])

    def _themselves(self, mention: Resolved) -> Resolved:
        """The body whose officials `mention` names, else the officials: who may act in their own name."""
        phrase = (self.index.any_at(token.i) for token in self.doc[mention.root].subtree)
        bodies = (m.entity for m in phrase if m is not None and m.entity.type is EntityType.GOVERNMENT_BODY)
        return replace(mention, entity=next(bodies, mention.entity), principal=None)

    def _body_of(self, mention: Resolved) -> Resolved | None:
        """The body or firm that the document places a person with, as a mention at the same place."""
        body = self.ties.get(acting(mention).id)
        return replace(mention, entity=body, principal=None) if body is not None and body.type not in STATES else None

    def country_of(self, mention: Resolved) -> Resolved | None:
        """The country that a person, body or official belongs to, as a mention at the same place."""
        entity = acting(mention)
        if entity.type in STATES:
            return replace(mention, entity=entity, principal=None) if mention.principal is not None else None
        place = self.ties.get(entity.id)
        within = self.countries.get(place.country or "") if place is not None and place.type not in STATES else None
        country = self.countries.get(entity.country or "") or within or place
        return replace(mention, entity=country, principal=None) if country is not None else None

    def counterpart(self, token: Token, subject: Resolved, beside: Iterable[Resolved] = ()) -> Resolved | None:
        """The other side where it goes unnamed: the nearest other country of the sentence, else the one that the
        document names most beside the subject's; none of those who stand `beside` the subject."""
        own = {key for mention in (subject, *beside) for key in (acting(mention).id, acting(mention).country)}
        near = [
            mention
            for i in range(token.sent.start, token.sent.end)
            if (mention := self.index.at(i)) is not None
            and mention.entity.type in STATES
            and mention.entity.id not in own
        ]
        if near:
            return min(near, key=lambda mention: (abs(mention.root - token.i), mention.root))
        return next((mention for mention in self._main if mention.entity.id not in own), None)

    def _most_named(self) -> tuple[Resolved, ...]:
        """The two countries or blocs that the document names most as actors, each where it first stands."""
        counts: Counter[str] = Counter()
        first: dict[str, Resolved] = {}
        for mention in self.index.mentions:
            if is_actor(mention) and mention.entity.type in STATES:
                counts[mention.entity.id] += 1
                first.setdefault(mention.entity.id, mention)
        order = sorted(counts, key=lambda key: (-counts[key], first[key].start))
        return tuple(first[key] for key in order[:2])

    # -- where the grammar does not say --------------------------------------------------------

    def _fallback(self, token: Token, instrument: str | None, hit: Set[str]) -> list[Way]:
        """Each way once, with its name: the subject above, the nearest actor before in the sentence, the speaker, the
        subject of all, the country that one of these belongs to, the sentence before, and the country that the document
        speaks of most; none of those `hit`."""
        here = [*self._above(token), *self._nearest(token), *self._speaker(token.i, "speaker"), *self._topmost(token)]
        main = [actor for actor in self._main if actor.entity.id not in hit]
        document = [Way((main[0],), "document")] if main else []
        ways = _each_once([*here, *self._countries_of(here), *self._before(token, instrument, hit), *document])
        return [way for way in ways if hit.isdisjoint(ids(way.actors))]

    def _above(self, token: Token) -> Iterator[Way]:
        """The subject of the nearest verb above that has an actor for one."""
        for above in path_to_root(token):
            if above.pos_ in {"VERB", "AUX"}:
                actors = self.index.actors(arguments(above).subjects)
                if actors:
                    yield Way(actors, "above")
                    return

    def _topmost(self, token: Token) -> Iterator[Way]:
        """The subject of the highest verb above that has an actor for one: in "Chile urged Peru to break with Cuba for
        flouting the pact" who urges, not who is to break."""
        found: tuple[Resolved, ...] = ()
        for above in path_to_root(token):
            if above.pos_ in {"VERB", "AUX"} and not self.speech.is_cue(above):
                found = self.index.actors(arguments(above).subjects) or found
        if found:
            yield Way(found, "topmost")

    def _nearest(self, token: Token) -> Iterator[Way]:
        for i in range(token.i - 1, token.sent.start - 1, -1):
            mention = self.index.at(i)
            if mention is not None and is_actor(mention):
                yield Way(tuple(each(mention)), "nearest")
                return

    def _speaker(self, i: int, how: str) -> Iterator[Way]:
        speaker = self.speech.speaker(i)
        if speaker is not None:
            yield Way((speaker,), how)

    def _countries_of(self, ways: Sequence[Way]) -> Iterator[Way]:
        """For each way the country behind its first actor, where there is one."""
        for way in ways:
            country = self.country_of(way.actors[0])
            if country is not None:
                yield Way((country,), f"{way.how}-country")

    def _before(self, token: Token, instrument: str | None, hit: Set[str]) -> Iterator[Way]:
        """Who may be meant from the sentences before: the owner of the last measure of the same kind that may work on
        those `hit`, who acted there, and who spoke there."""
        start = token.sent.start
        owner = self.nouns.last_owner(instrument, start, hit) if instrument is not None else None
        if owner is not None:
            yield Way((owner,), "owner-before")
        if start == 0:
            return
        before = self.doc[start - 1].sent
        acted, spoke = self._subjects(before)
        if acted:
            yield Way(acted, "before")
        if spoke is not None:
            yield Way((spoke,), "speaker-before")
        else:
            yield from self._speaker(before.root.i, "speaker-before")

    def _subjects(self, sent: Span) -> tuple[tuple[Resolved, ...], Resolved | None]:
        """The first actors that do something in `sent`, and the last that says something."""
        acted: tuple[Resolved, ...] = ()
        spoke: Resolved | None = None
        for token in sent:
            if token.dep_ not in {"nsubj", "nsubjpass"} or token.head.pos_ not in {"VERB", "AUX"}:
                continue
            actors = self.index.actors([token])
            if not actors:
                continue
            if self.speech.is_cue(token.head):
                spoke = actors[0]
            else:
                acted = acted or actors
        return acted, spoke


def _named(actors: tuple[Resolved, ...], how: str) -> list[Way]:
    return [Way(actors, how)] if actors else []


def _each_once(ways: Sequence[Way]) -> list[Way]:
    """The ways without those whose actors an earlier one gives."""
    first: dict[tuple[str, ...], Way] = {}
    for way in ways:
        first.setdefault(tuple(sorted(acting(actor).id for actor in way.actors)), way)
    return list(first.values())
