"""Who does what a cue says: subjects, agents and holders, read off the parse.

Unlike `kg.extract.syntax`, which gives the logical arguments, this keeps to the words that stand for the source: the
relative pronoun, not its antecedent.
"""

from __future__ import annotations

from collections.abc import Container

from spacy.tokens import Doc, Token

from kg.extract.drafts import trimmed

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def subject(token: Token, *, vehicles: Container[str] = ()) -> Token | None:
    """The word that heads the understood subject of the verb `token`: its own, or one that it shares or inherits.

    A participle at one of `vehicles` takes whoever uses it: "he issued a statement saying" is he, not the statement.
    """
    for _ in range(6):
        own = [child for child in token.children if child.dep_ in _SUBJECTS]
        if own:
            return own[0]
        head = token.head
        if token.dep_ in {"conj", "advcl", "dep", "parataxis"} and head.pos_ in {"VERB", "AUX"}:
            token = head
        elif token.dep_ in {"xcomp", "ccomp"} and head.pos_ in {"VERB", "AUX", "ADJ"}:
            controller = object_of(head) if token.dep_ == "xcomp" else None
            if controller is not None:
                return controller
            token = head
        elif token.dep_ in {"acl", "relcl"} and head.pos_ in {"NOUN", "PROPN", "PRON"}:
            if token.tag_ == "VBG" and token.dep_ == "acl" and _loose(token):
                return _clause_subject(head) or head
            return _user(head) if head.lemma_.lower() in vehicles else head
        elif token.dep_ == "pcomp" and head.head.i != head.i:
            quoted = object_of(head.head) if head.lower_ == "as" else None
            if quoted is not None:
                return quoted  # "quoted the envoy as saying"
            token = head.head
        elif token.dep_ in {"acomp", "attr"} and head.pos_ in {"VERB", "AUX"}:
            token = head
        else:
            return None
    return None


def _user(vehicle: Token) -> Token:
    """Who makes a statement or speaks at a conference, where the clause says so; else the statement itself."""
    verb = vehicle.head if vehicle.dep_ == "dobj" else vehicle.head.head
    if vehicle.dep_ in {"dobj", "pobj"} and verb.pos_ == "VERB":
        return subject(verb) or vehicle
    return vehicle


def _loose(participle: Token) -> bool:
    """True for ", urging Tokyo to ...": after a comma a participle takes the subject of the clause."""
    edge = participle.left_edge.i
    return edge > 0 and participle.doc[edge - 1].text in {",", "-", "--"}


def _clause_subject(noun: Token) -> Token | None:
    token = noun
    while token.head.i != token.i and token.pos_ not in {"VERB", "AUX"}:
        if token.dep_ in {"nsubj", "nsubjpass"}:
            return noun
        token = token.head
    return subject(token) if token.pos_ in {"VERB", "AUX"} else None


def object_of(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ in {"dobj", "dative"}), None)


def agent(verb: Token) -> Token | None:
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
    if verb.dep_ == "advcl":
        return not any(child.dep_ in {"dobj", "ccomp"} for child in verb.children)
    return verb.dep_ in {"acl", "amod"} or (verb.dep_ == "conj" and is_passive(verb.head))


def is_finite(verb: Token) -> bool:
    return not any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def source_tokens(source: Token, cue: Token, content: set[int]) -> set[int]:
    tokens = {token.i for token in source.subtree}
    if cue.i in tokens:  # a participle or relative clause inside the noun phrase that it modifies
        inner = {token.i for token in cue.subtree}
        tokens -= inner
        tokens = {index for index in tokens if index < cue.i}
    return trimmed(source.doc, tokens - (content if source.i not in content else set()))


def inverted_subject(token: Token) -> Token | None:
    """In '"...," said Baker' the parser may take the speaker for an object."""
    for child in token.rights:
        if child.dep_ in {"dobj", "npadvmod", "attr", "oprd"} and child.pos_ in {"PROPN", "NOUN", "PRON"}:
            before = token.nbor(-1).text if token.i else ""
            if before in {",", "”", '"', "''", "?", "!"}:
                return child
    return None


