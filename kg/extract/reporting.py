"""From a cue word to its source and content, by the parse: verbs, nouns, adjectives, prepositions.

Gives drafts, which `kg.extract.attribution` joins with quotations and nests. Dependency labels are ClearNLP's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Doc, Token

from kg.extract.cues import Cue, CueLexicon, CueType

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_RELATIVES = frozenset({"who", "which", "that", "whom"})
_CUE_PARTS = frozenset({"aux", "auxpass", "neg", "prt"})


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


@dataclass(slots=True)
class Draft:
    """An attribution in the making; tokens by index. `anchor` is the cue's main word, `source` the head of the source."""

    kind: AttributionKind
    type: CueType
    anchor: int
    cue: set[int]
    content: set[int]
    source: int | None = None
    source_tokens: set[int] = field(default_factory=set)
    quotable: bool = False
    quotes: set[int] = field(default_factory=set)


def drafts(doc: Doc, lexicon: CueLexicon) -> Iterator[Draft]:
    """A draft for each cue word of `doc` that has the source or the content its row asks for, in text order."""
    for token in doc:
        if token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB"):
            draft = _verb_draft(token, lexicon)
        elif token.lower_ in {"according", "per"} or token.pos_ == "ADP":
            draft = _preposition_draft(token, lexicon)
        elif token.pos_ == "NOUN":
            draft = _noun_draft(token, lexicon)
        elif token.pos_ == "ADJ":
            draft = _adjective_draft(token, lexicon)
        else:
            continue
        if draft is not None:
            yield draft


# Sources


def subject(token: Token) -> Token | None:
    """The word that heads the understood subject of the verb `token`: its own, or one that it shares or inherits."""
    for _ in range(6):
        own = [child for child in token.children if child.dep_ in _SUBJECTS]
        if own:
            return own[0]
        head = token.head
        if token.dep_ in {"conj", "advcl", "dep", "parataxis"} and head.pos_ in {"VERB", "AUX"}:
            token = head
        elif token.dep_ in {"xcomp", "ccomp"} and head.pos_ in {"VERB", "AUX", "ADJ"}:
            controller = _object(head) if token.dep_ == "xcomp" else None
            if controller is not None:
                return controller
            token = head
        elif token.dep_ in {"acl", "relcl"} and head.pos_ in {"NOUN", "PROPN", "PRON"}:
            return head
        elif token.dep_ == "pcomp" and head.head.i != head.i:
            token = head.head
        elif token.dep_ in {"acomp", "attr"} and head.pos_ in {"VERB", "AUX"}:
            token = head
        else:
            return None
    return None


def _object(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ in {"dobj", "dative"}), None)


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            return next((grand for grand in child.children if grand.dep_ == "pobj"), None)
    return None


def is_passive(verb: Token) -> bool:
    """True for a passive verb, finite or reduced ("a plan criticised by farmers")."""
    if any(child.dep_ in {"auxpass", "nsubjpass"} for child in verb.children):
        return True
    if verb.tag_ != "VBN" or any(child.dep_ in {"aux", "nsubj"} for child in verb.children):
        return False
    return verb.dep_ in {"acl", "amod"} or (verb.dep_ == "conj" and is_passive(verb.head))


def phrase(root: Token) -> set[int]:
    """The tokens of the phrase that `root` heads, without marks at its edges."""
    return trimmed(root.doc, {token.i for token in root.subtree})


def trimmed(doc: Doc, tokens: set[int]) -> set[int]:
    """`tokens` without spaces and without commas, colons and dashes at either end."""
    inner = sorted(index for index in tokens if not doc[index].is_space)
    while inner and doc[inner[0]].text in {",", ";", ":", "-", "--", "–", "—", "."}:
        inner.pop(0)
    while inner and doc[inner[-1]].text in {",", ";", ":", "-", "--", "–", "—", "."}:
        inner.pop()
    return set(inner)


