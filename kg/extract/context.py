"""What the scorer may know of a candidate's surroundings, as features: its words, and the candidates beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace
from spacy.tokens import Doc, Token

from kg.extract.candidates import Candidate
from kg.extract.index import MentionIndex, acting, ids
from kg.extract.instrument_words import InstrumentWords
from kg.extract.syntax import arguments, path_to_root

ACTIONS = frozenset({"action", "noun", "measure", "inner"})
"""Kinds of candidates that say that their subject makes a change."""
GIVEN = frozenset({"argument", "holder"})
"""Ways to a subject that the grammar gives."""


def surroundings(token: Token, index: MentionIndex, instruments: InstrumentWords) -> tuple[str, ...]:
    """What the trigger `token` stands in, and what governs it."""
    found = []
    if token.pos_ in {"VERB", "AUX"}:
        subjects = arguments(token).subjects
        given = "none" if not subjects else "pronoun" if subjects[0].pos_ == "PRON" else subjects[0].pos_
        found.append(f"own-subject={'actor' if index.actors(subjects) else given}")
    for steps, above in enumerate(path_to_root(token)):
        if above.i == token.i:
            continue
        if steps <= 4 and above.pos_ in {"NOUN", "PROPN"} and instruments.named_by(above) is not None:
            found.append("inside-measure")
        if above.pos_ in {"VERB", "AUX"}:
            found.append(f"governor={above.lemma_.lower()}")
            break
    if token.dep_ == "ROOT":
        found.append("governor=none")
    return tuple(dict.fromkeys(found))


def with_company(doc: Doc, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with what the others of their sentence say beside them: how many other words give the same
    claim, how many claims its subject makes, how many readings the same word has, and whether it was told before."""
    claims: dict[tuple[int, str, str], set[int]] = {}
    subjects: dict[tuple[int, str], set[tuple[int, str]]] = {}
    readings: Counter[tuple[int, str]] = Counter()
    told: dict[tuple[str, str, tuple[str, ...]], int] = {}
    doers = _doers(found)
    keys = []
    for candidate in found:
        key = _claim(doc, candidate)
        keys.append(key)
        claims.setdefault(key, set()).add(candidate.trigger)
        subjects.setdefault(key[:2], set()).add((candidate.trigger, candidate.predicate))
        readings[candidate.trigger, candidate.predicate] += 1
        told.setdefault((*key[1:], _parties(candidate)), key[0])
    return [
        replace(
            candidate,
            context=(
                *candidate.context,
                f"agreeing={min(len(claims[key]), 3)}",
                f"subject-claims={min(len(subjects[key[:2]]), 6)}",
                f"readings={min(readings[candidate.trigger, candidate.predicate], 4)}",
                f"told-before={told[(*key[1:], _parties(candidate))] < key[0]}+{key[2]}",
                *_as_elsewhere(candidate, doers),
            ),
        )
        for candidate, key in zip(found, keys, strict=True)
    ]


def _doers(found: Sequence[Candidate]) -> dict[str, list[Candidate]]:
    """By instrument, the actions whose subject the grammar gives."""
    doers: dict[str, list[Candidate]] = {}
    for candidate in found:
        if candidate.kind in ACTIONS and candidate.how in GIVEN and candidate.parts.instrument is not None:
            doers.setdefault(candidate.parts.instrument, []).append(candidate)
    return doers


def _as_elsewhere(candidate: Candidate, doers: Mapping[str, Sequence[Candidate]]) -> Iterator[str]:
    """Whether the document elsewhere says of the same subject, or of another, that it acts with the instrument."""
    if candidate.kind not in ACTIONS or candidate.parts.instrument is None:
        return
    others = [c for c in doers.get(candidate.parts.instrument, ()) if c.trigger != candidate.trigger]
    hit = set(ids(candidate.parts.targets))
    others = [c for c in others if hit & set(ids(c.parts.targets))] or others
    subjects = Counter(acting(c.subject).id for c in others)
    own = subjects[acting(candidate.subject).id]
    if not others:
        does = "nobody"
    elif not own:
        does = "another"
    else:
        does = "alone" if own == len(others) else "most" if 2 * own > len(others) else "also"
    yield f"does-elsewhere={does}"
    yield f"does-elsewhere+holder={does}+{candidate.how}"


def _claim(doc: Doc, candidate: Candidate) -> tuple[int, str, str]:
    """Where the candidate's sentence starts, who acts, and the predicate."""
    return doc[candidate.trigger].sent.start, acting(candidate.subject).id, candidate.predicate


def _parties(candidate: Candidate) -> tuple[str, ...]:
    return tuple(sorted(ids(candidate.others)))
