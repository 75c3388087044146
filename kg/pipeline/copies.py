"""Near-duplicates: wire copies of one article, found by MinHash over runs of words.

Method: Broder, On the resemblance and containment of documents (1997); bands as in Leskovec, Rajaraman and Ullman,
Mining of Massive Datasets, chapter 3. Time and memory grow with the number of documents, not with its square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

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
    import numpy as np
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
    import numpy as np

    ordered = sorted((one for one in sketches if one.values), key=lambda one: (one.date or "9", one.document))
    if not ordered:
        return {}
    values = np.frombuffer(b"".join(one.values for one in ordered), dtype="<u4").reshape(len(ordered), -1)
    buckets: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    found: dict[str, str] = {}
    for number, keys in _shared(values):
        candidates = sorted({other for key in keys for other in buckets[key]})
        likeness = np.mean(values[candidates] == values[number], axis=1) if candidates else np.zeros(0)
        alike = np.flatnonzero(likeness >= LIKENESS)
        if len(alike):
            found[ordered[number].document] = ordered[candidates[alike[0]]].document
        else:
            for key in keys:
                buckets[key].append(number)
    return dict(sorted(found.items()))


def _shared(values: npt.NDArray[np.uint32]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Of each document that has a band in common with another one, its number and those bands, in order."""
    import numpy as np

    size = values.shape[1] // _BANDS
    bands: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for band in range(_BANDS):
        part = np.ascontiguousarray(values[:, band * size : (band + 1) * size])
        _, group, count = np.unique(
            part.view(f"V{part.itemsize * size}")[:, 0], return_inverse=True, return_counts=True
        )
        for number in np.flatnonzero(count[group] > 1).tolist():
            bands[number].append((band, int(group[number])))
    yield from sorted(bands.items())
