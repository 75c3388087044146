"""Whether a text is English: by its function words, and where these leave doubt by a statistical model."""

from __future__ import annotations

import re
from functools import cache

from kg.data import ontology_path

_SAMPLE = 4_000
_FEW_WORDS = 20
_CERTAIN = 0.16
"""The share of function words above which a text is English without further asking; running English has 0.3 to 0.5."""
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _function_words() -> frozenset[str]:
    return frozenset(ontology_path("function-words.txt").read_text("utf-8").split())


def foreign_language(text: str) -> str | None:
    """The ISO 639-1 code of the language that `text` is in, or None where that is English or cannot be told."""
    known = _function_words()
    words = _WORD.findall(text[:_SAMPLE].lower())
    if len(words) < _FEW_WORDS and text[:_SAMPLE].isascii():
        return None
    if words and sum(word in known for word in words) / len(words) >= _CERTAIN:
        return None
    if len("".join(words)) < _FEW_WORDS:
        return None
    import py3langid

    code, _ = py3langid.classify(text[:_SAMPLE].lower())
    return None if code == "en" else str(code)
