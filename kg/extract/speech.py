"""Who is reported to say what stands at a token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from kg.extract.attribution import Attribution, AttributionKind, CueType, governing, sources
from kg.extract.authors import Authors
from kg.extract.cues import load_cues
from kg.extract.index import MentionIndex, acting, unique
from kg.mentions import Resolved
from kg.model import Entity

CLAIMS = frozenset({"ccomp", "xcomp", "ROOT", "conj", "advcl", "parataxis", "relcl", "acl", "csubj", "pcomp", "dep"})
"""What heads a claim, in the words of a report; a mere phrase ("announced a plan", "expressed regret over") is none."""

JUDGING = frozenset({"cue-verb-believe", "cue-verb-think", "cue-verb-feel"})
"""The cues of a belief whose holder judges."""


@dataclass(slots=True)
class Speech:
    """The reports of one document."""

    doc: Doc
    index: MentionIndex
    attributions: Sequence[Attribution]
    _innermost: list[int | None] = field(default_factory=list)
    _cues: set[int] = field(default_factory=set)
    _authors: Authors = field(init=False)

    def __post_init__(self) -> None:
        self._innermost = governing(self.doc, self.attributions)
        self._cues = {i for item in self.attributions if item.type is CueType.SPEECH for i in item.cue}
        self._authors = Authors(self.doc, self.index, self.attributions)

    def speaker(self, i: int) -> Resolved | None:
        """Whoever the text reports to say what stands at token `i`: the innermost that is named or known, by a saying
        or finding before a belief. The maker of a text speaks in it ("a ministry statement said"). What stands in a
        phrase is not claimed ("announced a plan", "regretted the ban")."""
        return next((who for report in self._claiming(i) if (who := self._authors.of(report)) is not None), None)

    def holders(self, i: int) -> tuple[Resolved, ...]:
        """Whose judgement stands at token `i`, each of those who say it together: the speaker's, but of "Baker said
        Japan believes it unfair" Japan's."""
        chain = [report for report in self._around(i) if self._claims(report)]
        for report in sorted(chain, key=_only_supposes):
            first = self._authors.of(report)
            if first is not None:
                head = self.doc[first.root]
                together = self.index.actors((head, *head.conjuncts)) if report.speaker == head.i else ()
                return together or unique((first,))
        return ()

    def source(self, i: int) -> Resolved | None:
        """The speaker at token `i`, else the text that says so, whose maker goes unnamed ("the communique said")."""
        texts = (text for report in self._claiming(i) if (text := self._authors.text(report)) is not None)
        return self.speaker(i) or next(texts, None)

    def _claiming(self, i: int) -> list[Attribution]:
        chain = [report for report in self._around(i) if self._claims(report)]
        return sorted(chain, key=lambda report: report.type is CueType.THOUGHT)

    def voices(self, i: int, holder: Entity) -> Resolved | None:
        """Whoever puts the stance of `holder` at token `i` into words: in a phrase ("expressed opposition") or, of his
        own, as a claim told to nobody in particular ("warned that", "insists that")."""
        for report in self._around(i):
            if i in report.roots and self.doc[i].dep_ == "dobj":
                return self._authors.of(report)
        for report in self.attributions:
            if i in report.cue and self._asserts(report):
                speaker = self._authors.of(report)
                if speaker is not None and acting(speaker).id == holder.id:
                    return speaker
        return None

    def _around(self, i: int) -> list[Attribution]:
        return sources(i, self.attributions, self._innermost)

    def _asserts(self, report: Attribution) -> bool:
        if report.type is not CueType.SPEECH or report.kind is not AttributionKind.VERB:
            return False
        told = any(child.dep_ in {"dobj", "dative"} for cue in report.cue for child in self.doc[cue].children)
        judged = report.rule in load_cues().judging
        return judged or (not told and any(_is_finite(self.doc[root]) for root in report.roots))

    def _claims(self, report: Attribution) -> bool:
        judged = report.rule in load_cues().judging
        return report.quoted or judged or any(self.doc[root].dep_ in CLAIMS for root in report.roots)

    def is_cue(self, token: Token) -> bool:
        """True for a word that reports speech."""
        return token.i in self._cues


def _only_supposes(report: Attribution) -> bool:
    """True for what somebody hopes, expects or knows, which he need not judge as it is put."""
    return report.type is CueType.THOUGHT and report.rule not in JUDGING


def _is_finite(token: Token) -> bool:
    verbs = (token, *(child for child in token.children if child.dep_ in {"aux", "auxpass"}))
    return any(verb.tag_ in {"VBD", "VBZ", "VBP", "MD"} for verb in verbs)
