"""Logical arguments of verbs and nouns, read off spaCy's English dependency labels (ClearNLP style).

The parser gives surface relations; rules want roles. `Arguments` undoes the passive, hands subjects
down through coordination, control and raising, finds the antecedent of relative clauses and the
understood subject of participles, and splits prepositional attachments by preposition.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct
from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
OBJECTS = frozenset({"dobj", "obj", "attr", "oprd"})
CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "relcl", "acl", "pcomp", "conj", "ROOT", "parataxis"})
COORDINATED = frozenset({"conj", "appos"})

OBJECT_CONTROL = frozenset(
    {
        "accuse", "advise", "allow", "ask", "authorize", "authorise", "bully", "call", "challenge", "coerce", "compel",
        "convince", "direct", "discourage", "enable", "encourage", "expect", "force", "get", "help", "induce",
        "instruct", "invite", "lead", "let", "make", "order", "permit", "persuade", "press", "pressure", "prevent",
        "prompt", "push", "remind", "request", "require", "tell", "urge", "want", "warn", "see", "stop", "block",
        "bar", "ban", "prohibit",
    }
)  # fmt: skip
"""Verbs whose object is the understood subject of their complement (Sag & Pollard 1991)."""

STRICT_CONTROL = OBJECT_CONTROL - {"ask", "help", "push", "want", "press", "expect", "get", "see", "request", "call"}
"""Those that cannot do without the object before an infinitive."""

ATTITUDES = frozenset({"oppose", "commit", "determine", "dedicate", "incline", "resolve", "pledge"})
"""Verbs whose participle with "to" says what its subject is minded to do."""

WISHES = frozenset({"want", "like", "see", "need", "get", "have", "order", "prefer", "wish", "keep"})
"""Verbs that take what they wish done as object and participle."""


ATTENDING = frozenset({"despite", "over", "amid", "with", "without", "in", "after", "against"})
"""Prepositions after which stands what accompanies a deed: objections, backing, pressure."""


class Arguments(Struct):
    """The logical arguments of one predicate word. Lists are in text order and hold head tokens."""

    subjects: list[Token] = []
    objects: list[Token] = []
    recipients: list[Token] = []
    infinitives: list[Token] = []
    clauses: list[Token] = []
    prepositions: dict[str, list[Token]] = {}
    passive: bool = False

    def slot(self, name: str) -> list[Token]:
        """The fillers of a slot by its name in the lexicon: subj, obj, iobj, to, that, or a preposition."""
        if name == "subj":
            return self.subjects
        if name == "obj":
            return self.objects
        if name == "iobj":
            return self.recipients
        if name == "to":
            return self.infinitives or self.prepositions.get("purpose", [])
        if name == "that":
            return self.clauses
        return self.prepositions.get(name.removeprefix("prep:"), [])


def conjuncts(token: Token) -> list[Token]:
    """`token` and what is coordinated with it, in text order, without appositions.

    The parser takes the middle of a list of names for an apposition ("the Commission, the Ministry and the Board") or a
    circumstance ("Chile, Peru, Kenya and Canada vowed"); what goes on with "and" is part of the list.
    """
    found = [token]
    for child in token.children:
        inside = child.dep_ in {"appos", "npadvmod"}
        is_item = inside and child.pos_ == token.pos_ == "PROPN" and _goes_on(child)
        if is_item or (child.dep_ == "conj" and child.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ"}):
            found.extend(conjuncts(child))
    return found


def _goes_on(token: Token) -> bool:
    return any(child.dep_ == "conj" and child.pos_ == "PROPN" for child in token.children)


def is_headless(verb: Token) -> bool:
    """True for the finite verb of a sentence that the parser took for a participle of its own subject
    ("X, president of Y, called on Z" with X as the root)."""
    noun = verb.head
    return (
        verb.dep_ in {"acl", "relcl", "advcl"}
        and noun.dep_ == "ROOT"
        and noun.pos_ in {"NOUN", "PROPN"}
        and verb.i > noun.i
        and verb.tag_ in {"VBD", "VBN", "VBZ", "VBP"}
        and not any(child.dep_ in {"auxpass", "nsubj", "nsubjpass"} for child in verb.children)
        and not _lacks_controller(verb)
    )


def _lacks_controller(verb: Token) -> bool:
    """True for "Beijing urged to lift curbs": a verb that must have an object before its infinitive has none, so that
    it is a passive whose auxiliary the headline drops; "stopped dumping" has none and needs none."""
    return (
        verb.tag_ in {"VBD", "VBN"}
        and verb.lemma_ in STRICT_CONTROL
        and any(child.dep_ == "xcomp" and child.tag_ != "VBG" for child in verb.children)
        and not any(child.dep_ in {"dobj", "dative", "auxpass", "prep"} for child in verb.children)
    )


def _describes_itself(verb: Token) -> bool:
    """True for "is opposed to tariffs", "is committed to opening": the participle tells the subject's own attitude."""
    return (
        verb.tag_ == "VBN"
        and verb.lemma_ in ATTITUDES
        and any(child.dep_ == "auxpass" for child in verb.children)
        and any(child.dep_ == "xcomp" or (child.dep_ == "prep" and child.lower_ == "to") for child in verb.children)
        and not any(child.dep_ == "agent" for child in verb.children)
    )