_CLOSERS = {")": "(", ",": ","}
_LONGEST_ASIDE = 12


def neighbour(verb: Token) -> Token | None:
    """The noun right before a finite `verb` whose subject the parser missed, or None."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP", "VBN"} or verb.i == 0:
        return None
    token = verb.nbor(-1)
    if token.text in _CLOSERS:
        opener = _CLOSERS[token.text]
        index = token.i - 1
        while index > max(0, token.i - _LONGEST_ASIDE) and verb.doc[index].text != opener:
            index -= 1
        if index == 0 or verb.doc[index].text != opener:
            return None
        token = verb.doc[index - 1]
    if token.pos_ not in {"PROPN", "NOUN", "PRON"} or token.dep_ in {"pobj", "dobj"}:
        return None
    while token.head.i < verb.i and token.dep_ in {"compound", "appos", "nmod", "flat"} and token.head.i != token.i:
        token = token.head
    return token


_NOMINAL = frozenset({"DET", "ADJ", "NUM", "PROPN", "NOUN", "PART", "PRON", "ADP", "CCONJ", "PUNCT", "ADV", "X"})
_LONGEST_SPEAKER = 20
_LONGEST_TAIL = 10


def closing_speaker(verb: Token) -> tuple[int, int, int] | None:
    """The speaker of "..., Chief Cabinet Secretary Gotoda told reporters." where the parser missed the construction.

    Returns start and end of the speaker's phrase and the index of its head; what stands before it is the content.
    None unless only a short phrase without a verb follows `verb`, up to the end of its sentence or to a comma.
    """
    doc = verb.doc
    end = verb.i + 1
    while end < len(doc) and doc[end].text not in _STOPS and not doc[end].is_space:
        if doc[end].pos_ in {"VERB", "AUX"} or doc[end].lower_ in _OPENERS or end - verb.i > _LONGEST_TAIL:
            return None
        end += 1
    last = _before_auxiliaries(verb)
    name = _before_aside(doc, last)
    comma = _comma_before(name + 1, doc)
    if comma is None:
        return None
    earlier = _comma_before(comma, doc)
    described = doc[comma + 1].text[:1].islower()
    if described and earlier is not None and all(token.pos_ == "PROPN" for token in doc[earlier + 1 : comma]):
        comma = earlier
    start = comma + 1
    if doc[start].text in _QUOTE_ENDS:
        start += 1
    if start > name or doc[name].pos_ not in {"PROPN", "NOUN", "PRON", "ADJ"}:
        return None
    root = start
    while root < name and doc[root + 1].pos_ in {"ADJ", "NUM", "PROPN", "NOUN", "PART"}:
        root += 1
    return start, last + 1, root


_STOPS = frozenset({".", "!", "?", ",", ";", "--", "-"})
_OPENERS = frozenset({"that", "if", "whether", "how", "why", "what"})
_QUOTE_ENDS = frozenset({'"', "''", "”", "»"})


def _before_auxiliaries(verb: Token) -> int:
    index = verb.i - 1
    while index > 0 and verb.doc[index].pos_ in {"AUX", "ADV"} and verb.doc[index].head.i == verb.i:
        index -= 1
    return index


def _before_aside(doc: Doc, last: int) -> int:
    """The index before the parenthesis or the description between commas that ends at `last`; else `last`."""
    opener = _CLOSERS.get(doc[last].text)
    if opener is None:
        return last
    index = last - 1
    while index > max(0, last - _LONGEST_SPEAKER) and doc[index].text != opener:
        if doc[index].pos_ in {"VERB", "AUX"}:
            return last
        index -= 1
    return index - 1 if index > 0 and doc[index].text == opener else last


def _comma_before(index: int, doc: Doc) -> int | None:
    for left in range(index - 1, max(0, index - _LONGEST_SPEAKER), -1):
        if doc[left].text == ",":
            return left
        if doc[left].pos_ not in _NOMINAL or doc[left].text in {".", "!", "?", ";", ":"}:
            return None
    return None
