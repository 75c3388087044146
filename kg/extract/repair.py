"""Repairs of what the parser is known to get wrong, made on the Doc before anything reads it.

A capital that opens a sentence ("Washington relaxed curbs") is often read as a circumstance of time or place, and its
verb as a participle of the object.

The rule lemmatizer takes the first form that its word list allows, so that "hopes" and "hoping" come out as "hop" and
"staged" as "stag". English doubles the consonant there ("hopping", "stagged"): where it stands single, the verb ends
in "e".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from spacy.tokens import Doc, Token

from kg.words import load_words

_ONE_SYLLABLE = re.compile(r"[^aeiouy]*[aeiouy][^aeiouywx]")
_ENDINGS = ("es", "ed", "ing")
_MENDED = ("npadvmod", "amod", "nmod", "ccomp", "conj")


def mend(doc: Doc) -> None:
    """All repairs of this module, in place."""
    strings = doc.vocab.strings
    verb, mended = strings["VERB"], {strings[name] for name in _MENDED}
    rows = cast("list[list[int]]", doc.to_array(["POS", "DEP"]).tolist())
    _mend_lemmas(doc[i] for i, (pos, _) in enumerate(rows) if pos == verb)
    for token in [doc[i] for i, (_, dep) in enumerate(rows) if dep in mended]:
        if token.dep_ == "npadvmod" and token.pos_ == "PROPN" and token.left_edge.i == token.sent.start:
            _mend_subject(token)
        elif token.dep_ == "amod" and token.tag_ in {"VBN", "VBD"}:
            _mend_main_verb(token)
        elif token.dep_ == "nmod" and token.pos_ == "PROPN":
            _mend_first_of_two(token)
        elif token.dep_ == "ccomp":
            _mend_apposition(token)
        elif token.tag_ == "VB" and token.dep_ == "conj":
            _mend_coordination(token)
        elif token.tag_ == "NN" and token.dep_ == "conj" and token.head.tag_ == "VB":
            _mend_noun(token)


def _mend_subject(name: Token) -> None:
    """Make the name that opens a sentence the subject of the finite verb that it was hung on."""
    verb = name.head
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or any(child.dep_ in {"nsubj", "nsubjpass"} for child in verb.children):
        return
    noun = verb.head
    if verb.dep_ == "amod" and noun.dep_ == "ROOT" and noun.pos_ in {"NOUN", "PROPN"} and noun.i > verb.i:
        verb.head, verb.dep_ = verb, "ROOT"
        noun.head, noun.dep_ = verb, "dobj"
    if verb.dep_ != "amod":
        name.dep_ = "nsubj"


def _mend_main_verb(verb: Token) -> None:
    """Make a sentence of a name, its apposition and what was taken for another ("India, the largest exporter, banned
    exports")."""
    name, noun = verb.sent.root, verb.head
    opens = verb.i > 0 and verb.nbor(-1).text == "," and verb.i == noun.left_edge.i
    if opens and name.pos_ == "PROPN" and name.i < verb.i and noun.dep_ == "appos" and noun.head.i != name.i:
        verb.head, verb.dep_, verb.tag_ = verb, "ROOT", "VBD"
        name.head, name.dep_ = verb, "nsubj"
        noun.head, noun.dep_ = verb, "dobj"


def _mend_first_of_two(name: Token) -> None:
    """Coordinate two persons where the first was hung on the name of the second by way of its title ("Shultz and
    Trade Representative Clayton Yeutter asked")."""
    titles = load_words()["title"]
    second = name.head if name.head.lower_ not in titles else name.head.head
    joined = next((child for child in name.children if child.dep_ == "conj" and child.i < second.i), None)
    if joined is None or second.pos_ != "PROPN" or second.left_edge.i != name.left_edge.i or name.lower_ in titles:
        return
    title = joined if name.head == second else name.head
    if title.lower_ not in titles or title.i > second.i:
        return
    joined.head, joined.dep_ = (second if joined == title else title), "compound"
    name.head, name.dep_ = second.head, second.dep_
    second.head, second.dep_ = name, "conj"


def _mend_apposition(verb: Token) -> None:
    """Give a reported clause its subject back where it was taken for an apposition ("told reporters Japan would")."""
    if any(child.dep_ in {"nsubj", "nsubjpass", "expl", "csubj"} for child in verb.children):
        return
    first = min((child.i for child in verb.children if child.dep_ in {"aux", "auxpass", "neg"}), default=verb.i)
    if first == 0:
        return
    name = verb.doc[first - 1]
    if name.dep_ == "appos" and name.head.head.i == verb.head.i and name.head.dep_ in {"dobj", "dative"}:
        name.head, name.dep_ = verb, "nsubj"


def _mend_coordination(verb: Token) -> None:
    """Hang a bare verb that was coordinated with a finite one on the infinitive before it ("urged Japan to open its
    market, cut duties and lift quotas")."""
    first = verb.head
    if first.tag_ not in {"VBD", "VBZ", "VBP", "VBN", "VBG"} or any(child.dep_ == "aux" for child in verb.children):
        return
    for child in first.children:
        if child.dep_ in {"xcomp", "ccomp"} and child.tag_ == "VB" and first.i < child.i < verb.i:
            verb.head = child
            return


def _mend_noun(word: Token) -> None:
    """Make a verb of the noun that is coordinated with one and has a clause of its own ("call for tariffs and urge
    that curbs be imposed")."""
    if any(child.dep_ in {"ccomp", "xcomp", "dobj"} for child in word.children):
        word.pos_, word.tag_, word.lemma_ = "VERB", "VB", word.lower_


def _mend_lemmas(verbs: Iterable[Token]) -> None:
    """Give verbs in "-es", "-ed" and "-ing" the "e" back that their lemma has lost."""
    for token in verbs:
        lemma = token.lemma_.lower()
        if token.lower_.startswith(lemma) and token.lower_[len(lemma) :] in _ENDINGS and _lacks_e(lemma, token.lower_):
            token.lemma_ = lemma + "e"


def _lacks_e(lemma: str, form: str) -> bool:
    """True where `lemma` would have doubled its consonant, or taken a bare "s", to give `form`."""
    if form == lemma + "es":
        return lemma[-1] not in "sxzo" and not lemma.endswith(("ch", "sh"))
    return _ONE_SYLLABLE.fullmatch(lemma) is not None
