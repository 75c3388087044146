"""From a cue verb to its source and content, by the parse.

Gives drafts, which `kg.extract.quoting` extends over quotations. Dependency labels are ClearNLP's.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kg.extract.cues import Cue, CueLexicon, CueType
from kg.extract.drafts import AttributionKind, Draft, base_forms, prepositional, trimmed, words
from kg.extract.nominal import adjective_draft, noun_draft, preposition_draft
from kg.extract.speakers import (
    agent,
    closing_speaker,
    inverted_subject,
    is_finite,
    is_passive,
    neighbour,
    source_tokens,
    subject,
)

_CUE_PARTS = frozenset({"aux", "auxpass", "neg", "prt"})
_COMPLEMENTS = frozenset({"as", "for", "to", "with", "of", "about", "on", "over", "against"})
_PREDICATES = frozenset({"ccomp", "xcomp", "oprd", "acomp", "prep"})
_PARENTHESES = frozenset({",", "-", "—", "–", "--", ";"})


def drafts(doc: Doc, lexicon: CueLexicon) -> Iterator[Draft]:
    """A draft for each cue word of `doc` that has the source or the content its row asks for, in text order."""
    for token in doc:
        draft = preposition_draft(token, lexicon)
        if draft is None and token.tag_ == "VBN" and token.dep_ == "acomp":
            draft = adjective_draft(token, lexicon)
        if draft is None and (token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB")):
            draft = _verb_draft(token, lexicon)
        elif draft is None and token.pos_ == "NOUN":
            draft = noun_draft(token, lexicon)
        if draft is None and (token.pos_ == "ADJ" or token.tag_ == "VBN"):
            draft = adjective_draft(token, lexicon)
        if draft is not None:
            yield draft


def _verb_draft(token: Token, lexicon: CueLexicon) -> Draft | None:
    cue = _verb_cue(token, lexicon)
    if cue is None:
        return None
    passive = is_passive(token)
    kind = AttributionKind.PASSIVE if passive else AttributionKind.VERB
    draft = Draft(kind, cue.type, token.i, _cue_tokens(token, cue), set(), cue.id)
    draft.quotable = bool(cue.slots & {"quote", "clause"}) and cue.type is not CueType.EVIDENCE
    if passive:
        source, content = _passive_parts(token, cue)
    else:
        source, content = subject(token, vehicles=lexicon.vehicles), _verb_content(token, cue)
    text = _read_out(token) if "quote" in cue.slots and not passive else None
    if text is not None:
        source, content = text, _surrounding_sentence(token)
    if source is None and not passive and token.dep_ != "parataxis":
        source = inverted_subject(token)
        if source is not None:
            content -= words(source)
    if source is None and not passive and draft.quotable:
        source = neighbour(token)
    if source is not None:
        draft.source = source.i
        draft.source_tokens = source_tokens(source, token, content)
    reports = cue.type is not CueType.STANCE and "clause" in cue.slots and token.tag_ in _FINITE
    if reports and not passive and not (draft.source_tokens and _opens_or_ends(token, content)):
        content = _closed_by(token, draft) or content
    draft.content = content - draft.source_tokens - draft.cue
    return draft if draft.content or draft.quotable else None


def _opens_or_ends(token: Token, content: set[int]) -> bool:
    """True for a content that the verb of saying introduces, or that stands before it; not for what a comma parts."""
    first = min(content, default=token.i)
    return first < token.i or (first > token.i and token.doc[first - 1].text != ",")


def _closed_by(token: Token, draft: Draft) -> set[int]:
    """The words before ", X said." in a sentence whose parse does not show it; names X in `draft`."""
    closing = closing_speaker(token)
    if closing is None or token.doc[closing[0] - 2].text in _QUOTES:
        return set()
    start, end, root = closing
    begin = start - 1
    while begin > 0 and not (token.doc[begin - 1].is_space or token.doc[begin - 1].text in {".", "!", "?"}):
        begin -= 1
    content = trimmed(token.doc, set(range(begin, start - 1)))
    claimed = any(token.doc[index].pos_ in {"VERB", "AUX"} for index in content)
    if len(content) < _SHORTEST_CLAUSE or not claimed:
        return set()
    draft.source = root
    draft.source_tokens = set(range(start, end))
    return content


def _read_out(token: Token) -> Token | None:
    """The text in "..., read the communique.", which the parser takes for what is read."""
    own = [child for child in token.children if child.dep_ in {"nsubj", "nsubjpass", "aux"}]
    if own or token.lemma_ != "read" or token.i == 0 or token.nbor(-1).text not in {",", *_QUOTES}:
        return None
    return next((child for child in token.rights if child.dep_ == "dobj"), None)


def _surrounding_sentence(token: Token) -> set[int]:
    return trimmed(token.doc, set(range(token.sent.start, token.i)))


_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_QUOTES = frozenset({'"', "''", "”", "»"})
_SHORTEST_CLAUSE = 3


def _verb_cue(token: Token, lexicon: CueLexicon) -> Cue | None:
    for lemma in (token.lemma_.lower(), *base_forms(token.lower_)):
        for child in token.rights:
            if child.i <= token.i + 2:
                longer = lexicon.verbs.get(f"{lemma} {child.lower_}")
                if longer is not None:
                    return longer
        if lemma in lexicon.verbs:
            return lexicon.verbs[lemma]
    return None


def _cue_tokens(token: Token, cue: Cue) -> set[int]:
    parts = {child.i for child in token.children if child.dep_ in _CUE_PARTS and abs(child.i - token.i) < 5}
    rest = cue.lemma.split()[1:]
    return {token.i} | parts | {child.i for child in token.rights if child.lower_ in rest and child.i <= token.i + 2}


def _verb_content(token: Token, cue: Cue) -> set[int]:
    content: set[int] = set()
    clauses = [child for child in token.children if child.dep_ == "ccomp"]
    infinitives = [child for child in token.children if child.dep_ == "xcomp"]
    if "clause" in cue.slots:
        content = words(*(child for child in clauses if is_finite(child) or "objinf" in cue.slots))
        content = content or _surrounding(token) or _told(token, cue) or _mislabelled(token, cue)
    if not content and "objinf" in cue.slots:
        content = words(*clauses, *infinitives, *_purposes(token))
    if not content and "inf" in cue.slots:
        content = words(*infinitives)
    if not content and "as" in cue.slots:
        content = _as_content(token)
    if not content and "object" in cue.slots:
        content = _object_content(token)
    if not content and cue.prepositions:
        content = prepositional(token, cue.prepositions)
    return trimmed(token.doc, content)


def _surrounding(token: Token) -> set[int]:
    """The clause around a cue that the parser hangs below it: "the plan, he said, would fail"; "as he put it"."""
    if token.dep_ not in {"parataxis", "ccomp", "advcl"} or token.head.i == token.i:
        return set()
    marks = {child.lower_ for child in token.children if child.dep_ in {"mark", "advmod"}}
    if (token.dep_ == "advcl" and "as" not in marks) or (token.dep_ == "ccomp" and marks & {"that", "whether"}):
        return set()
    own = words(token)
    before = min(own) - 1
    if token.dep_ == "ccomp" and not (before >= 0 and token.doc[before].text in _PARENTHESES):
        return set()
    return words(token.head) - own


def _told(token: Token, cue: Cue) -> set[int]:
    """In "assured buyers that supplies were safe" the parser hangs the clause on the buyers."""
    if "addressee" not in cue.slots:
        return set()
    hung = [child for noun in token.rights if noun.dep_ in {"dobj", "dative"} for child in noun.rights]
    return words(*(child for child in hung if child.dep_ in {"acl", "relcl"} and child.left_edge.lower_ == "that"))


def _purposes(token: Token) -> list[Token]:
    """In "exhorted buyers to shun imports" the parser may take the infinitive for an adverbial of purpose."""
    objects = [child for child in token.rights if child.dep_ == "dobj"]
    return [
        child
        for child in token.rights
        if objects
        and child.dep_ == "advcl"
        and not is_finite(child)
        and child.left_edge.i == objects[-1].right_edge.i + 1
    ]


_QUESTIONS = frozenset({"when", "where", "how", "why", "whether", "if"})


def _mislabelled(token: Token, cue: Cue) -> set[int]:
    """A clause that the parser took for an adverbial: "said after the talks he would go", "has not said when ..."."""
    negated = any(child.dep_ == "neg" for child in token.children)
    for child in token.rights:
        if child.dep_ != "advcl" or not any(grand.dep_ in {"nsubj", "nsubjpass", "expl"} for grand in child.children):
            continue
        marks = {grand.lower_ for grand in child.lefts if grand.dep_ in {"mark", "advmod"}}
        bare = not any(grand.dep_ == "mark" for grand in child.children) and not marks & _ADVERBIAL
        asked = negated and marks & _QUESTIONS and child.left_edge.i == token.i + 1
        if asked or (bare and cue.type is CueType.SPEECH):
            return words(child)
    return set()


_ADVERBIAL = frozenset({"after", "as", "before", "once", "since", "until", "when", "while", "where"})


def _as_content(token: Token) -> set[int]:
    """ "described the talks as difficult", "called it a mistake": the object with what is said of it."""
    complements = [
        child
        for child in token.children
        if (child.dep_ == "prep" and child.lower_ in {"as", "to", "with"})
        or child.dep_ in {"oprd", "acomp", "xcomp", "ccomp"}
    ]
    objects = [child for child in token.children if child.dep_ == "dobj"]
    return words(*objects, *complements) if complements or len(objects) > 1 else set()


def _object_content(token: Token) -> set[int]:
    """The direct object with its complements ("blamed Tokyo for the delay"), without a loose relative clause."""
    objects = [child for child in token.rights if child.dep_ == "dobj"]
    if not objects:
        return set()
    content = words(*objects)
    content = _without_asides(token.doc, content, objects[-1].i)
    for child in token.rights:
        if child.i > objects[-1].i and child.dep_ in {"prep", "xcomp", "dative"}:
            timed = any(grand.ent_type_ in {"DATE", "TIME"} for grand in child.children)
            if (child.dep_ == "xcomp" or child.lower_ in _COMPLEMENTS) and not timed:
                content |= words(child)
    return content


def _without_asides(doc: Doc, content: set[int], head: int) -> set[int]:
    """`content` up to the first loose relative clause or dash after its head."""
    for index in sorted(content):
        follows = index > head and index - 1 in content and doc[index - 1].text == ","
        if (follows and doc[index].lower_ in _LOOSE) or (index > head + 1 and doc[index].text in {"--", "—", "–", "-"}):
            if doc[index].text == "-" and not doc[index - 1].whitespace_:
                continue
            return {kept for kept in content if kept < index}
    return content


_LOOSE = frozenset({"who", "which", "whose", "where", "including"})


def _passive_parts(token: Token, cue: Cue) -> tuple[Token | None, set[int]]:
    """Source and content of a passive: "is expected to", "was criticised by", "were told by X that"."""
    source = agent(token)
    content: set[int] = set()
    addressee = "addressee" in cue.slots
    for child in token.children:
        complement = child.dep_ in {"ccomp", "xcomp"} or (child.dep_ == "prep" and child.lower_ in {"as", "of", "for"})
        if complement or (child.dep_ == "nsubjpass" and not addressee and child.lower_ != "it"):
            content |= words(child)
    if token.dep_ == "acl" and not addressee and source is not None:
        content |= {index for index in words(token.head) if index < token.i}
    if source is None and "passive" not in cue.slots:
        impersonal = any(child.dep_ == "nsubjpass" and child.lower_ == "it" for child in token.children)
        clausal = any(child.dep_ in {"ccomp", "xcomp"} for child in token.children)
        if not (clausal or impersonal):
            return None, set()
    if source is None and "passive" in cue.slots and not any(child.dep_ in _PREDICATES for child in token.children):
        return None, set()
    return source, trimmed(token.doc, content)
