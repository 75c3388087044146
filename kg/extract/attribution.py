"""Attribution: who is reported to say, think or want what.

`attributions` finds, for each cue of the lexicon, the words that name the source and the words that are the content,
from the parse and from the quotation marks. Categories follow Pareti (2012, "A database of attribution relations")
and PolNeAR (Newell et al. 2018): source, cue, content.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from kg.extract.cues import CueLexicon, CueType, load_cues
from kg.extract.quotes import Quotation, quotations
from kg.extract.reporting import AttributionKind, Draft, drafts, runs

__all__ = ["Attribution", "AttributionKind", "CueType", "attributions", "governing", "sources"]

Span = tuple[int, int]
SPOKEN = frozenset({CueType.SPEECH, CueType.THOUGHT, CueType.EVIDENCE})
"""The types whose content the source vouches for."""


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


def attributions(doc: Doc, *, lexicon: CueLexicon | None = None) -> list[Attribution]:
    """Every attribution of a parsed `doc`, in the order of their cues; nested ones name their parent."""
    quotes = quotations(doc)
    found = _quoted(doc, sorted(drafts(doc, lexicon or load_cues()), key=lambda draft: draft.anchor), quotes)
    return _nested([_finished(doc, draft) for draft in found], len(doc))


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


def _innermost(size: int, found: Sequence[Attribution], types: Collection[CueType]) -> list[int | None]:
    result: list[int | None] = [None] * size
    order = sorted((index for index, item in enumerate(found) if item.type in types), key=lambda i: -_length(found[i]))
    for index in order:
        for start, end in found[index].content:
            result[start:end] = [index] * (end - start)
    return result


# Quotations


def _quote_numbers(doc: Doc, quotes: Sequence[Quotation]) -> list[int | None]:
    numbers: list[int | None] = [None] * len(doc)
    for number, quote in enumerate(quotes):
        numbers[quote.start : quote.end] = [number] * (quote.end - quote.start)
    return numbers


def _quoted(doc: Doc, found: list[Draft], quotes: Sequence[Quotation]) -> list[Draft]:
    """`found` with their contents extended over the quotations that they reach; those without content are left out."""
    covered = _quote_numbers(doc, quotes)
    claimed: dict[int, int] = {}
    for draft in found:
        if draft.quotable:
            for number in sorted(_reached(doc, draft, quotes, covered)):
                claimed.setdefault(number, draft.anchor)
    for draft in found:
        if not draft.quotable:
            continue
        own = {number for number, anchor in claimed.items() if anchor == draft.anchor}
        following = _following(doc, draft, quotes, covered)
        if following is not None and following not in claimed:
            claimed[following] = draft.anchor
            own.add(following)
        for number in sorted(own):
            own |= _continued(number, quotes, claimed)
        draft.quotes = own
        for number in own:
            claimed.setdefault(number, draft.anchor)
            draft.content |= set(range(quotes[number].start, quotes[number].end))
        draft.content -= draft.cue | draft.source_tokens
    return [draft for draft in found if draft.content and (draft.source is not None or draft.kind in _SOURCELESS)]


_SOURCELESS = frozenset({AttributionKind.PASSIVE, AttributionKind.NOUN})


def _reached(doc: Doc, draft: Draft, quotes: Sequence[Quotation], covered: Sequence[int | None]) -> set[int]:
    """The quotations that the content overlaps, and those right before or after the words of cue and source."""
    outer = covered[draft.anchor]
    reached = {number for index in draft.content if (number := covered[index]) is not None}
    words = draft.cue | draft.source_tokens
    before = min(words) - 1
    while before >= 0 and (
        doc[before].is_space or doc[before].text in {",", "-", "—", "–", "--", "―"} or doc[before].pos_ == "ADV"
    ):
        before -= 1
    if before >= 0 and (number := covered[before]) is not None and quotes[number].end == before + 1:
        reached.add(number)
    after = max(draft.cue) + 1
    limit = after + 25
    while after < min(limit, len(doc)) and covered[after] is None and not _ends_sentence(doc[after]):
        after += 1
    if after < len(doc) and (number := covered[after]) is not None and quotes[number].start == after:
        lead = doc[after - 1]
        if not draft.content and (lead.text in {",", ":", "—", "–", "--"} or lead.i in words):
            reached.add(number)
    return reached - {outer}


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
