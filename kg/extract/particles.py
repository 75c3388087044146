"""Particles of phrasal verbs: "phase out", "hold off on"."""

from __future__ import annotations

from spacy.tokens import Token


def particles_follow(token: Token, particles: tuple[str, ...]) -> bool:
    """True where `particles` stand after `token`, as its particles, prepositions or adverbs, in that order."""
    hosts = {token.i, *(child.i for child in token.children if child.dep_ in {"dobj", "nsubjpass"})}
    position = token.i
    for particle in particles:
        found = next(
            (
                other
                for other in token.doc[position + 1 : min(position + 7, token.sent.end)]
                if (other.lower_ == particle or other.lemma_ == particle) and other.head.i in hosts
            ),
            None,
        )
        if found is None:
            return False
        hosts.add(found.i)
        position = found.i
    return True