# Verbs


def _verb_draft(token: Token, lexicon: CueLexicon) -> Draft | None:
    cue = _verb_cue(token, lexicon)
    if cue is None:
        return None
    passive = is_passive(token)
    kind = AttributionKind.PASSIVE if passive else AttributionKind.VERB
    draft = Draft(kind, cue.type, token.i, _cue_tokens(token), set())
    draft.quotable = bool(cue.slots & {"quote", "clause"}) and cue.type is not CueType.EVIDENCE
    if passive:
        source, content = _passive_parts(token, cue)
    else:
        source, content = subject(token), _verb_content(token, cue)
    if source is None and not passive and token.dep_ not in {"parataxis"}:
        source = _inverted_subject(token)
        if source is not None:
            content -= {word.i for word in source.subtree}
    if source is not None:
        draft.source = source.i
        draft.source_tokens = _source_tokens(source, token, content)
    draft.content = content - draft.source_tokens - draft.cue
    if not draft.content and not draft.quotable:
        return None
    return draft


def _verb_cue(token: Token, lexicon: CueLexicon) -> Cue | None:
    lemma = token.lemma_.lower()
    for child in token.rights:
        if child.dep_ in {"prt", "prep", "advmod", "dobj"} and child.i <= token.i + 2:
            longer = lexicon.verbs.get(f"{lemma} {child.lower_}")
            if longer is not None:
                return longer
    return lexicon.verbs.get(lemma)


def _cue_tokens(token: Token) -> set[int]:
    return {token.i} | {child.i for child in token.children if child.dep_ in _CUE_PARTS and abs(child.i - token.i) < 5}


def _source_tokens(source: Token, cue: Token, content: set[int]) -> set[int]:
    tokens = {token.i for token in source.subtree}
    if cue.i in tokens:  # a participle or relative clause inside the noun phrase that it modifies
        inner = {token.i for token in cue.subtree}
        tokens -= inner
        tokens = {index for index in tokens if index < cue.i}
    return trimmed(source.doc, tokens - (content if source.i not in content else set()))


def _inverted_subject(token: Token) -> Token | None:
    """In '"...," said Baker' the parser may take the speaker for an object."""
    for child in token.rights:
        if child.dep_ in {"dobj", "npadvmod", "attr", "oprd"} and child.pos_ in {"PROPN", "NOUN", "PRON"}:
            before = token.nbor(-1).text if token.i else ""
            if before in {",", "”", '"', "''", "?", "!"}:
                return child
    return None


def _finite(verb: Token) -> bool:
    return not any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _verb_content(token: Token, cue: Cue) -> set[int]:
    content: set[int] = set()
    clause = [child for child in token.children if child.dep_ == "ccomp" and child.pos_ != "X"]
    infinitives = [child for child in token.children if child.dep_ == "xcomp"]
    if cue.slots & {"clause", "quote"}:
        for child in clause:
            if _finite(child) or "objinf" in cue.slots:
                content |= {word.i for word in child.subtree}
        if not content:
            content = _surrounding(token)
    if not content and "objinf" in cue.slots:
        for child in (*clause, *infinitives):
            content |= {word.i for word in child.subtree}
    if not content and "inf" in cue.slots:
        for child in infinitives:
            content |= {word.i for word in child.subtree}
    if not content and "as" in cue.slots:
        content = _as_content(token, cue)
    if not content and "object" in cue.slots:
        for child in token.children:
            if child.dep_ == "dobj":
                content |= {word.i for word in child.subtree}
    if not content and cue.prepositions:
        content = _prepositional(token, cue.prepositions)
    return trimmed(token.doc, content)


