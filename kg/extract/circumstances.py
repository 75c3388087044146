"""What holds around a trigger: who says so, how certain it is, whether it is a forecast. Makes the candidates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from spacy.tokens import Token

from kg.extract.candidates import Candidate
from kg.extract.context import surroundings
from kg.extract.holders import Holders
from kg.extract.index import MentionIndex, acting
from kg.extract.instrument_words import InstrumentWords
from kg.extract.modality import Reading, read_modality
from kg.extract.parts import Parts
from kg.extract.speech import Speech
from kg.extract.syntax import path_to_root
from kg.lexicon import Lexicon
from kg.mentions import Resolved
from kg.model import EntityType, Modality


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Makes the candidates of one document, each with its reading, source and context."""

    lexicon: Lexicon
    index: MentionIndex
    instruments: InstrumentWords
    speech: Speech
    holders: Holders
    carried_out_by: Mapping[str, str]
    """The predicate that says that somebody makes a change, by the change."""

    def reading(self, token: Token, *, stance: bool = False) -> Reading:
        """How certain `token` is and whether it is denied, up to the word that reports it; to try to take a `stance`
        is to take it."""
        return read_modality(token, self.lexicon, stop=self.speech.is_cue, stance=stance)

    def candidate(
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
        """The candidate that the trigger `token` gives by `rule`, with its source and context."""
        source = self.speech.source(token.i)
        is_action = predicate in self.carried_out_by.values()
        if source is None and kind == "stance" and not is_action:
            source = self.speech.voices(token.i, acting(subject))
        announced = parts.instrument is not None and rule in self.lexicon.announcing
        if is_action and announced and reading.modality is Modality.ASSERTED:
            reading = replace(reading, modality=Modality.INTENDED)
        if reading.modality is Modality.INTENDED and source is not None and self._foretells(token, source, subject):
            reading = replace(reading, modality=Modality.EXPECTED)
        return Candidate(token.i, rule, predicate, subject, parts, tuple(others), reading, source, kind,
                         context=surroundings(token, self.index, self.instruments))  # fmt: skip

    def carried_out(
        self, token: Token, rule: str, change: str, subject: Resolved, parts: Parts, reading: Reading, kind: str
    ) -> Candidate:
        """The candidate that `subject` itself makes the `change`."""
        bare = replace(parts, change=None)
        return self.candidate(token, rule, self.carried_out_by[change], subject, bare, parts.targets, reading, kind)

    def _foretells(self, token: Token, source: Resolved, subject: Resolved) -> bool:
        """True where "will" is said of somebody whom the speaker does not speak for: a forecast, no intention."""
        if not any(child.lower_ in {"will", "'ll", "would"} for child in self._auxiliaries(token)):
            return False
        speaks_for = {source.entity.id, source.entity.country}
        speaks_for |= {source.principal.id, source.principal.country} if source.principal is not None else set()
        tied = self.holders.country_of(source)
        speaks_for.add(tied.entity.id if tied is not None else None)
        acts = acting(subject)
        return source.entity.type is EntityType.PERSON and not {acts.id, acts.country} & (speaks_for - {None})

    def _auxiliaries(self, token: Token) -> Iterator[Token]:
        """The auxiliaries of `token` and of the verbs that it depends on, up to the report."""
        for above in path_to_root(token):
            if self.speech.is_cue(above) and above.i != token.i:
                return
            yield from (child for child in above.children if child.dep_ == "aux")
