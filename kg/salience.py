"""Which of several mentions a pronoun or description takes up: the most prominent of the nearest.

A weighing of salience factors in the manner of Lappin & Leass (1994): subjects before objects before others, recent
sentences before distant ones, what is named often, and who speaks.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from kg.mentions import Resolved
from kg.model import EntityType
from kg.reading import Reading, salience


def nearest(
    reading: Reading, token: Token, fits: Callable[[Resolved], bool], *, reach: int, rival: float = float("-inf")
) -> Resolved | None:
    """The most prominent fitting mention of the last `reach` sentences; None where two are equally good or `rival`,
    the prominence of something that is no actor, is as good."""
    sentences = {sent.start: number for number, sent in enumerate(reading.doc.sents)}
    here = sentences[token.sent.start]
    best: dict[str, tuple[float, Resolved]] = {}
    for mention in reading.before(token.left_edge.i if token.pos_ == "NOUN" else token.i):
        if mention.kind in ("place", "title") or not fits(mention):
            continue
        distance = here - sentences[reading.doc[mention.root].sent.start]
        if distance > reach:
            break
        if mention.end > token.i:
            continue
        score = salience(reading.doc[mention.root]) - 1.6 * min(distance, 3) - 0.1 * distance
        score += speaker_bonus(reading, mention) - (token.i - mention.root) / 400
        known = best.get(mention.entity.id)
        if known is None:
            best[mention.entity.id] = (score, mention)
        else:
            best[mention.entity.id] = (max(score, known[0]) + 0.4, known[1])
    ranked = sorted(best.values(), key=lambda item: -item[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.05):
        return None
    return ranked[0][1] if ranked[0][0] > rival else None


def speaker_bonus(reading: Reading, mention: Resolved) -> float:
    """Who speaks or decides is taken up sooner; one of an unnamed group ("every farmer") later."""
    root = reading.doc[mention.root]
    speaks = root.dep_ == "nsubj" and root.head.lemma_ in reading.words["say"]
    if mention.entity.type is EntityType.GROUP:
        return 0.5 if speaks else -0.5
    return 0.8 if speaks and mention.entity.type is EntityType.PERSON else 0.0
