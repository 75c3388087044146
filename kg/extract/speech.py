"""Who is reported to say what stands at a token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from kg.extract.attribution import Attribution, CueType, governing, reported_by
from kg.extract.index import MentionIndex
from kg.mentions import Resolved


@dataclass(slots=True)
class Speech:
    """The reports of one document."""

    doc: Doc
    index: MentionIndex
    attributions: Sequence[Attribution]
    _innermost: list[int | None] = field(default_factory=list)
    _cues: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._innermost = governing(self.doc, self.attributions)
        self._cues = {i for item in self.attributions if item.type is CueType.SPEECH for i in item.cue}

    def speaker(self, i: int) -> Resolved | None:
        """Whoever the text reports to say what stands at token `i`."""
        report = reported_by(i, self.attributions, self._innermost)
        if report is None or report.speaker is None:
            return None
        return self.index.actor(self.doc[report.speaker])

    def is_cue(self, token: Token) -> bool:
        """True for a word that reports speech."""
        return token.i in self._cues
