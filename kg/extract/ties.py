"""Who belongs to what: titles before names, appositions and "X, who is president of Y".

"Commerce Secretary Malcolm Baldrige" ties the person to the department; "Fan Rende, chairman of the
China Rubber Industry Association" to the association; "Chinese President Xi Jinping" to the country; so do "Jerry Hale
of the Cato Institute" and "who heads the Canadian Chamber of Commerce".
Each tie is stated once for a document, where it first stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator

from msgspec.structs import replace
from spacy.tokens import Doc, Token

from kg.extract.candidates import Candidate
from kg.extract.index import MentionIndex
from kg.extract.modality import Reading
from kg.extract.parts import Parts
from kg.extract.syntax import conjuncts
from kg.lexicon import Lexicon
from kg.mentions import Resolved
from kg.model import EntityType, Modality
from kg.words import load_words

TITLE_JOINTS = frozenset({"-", "'s", ".", "&", "of", "and", "for", "the", "to", "in", "at"})
INNER_JOINTS = frozenset({"of", "for", "to", "in", "at"})
DIPLOMATS = frozenset({"ambassador", "consul", "envoy", "counterpart", "consul-general"})
"""Whoever they are sent to, they belong to the country that sends them."""
_OF_A_STATE = {
    "minister": EntityType.COUNTRY, "premier": EntityType.COUNTRY, "president": EntityType.COUNTRY,
    "secretary": EntityType.COUNTRY, "chancellor": EntityType.COUNTRY, "commissioner": EntityType.BLOC,
}  # fmt: skip
"""Offices that need no name of the state: it is the one that the text is about."""
_TO_COME = frozenset({"designate", "elect"})
_GOVERNMENTS = frozenset({"administration", "cabinet", "government"})
_FIRST_NAMED = 3
"""How many times the country that a text names first counts."""
_OF = frozenset({"of", "from", "at"})
_AT = frozenset({"at", "for", "in", "on", "under", "with"})
_HOLDERS = frozenset({EntityType.COMPANY, EntityType.ORGANIZATION, EntityType.GOVERNMENT_BODY,
                      EntityType.INTERGOVERNMENTAL_ORGANIZATION})  # fmt: skip
ASSERTED = Reading(Modality.ASSERTED, negated=False)


def ties(
    doc: Doc, *, lexicon: Lexicon, index: MentionIndex, mentions: Iterable[Resolved], known: Container[str]
) -> list[Candidate]:
    """The ties of persons to organisations, bodies and countries, each at its first mention.

    `known` holds the ids of the entities that the gazetteer names.
    """
    seen: set[tuple[str, str]] = set()
    found: list[Candidate] = []
    for mention in sorted(mentions, key=lambda m: (m.start, m.end)):
        if mention.entity.type is not EntityType.PERSON or mention.kind in {"title", "pronoun", "description"}:
            continue
        if mention.end - mention.start == 1 and doc[mention.start].lemma_.lower() in lexicon.instruments:
            continue  # "General Agreements" is no general
        for candidate in _of_person(doc, mention, lexicon, index, known):
            key = (candidate.subject.entity.id, candidate.others[0].entity.id)
            if key not in seen:
                seen.add(key)
                found.append(candidate)
    return found


def _of_person(
    doc: Doc, person: Resolved, lexicon: Lexicon, index: MentionIndex, known: Container[str]
) -> Iterator[Candidate]:
    title = _title_span(doc, person, lexicon, index) or _shared_title(doc, person, lexicon, index)
    if title is not None:
        words = {doc[i].lower_ for i in range(*title)}
        holders = _belongs(range(*title), index, person, known, sent=bool(words & DIPLOMATS))
        yield from (_tie(person, holder, *title, rule="tie-title") for holder in holders)
        if not holders and not words & DIPLOMATS and any(lexicon.roles.get(word) == "office" for word in words):
            yield from _unsaid(index, person, title, words, rule="tie-title")
    told = False
    for role in _appositions(doc, person, lexicon):
        aside = _told_aside(role, index)
        left = role.left_edge.i
        near = [
            token.i
            for token in role.subtree
            if left <= token.i <= role.i + 14 and token.i not in aside and not person.start <= token.i < person.end
        ]
        sent = role.lower_ in DIPLOMATS
        holders = _belongs(near, index, person, known, sent=sent)
        for holder in holders:
            end = min(max(holder.end, role.i + 1), left + 14)
            yield _tie(person, holder, left, max(end, role.i + 1), rule="tie-apposition")
        told = told or bool(holders)
        if not holders and title is None and not told and _is_whole(role):
            words = {token.lower_ for token in role.lefts} | {role.lower_}
            yield from _unsaid(index, person, (left, role.i + 1), words, rule="tie-apposition")
    if title is None and not told:
        yield from _of_body(doc, person, index)
    yield from _leading(doc, person, index)
    yield from _governing(doc, person, index)


def _of_body(doc: Doc, person: Resolved, index: MentionIndex) -> Iterator[Candidate]:
    """ "Jerry Hale of the Cato Institute", "Lin Tao of the Chinese foreign ministry": what stands behind the name."""
    if person.end + 1 >= len(doc) or doc[person.end].lower_ not in _OF:
        return
    for token in doc[person.end].children:
        holder = index.at(token.i)
        if token.dep_ != "pobj" or holder is None or holder.kind == "place":
            continue
        of_state = holder.entity.type is EntityType.COUNTRY and doc[person.end].lower_ == "of"
        if of_state or holder.entity.type in _HOLDERS:
            yield _tie(person, holder, person.start, holder.end, rule="tie-of")


def _leading(doc: Doc, person: Resolved, index: MentionIndex) -> Iterator[Candidate]:
    """What the person is said to lead: "who heads the chamber", "who served on the council"."""
    words = load_words()
    for verb in doc[person.root].children:
        if verb.dep_ != "relcl" or not any(t.dep_ == "nsubj" and t.tag_ == "WP" for t in verb.children):
            continue
        for one in [verb, *verb.conjuncts]:
            places = [one] if one.lemma_ in words["leads"] else []
            if one.lemma_ in words["serves"]:
                places = [t for t in one.children if t.dep_ == "prep" and t.lower_ in _AT]
            for token in (child for place in places for child in place.children):
                holder = index.at(token.i)
                if token.dep_ in {"dobj", "pobj"} and holder is not None and holder.entity.type in _HOLDERS:
                    yield _tie(person, holder, one.i, holder.end, rule="tie-leads")


def _governing(doc: Doc, person: Resolved, index: MentionIndex) -> Iterator[Candidate]:
    """ "Ann Lee's government": it is that of the state that the text is about."""
    of, head = doc[person.root], doc[person.root].head
    if of.dep_ == "poss" and head.lower_ in _GOVERNMENTS and all(one.dep_ != "amod" for one in head.lefts):
        yield from _unsaid(index, person, (person.start, head.i + 1), (), rule="tie-government")


def _tie(person: Resolved, holder: Resolved, start: int, end: int, *, rule: str) -> Candidate:
    return Candidate(person.root, rule, "affiliatedWith", person, Parts(start, end, anchor=start), (holder,), ASSERTED,
                     None, "tie")  # fmt: skip


def _shared_title(doc: Doc, person: Resolved, lexicon: Lexicon, index: MentionIndex) -> tuple[int, int] | None:
    """The title of the one before, in the plural: "Senators Ann Lee and Paul Roe"."""
    root = doc[person.root]
    before = index.at(root.head.i) if root.dep_ == "conj" else None
    if before is None or before.entity.type is not EntityType.PERSON:
        return None
    title = _title_span(doc, before, lexicon, index)
    return title if title is not None and doc[title[1] - 1].lower_.rstrip(".").endswith("s") else None


def _title_span(doc: Doc, person: Resolved, lexicon: Lexicon, index: MentionIndex) -> tuple[int, int] | None:
    """The title before a name: back from the name to the start of its phrase, if a word of it is a role."""
    start = person.start
    while start > doc[person.start].sent.start:
        token = doc[start - 1]
        if token.pos_ in {"NOUN", "PROPN", "ADJ"} or token.lower_ in TITLE_JOINTS:
            if token.text == "." and start - 1 > 0 and len(doc[start - 2].text) > 3:
                break
            start -= 1
        else:
            break
    while start < person.start and doc[start].lower_ in TITLE_JOINTS:
        start += 1
    roles = [
        i
        for i in range(start, person.start)
        if lexicon.roles.get(doc[i].lemma_.lower()) or lexicon.roles.get(doc[i].lower_) or _is_title(index, i)
    ]
    if not roles:
        return None
    after = roles[-1] + 1
    to_come = doc[after].text == "-" and doc[after + 1].lower_ in _TO_COME
    if person.start - roles[-1] > 2 and not to_come and doc[after].lower_ not in INNER_JOINTS:
        return None
    return start, person.start


def _appositions(doc: Doc, person: Resolved, lexicon: Lexicon) -> Iterator[Token]:
    """Role nouns that are said of the person: beside the name, around it, or after a form of "be"."""
    root = doc[person.root]
    for child in root.children:
        if child.dep_ in {"appos", "conj"} and child.i > root.i and _is_role(child, lexicon):
            if child.dep_ == "conj" and not any(t.text == "," for t in doc[root.i : child.i]):
                continue
            yield from (t for t in conjuncts(child) if _is_role(t, lexicon))
        if child.dep_ == "relcl":
            for grand in child.children:
                if grand.dep_ in {"attr", "pobj"} and _is_role(grand, lexicon):
                    yield grand
                if grand.dep_ == "prep" and grand.lower_ == "as":
                    yield from (t for t in grand.children if t.dep_ == "pobj" and _is_role(t, lexicon))
    if root.dep_ == "appos":
        hosts = [root.head]
        if root.head.dep_ == "pobj" and root.head.head.lower_ in _OF:
            hosts.append(root.head.head.head)  # "the head of the bank, Ann Lee": the parser takes either noun
        yield from [host for host in hosts if _is_role(host, lexicon)][:1]
    if root.dep_ in {"nsubj", "nsubjpass"} and root.head.lemma_ in {"be", "become", "serve"}:
        for child in root.head.children:
            if child.dep_ == "attr" and _is_role(child, lexicon):
                yield child


def _is_title(index: MentionIndex, i: int) -> bool:
    mention = index.any_at(i)
    return mention is not None and mention.kind == "title"


def _is_role(token: Token, lexicon: Lexicon) -> bool:
    return token.lemma_.lower() in lexicon.roles or token.lower_ in lexicon.roles


def _told_aside(role: Token, index: MentionIndex) -> set[int]:
    """What stands in the phrase of `role` and says nothing of whose it is: what its holder does ("the commissioner who
    met the Chinese envoy"), what something is for ("a bill to tax Chinese cars"), and another person's role."""
    found: set[int] = set()
    for token in role.subtree:
        does = token.dep_ == "relcl" and token.head.i == role.i
        is_purpose = token.dep_ in {"acl", "relcl"} and token.tag_ == "VB"
        if does or is_purpose or (token.dep_ == "conj" and token.i != role.i and _has_person(token, index)):
            found |= {below.i for below in token.subtree}
    return found


def _has_person(noun: Token, index: MentionIndex) -> bool:
    return any(
        mention is not None and mention.entity.type is EntityType.PERSON and mention.kind == "name"
        for mention in (index.at(token.i) for token in noun.subtree)
    )


def _is_whole(role: Token) -> bool:
    """True for an office of a state without a word of what it is an office of ("the secretary of the club")."""
    return role.lower_ in _OF_A_STATE and not any(token.dep_ == "prep" and token.lower_ in _OF for token in role.rights)


def _unsaid(
    index: MentionIndex, person: Resolved, span: tuple[int, int], words: Container[str], *, rule: str
) -> Iterator[Candidate]:
    """The tie to a state that goes without saying: of those whose offices are called by the `words`, the one that the
    text names most up to the person, or else in all; the one that it names first counts thrice. Nobody whose country
    is known is tied to another."""
    kind = next((kind for role, kind in _OF_A_STATE.items() if role in words), EntityType.COUNTRY)
    named = [mention for mention in index.mentions if mention.entity.type is kind and _has_office(mention, words)]
    if kind is EntityType.COUNTRY and person.entity.country is not None:
        named = [mention for mention in named if mention.entity.id == person.entity.country]
    named = [mention for mention in named if mention.start < person.start] or named
    if not named:
        return
    counts = Counter(mention.entity.id for mention in named)
    counts[named[0].entity.id] += _FIRST_NAMED - 1
    last = {mention.entity.id: mention for mention in named}
    state = last[max(sorted(counts), key=lambda key: counts[key])]
    yield replace(_tie(person, state, *span, rule=rule), how="document")


def _has_office(state: Resolved, words: Container[str]) -> bool:
    """False where the state is known to have no office that is called by the `words`."""
    lists, name = load_words(), state.entity.id.rpartition("/")[2]
    known = [states.split("|") for office, states in lists["office-of"].items() if office in words]
    barred = [
        states.split("|")
        for office, states in lists["office-not-of"].items()
        if all(word in words for word in office.split())
    ]
    return all(name in states for states in known) and not any(name in states for states in barred)


def _belongs(
    tokens: Iterable[int], index: MentionIndex, person: Resolved, known: Container[str], *, sent: bool
) -> list[Resolved]:
    """What a title or apposition ties to: its organisation or body, one that the gazetteer knows before a department
    of it, else its country; the first country for those who are `sent`."""
    mentions: dict[str, Resolved] = {}
    for i in tokens:
        mention = index.any_at(i)
        if mention is None or mention.entity.id == person.entity.id:
            continue
        if mention.entity.type not in {EntityType.PERSON, EntityType.GROUP}:
            mentions.setdefault(mention.entity.id, mention)
    found = list(mentions.values())
    if sent:
        return [mention for mention in found if mention.entity.type is EntityType.COUNTRY][:1]
    bodies = [mention for mention in found if mention.entity.type not in {EntityType.COUNTRY, EntityType.BLOC}]
    named = [mention for mention in bodies if mention.entity.id in known]
    return (named or bodies or found)[:1]
