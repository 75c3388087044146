"""The clauses of a parse: each verb with its subject, its words of relation and its arguments, as tokens.

A clause is read as ClausIE reads it (Del Corro & Gemulla 2013): the verb decides what belongs to the relation,
coordinated verbs share what they do not have themselves, relative clauses take their antecedent, participles the noun
that they modify, and governed infinitives stand in the relation of the verb that governs them ("wants to buy").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Doc, Token

from kg.extract.wording import Words, noun_words, preposition_words, subtree_words

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
AUXILIARIES = frozenset({"aux", "auxpass", "neg"})
RELATIVES = frozenset({"who", "which", "that", "whom"})
NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_NOMINAL_ARGUMENTS = frozenset({"dobj", "attr", "oprd", "dative", "npadvmod", "acomp"})
_CLAUSAL_ARGUMENTS = frozenset({"ccomp", "xcomp", "advcl"})
_MODIFIERS = frozenset({"amod", "compound", "nmod", "case", "prep", "mark", "aux", "auxpass"})
_DEEPEST = 8
"""Clauses that hang on each other, at most, in the search for a subject."""


class Construction(StrEnum):
    """Where a clause has its subject from."""

    CLAUSE = "clause"
    COORDINATED = "coordinated"
    RELATIVE = "relative"
    PARTICIPLE = "participle"
    ADVERBIAL = "adverbial"
    GERUND = "gerund"
    CONTROL = "control"
    APPOSITION = "apposition"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as words; `head` is its verb, or the second noun of an apposition."""

    head: Token
    subject: Words
    relation: Words
    arguments: tuple[Words, ...]
    construction: Construction


def clauses(doc: Doc) -> Iterator[Clause]:
    """The clauses of `doc` that have a subject and say something of it, in text order."""
    for token in doc:
        found = None
        if token.dep_ == "appos":
            found = _apposition(token)
        elif is_verbal(token) and not is_governed(token):
            found = _verbal(token)
        if found is not None and (found.arguments or len(found.relation) > 1 or token.pos_ == "VERB"):
            yield found


def is_verbal(token: Token) -> bool:
    """True for the verb of a clause, also where the tagger took it for a noun or an adjective."""
    if token.pos_ in {"VERB", "AUX"}:
        return token.dep_ not in _MODIFIERS
    return token.tag_[:1] in {"J", "N"} and any(child.dep_ in {"nsubj", "nsubjpass"} for child in token.children)


def is_governed(verb: Token) -> bool:
    """True for an infinitive or participle that stands in the relation of the verb before it."""
    has_own = any(child.dep_ in SUBJECTS for child in verb.children)
    return verb.dep_ == "xcomp" and verb.head.pos_ in {"VERB", "AUX"} and not has_own


def subject_of(verb: Token, depth: int = 0) -> tuple[Words, Construction]:
    """The subject's words, none where nobody is the subject, and where they are from."""
    construction = Construction.CLAUSE
    own = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    if own is not None:
        antecedent = _antecedent(verb)
        if own.lower_ in RELATIVES and antecedent is not None:
            return noun_words(antecedent, without=verb), Construction.RELATIVE
        return (subtree_words(own) if own.dep_.startswith("csubj") else noun_words(own)), construction
    if verb.dep_ == "conj" and is_verbal(verb.head) and depth < _DEEPEST:
        words, construction = subject_of(verb.head, depth + 1)
        return words, Construction.COORDINATED if construction is Construction.CLAUSE else construction
    if verb.dep_ in {"acl", "relcl"} and verb.head.pos_ in NOUNS and not _is_infinitive(verb):
        return noun_words(verb.head, without=verb), Construction.PARTICIPLE
    host, construction = _host(verb)
    if host is not None and depth < _DEEPEST and not (construction is Construction.ADVERBIAL and _is_finite(verb)):
        return subject_of(host, depth + 1)[0], construction
    return (), construction


def _host(verb: Token) -> tuple[Token | None, Construction]:
    """The verb whose subject is understood, and why."""
    head, dep = verb.head, verb.dep_
    if dep == "pcomp" and head.dep_ == "prep" and is_verbal(head.head):
        return head.head, Construction.GERUND
    if dep == "advcl" and is_verbal(head):
        return head, Construction.ADVERBIAL
    if dep in {"xcomp", "ccomp"} and is_verbal(head):
        return head, Construction.CONTROL
    return None, Construction.CLAUSE


def _is_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" or any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def _is_finite(verb: Token) -> bool:
    return verb.tag_ not in {"VBG", "VBN", "VB"}


def _antecedent(verb: Token) -> Token | None:
    """The noun that the relative clause of `verb` is about."""
    while verb.dep_ == "conj" or is_governed(verb):
        verb = verb.head
    return verb.head if verb.dep_ == "relcl" else None


def _apposition(token: Token) -> Clause | None:
    subject, words = noun_words(token.head), noun_words(token)
    if not subject or not words:
        return None
    return Clause(token, subject, ("is",), (words,), Construction.APPOSITION)


