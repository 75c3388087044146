"""Near-duplicates: wire copies of one article, found by MinHash over runs of words.

Method: Broder, On the resemblance and containment of documents (1997); bands as in Leskovec, Rajaraman and Ullman,
Mining of Massive Datasets, chapter 3. Time and memory grow with the number of documents, not with its square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

RUN = 5
"""Words in a run."""
FEWEST_WORDS = 40
"""A shorter text has no sketch: a few stock phrases would make it a copy."""
LIKENESS = 0.7
"""Share of runs of words in common, as estimated, from which two texts are copies."""
_HASHES = 128
_BANDS = 32
_SEED = 1997
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A document's MinHash values, 128 of 32 bits, and what tells which of two copies came first."""

    document: str
    date: str
    values: bytes


def sketch(text: str) -> bytes:
    """The MinHash values of a text, or nothing where it is too short."""
    from rensa import RMinHash

    words = _WORD.findall(text.lower())
    if len(words) < FEWEST_WORDS:
        return b""
    runs = sorted({" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)})
    made = RMinHash(num_perm=_HASHES, seed=_SEED)
    made.update(runs)
    return np.asarray(made.digest(), dtype="<u4").tobytes()


def copies(sketches: Iterable[Sketch]) -> dict[str, str]:
    """Each document that is a copy, with the one that it copies: the earliest by date, then by id, of those like it."""
    ordered = sorted(sketches, key=lambda one: (one.date or "9", one.document))
    values = [np.frombuffer(one.values, dtype="<u4") for one in ordered]
    buckets: defaultdict[tuple[int, bytes], list[int]] = defaultdict(list)
    found: dict[str, str] = {}
    for number, one in enumerate(ordered):
        if not one.values:
            continue
        size = len(one.values) // _BANDS
        keys = [(band, one.values[band * size : (band + 1) * size]) for band in range(_BANDS)]
        candidates = sorted({other for key in keys for other in buckets[key]})
        original = next((o for o in candidates if np.mean(values[o] == values[number]) >= LIKENESS), None)
        if original is None:
            for key in keys:
                buckets[key].append(number)
        else:
            found[one.document] = ordered[original].document
    return dict(sorted(found.items()))