def _in_small_clause(verb: Token) -> bool:
    """True for "wants the duties removed": a participle after the wish, with what it works on before it."""
    return (
        verb.dep_ in {"ccomp", "xcomp"}
        and verb.tag_ in {"VBN", "VBD"}
        and verb.head.lemma_ in WISHES
        and any(child.dep_ in {"nsubj", "nsubjpass"} for child in verb.children)
        and not any(child.dep_ in {"aux", "auxpass", "mark", "dobj"} for child in verb.children)
    )


def verb_conjuncts(token: Token) -> list[Token]:
    """The verbs coordinated below `token`, itself first."""
    found = [token]
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in {"VERB", "AUX"}:
            found.extend(verb_conjuncts(child))
    return found


def is_passive(token: Token) -> bool:
    """True for a verb in the passive, and for a past participle that modifies a noun."""
    if is_headless(token):
        return False
    if _describes_itself(token):
        return False
    for child in token.children:
        if child.dep_ in {"auxpass", "nsubjpass", "csubjpass"}:
            return True
    if _lacks_controller(token) or _in_small_clause(token):
        return True
    if token.tag_ in {"VBN", "VBD"} and token.dep_ == "pcomp" and token.head.lower_ == "with":
        roles = {child.dep_ for child in token.children}
        return "nsubj" in roles and roles.isdisjoint({"dobj", "aux"})
    if token.tag_ == "VBN":
        if token.dep_ in {"acl", "amod", "relcl"}:
            return not any(child.dep_ in {"aux", "nsubj", "dobj"} for child in token.children)
        if token.dep_ == "conj" and token.head.pos_ == "VERB":
            return is_passive(token.head) and not any(child.dep_ in SUBJECTS | {"aux"} for child in token.children)
        if token.dep_ == "advcl" and not any(child.dep_ in {"aux", "dobj"} for child in token.children):
            return True
    return False


@lru_cache(maxsize=1024)  # several readers of one sentence ask
def arguments(token: Token) -> Arguments:
    """The logical arguments of the verb, noun or adjective `token`; not to be changed."""
    result = Arguments(passive=token.pos_ in {"VERB", "AUX"} and is_passive(token))
    _collect(token, result)
    if token.pos_ in {"VERB", "AUX"}:
        own = _own_subjects(token)
        if result.passive:
            agents = result.prepositions.get("by", []) or _agent_below(token)
            result.objects = own or _antecedent(token) or _understood(token) or result.objects
            result.subjects = list(agents)
        else:
            result.subjects = own or _understood(token)
            if token.dep_ == "relcl" and not result.objects and _own_subjects(token):
                result.objects = [*_relativised(token)]
            _inherit_objects(token, result)
            if not result.objects and token.dep_ == "conj" and token.head.dep_ == "relcl" and _own_subjects(token.head):
                result.objects = _relativised(token.head)
    return result