def _verbal(verb: Token) -> Clause | None:
    subject, construction = subject_of(verb)
    if not subject:
        return None
    chain = _chain(verb)
    relation: Words = _relation_words(chain)
    arguments = [(child, words) for link in chain for child in link.children if (words := _argument(child, chain))]
    after = sorted((item for item in arguments if item[0].i > verb.i), key=lambda item: item[0].i)
    before = sorted((item for item in arguments if item[0].i < verb.i), key=lambda item: item[0].i)
    phrases: list[Words] = [words for _, words in (*after, *before)]
    missing = _missing_object(verb, chain, construction)
    if missing:
        phrases.insert(0, missing)
    elif after and _leads(*after[0], chain):
        relation = (*relation, after[0][1][0])
        phrases[0] = phrases[0][1:]
    has_auxiliary = any(child.dep_ in {"aux", "auxpass"} for child in verb.children)
    if construction is Construction.PARTICIPLE and not has_auxiliary:
        relation = ("is", *relation)
    if construction in {Construction.ADVERBIAL, Construction.GERUND, Construction.CONTROL} and not any(phrases):
        return None
    return Clause(verb, subject, relation, tuple(words for words in phrases if words), construction)


def _chain(verb: Token) -> list[Token]:
    """`verb` and the infinitives and participles that it governs, outermost first."""
    found = [verb]
    while True:
        last = found[-1]
        governed = [c for c in last.children if c.i > last.i and is_governed(c) and is_verbal(c)]
        if not governed:
            return found
        found.append(governed[0])


def _relation_words(chain: list[Token]) -> tuple[Token, ...]:
    """The verbs with their auxiliaries, negations, particles and the adverbs right before them, in text order."""
    found = {token.i: token for token in _auxiliaries(chain[0])}
    for link in chain:
        found[link.i] = link
        for child in link.children:
            is_auxiliary = child.dep_ in AUXILIARIES and link is not chain[0]
            if is_auxiliary or child.dep_ in {"neg", "prt"} or _is_close_adverb(child, link):
                found[child.i] = child
    return tuple(found[index] for index in sorted(found))


def _is_close_adverb(child: Token, verb: Token) -> bool:
    is_alone = child.dep_ == "advmod" and child.n_lefts + child.n_rights == 0 and child.tag_ != "WRB"
    return is_alone and verb.i - 2 <= child.i < verb.i


def _auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries of `verb`; where it has none, those of the like verb that it is coordinated with."""
    own = [child for child in verb.children if child.dep_ in AUXILIARIES and child.i < verb.i]
    has_subject = any(child.dep_ in SUBJECTS for child in verb.children)
    if own or verb.dep_ != "conj" or has_subject:
        return own
    shared = _auxiliaries(verb.head)
    return shared if verb.tag_ == verb.head.tag_ or _is_passive_too(verb, shared) else []


def _is_passive_too(verb: Token, shared: list[Token]) -> bool:
    """True for a participle that the tagger took for a past tense ("was raised in May and lowered in June")."""
    has_object = any(child.dep_ in {"dobj", "ccomp", "xcomp"} for child in verb.children)
    return verb.tag_ == "VBD" and not has_object and any(token.dep_ == "auxpass" for token in shared)


def _argument(child: Token, chain: list[Token]) -> Words:
    """The words of an argument or adjunct; none where `child` is something else."""
    dep = child.dep_
    if dep in _NOMINAL_ARGUMENTS:
        return () if child.lower_ in RELATIVES else noun_words(child)
    if dep in {"prep", "agent"}:
        has_relative = any(inner.lower_ in RELATIVES or inner.lower_ == "whose" for inner in child.children)
        return () if has_relative else preposition_words(child)
    if dep in _CLAUSAL_ARGUMENTS and child not in chain:
        return () if dep == "ccomp" and _is_main_clause_before(child, chain[0]) else subtree_words(child)
    if dep == "advmod" and child.tag_ != "WRB":
        is_bare = child.n_lefts + child.n_rights == 0
        return () if is_bare and child.i < chain[-1].i else subtree_words(child)
    return ()


def _is_main_clause_before(clause: Token, verb: Token) -> bool:
    """True where the parser hangs a main clause on the next one, after a semicolon or dash."""
    between = verb.doc[clause.i : verb.i]
    return any(token.text in {";", ":", "-", "--"} and token.head == verb for token in between)


def _leads(argument: Token, words: Words, chain: list[Token]) -> bool:
    """True where the first word of the first argument stands in the relation: its preposition, or "that"."""
    if argument.i < chain[-1].i:
        return False
    if argument.dep_ in {"prep", "agent"}:
        return words[0] == argument
    return argument.dep_ == "ccomp" and str(words[0]).lower() == "that"


def _missing_object(verb: Token, chain: list[Token], construction: Construction) -> Words:
    """The antecedent as the object of a relative clause that has none ("the price they offer")."""
    if verb.dep_ != "relcl" or construction is not Construction.CLAUSE:
        return ()
    children = [child for link in chain for child in link.children]
    if any(child.dep_ in {"dobj", "ccomp"} and child.lower_ not in RELATIVES for child in children):
        return ()
    if any(child.tag_ == "WRB" for child in verb.children):
        return ()
    return noun_words(verb.head, without=verb)
