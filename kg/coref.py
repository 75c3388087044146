"""Pronouns: he, she, they and it by type, number, gender and prominence; I and we by the speaker of a quotation.

The antecedent is the most prominent compatible one of the last sentences; ties, and things that are no actors but
more prominent, give none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from spacy.tokens import Doc, Token

from kg.mentions import Resolved
from kg.model import Entity, EntityType
from kg.reading import SUBJECT_DEPS, Reading, salience
from kg.salience import nearest

_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_BOTH = frozenset({"both"})
_FIRST = frozenset({"i", "me", "my", "mine", "myself"})
_BODY_TYPES = frozenset(
    {
        EntityType.COUNTRY,
        EntityType.BLOC,
        EntityType.GOVERNMENT_BODY,
        EntityType.INTERGOVERNMENTAL_ORGANIZATION,
        EntityType.COMPANY,
        EntityType.ORGANIZATION,
    }
)
_ROLES = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_REACH = 3
"""How many sentences back a pronoun looks."""


def _thing_before(reading: Reading, token: Token) -> float:
    """How prominent the best singular noun before "it" is that names no actor ("the pact ... it"); -inf for none."""
    doc = reading.doc
    previous = doc[token.sent.start - 1].sent if token.sent.start else None
    best = float("-inf")
    is_object = token.dep_ in ("dobj", "pobj")
    for sent, penalty in ((token.sent, 0.0), (previous, 1.6)):
        if sent is None:
            continue
        for noun in doc[sent.start : min(sent.end, token.i)]:
            if noun.dep_ in _ROLES and noun.tag_ in ("NN", "NNP") and reading.owner[noun.i] < 0:
                parallel = 1.5 if is_object and noun.dep_ in ("dobj", "pobj") else 0.0
                if noun.dep_ != "pobj" or parallel:
                    best = max(best, salience(noun) + parallel - penalty - (token.i - noun.i) / 400)
    return best


def _acts(reading: Reading, token: Token) -> bool:
    """True where the pronoun is the subject of a verb that only somebody can do ("it said", "it will retaliate")."""
    return token.dep_ == "nsubj" and token.head.lemma_ in reading.words["say"]


def resolve_pronouns(reading: Reading) -> None:
    """Add third-person pronouns with their antecedents, in text order."""
    for token in reading.tokens:
        if reading.owner[token.i] >= 0 or token.pos_ not in ("PRON", "DET"):
            continue
        fits = _pronoun_test(reading, token)
        if fits is None:
            continue
        rival = float("-inf")
        if token.lower_ in _IT and not _acts(reading, token):
            rival = _thing_before(reading, token)
        found = nearest(reading, token, fits, reach=_REACH, rival=rival)
        if found is not None:
            others = _coordinated(reading, found) if token.lower_ in _THEY | _BOTH else ()
            reading.add(
                token.i,
                token.i + 1,
                found.entity,
                "pronoun",
                f"{token.text!r} takes up {found.entity.label}",
                principal=found.principal,
                others=others or found.others,
            )


def _pronoun_test(reading: Reading, token: Token) -> Callable[[Resolved], bool] | None:
    word = token.lower_
    if word in _HE:
        return lambda mention: _is_person(reading, mention) and _gender(reading, mention) != "f"
    if word in _SHE:
        return lambda mention: _is_person(reading, mention) and _gender(reading, mention) != "m"
    if word in _THEY:
        return lambda mention: _is_plural(reading, mention)
    if word in _BOTH and token.dep_ in _ROLES:
        return lambda mention: len(mention.others or _coordinated(reading, mention)) == 1
    if word in _IT and not _is_expletive(token):
        return lambda mention: mention.entity.type in _BODY_TYPES and not mention.others
    return None


def _is_person(reading: Reading, mention: Resolved) -> bool:
    if mention.entity.type is EntityType.PERSON:
        return True
    head = reading.doc[mention.root]
    return (
        mention.entity.type is EntityType.GROUP
        and head.tag_ in ("NN", "NNP")
        and (head.lower_ in reading.words["group-official"] or head.lower_ in reading.words["group-human"])
    )


def _gender(reading: Reading, mention: Resolved) -> str:
    words = reading.words
    first = mention.entity.label.split()[0].lower()
    before = reading.doc[mention.start - 1].lower_ if mention.start else ""
    if first in words["female-name"] or before in words["female-title"]:
        return "f"
    if first in words["male-name"] or before in words["male-title"]:
        return "m"
    return ""


def _is_plural(reading: Reading, mention: Resolved) -> bool:
    if mention.others:
        return True
    if mention.entity.type is EntityType.GROUP:
        return reading.doc[mention.root].tag_ in ("NNS", "NNPS")
    return bool(_coordinated(reading, mention))


def _coordinated(reading: Reading, mention: Resolved) -> tuple[Entity, ...]:
    """The other entities of a coordination that the mention opens: "Toshiba and Sharp"."""
    root = reading.doc[mention.root]
    if mention.entity.type is EntityType.GROUP or root.dep_ == "conj":
        return ()
    found = []
    for token in root.conjuncts:
        other = reading.at(token.i)
        if other is not None and other.entity != mention.entity:
            found.append(other.entity)
    return tuple(found)


def _is_expletive(token: Token) -> bool:
    """ "it is clear that", "it would be wrong to": the pronoun stands for the clause that follows."""
    if token.dep_ == "expl":
        return True
    if token.dep_ == "nsubjpass":
        return any(child.dep_ == "ccomp" and child.i > token.head.i for child in token.head.children)
    if token.dep_ not in SUBJECT_DEPS:
        return False
    verb = token.head
    has_clause = any(child.dep_ in ("ccomp", "xcomp", "csubj", "advcl") and child.i > verb.i for child in verb.children)
    predicative = any(child.dep_ in ("acomp", "attr") for child in verb.children)
    return verb.lemma_ in ("be", "seem", "appear", "become", "remain", "take", "make") and (predicative or has_clause)


def resolve_first_person(
    doc: Doc, resolved: Sequence[Resolved], speaker_by_token: Mapping[int, Resolved]
) -> list[Resolved]:
    """First-person pronouns in quotations as their speakers, merged with `resolved` in text order.

    Args:
        speaker_by_token: for each token inside a quotation, the mention of whoever says it.

    "I" is the speaker; "we" is whom the speaker stands for (an official's principal, the country or body of a
    person's title), else the speaker.
    """
    taken = {index for mention in resolved for index in range(mention.start, mention.end)}
    titles = {m.end: m.principal or m.entity for m in resolved if m.kind == "title"}
    stands_for = {m.entity.id: titles[m.start] for m in resolved if m.start in titles}
    added = []
    for token in doc:
        speaker = speaker_by_token.get(token.i)
        if speaker is None or token.i in taken:
            continue
        word = token.lower_
        if word in _FIRST:
            entity, why = speaker.entity, "the speaker"
        elif word in ("we", "us", "our", "ours", "ourselves"):
            entity = speaker.principal or stands_for.get(speaker.entity.id, speaker.entity)
            why = "the speaker" if entity == speaker.entity else f"{speaker.entity.label} speaks for"
        else:
            continue
        added.append(
            Resolved(
                token.i,
                token.i + 1,
                token.i,
                entity,
                "pronoun",
                f"{token.text!r} in a quotation: {why} {entity.label}",
                None,
            )
        )
    return sorted([*resolved, *added], key=lambda mention: (mention.start, mention.end))
