"""Cues that are no verbs: nouns ("a warning that"), adjectives ("is confident that"), prepositions ("according to")."""

from __future__ import annotations

from collections.abc import Container

from spacy.tokens import Token

from kg.extract.cues import Cue, CueLexicon
from kg.extract.drafts import AttributionKind, Draft, prepositional, trimmed, words
from kg.extract.speakers import is_finite, source_tokens, subject


def noun_draft(token: Token, lexicon: CueLexicon) -> Draft | None:
    cue = lexicon.nouns.get(token.lemma_.lower())
    if cue is None:
        return None
    content: set[int] = set()
    if "clause" in cue.slots:
        for child in token.rights:
            marked = any(grand.dep_ == "mark" and grand.lower_ == "that" for grand in child.children)
            if marked and child.dep_ in {"acl", "ccomp", "relcl"}:
                content |= words(child)
    if not content and "inf" in cue.slots:
        for child in token.rights:
            if child.dep_ in {"acl", "relcl", "xcomp"} and not is_finite(child):
                content |= words(child)
    if not content and cue.prepositions:
        content = prepositional(token, cue.prepositions)
    source = _noun_source(token, cue, lexicon.light)
    content = trimmed(token.doc, content)
    if not content or (source is None and "passive" not in cue.slots):
        return None
    draft = Draft(AttributionKind.NOUN, cue.type, token.i, {token.i}, content, cue.id)
    if source is not None:
        draft.source = source.i
        draft.source_tokens = source_tokens(source, token, content)
        draft.source_tokens -= {child.i for child in source.children if child.dep_ == "case"}
    draft.content -= draft.source_tokens | draft.cue
    return draft


def _noun_source(token: Token, cue: Cue, light: Container[str]) -> Token | None:
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
    if token.dep_ == "dobj" and head.lemma_.lower() in light:
        return subject(head)
    return None


def adjective_draft(token: Token, lexicon: CueLexicon) -> Draft | None:
    """ "is confident that", "were frustrated that", "is reluctant to", "worried about": who feels so, about what."""
    cue = lexicon.adjectives.get(token.lower_)
    if cue is None or token.dep_ not in _PREDICATIVE:
        return None
    content: set[int] = set()
    for child in token.rights:
        if (child.dep_ == "ccomp" and "clause" in cue.slots) or (child.dep_ == "xcomp" and "inf" in cue.slots):
            content |= words(child)
    content = trimmed(token.doc, content or prepositional(token, cue.prepositions))
    source = subject(token)
    if not content or source is None or source.lower_ in {"it", "there"}:
        return None
    copula = [token.head] if token.dep_ == "acomp" else [child for child in token.children if child.dep_ == "auxpass"]
    extra = {part.i for verb in (*copula, token) for part in verb.children if part.dep_ in {"aux", "neg"}}
    marks = {token.i, *(verb.i for verb in copula), *extra}
    draft = Draft(AttributionKind.ADJECTIVE, cue.type, token.i, marks, content, cue.id, source.i)
    draft.source_tokens = source_tokens(source, token, content)
    draft.content -= draft.source_tokens | draft.cue
    return draft


_PREDICATIVE = frozenset({"acomp", "amod", "advcl", "conj", "oprd", "acl", "ROOT", "ccomp", "relcl", "parataxis"})


def preposition_draft(token: Token, lexicon: CueLexicon) -> Draft | None:
    for lemma, cue in lexicon.prepositions_by_first.get(token.lower_, ()):
        if token.i + len(lemma) >= len(token.doc):
            continue
        span = token.doc[token.i : token.i + len(lemma)]
        if [word.lower_ for word in span] != lemma:
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


def _clause_draft(token: Token, cue: Cue, marks: set[int], source: Token) -> Draft:
    """The clause that an "according to" phrase belongs to is its content."""
    own = words(token, source) | marks
    head = token.head
    clausal = {"ROOT", "ccomp", "advcl", "conj", "relcl", "parataxis"}
    if token.is_sent_start:
        head = token.sent.root
    while head.head.i != head.i and (head.dep_ not in clausal or head.pos_ not in {"VERB", "AUX"}):
        head = head.head
    content = trimmed(token.doc, (_all_before(token, own) or words(head)) - own)
    tokens = trimmed(token.doc, words(source) - marks)
    return Draft(AttributionKind.ACCORDING, cue.type, token.i, marks, content, cue.id, source.i, tokens)


def _all_before(token: Token, own: set[int]) -> set[int]:
    """The whole sentence before ", according to X" at its end."""
    doc = token.doc
    after = max(own) + 1
    ends = after >= len(doc) or doc[after].text in {".", "!", "?"} or doc[after].is_space
    if not ends or token.i - token.sent.start < 2 or doc[token.i - 1].text != ",":
        return set()
    return set(range(token.sent.start, token.i))
