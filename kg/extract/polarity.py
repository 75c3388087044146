"""Negation that stands at a verb or a noun itself; what governs them is read by `kg.extract.modality`."""

from __future__ import annotations

from spacy.tokens import Token

VERBS = frozenset({"VERB", "AUX"})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
PAST = frozenset({"VBD", "VBZ", "VBP", "VBN"})
"""What the tagger may make of a first verb that a past form goes with."""
NEVER = frozenset({"never", "hardly", "scarcely", "barely", "neither", "nor"})
LIMITS = frozenset({"only", "just", "merely", "simply", "solely", "alone", "necessarily"})
"""What stands after "not" where it denies no more than that this is all."""
SET_ASIDE = frozenset({("rather", "than"), ("instead", "of")})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
POINTERS = frozenset({"the", "this", "that", "these", "those", "both", "such"})


def is_negated(verb: Token) -> bool:
    """True where a negation stands at `verb` ("did not", "never", "no longer", "has yet to", "nobody did", "nor did"),
    or at the verb that it is coordinated with and shares it ("did not lift or ease")."""
    if joined_by(verb) == "nor" or _follows_neither(verb):
        return True
    if verb.dep_ == "conj" and verb.head.pos_ in VERBS and not stands_alone(verb):
        return is_negated(coordinated_with(verb))
    denied = any(_denies(child) for child in verb.children) or is_still_to_come(verb)
    nobody = any(child.dep_ in {"nsubj", "nsubjpass"} and _names_nobody(child) for child in verb.children)
    return denied ^ nobody


def opens_condition(aux: Token) -> bool:
    """True for the "should" that stands before its subject and asks nothing ("should they prove unfair", which says
    what "if they do" says)."""
    subject = next((child for child in aux.head.children if child.dep_ in SUBJECTS), None)
    is_before = aux.lower_ == "should" and subject is not None and aux.i < subject.i
    return is_before and "?" not in {token.text for token in aux.sent[-2:]}


def stands_alone(verb: Token) -> bool:
    """True for a coordinated verb that shares no negation: it has its own, follows "but", or is a clause of its own."""
    return (
        joined_by(verb) == "but"
        or not shares_auxiliaries(verb)
        or any(child.dep_ == "neg" or child.lower_ == "never" for child in verb.children)
    )


def shares_auxiliaries(verb: Token) -> bool:
    """True for a coordinated verb without subject or auxiliary, in the form of the first ("will cut and reform")."""
    first = coordinated_with(verb)
    if any(child.dep_ in {*SUBJECTS, "aux", "auxpass"} for child in verb.children):
        return False
    if first.lemma_ == "be" and verb.lemma_ != "be" and verb.tag_ in FINITE and first.pos_ == "AUX":
        return False  # "was not content and imposed"
    if verb.tag_ == "VBD":
        return first.tag_ in PAST
    return verb.tag_ != "VBZ" or first.tag_ in FINITE


def joined_by(verb: Token) -> str | None:
    """The conjunction before a coordinated verb, in lower case."""
    if verb.dep_ != "conj":
        return None
    before = [child for child in verb.head.children if child.dep_ == "cc" and verb.head.i < child.i < verb.i]
    return before[-1].lower_ if before else None


def coordinated_with(verb: Token) -> Token:
    """The verb that a coordinated `verb` belongs to by its form: in "must stop dumping and open its market" the
    infinitive goes with "stop", whatever the parse says."""
    first = verb.head
    if verb.tag_ == "VB" and first.tag_ == "VBG" and first.head.tag_ == "VB" and first.head.pos_ in VERBS:
        return first.head
    return first


def is_still_to_come(verb: Token) -> bool:
    """True for "has yet to lift"."""
    return verb.lemma_ in {"have", "be", "remain"} and (
        any(child.lower_ == "yet" and child.dep_ == "advmod" for child in verb.children)
        and any(child.dep_ == "xcomp" for child in verb.children)
    )


