"""Negation that stands at a verb itself; what governs the verb is read by `kg.extract.modality`."""

from __future__ import annotations

from spacy.tokens import Token


def is_negated(verb: Token) -> bool:
    """True where a negation stands directly at `verb` ("did not", "never", "no longer")."""
    count = 0
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"} and not stands_alone(verb):
        return is_negated(verb.head)
    for child in verb.children:
        if (
            child.dep_ == "neg"
            or (child.lower_ in {"never", "hardly", "nor"} and child.dep_ in {"advmod", "cc", "preconj"})
            or (child.lower_ == "longer" and any(grand.lower_ == "no" for grand in child.children))
            or (child.dep_ in {"nsubj", "nsubjpass"} and _names_nobody(child))
        ):
            count += 1
    return count % 2 == 1


def stands_alone(verb: Token) -> bool:
    """True for a coordinated verb with a subject, an auxiliary or a negation of its own, or after "but"."""
    own = any(child.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass", "neg"} for child in verb.children)
    return own or any(child.dep_ == "cc" and child.lower_ == "but" for child in verb.head.children)


def has_negative_determiner(noun: Token) -> bool:
    """True for "no duties"."""
    return any(child.dep_ == "det" and child.lower_ == "no" for child in noun.children)


def _names_nobody(subject: Token) -> bool:
    """True for "neither Japan nor the Netherlands", "no country", "none of them"."""
    return subject.lower_ in {"none", "nobody", "neither"} or any(
        child.lower_ in {"neither", "no"} and child.dep_ in {"preconj", "cc", "det", "advmod"}
        for child in subject.children
    )
