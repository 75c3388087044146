"""Attributions without a word of saying: a name with a colon, a signed quotation, a quotation beside another.

"BAKER: We will act."   '"We will act." - James Baker'   and a quoted paragraph after one whose speaker is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from spacy.tokens import Doc, Token

from kg.extract.cues import CueType
from kg.extract.drafts import AttributionKind, Draft
from kg.extract.quotes import Quotation, paragraph_numbers

_DASHES = frozenset({"―", "—", "–", "--", "-"})
_LONGEST_LABEL = 8
_SHORTEST_ORPHAN = 5


def labelled(doc: Doc, quotes: Sequence[Quotation]) -> Iterator[Draft]:
    """Drafts for names before a colon that open a paragraph, and for names after a dash that sign a quotation."""
    paragraphs = paragraph_numbers(doc)
    opening = {quote.start for quote in quotes}
    start = 0
    for token in doc:
        if token.i and paragraphs[token.i] != paragraphs[token.i - 1]:
            start = token.i
        if token.text == ":" and 0 < token.i - start <= _LONGEST_LABEL:
            draft = _colon(doc, start, token.i, paragraphs, opening)
            if draft is not None:
                yield draft
    for number, quote in enumerate(quotes):
        draft = _signature(doc, quote, number)
        if draft is not None:
            yield draft


def _colon(doc: Doc, start: int, colon: int, paragraphs: Sequence[int], opening: Collection[int]) -> Draft | None:
    begin = start
    while begin < colon and (doc[begin].is_space or doc[begin].text in {'"', "“"}):
        begin += 1
    name = doc[begin:colon]
    if not len(name) or not all(_nameable(token) for token in name):
        return None
    end = colon + 1
    while end < len(doc) and paragraphs[end] == paragraphs[colon]:
        end += 1
    while end > colon + 1 and doc[end - 1].is_space:
        end -= 1
    quoted = colon + 1 < end and (colon + 1 in opening or doc[colon + 1].text in {"'", "‘"})
    script = all(token.is_upper for token in name if token.is_alpha) and any(len(token.text) > 2 for token in name)
    if not (quoted or script) or end - colon < _SHORTEST_ORPHAN:
        return None
    content = set(range(colon + 1, end))
    root = _root(name.start, name.end, doc)
    tokens = set(range(name.start, name.end))
    return Draft(AttributionKind.LABEL, CueType.SPEECH, colon, {colon}, content, "colon", root, tokens)


def _nameable(token: Token) -> bool:
    return token.pos_ in {"PROPN", "NOUN", "ADJ", "ADP", "DET", "PUNCT"} and token.text not in {".", "!", "?"}


def _signature(doc: Doc, quote: Quotation, number: int) -> Draft | None:
    dash = quote.end
    if dash + 1 >= len(doc) or doc[dash].text not in _DASHES or doc[dash - 2].text not in {".", "!", "?", ","}:
        return None
    end = dash + 1
    while end < len(doc) and end - dash <= _LONGEST_LABEL and doc[end].pos_ == "PROPN":
        end += 1
    if end == dash + 1:
        return None
    content = set(range(quote.start, quote.end))
    names = set(range(dash + 1, end))
    root = _root(dash + 1, end, doc)
    return Draft(
        AttributionKind.LABEL, CueType.SPEECH, dash, {dash}, content, "signature", root, names, quotes={number}
    )


def _root(start: int, end: int, doc: Doc) -> int:
    inner = [token for token in doc[start:end] if not start <= token.head.i < end or token.head.i == token.i]
    named = [token.i for token in inner if token.pos_ in {"PROPN", "NOUN"}]
    return named[0] if named else end - 1


def unclaimed(doc: Doc, found: Sequence[Draft], quotes: Sequence[Quotation]) -> Iterator[Draft]:
    """Drafts for whole quoted sentences that no cue reports: the speaker is their paragraph's, or the one before's.

    The drafts have no cue; `anchor` is the opening mark.
    """
    covered = {index for draft in found for index in draft.content}
    paragraphs = paragraph_numbers(doc)
    speakers = [
        draft
        for draft in found
        if draft.type is CueType.SPEECH and draft.source is not None and draft.anchor not in covered
    ]
    last: dict[int, Draft] = {}
    for draft in speakers:
        last[paragraphs[draft.anchor]] = draft
    for number, quote in enumerate(quotes):
        if quote.start in covered or not _whole(doc, quote):
            continue
        before = [
            draft for draft in speakers if paragraphs[draft.anchor] == quote.paragraph and draft.anchor < quote.start
        ]
        source = before[-1] if before else last.get(quote.paragraph - 1)
        if source is None:
            continue
        content = set(range(quote.start, quote.end))
        draft = Draft(AttributionKind.QUOTE, CueType.SPEECH, quote.start, set(), content, "adjoining", source.source)
        draft.source_tokens = set(source.source_tokens)
        draft.quotes = {number}
        last[quote.paragraph] = draft
        yield draft


def _whole(doc: Doc, quote: Quotation) -> bool:
    """True for a quotation of whole sentences, which starts and ends with them."""
    if quote.end - quote.start < _SHORTEST_ORPHAN:
        return False
    starts = quote.start == 0 or doc[quote.start - 1].is_space or doc[quote.start - 1].text in {".", "!", "?", '"', "”"}
    final = doc[quote.end - 2].text if quote.closed else doc[quote.end - 1].text
    return starts and final in {".", "!", "?"}