def _surrounding(token: Token) -> set[int]:
    """The clause around a cue that the parser hangs below it: "the plan, he said, would fail"; "as he put it"."""
    if token.dep_ not in {"parataxis", "ccomp", "advcl"} or token.head.i == token.i:
        return set()
    if token.dep_ == "advcl" and not any(
        child.dep_ in {"mark", "advmod"} and child.lower_ == "as" for child in token.children
    ):
        return set()
    if token.dep_ == "ccomp" and any(child.dep_ == "mark" for child in token.children):
        return set()
    own = {word.i for word in token.subtree}
    before = min(own) - 1
    if token.dep_ == "ccomp" and not (before >= 0 and token.doc[before].text in {",", "-", "—", "–", "--", ";"}):
        return set()
    return {word.i for word in token.head.subtree} - own


def _as_content(token: Token, cue: Cue) -> set[int]:
    complements = [
        child
        for child in token.children
        if (child.dep_ == "prep" and child.lower_ == "as") or child.dep_ in {"oprd", "acomp", "xcomp", "ccomp"}
    ]
    if not complements:
        return set()
    objects = [child for child in token.children if child.dep_ == "dobj"]
    return {word.i for part in (*objects, *complements) for word in part.subtree}


def _prepositional(token: Token, prepositions: frozenset[str]) -> set[int]:
    for child in token.children:
        if child.dep_ in {"prep", "prt"} and child.lower_ in prepositions:
            return {word.i for word in child.subtree} - {child.i}
    return set()


def _passive_parts(token: Token, cue: Cue) -> tuple[Token | None, set[int]]:
    """Source and content of a passive: "is expected to", "was criticised by", "were told by X that"."""
    source = _agent(token)
    content: set[int] = set()
    addressee = "objinf" in cue.slots and cue.type is CueType.SPEECH
    for child in token.children:
        if child.dep_ in {"ccomp", "xcomp"} or (child.dep_ == "prep" and child.lower_ in {"as", "of"}):
            content |= {word.i for word in child.subtree}
        elif child.dep_ == "nsubjpass" and not addressee and child.lower_ != "it":
            content |= {word.i for word in child.subtree}
    if token.dep_ == "acl" and not addressee and source is not None:
        head = token.head
        content |= {word.i for word in head.subtree if word.i < token.i}
    if source is None and "passive" not in cue.slots:
        impersonal = any(child.dep_ == "nsubjpass" and child.lower_ == "it" for child in token.children)
        clausal = any(child.dep_ in {"ccomp", "xcomp"} for child in token.children)
        if not (clausal or impersonal):
            return None, set()
    return source, trimmed(token.doc, content)


# Other cues


def _noun_draft(token: Token, lexicon: CueLexicon) -> Draft | None:
    cue = lexicon.nouns.get(token.lemma_.lower())
    if cue is None:
        return None
    content: set[int] = set()
    if "clause" in cue.slots:
        for child in token.rights:
            that = any(grand.dep_ in {"mark", "nsubj", "dobj"} and grand.lower_ == "that" for grand in child.children)
            if (
                child.dep_ in {"acl", "ccomp", "relcl"}
                and that
                and child.left_edge.lower_ == "that"
                and child.dep_ != "relcl"
            ):
                content |= {word.i for word in child.subtree}
    if not content and "inf" in cue.slots:
        for child in token.rights:
            if child.dep_ in {"acl", "relcl", "xcomp"} and not _finite(child):
                content |= {word.i for word in child.subtree}
    if not content and cue.prepositions:
        content = _prepositional(token, cue.prepositions)
    source = _noun_source(token, cue)
    content = trimmed(token.doc, content)
    if not content or (source is None and "passive" not in cue.slots):
        return None
    draft = Draft(AttributionKind.NOUN, cue.type, token.i, {token.i}, content)
    if source is not None:
        draft.source = source.i
        draft.source_tokens = _source_tokens(source, token, content)
        draft.source_tokens -= {child.i for child in source.children if child.dep_ == "case"}
    draft.content -= draft.source_tokens | draft.cue
    return draft