def is_set_aside(verb: Token) -> bool:
    """True for what is not done: "rather than impose", "instead of imposing", "would rather talk than impose"."""
    doc, first = verb.doc, verb.sent.start
    place = verb.i - 1
    while place > first and doc[place].dep_ in {"aux", "advmod"} and doc[place].lower_ != "rather":
        place -= 1
    if place <= first:
        return False
    if (doc[place - 1].lower_, doc[place].lower_) in SET_ASIDE:
        return True
    return doc[place].lower_ == "than" and any(child.lower_ == "rather" for child in verb.head.children)


def denies_object(verb: Token) -> bool:
    """True for "imposed no duties", "bought none of it"."""
    return any(
        child.dep_ == "dobj" and (has_negative_determiner(child) or child.lower_ in {"none", "nothing"})
        for child in verb.children
    ) and not any(_denies(child) for child in verb.children)


def has_negative_determiner(noun: Token) -> bool:
    """True for "no duties", and for the second in "no duties or quotas"."""
    if noun.dep_ == "conj" and noun.head.pos_ == "NOUN" and not any(child.dep_ == "det" for child in noun.children):
        return has_negative_determiner(noun.head)
    return any(child.dep_ == "det" and child.lower_ == "no" and not _nearly(child) for child in noun.children)


def is_scarce(noun: Token) -> bool:
    """True for "no chance" and "little chance", not for "a little chance"."""
    scarce = any(child.lower_ in {"little", "few", "scant"} for child in noun.children)
    return has_negative_determiner(noun) or (scarce and not any(child.dep_ == "det" for child in noun.children))


def is_presupposed(noun: Token) -> bool:
    """True for a noun that tells of something there already: "the duties", "its duties", "the U.S. duties", "American
    duties". To deny what is done to it denies nothing of it."""
    if noun.dep_ == "conj" and noun.head.pos_ in {"NOUN", "PROPN"} and is_presupposed(noun.head):
        return True
    return any(
        child.dep_ == "poss"
        or (child.dep_ in {"det", "predet"} and child.lower_ in POINTERS)
        or (child.dep_ in {"amod", "compound", "nmod"} and child.is_title and not child.is_sent_start)
        for child in noun.children
    )


def _denies(child: Token) -> bool:
    """True for a word that denies the verb on which it hangs."""
    if child.dep_ == "neg":
        return not _limits(child)
    if child.lower_ in NEVER and child.dep_ in {"advmod", "cc", "preconj"}:
        return child.i < child.head.i
    return child.lower_ == "longer" and any(grand.lower_ == "no" for grand in child.children)


def _nearly(word: Token) -> bool:
    """True for the "no" of "almost no"."""
    return not word.is_sent_start and word.doc[word.i - 1].lower_ in {"almost", "nearly", "virtually", "practically"}


def _limits(negation: Token) -> bool:
    """True for the "not" of "not only" and "not so much"."""
    after = [token.lower_ for token in negation.doc[negation.i + 1 : negation.i + 3]]
    return after[:1] != [] and (after[0] in LIMITS or after == ["so", "much"])


def _follows_neither(verb: Token) -> bool:
    """True for the first of "neither lifted nor eased", wherever the parse hangs the word."""
    return verb.i > 0 and verb.doc[verb.i - 1].lower_ == "neither" and verb.doc[verb.i - 1].dep_ != "nsubj"


def _names_nobody(subject: Token) -> bool:
    """True for "neither Japan nor the Netherlands", "no country", "none of them", "few countries"."""
    return (
        subject.lower_ in {"none", "nobody", "neither", "nothing"}
        or any(
            child.lower_ in {"neither", "no"} and child.dep_ in {"preconj", "cc", "det", "advmod"}
            for child in subject.children
        )
        or (subject.pos_ == "NOUN" and is_scarce(subject))
    )
