"""Coreference in the document: "the Japanese government", "the ministry", "both sides", he, they, it, we.

The antecedent is the nearest compatible one by type, number and syntactic prominence; ties give none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from spacy.tokens import Doc, Token

from kg.mentions import Resolved
from kg.model import Entity, EntityType
from kg.page import SUBJECT_DEPS, Page, salience

_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
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
_REACH = 3
"""How many sentences back a pronoun looks."""


def resolve_descriptions(page: Page) -> None:
    """Add "X government", "the ministry", "the company", "the minister", "both sides"."""
    for token in page.doc:
        if page.owner[token.i] >= 0 or token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "amod"):
            continue
        if token.lower_ in page.words["government"] and _add_government(page, token):
            continue
        if _add_joint(page, token):
            continue
        _add_description(page, token)


def _add_government(page: Page, token: Token) -> bool:
    """ "the Japanese government", "Japan's authorities", "the government of Japan", "the Chinese side" are the country."""
    before = page.at(token.i - 1)
    if before is None and token.i and page.doc[token.i - 1].lower_ in ("'s", "'"):
        before = page.at(token.i - 2)
    if before is not None and before.kind != "place" and before.entity.type in (EntityType.COUNTRY, EntityType.BLOC):
        start, entity = before.start, before.entity
        page.remove_inside(before.start, before.end)
        page.add(
            start,
            token.i + 1,
            entity,
            "description",
            f"{entity.label}'s {token.lower_} is {entity.label}",
            root=token.i,
        )
        return True
    if before is not None and before.entity.type is EntityType.PERSON and token.lower_ == "administration":
        country = page.offices.country_of(before.entity.id)
        if country is not None:
            start = before.start
            if page.doc[token.i - 1].lower_ in ("'s", "'"):
                start = token.i
            else:
                page.remove_inside(before.start, before.end)
            page.add(
                start,
                token.i + 1,
                country,
                "description",
                f"the {before.entity.label} administration is {country.label}",
                root=token.i,
            )
            return True
    return False


def _add_joint(page: Page, token: Token) -> bool:
    """ "the two countries", "both sides": the two countries or bodies named most prominently before."""
    lefts = {child.lower_ for child in token.lefts}
    if token.lower_ not in page.words["joint-description"] or not lefts & {"two", "both", "three"}:
        return False
    wanted = 3 if "three" in lefts else 2
    seen = _parties(page, token, wanted)
    if len(seen) < wanted:
        return False
    start = token.i
    while start > 0 and page.doc[start - 1] in list(token.lefts) and page.owner[start - 1] < 0:
        start -= 1
    page.add(
        start,
        token.i + 1,
        seen[0],
        "description",
        f"{page.doc[start : token.i + 1].text!r}: {' and '.join(e.label for e in seen)}",
        others=tuple(seen[1:]),
        root=token.i,
    )
    return True


def _parties(page: Page, token: Token, wanted: int) -> list[Entity]:
    """The last `wanted` parties named before: countries (those of bodies too), persons or companies, by the noun."""
    types = _joint_types(token)
    seen: list[Entity] = []
    for own_only in (True, False):
        for mention in page.before(token.left_edge.i):
            entity: Entity | None = mention.entity
            if mention.entity.type not in types and not own_only and EntityType.COUNTRY in types:
                entity = page.gazetteer.entities.get(mention.entity.country or "")
            if entity is not None and entity.type in types and mention.kind != "place" and entity not in seen:
                seen.append(entity)
            if len(seen) == wanted:
                return seen[::-1]
    return []


def _joint_types(token: Token) -> frozenset[EntityType]:
    if token.lower_ in ("leaders", "ministers", "men", "presidents"):
        return frozenset({EntityType.PERSON})
    if token.lower_ in ("companies", "firms"):
        return frozenset({EntityType.COMPANY, EntityType.ORGANIZATION})
    return frozenset({EntityType.COUNTRY, EntityType.BLOC})


def _add_description(page: Page, token: Token) -> None:
    """A definite noun phrase that takes up an entity named before: "the company", "the ministry", "the president"."""
    lefts = list(token.lefts)
    if not any(child.lower_ in ("the", "this", "that") and child.dep_ == "det" for child in lefts):
        return
    modifiers = [child for child in lefts if child.dep_ not in ("det", "predet")]
    if any(child.lower_ not in page.words["description-adjective"] and child.dep_ != "compound" for child in modifiers):
        return
    if any(child.dep_ == "prep" and child.lower_ == "of" for child in token.rights):
        return
    if token.lower_ == "administration":
        _add_administration(page, token)
        return
    fits = _description_test(page, token)
    if fits is None:
        return
    found = _nearest(page, token, fits, reach=40)
    if found is None:
        return
    start = token.left_edge.i
    if not page.is_free(start, token.i + 1):
        return
    page.add(
        start,
        token.i + 1,
        found.entity,
        "description",
        f"{page.doc[start : token.i + 1].text!r} takes up {found.entity.label}",
        principal=found.principal,
        root=token.i,
    )


def _add_administration(page: Page, token: Token) -> None:
    """ "The administration" is the executive named so before, else that of the United States where they are named."""
    start = token.left_edge.i
    entity = next((m.entity for m in page.before(start) if page.doc[m.root].lower_ == "administration"), None)
    if entity is None:
        entity = page.gazetteer.entities.get("entity/country/united-states")
        if entity is None or not any(m.entity.id == entity.id or m.entity.country == entity.id for m in page.found):
            return
    if page.is_free(start, token.i + 1):
        reason = f"{page.doc[start : token.i + 1].text!r} is the executive of {entity.label}"
        page.add(start, token.i + 1, entity, "description", reason, root=token.i)


def _description_test(page: Page, token: Token) -> Callable[[Resolved], bool] | None:
    word, words = token.lower_, page.words
    if token.tag_ in ("NNS", "NNPS"):
        return None
    kinds: set[EntityType] = set()
    if word in words["country-description"]:
        kinds.add(EntityType.COUNTRY)
    if word in words["company-description"]:
        kinds.add(EntityType.COMPANY)
    if word in words["bloc-description"]:
        kinds.add(EntityType.BLOC)
    if word in words["body-description"]:
        kinds |= {EntityType.GOVERNMENT_BODY, EntityType.ORGANIZATION, EntityType.INTERGOVERNMENTAL_ORGANIZATION}

        def named_so(mention: Resolved) -> bool:
            if mention.entity.type not in kinds:
                return False
            if mention.entity.type in (EntityType.COUNTRY, EntityType.BLOC, EntityType.COMPANY):
                return True
            return word in mention.entity.label.lower() or any(
                word in alias.lower() for alias in mention.entity.aliases
            )

        return named_so
    if word in words["person-description"]:
        if any(_titled_so(page, mention, word) for mention in page.before(token.i)):
            return lambda mention: _titled_so(page, mention, word)
        return lambda mention: mention.entity.type is EntityType.PERSON and _speaker_bonus(page, mention) > 0
    if kinds:
        return lambda mention: mention.entity.type in kinds
    return None


def _titled_so(page: Page, mention: Resolved, word: str) -> bool:
    """A person with that title before or after the name, or a singular group of that head."""
    if mention.entity.type is EntityType.GROUP:
        head = page.doc[mention.root]
        return head.lower_ == word and head.tag_ in ("NN", "NNP")
    if mention.entity.type is not EntityType.PERSON:
        return False
    around = page.doc[max(0, mention.start - 4) : mention.end + 6]
    return any(token.lower_ == word and token.sent == page.doc[mention.start].sent for token in around)


def _nearest(
    page: Page, token: Token, fits: Callable[[Resolved], bool], *, reach: int, rival: float = float("-inf")
) -> Resolved | None:
    """The most prominent fitting mention of the last `reach` sentences; None where two are equally good or `rival`,
    the prominence of something that is no actor, is as good."""
    sentences = {sent.start: number for number, sent in enumerate(page.doc.sents)}
    here = sentences[token.sent.start]
    best: dict[str, tuple[float, Resolved]] = {}
    for mention in page.before(token.left_edge.i if token.pos_ == "NOUN" else token.i):
        if mention.kind in ("place", "title") or not fits(mention):
            continue
        distance = here - sentences[page.doc[mention.root].sent.start]
        if distance > reach:
            break
        if mention.end > token.i:
            continue
        score = salience(page.doc[mention.root]) - 1.6 * min(distance, 3) - 0.1 * distance
        score += _speaker_bonus(page, mention) - (token.i - mention.root) / 400
        known = best.get(mention.entity.id)
        if known is None:
            best[mention.entity.id] = (score, mention)
        else:
            best[mention.entity.id] = (max(score, known[0]) + 0.4, known[1])
    ranked = sorted(best.values(), key=lambda item: -item[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.05):
        return None
    return ranked[0][1] if ranked[0][0] > rival else None


def _speaker_bonus(page: Page, mention: Resolved) -> float:
    """Who speaks or decides is taken up sooner; one of an unnamed group ("every farmer") later."""
    root = page.doc[mention.root]
    speaks = root.dep_ == "nsubj" and root.head.lemma_ in page.words["say"]
    if mention.entity.type is EntityType.GROUP:
        return 0.5 if speaks else -0.5
    return 0.8 if speaks and mention.entity.type is EntityType.PERSON else 0.0


def _thing_before(page: Page, token: Token) -> float:
    """How prominent the best singular noun before "it" is that names no actor ("the pact ... it"); -inf for none."""
    doc = page.doc
    previous = doc[token.sent.start - 1].sent if token.sent.start else None
    best = float("-inf")
    for sent, penalty in ((token.sent, 0.0), (previous, 1.6)):
        if sent is None:
            continue
        for noun in doc[sent.start : min(sent.end, token.i)]:
            if noun.dep_ in ("nsubj", "nsubjpass", "dobj") and noun.tag_ in ("NN", "NNP") and page.owner[noun.i] < 0:
                best = max(best, salience(noun) - penalty - (token.i - noun.i) / 400)
    return best


def _acts(page: Page, token: Token) -> bool:
    """True where the pronoun is the subject of a verb that only somebody can do ("it said", "it will retaliate")."""
    return token.dep_ == "nsubj" and token.head.lemma_ in page.words["say"]


def resolve_pronouns(page: Page) -> None:
    """Add third-person pronouns with their antecedents, in text order."""
    for token in page.doc:
        if page.owner[token.i] >= 0 or token.pos_ not in ("PRON", "DET"):
            continue
        fits = _pronoun_test(page, token)
        if fits is None:
            continue
        rival = float("-inf")
        if token.lower_ in _IT and not _acts(page, token):
            rival = _thing_before(page, token)
        found = _nearest(page, token, fits, reach=_REACH, rival=rival)
        if found is not None:
            others = _coordinated(page, found) if token.lower_ in _THEY else ()
            page.add(
                token.i,
                token.i + 1,
                found.entity,
                "pronoun",
                f"{token.text!r} takes up {found.entity.label}",
                principal=found.principal,
                others=others or found.others,
            )


def _pronoun_test(page: Page, token: Token) -> Callable[[Resolved], bool] | None:
    word = token.lower_
    if word in _HE:
        return lambda mention: _is_person(page, mention) and _gender(page, mention) != "f"
    if word in _SHE:
        return lambda mention: _is_person(page, mention) and _gender(page, mention) != "m"
    if word in _THEY:
        return lambda mention: _is_plural(page, mention)
    if word in _IT and not _is_expletive(token):
        return lambda mention: mention.entity.type in _BODY_TYPES and not mention.others
    return None


def _is_person(page: Page, mention: Resolved) -> bool:
    if mention.entity.type is EntityType.PERSON:
        return True
    head = page.doc[mention.root]
    return (
        mention.entity.type is EntityType.GROUP
        and head.tag_ in ("NN", "NNP")
        and (head.lower_ in page.words["group-official"] or head.lower_ in page.words["group-human"])
    )


def _gender(page: Page, mention: Resolved) -> str:
    words = page.words
    first = mention.entity.label.split()[0].lower()
    before = page.doc[mention.start - 1].lower_ if mention.start else ""
    if first in words["female-name"] or before in words["female-title"]:
        return "f"
    if first in words["male-name"] or before in words["male-title"]:
        return "m"
    return ""


def _is_plural(page: Page, mention: Resolved) -> bool:
    if mention.others:
        return True
    if mention.entity.type is EntityType.GROUP:
        return page.doc[mention.root].tag_ in ("NNS", "NNPS")
    return bool(_coordinated(page, mention))


def _coordinated(page: Page, mention: Resolved) -> tuple[Entity, ...]:
    """The other entities of a coordination that the mention opens: "Toshiba and Sharp"."""
    root = page.doc[mention.root]
    if mention.entity.type is EntityType.GROUP or root.dep_ == "conj":
        return ()
    found = []
    for token in root.conjuncts:
        other = page.at(token.i)
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