def _noun_source(token: Token, cue: Cue) -> Token | None:
    for child in token.children:
        if child.dep_ == "poss":
            return child
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"by", "from"} - cue.prepositions:
            return next((grand for grand in child.children if grand.dep_ == "pobj"), None)
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"of", "among"} - cue.prepositions:
            return next((grand for grand in child.children if grand.dep_ == "pobj"), None)
    head = token.head
    if token.dep_ == "dobj" and head.lemma_ in _LIGHT:
        return subject(head)
    return None


_LIGHT = frozenset(
    {"make", "have", "issue", "give", "express", "voice", "raise", "offer", "reach", "take", "hold", "renew", "repeat", "draw", "deliver", "share", "lodge"}
)  # fmt: skip
"""Verbs whose subject is whoever has the claim, worry or decision that their object names."""


def _adjective_draft(token: Token, lexicon: CueLexicon) -> Draft | None:
    cue = lexicon.adjectives.get(token.lemma_.lower())
    if cue is None or token.dep_ not in {"acomp", "amod", "advcl", "conj", "oprd", "acl", "ROOT"}:
        return None
    content: set[int] = set()
    for child in token.rights:
        if (child.dep_ == "ccomp" and "clause" in cue.slots) or (child.dep_ == "xcomp" and "inf" in cue.slots):
            content |= {word.i for word in child.subtree}
    if not content:
        content = _prepositional(token, cue.prepositions)
    source = subject(token)
    content = trimmed(token.doc, content)
    if not content or source is None or source.lower_ in {"it", "there"}:
        return None
    verb = token.head if token.dep_ == "acomp" else None
    tokens = {token.i} | (
        {verb.i} | {c.i for c in verb.children if c.dep_ in {"aux", "neg"}} if verb is not None else set()
    )
    draft = Draft(AttributionKind.ADJECTIVE, cue.type, token.i, tokens, content, source.i)
    draft.source_tokens = _source_tokens(source, token, content)
    draft.content -= draft.source_tokens | draft.cue
    return draft


def _preposition_draft(token: Token, lexicon: CueLexicon) -> Draft | None:
    for cue in lexicon.prepositions.values():
        words = cue.lemma.split()
        if token.lower_ != words[0] or token.i + len(words) >= len(token.doc):
            continue
        span = token.doc[token.i : token.i + len(words)]
        if [word.lower_ for word in span] != words:
            continue
        source = _after(span[-1])
        if source is None:
            continue
        return _clause_draft(token, cue, {word.i for word in span}, source)
    return None


def _after(last: Token) -> Token | None:
    """The head of the noun phrase after the words of a preposition."""
    direct = next((child for child in last.children if child.dep_ in {"pobj", "pcomp", "poss"}), None)
    if direct is not None:
        return direct
    return None


def _clause_draft(token: Token, cue: Cue, words: set[int], source: Token) -> Draft:
    """The clause that an "according to" phrase belongs to is its content."""
    own = {word.i for word in token.subtree} | words | {word.i for word in source.subtree}
    head = token.head
    clausal = {"ROOT", "ccomp", "advcl", "conj", "relcl", "parataxis"}
    if token.is_sent_start:
        head = token.sent.root
    while head.head.i != head.i and (head.dep_ not in clausal or head.pos_ not in {"VERB", "AUX"}):
        head = head.head
    content = trimmed(token.doc, {word.i for word in head.subtree} - own)
    tokens = {index for index in (word.i for word in source.subtree)} - words
    return Draft(AttributionKind.ACCORDING, cue.type, token.i, words, content, source.i, trimmed(token.doc, tokens))


def runs(tokens: Iterable[int]) -> list[tuple[int, int]]:
    """`tokens` as maximal spans `[start, end)`, in order."""
    spans: list[tuple[int, int]] = []
    for index in sorted(tokens):
        if spans and spans[-1][1] == index:
            spans[-1] = (spans[-1][0], index + 1)
        else:
            spans.append((index, index + 1))
    return spans
