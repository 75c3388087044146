"""Repairs of what the parser is known to get wrong, made on the Doc before anything reads it.

The rule lemmatizer takes the first form that its word list allows, so that "hopes" and "hoping" come out as "hop" and
"staged" as "stag". English doubles the consonant there ("hopping", "stagged"): where it stands single, the verb ends
in "e".
"""

from __future__ import annotations

import re

from spacy.tokens import Doc

_ONE_SYLLABLE = re.compile(r"[^aeiouy]*[aeiouy][^aeiouywx]")
_ENDINGS = ("es", "ed", "ing")


def mend_lemmas(doc: Doc) -> None:
    """Give verbs in "-es", "-ed" and "-ing" the "e" back that their lemma has lost."""
    for token in doc:
        if token.pos_ != "VERB":
            continue
        lemma = token.lemma_.lower()
        if token.lower_.startswith(lemma) and token.lower_[len(lemma) :] in _ENDINGS and _lacks_e(lemma, token.lower_):
            token.lemma_ = lemma + "e"


def _lacks_e(lemma: str, form: str) -> bool:
    """True where `lemma` would have doubled its consonant, or taken a bare "s", to give `form`."""
    if form == lemma + "es":
        return lemma[-1] not in "sxzo" and not lemma.endswith(("ch", "sh"))
    return _ONE_SYLLABLE.fullmatch(lemma) is not None