def _agent_below(token: Token) -> list[Token]:
    """In "Japan was urged to open its market by the U.S." the parser hangs the agent on the inner verb."""
    for child in token.children:
        if child.dep_ == "xcomp" and any(grand.dep_ == "dobj" for grand in child.children):
            for grand in child.children:
                if grand.dep_ in {"prep", "agent"} and grand.lower_ == "by":
                    return [name for name in grand.children if name.dep_ == "pobj" and name.pos_ == "PROPN"]
    return []


def _collect(token: Token, result: Arguments) -> None:
    for child in token.children:
        dep = child.dep_
        if dep in OBJECTS:
            result.objects.extend(conjuncts(child))
        elif dep == "dative":
            if child.pos_ == "ADP":
                _preposition(child, result)
                result.recipients.extend(result.prepositions.get(child.lower_, []))
            else:
                result.recipients.extend(conjuncts(child))
        elif dep in {"prep", "agent"}:
            _preposition(child, result)
        elif dep == "xcomp":
            result.infinitives.extend(verb_conjuncts(child))
        elif dep == "ccomp":
            bare = any(grand.dep_ == "aux" and grand.lower_ == "to" for grand in child.children)
            (result.infinitives if bare else result.clauses).extend(verb_conjuncts(child))
            if bare:  # "opposes new tariffs to be imposed": the parser gives the object to the infinitive
                for grand in child.children:
                    if grand.dep_ == "nsubjpass" and grand.pos_ in {"NOUN", "PROPN"}:
                        result.objects.extend(conjuncts(grand))
        elif dep in {"acl", "relcl"} and token.pos_ in {"NOUN", "PROPN", "ADJ"}:
            if any(grand.lower_ == "to" and grand.dep_ == "aux" for grand in child.children):
                result.infinitives.extend(verb_conjuncts(child))
            elif any(grand.dep_ == "mark" for grand in child.children):
                result.clauses.extend(verb_conjuncts(child))
        elif dep == "advcl" and token.pos_ in {"VERB", "AUX"} and child.i > token.i:
            if any(grand.lower_ == "to" and grand.dep_ == "aux" for grand in child.children):
                result.prepositions.setdefault("purpose", []).extend(verb_conjuncts(child))
        elif dep in {"prt", "advmod"} and token.pos_ in {"VERB", "AUX"}:
            if dep == "prt":
                result.prepositions.setdefault(child.lower_, [])
            for grand in child.children:  # "pushed back against": the phrase hangs on the particle
                if grand.dep_ == "prep":
                    _preposition(grand, result)


def _preposition(prep: Token, result: Arguments) -> None:
    name = prep.lower_
    for child in prep.children:
        if child.dep_ == "pobj":
            result.prepositions.setdefault(name, []).extend(conjuncts(child))
            if child.pos_ == "PROPN":  # "at the WTO against Japan": a name seldom has a complement of its own
                for grand in child.children:
                    if grand.dep_ == "prep" and grand.lower_ in {"against", "over", "for"}:
                        _preposition(grand, result)
        elif child.dep_ == "pcomp":
            result.prepositions.setdefault(name, []).extend(verb_conjuncts(child))
        elif child.dep_ == "prep" or (child.dep_ == "conj" and child.pos_ in {"ADP", "SCONJ"}):
            _preposition(child, result)


def _own_subjects(token: Token) -> list[Token]:
    found: list[Token] = []
    for child in token.children:
        if child.dep_ in SUBJECTS | PASSIVE_SUBJECTS and child.lower_ not in {"there", "it's"}:
            if child.lower_ in {"that", "which", "who", "whom"} and token.dep_ == "relcl":
                found.extend(_antecedent(token))
            elif child.dep_ != "expl":
                found.extend(conjuncts(child))
                found.extend(_companions(child))
        elif _is_echo(child):
            found.extend(name for own in child.children if own.dep_ == "nsubj" for name in conjuncts(own))
        elif child.i < token.i:
            found.extend(_joined_by(child))
    return found


def _companions(subject: Token) -> Iterator[Token]:
    """Who does the same "together with" `subject`."""
    for child in subject.children:
        yield from _joined_by(child)


