"""Which of several mentions a pronoun or description takes up: the most prominent of the nearest.

A weighing of salience factors in the manner of Lappin & Leass (1994): subjects before objects before others, recent
sentences before distant ones, what is named often, and who speaks.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from kg.mentions import Resolved
from kg.model import EntityType
from kg.reading import SUBJECT_DEPS, Reading, salience

_TOPIC = 0.2
_SPEAKER_OF_CLAUSE = 1.5
_OF_OTHERS = frozenset({"allow", "ask", "expect", "force", "help", "let", "make", "tell", "urge", "want", "warn"})
"""Verbs whose subject wants something of somebody else: "Germany wants the country to stay"."""


def nearest(
    reading: Reading, token: Token, fits: Callable[[Resolved], bool], *, reach: int, rival: float = float("-inf")
) -> Resolved | None:
    """The most prominent fitting mention of the last `reach` sentences; None where two are equally good or `rival`,
    the prominence of something that is no actor, is as good."""
    sentences = {sent.start: number for number, sent in enumerate(reading.doc.sents)}
    here = sentences[token.sent.start]
    excluded = _subjects_of_own_clause(token)
    speaker = _subject_above(token)
    best: dict[str, tuple[float, Resolved]] = {}
    for mention in reading.before(token.left_edge.i if token.pos_ == "NOUN" else token.i):
        if mention.kind in ("place", "title") or mention.root in excluded or not fits(mention):
            continue
        distance = here - sentences[reading.doc[mention.root].sent.start]
        if distance > reach:
            break
        if mention.end > token.i:
            continue
        score = salience(reading.doc[mention.root]) - 1.6 * min(distance, 3) - 0.1 * distance
        score += speaker_bonus(reading, mention) - (token.i - mention.root) / 400
        if distance and _is_topic(reading, mention):
            score += _TOPIC
        if mention.root == speaker:
            score += _SPEAKER_OF_CLAUSE
        known = best.get(mention.entity.id)
        if known is None:
            best[mention.entity.id] = (score, mention)
        else:
            best[mention.entity.id] = (max(score, known[0]) + 0.4, known[1])
    ranked = sorted(best.values(), key=lambda item: -item[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.05):
        return None
    return ranked[0][1] if ranked[0][0] > rival else None


def _is_topic(reading: Reading, mention: Resolved) -> bool:
    """The subject that opens a sentence: what the next sentence is likeliest about."""
    root = reading.doc[mention.root]
    return root.dep_ in SUBJECT_DEPS and mention.start - root.sent.start < 2


def _subject_above(token: Token) -> int | None:
    """Whose words the finite clause is that `token` is the subject of: "Reagan said he would veto it". None where they
    are addressed to somebody who may be meant as well ("told the senator that he ...")."""
    verb = token.head
    if token.dep_ not in SUBJECT_DEPS or verb.dep_ != "ccomp" or _is_to_do(verb):
        return None
    above = verb.head
    if any(child.dep_ in {"dobj", "dative"} for child in above.children):
        return None
    return next((child.i for child in above.children if child.dep_ == "nsubj" and child.i < token.i), None)


def _is_to_do(verb: Token) -> bool:
    """ "wants it to stay", "let it stay": what the subject of another verb wants done."""
    is_finite = any(child.tag_ == "MD" for child in verb.children)
    return verb.dep_ == "ccomp" and verb.head.lemma_ in _OF_OTHERS and verb.tag_ == "VB" and not is_finite


def _subjects_of_own_clause(token: Token) -> frozenset[int]:
    """The subjects of the verb whose object `token` is: "Germany criticised it" is not about Germany itself."""
    if token.tag_ == "PRP$" or token.lower_.endswith(("self", "selves")):
        return frozenset()
    verb = token.head
    if token.dep_ == "pobj" or (token.dep_ in SUBJECT_DEPS and _is_to_do(verb)):
        verb = verb.head
    elif token.dep_ not in ("dobj", "dative"):
        return frozenset()
    return frozenset(child.i for child in verb.children if child.dep_ in SUBJECT_DEPS)


def speaker_bonus(reading: Reading, mention: Resolved) -> float:
    """Who speaks or decides is taken up sooner; one of an unnamed group ("every farmer") later."""
    root = reading.doc[mention.root]
    speaks = root.dep_ == "nsubj" and root.head.lemma_ in reading.words["say"]
    if mention.entity.type is EntityType.GROUP:
        return 0.5 if speaks else -0.5
    return 0.8 if speaks and mention.entity.type is EntityType.PERSON else 0.0
