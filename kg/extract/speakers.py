"""Who does what a cue says: subjects, agents and holders, read off the parse.

Unlike `kg.extract.syntax`, which gives the logical arguments, this keeps to the words that stand for the source: the
relative pronoun, not its antecedent.
"""

from __future__ import annotations

from collections.abc import Container

from spacy.tokens import Token

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
            return _user(head) if head.lemma_.lower() in vehicles else head
        elif token.dep_ == "pcomp" and head.head.i != head.i:
            token = head.head
        elif token.dep_ in {"acomp", "attr"} and head.pos_ in {"VERB", "AUX"}:
            token = head
        else:
            return None
    return None


def _user(vehicle: Token) -> Token:
    """Who makes a statement or holds a speech, where the clause says so; else the statement itself."""
    verb = vehicle.head
    if vehicle.dep_ == "dobj" and verb.pos_ == "VERB":
        return subject(verb) or vehicle
    return vehicle


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