def _joined_by(phrase: Token) -> Iterator[Token]:
    """Who the phrase "together with X", "along with X" or "alongside X" names."""
    if phrase.dep_ not in {"prep", "advmod"} or phrase.lower_ not in {"together", "along", "alongside", "with"}:
        return
    if phrase.lower_ == "with" and not any(child.lower_ in {"together", "along"} for child in phrase.children):
        return
    for link in (phrase, *phrase.children):
        if link.lower_ in {"with", "alongside"}:
            yield from (name for child in link.children if child.dep_ == "pobj" for name in conjuncts(child))


def _is_echo(verb: Token) -> bool:
    """True for "as did Chile", "and so did Chile": an auxiliary before its subject, which does what the verb above
    says."""
    subjects = [child.i for child in verb.children if child.dep_ == "nsubj"]
    leads = any(child.lower_ in {"as", "so"} and child.dep_ in {"mark", "advmod"} for child in verb.children)
    return (
        verb.dep_ in {"advcl", "conj"}
        and verb.lemma_ in {"do", "have", "be"}
        and leads
        and bool(subjects)
        and min(subjects) > verb.i
        and not any(child.dep_ in {"dobj", "xcomp", "acomp", "attr"} for child in verb.children)
    )


def _antecedent(token: Token) -> list[Token]:
    if token.dep_ in {"relcl", "acl", "amod"} and token.head.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ"}:
        return [token.head]
    if token.dep_ == "conj" and token.head.dep_ in {"relcl", "acl"}:
        return _antecedent(token.head)
    return []


def _relativised(token: Token) -> list[Token]:
    """The antecedent as object of a relative clause that has a subject of its own ("tariffs that China imposed")."""
    subject_words = {child.lower_ for child in token.children if child.dep_ in SUBJECTS}
    if subject_words & {"that", "which", "who"}:
        return []
    if any(child.dep_ in {"prep", "advmod"} and child.lower_ in {"where", "when", "why"} for child in token.children):
        return []
    return _antecedent(token)


def _inherit_objects(token: Token, result: Arguments) -> None:
    """In "A imposed or raised duties" the first verb shares the object of the last one."""
    if result.objects or result.clauses or result.infinitives or result.prepositions:
        return
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ == "VERB" and child.i - token.i <= 3:
            shared = Arguments()
            _collect(child, shared)
            result.objects = shared.objects
            result.clauses = shared.clauses
            result.infinitives = shared.infinitives
            result.prepositions = shared.prepositions


def _understood(token: Token) -> list[Token]:
    """The subject that `token` takes from its surroundings."""
    head = token.head
    dep = token.dep_
    if is_headless(token):
        return conjuncts(head)
    if dep == "conj" and head.pos_ in {"VERB", "AUX"}:
        return _passive_or_active_subject(head)
    if dep in {"xcomp", "ccomp"} and head.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}:
        return _controller(head)
    if dep == "advcl" and head.pos_ in {"VERB", "AUX"}:
        return _passive_or_active_subject(head)
    if dep == "pcomp" and head.pos_ in {"ADP", "SCONJ"}:
        judged = _judged(head) if head.lower_ == "for" else []
        if judged:
            return judged
        return _controller(head.head) if head.head.pos_ in {"VERB", "AUX", "NOUN", "ADJ"} else []
    if dep in {"acl", "relcl"} and head.pos_ in {"NOUN", "PROPN"}:
        if any(child.lower_ == "to" and child.dep_ == "aux" for child in token.children):
            return holder(head)
        if token.tag_ == "VBG":
            return [head]
        return [head] if dep == "relcl" and not _own_subjects(token) else []
    return []


