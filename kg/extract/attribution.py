"""Attribution: who is reported to say, think or want what.

`attributions` finds, for each cue of the lexicon, the words that name the source and the words that are the content,
from the parse and from the quotation marks. Categories follow Pareti (2012, "A database of attribution relations")
and PolNeAR (Newell et al. 2018): source, cue, content.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from kg.extract.cues import CueLexicon, CueType, load_cues
from kg.extract.drafts import AttributionKind, Draft, runs
from kg.extract.labels import labelled, unclaimed
from kg.extract.quotes import quotations
from kg.extract.quoting import quoted
from kg.extract.reporting import drafts

__all__ = ["Attribution", "AttributionKind", "CueType", "attributions", "governing", "reported_by", "sources"]

Span = tuple[int, int]
SPOKEN = frozenset({CueType.SPEECH, CueType.THOUGHT, CueType.EVIDENCE})
"""The types whose content the source vouches for."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One report: all spans are token offsets `[start, end)` into the document.

    `source` is the phrase in the text (it may be a relative pronoun), `source_root` its head token, and `speaker` the
    head token of the name behind it: the antecedent of a relative pronoun. All three are None where nobody is named.
    `roots` are the head tokens of the content's clauses. `parent` is the index, in the list returned by `attributions`,
    of the attribution whose content this one lies in. `rule` is the id of a row of the cue lexicon; or colon, signature
    or adjoining.
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
    rule: str
    parent: int | None = None


def attributions(doc: Doc, *, lexicon: CueLexicon | None = None) -> list[Attribution]:
    """Every attribution of a parsed `doc`, in the order of their cues; nested ones name their parent."""
    quotes = quotations(doc)
    reported = sorted((*drafts(doc, lexicon or load_cues()), *labelled(doc, quotes)), key=_anchor)
    found = quoted(doc, reported, quotes)
    found = sorted((*found, *unclaimed(doc, found, quotes)), key=_anchor)
    return _nested([_finished(doc, draft) for draft in found], len(doc))


def _anchor(draft: Draft) -> int:
    return draft.anchor


def governing(doc: Doc, found: Sequence[Attribution], *, types: Collection[CueType] = SPOKEN) -> list[int | None]:
    """For each token the index of the innermost attribution, of one of `types`, whose content covers it."""
    return _innermost(len(doc), found, types)


def sources(
    token: int, found: Sequence[Attribution], innermost: Sequence[int | None], *, types: Collection[CueType] = SPOKEN
) -> list[Attribution]:
    """The attributions over `token`, innermost first; `innermost` is what `governing` gave."""
    chain: list[Attribution] = []
    index = innermost[token]
    while index is not None:
        if found[index].type in types:
            chain.append(found[index])
        index = found[index].parent
    return chain


def reported_by(token: int, found: Sequence[Attribution], innermost: Sequence[int | None]) -> Attribution | None:
    """The attribution that gives the source of what `token` says: the innermost saying or finding, else the belief.

    "Baker said he expects a deal": Baker, by "said". Where Baker only expects it, he is the source all the same.
    """
    chain = sources(token, found, innermost)
    said = [item for item in chain if item.type is not CueType.THOUGHT]
    return next(iter(said or chain), None)


def _innermost(size: int, found: Sequence[Attribution], types: Collection[CueType]) -> list[int | None]:
    result: list[int | None] = [None] * size
    order = sorted((index for index, item in enumerate(found) if item.type in types), key=lambda i: -_length(found[i]))
    for index in order:
        for start, end in found[index].content:
            result[start:end] = [index] * (end - start)
    return result


def _finished(doc: Doc, draft: Draft) -> Attribution:
    content = _without_gaps(doc, draft.content, draft.cue | draft.source_tokens)
    spans = tuple(runs(content))
    source = None
    speaker = None
    if draft.source is not None and draft.source_tokens:
        source = (min(draft.source_tokens), max(draft.source_tokens) + 1)
        speaker = _speaker(doc[draft.source]).i
    return Attribution(
        source=source,
        source_root=draft.source if source else None,
        speaker=speaker,
        cue=tuple(sorted(draft.cue)),
        content=spans,
        roots=tuple(root for span in spans for root in _roots(doc, span, draft)),
        quoted=bool(draft.quotes),
        kind=draft.kind,
        type=draft.type,
        rule=draft.rule,
    )


def _without_gaps(doc: Doc, content: set[int], taken: set[int]) -> set[int]:
    """`content` with single marks and spaces between its parts filled in."""
    filled = set(content)
    for index in content:
        if index + 2 in content and index + 1 not in taken and (doc[index + 1].is_punct or doc[index + 1].is_space):
            filled.add(index + 1)
    return filled


def _speaker(token: Token) -> Token:
    if token.lower_ in {"who", "which", "that", "whom"} and token.head.dep_ in {"relcl", "acl"}:
        return token.head.head
    return token


def _roots(doc: Doc, span: Span, draft: Draft) -> list[int]:
    return [
        token.i
        for token in doc[span[0] : span[1]]
        if not token.is_punct
        and not token.is_space
        and (token.head.i == token.i or token.head.i in draft.cue or not span[0] <= token.head.i < span[1])
    ]


def _nested(found: list[Attribution], size: int) -> list[Attribution]:
    """`found` with the parent of each: the attribution with the smallest content around its cue."""
    innermost = _innermost(size, found, frozenset(CueType))
    result = []
    for inner in found:
        parent = innermost[inner.cue[0]] if inner.cue else None
        if parent is not None and _length(found[parent]) <= _length(inner):
            parent = None  # content around the cue of the other on both sides: neither lies within
        result.append(replace(inner, parent=parent))
    return result


def _length(attribution: Attribution) -> int:
    return sum(end - start for start, end in attribution.content)
