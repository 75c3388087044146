"""Quotations joined to the cues that report them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, Token

from kg.extract.drafts import AttributionKind, Draft, trimmed
from kg.extract.quotes import Quotation


def _quote_numbers(doc: Doc, quotes: Sequence[Quotation]) -> list[int | None]:
    numbers: list[int | None] = [None] * len(doc)
    for number, quote in enumerate(quotes):
        numbers[quote.start : quote.end] = [number] * (quote.end - quote.start)
    return numbers


def quoted(doc: Doc, found: list[Draft], quotes: Sequence[Quotation]) -> list[Draft]:
    """`found` with their contents extended over the quotations that they reach; those without content are left out."""
    covered = _quote_numbers(doc, quotes)
    claimed: dict[int, int] = {}
    for draft in found:
        low, high = _bounds(doc, draft, quotes, covered) if draft.kind is not AttributionKind.LABEL else (0, len(doc))
        draft.content = {index for index in draft.content if low <= index < high}
        if draft.quotable:
            for number in sorted(_reached(doc, draft, quotes, covered)):
                claimed.setdefault(number, draft.anchor)
        for number in draft.quotes:
            claimed[number] = draft.anchor
    for draft in found:
        own = [number for number, anchor in claimed.items() if anchor == draft.anchor]
        for number in own:
            for further in _continued(number, quotes, claimed):
                claimed[further] = draft.anchor
    for draft in found:
        if draft.quotable:
            following = _following(doc, draft, quotes, covered)
            if following is not None and following not in claimed:
                claimed[following] = draft.anchor
                for further in _continued(following, quotes, claimed):
                    claimed[further] = draft.anchor
            draft.quotes = {number for number, anchor in claimed.items() if anchor == draft.anchor}
            _extend(doc, draft, quotes)
    return [draft for draft in found if draft.content and (draft.source is not None or draft.kind in _SOURCELESS)]


def _extend(doc: Doc, draft: Draft, quotes: Sequence[Quotation]) -> None:
    """Take the words of the draft's quotations into its content, and the clause that such a quotation completes."""
    first = min((quotes[number].start for number in draft.quotes if quotes[number].start > draft.anchor), default=None)
    if not draft.content and first is not None and first + 1 < len(doc) and doc[first + 1].text[:1].islower():
        opening = min(draft.cue | draft.source_tokens) - 1
        if opening > 1 and doc[opening].text == "," and opening - doc[opening].sent.start > 1:
            draft.content |= trimmed(doc, set(range(doc[opening].sent.start, opening)))
    for number in draft.quotes:
        draft.content |= set(range(quotes[number].start, quotes[number].end))
    draft.content -= draft.cue | draft.source_tokens


_SOURCELESS = frozenset({AttributionKind.PASSIVE, AttributionKind.NOUN})


def _bounds(doc: Doc, draft: Draft, quotes: Sequence[Quotation], covered: Sequence[int | None]) -> tuple[int, int]:
    """How far the words of the cue's own sentence reach, whatever the parser says: `[low, high)`."""
    own = draft.cue | draft.source_tokens
    outer = covered[draft.anchor]

    def ends(index: int) -> bool:
        token = doc[index]
        if token.is_space and "\n" in token.text:
            return True
        number = covered[index]
        if number == outer:
            return _ends_sentence(token)
        if number is None or quotes[number].end != index + 1:
            return False
        return (
            _ends_sentence(doc[index - 1])
            and index + 1 < len(doc)
            and doc[index + 1].text[:1].isupper()
            and index + 1 not in own
        )

    low = draft.anchor
    while low > 0 and not ends(low - 1):
        low -= 1
    high = draft.anchor
    while high < len(doc) and not ends(high):
        high += 1
    return low, high


def _reached(doc: Doc, draft: Draft, quotes: Sequence[Quotation], covered: Sequence[int | None]) -> set[int]:
    """The quotations that the content overlaps, and those right before or after the words of cue and source."""
    reached = {number for index in draft.content if (number := covered[index]) is not None}
    for number in (_before(doc, draft, quotes, covered), _after(doc, draft, quotes, covered)):
        if number is not None:
            reached.add(number)
    return reached - {covered[draft.anchor]}


def _before(doc: Doc, draft: Draft, quotes: Sequence[Quotation], covered: Sequence[int | None]) -> int | None:
    """The quotation that ends before cue and source: '"...," he said'; not one that ends its sentence with a stop."""
    index = min(draft.cue | draft.source_tokens) - 1
    while index >= 0 and (
        (doc[index].is_space and "\n" not in doc[index].text) or doc[index].text in _MARKS or doc[index].pos_ == "ADV"
    ):
        index -= 1
    number = covered[index] if index >= 0 else None
    return number if number is not None and quotes[number].end == index + 1 and doc[index - 1].text != "." else None


def _after(doc: Doc, draft: Draft, quotes: Sequence[Quotation], covered: Sequence[int | None]) -> int | None:
    """The quotation that a cue without other content introduces, even in a new paragraph after a colon."""
    if draft.content:
        return None
    start = max(draft.cue) + 1
    for index in range(start, min(start + _REACH, len(doc))):
        number = covered[index]
        if number is not None:
            lead = doc[index - 1]
            if lead.is_space:
                lead = doc[index - 2]
            introduced = lead.text in _MARKS or lead.i in draft.cue | draft.source_tokens
            return number if introduced and quotes[number].start == index else None
        if _ends_sentence(doc[index]) or (doc[index].is_space and doc[index - 1].text != ":"):
            return None
    return None


_MARKS = frozenset({",", ":", "-", "—", "–", "--", "―"})
_REACH = 25


def _following(doc: Doc, draft: Draft, quotes: Sequence[Quotation], covered: Sequence[int | None]) -> int | None:
    """The quotation that opens the sentence after the one of the cue, in the same paragraph."""
    index = max(draft.cue | draft.source_tokens)
    while index < len(doc) and not (_ends_sentence(doc[index]) and covered[index] is None):
        if doc[index].is_space and "\n" in doc[index].text:
            return None
        index += 1
    index += 1
    if index < len(doc) and (number := covered[index]) is not None and quotes[number].start == index:
        return number if number != covered[draft.anchor] else None
    return None


def _continued(number: int, quotes: Sequence[Quotation], claimed: Mapping[int, int]) -> set[int]:
    """The quotations of the neighbouring paragraphs that `number` goes on into, or comes from."""
    chain: set[int] = set()
    later = number + 1
    while later < len(quotes) and quotes[later].continues and later not in claimed:
        chain.add(later)
        later += 1
    earlier = number
    while earlier > 0 and quotes[earlier].continues and earlier - 1 not in claimed:
        earlier -= 1
        chain.add(earlier)
    return chain


def _ends_sentence(token: Token) -> bool:
    return token.text in {".", "!", "?", "…"}
