"""Particles of phrasal verbs: "phase out", "hold off on"."""

from __future__ import annotations

from itertools import pairwise, product

from spacy.tokens import Token

WINDOW = 10
"""How many tokens there may be from a verb to its particle, and from one particle to the next."""


def particles_follow(token: Token, particles: tuple[str, ...]) -> bool:
    """True where `particles` stand after `token`, as its particles, prepositions or adverbs, in that order."""
    return following_particles(token, particles) is not None


def following_particles(token: Token, particles: tuple[str, ...]) -> list[Token] | None:
    """The tokens that `particles` are, or None where they do not follow `token` as its own, in that order."""
    window = list(token.doc[token.i + 1 : min(token.i + 1 + WINDOW * len(particles), token.sent.end)])
    options = []
    for particle in particles:
        options.append([other for other in window if other.lower_ == particle or other.lemma_ == particle])
        if not options[-1]:
            return None
    themes = [child for child in token.children if child.dep_ in {"dobj", "nsubjpass"}]
    own = {token.i, *(child.i for child in themes)}
    inside = own | {word.i for child in themes for word in child.subtree}
    for chosen in product(*options):
        places = [token.i, *(other.i for other in chosen)]
        near = all(0 < after - before <= WINDOW for before, after in pairwise(places))
        # "put its curbs on exports on hold": the parser hangs such a phrase somewhere in the object
        hosts = inside if len(chosen) > 1 and chosen[-1].pos_ == "NOUN" else own
        if near and all(other.head.i in hosts or other.head.i in places for other in chosen):
            return list(chosen)
    return None