def _judged(link: Token) -> list[Token]:
    """Who does what he is praised or punished "for": "thanked Chile for opening", "sanctions against Peru for
    dumping"."""
    above = link.head
    if above.pos_ in {"VERB", "AUX"} and is_passive(above):
        return [token for token in _own_subjects(above) or _antecedent(above) if token.pos_ == "PROPN"]
    hit = [child for child in above.children if child.dep_ == "dobj" and child.i < link.i]
    if any(token.pos_ == "PROPN" for token in hit):
        return [token for noun in hit for token in conjuncts(noun)]
    for phrase in (child for noun in (above, *hit) for child in noun.children):
        if phrase.dep_ == "prep" and phrase.lower_ in {"against", "on"} and phrase.i < link.i:
            named = [child for child in phrase.children if child.dep_ == "pobj" and child.pos_ == "PROPN"]
            if named:
                return [token for noun in named for token in conjuncts(noun)]
    return []


def _passive_or_active_subject(verb: Token) -> list[Token]:
    own = _own_subjects(verb)
    return own if own else _understood(verb)


def _controller(head: Token) -> list[Token]:
    if head.pos_ == "NOUN":
        return holder(head)
    if head.pos_ in {"VERB", "AUX"} and head.lemma_ in OBJECT_CONTROL:
        if is_passive(head):
            return _own_subjects(head) or _antecedent(head) or _understood(head)
        for child in head.children:
            if child.dep_ in {"dobj", "dative"}:
                return conjuncts(child)
            if child.dep_ == "prep" and child.lower_ == "on":
                return [obj for grand in child.children if grand.dep_ == "pobj" for obj in conjuncts(grand)]
            if child.dep_ in {"ccomp", "xcomp"}:
                inner = _own_subjects(child)
                if inner:
                    return inner
    return _passive_or_active_subject(head)


def holder(noun: Token) -> list[Token]:
    """Who owns the plan, decision or request that `noun` names: possessor, by-phrase, or subject of its verb."""
    for child in noun.children:
        if child.dep_ == "poss":
            return [*_shared_possessor(noun, child), *conjuncts(child)]
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "of", "from"}:
            found = [obj for grand in child.children if grand.dep_ == "pobj" for obj in conjuncts(grand)]
            if found:
                return found
    for child in noun.children:
        if child.dep_ in {"compound", "amod", "nmod"} and child.ent_type_ in {"GPE", "NORP", "ORG", "PERSON"}:
            return [child]
    verb = noun.head
    if verb.pos_ == "ADP":
        verb = verb.head
    if verb.pos_ in {"VERB", "AUX"}:
        return _passive_or_active_subject(verb)
    if verb.pos_ == "NOUN" and noun.dep_ in {"pobj", "conj"}:
        return holder(verb) if verb.i != noun.i else []
    return []


def _shared_possessor(noun: Token, possessor: Token) -> list[Token]:
    """In "China and Australia's decision" the parser coordinates China with the decision."""
    first = noun.head
    if noun.dep_ == "conj" and first.pos_ == possessor.pos_ == "PROPN" and possessor.left_edge.i - first.i <= 3:
        return [first]
    return []


def attended_verb(noun: Token) -> list[Token]:
    """The verb of what is done "despite" or "with" what `noun` names ("in the face of opposition" too); none where the
    phrase stands on a noun or before no verb."""
    above = noun.head
    while (
        above.dep_ in {"prep", "pobj"}
        and above.head.i != above.i
        and (above.pos_ in {"ADP", "SCONJ"} or above.lower_ == "face")
    ):
        first, above = above, above.head
        if above.pos_ in {"VERB", "AUX"}:
            return [above] if first.lower_ in ATTENDING else []
    return []


def path_to_root(token: Token) -> Iterator[Token]:
    """`token`, its head, and so on up to the root of the sentence."""
    while True:
        yield token
        if token.head.i == token.i:
            return
        token = token.head


def noun_phrase(token: Token, *, limit: int = 14) -> tuple[int, int]:
    """The token span `[start, end)` of the phrase that `token` heads, without relative clauses, `limit` words long."""
    left = token.left_edge.i
    right = token.i
    for child in token.rights:
        if child.dep_ in {"relcl", "punct", "appos", "parataxis", "advcl", "cc"} and child.i > token.i:
            if child.dep_ == "punct" and child.text in {"-", "/", "%"}:
                continue
            break
        right = child.right_edge.i
    if token.i - left >= limit:
        left = token.i - limit + 1
    return left, min(right + 1, left + limit)
