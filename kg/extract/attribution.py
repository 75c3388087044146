"""Attribution: who is reported to say, think or want what.

`attributions` finds, for each cue of the lexicon, the words that name the source and the words that are the content,
from the parse and from the quotation marks. Categories follow Pareti (2012, "A database of attribution relations")
and PolNeAR (Newell et al. 2018): source, cue, content.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from spacy.tokens import Doc, Token

from kg.extract.cues import Cue, CueLexicon, CueType, load_cues
from kg.extract.quotes import Quotation, paragraph_numbers, quotations

Span = tuple[int, int]


class AttributionKind(StrEnum):
    """The construction that carries an attribution."""

    VERB = "verb"
    PASSIVE = "passive"
    NOUN = "noun"
    ADJECTIVE = "adjective"
    ACCORDING = "according"
    LABEL = "label"
    """a name before a colon, or after a dash that follows a quotation"""
    QUOTE = "quote"
    """a quotation without a cue of its own, beside one of the same speaker"""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One report: all spans are token offsets `[start, end)` into the document.

    `source` is the phrase in the text (it may be a relative pronoun), `source_root` its head token, and `speaker` the
    head token of the name behind it: the antecedent of a relative pronoun. All three are None where nobody is named.
    `roots` are the head tokens of the content's clauses. `parent` is the index, in the list returned by `attributions`,
    of the attribution whose content this one lies in.
    """

    source: Span | None
    source_root: int | None
    speaker: int | None
    cue: tuple[int, ...]
    content: tuple[Span, ...]
    roots: tuple[int, ...]
    quoted: bool
    kind: AttributionKind
    type: CueType
    parent: int | None = None


@dataclass(slots=True)
class _Draft:
    """An attribution in the making."""

    kind: AttributionKind
    type: CueType
    anchor: int
    cue: set[int]
    content: set[int]
    source: Span | None = None
    source_root: int | None = None
    quotes: set[int] = field(default_factory=set)
