"""What follows from statements for pairs: actors towards each other, actors and the matters they take sides on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import networkx as nx

from kg.model import Document, EntityRef, ObjectRef, Statement
from kg.network import Status, copies_of, independent
from kg.ontology import load_ontology
from kg.predicates import facts_of
from kg.selection import dates_of

_FAVOUR = frozenset({"SUPPORT", "REQUEST", "CONCEDE", "AGREE"})
_AGAINST = frozenset({"REJECT", "ACCUSE"})
_DIRECTION = {"impose": 1, "tighten": 1, "maintain": 1, "ease": -1, "pause": -1, "remove": -1}


@dataclass(frozen=True, slots=True, order=True)
class Matter:
    """What sides are taken on: an instrument, on a good, of an actor who has or would have it."""

    instrument: str
    good: str
    actor: str

    @property
    def label(self) -> str:
        """The matter in words."""
        concept = load_ontology().instruments.get(self.instrument)
        words = concept.label if concept else self.instrument
        return words + (f" on {self.good}" if self.good else "") + (f", by {self.actor}" if self.actor else "")


@dataclass(frozen=True, slots=True)
class Side:
    """One statement's side on a matter: `value` is +1 for more of it, -1 for less. `date` is ISO or None."""

    actor: EntityRef
    matter: Matter
    value: int
    date: str | None
    statement: Statement


def towards(statement: Statement) -> EntityRef | None:
    """The actor that a statement is directed at.

    That is its object where that is an actor; of a policy action the one whom it hits; of a stance the one who makes or
    would make the move, or, where that is the speaker, the one whom the move hits. A tie is directed at nobody.
    """
    obj = statement.object
    if facts_of(statement.predicate).group == "ties":
        return None
    if obj.type.is_actor:
        found: EntityRef | None = EntityRef(obj.id, obj.label, obj.type)
    elif facts_of(statement.predicate).group == "policy action":
        found = obj.target or obj.actor
    elif obj.actor is not None and obj.actor.id != statement.subject.id:
        found = obj.actor
    else:
        found = obj.target
    return None if found is None or found.id == statement.subject.id else found


def actor_network(statements: Iterable[Statement], *, documents: Iterable[Document] = ()) -> nx.DiGraph:
    """Who acts and speaks how towards whom, over affirmed statements.

    Nodes have `label` and `type`. An edge has `positive` and `negative` (sums of the best confidences of independent
    documents), `balance` (their difference over their sum, 0 where both are 0), `sign` (that of the balance), `weight`
    (all documents, neutral ones too), `first` and `last` (ISO dates or None) and `statements` (ids).
    """
    documents = list(documents)
    dates, copies = dates_of(documents), copies_of(documents)
    groups: defaultdict[tuple[str, str], list[Statement]] = defaultdict(list)
    graph = nx.DiGraph()
    for statement in sorted(statements, key=lambda statement: statement.sort_key):
        other = towards(statement)
        if other is None or Status.of(statement) is not Status.AFFIRMED:
            continue
        for ref in (statement.subject, other):
            if ref.id not in graph:
                graph.add_node(ref.id, label=ref.label, type=ref.type.value)
        groups[statement.subject.id, other.id].append(statement)
    for (subject, target), members in sorted(groups.items()):
        graph.add_edge(subject, target, **_pair(members, dates, copies))
    return graph


def _pair(members: list[Statement], dates: Mapping[str, str | None], copies: Mapping[str, str]) -> dict[str, object]:
    signs = {member.id: facts_of(member.predicate).tone.sign for member in members}
    positive, negative = (
        sum(independent((one for one in members if signs[one.id] == sign), copies=copies).values()) for sign in (1, -1)
    )
    known = sorted(date for member in members if (date := dates.get(member.document)))
    return {
        "positive": round(positive, 4),
        "negative": round(negative, 4),
        "balance": round((positive - negative) / (positive + negative), 4) if positive + negative else 0.0,
        "sign": (positive > negative) - (positive < negative),
        "weight": round(sum(independent(members, copies=copies).values()), 4),
        "first": known[0] if known else None,
        "last": known[-1] if known else None,
        "statements": tuple(member.id for member in members),
    }


def sides(statements: Iterable[Statement], *, documents: Iterable[Document] = ()) -> list[Side]:
    """The sides that affirmed stances and policy actions take, sorted by matter, actor and date.

    To support the easing of a tariff and to ease it are sides against the tariff; to oppose its removal is one for it.
    Threats and warnings take no side: they may be meant either way.
    """
    dates = dates_of(documents)
    found = [
        Side(statement.subject, matter, value, dates.get(statement.document), statement)
        for statement in statements
        if Status.of(statement) is Status.AFFIRMED
        and (matter := _matter(statement)) is not None
        and (value := _value(statement))
    ]
    return sorted(found, key=lambda side: (side.matter, side.actor.id, side.date or "", side.statement.sort_key))


def _matter(statement: Statement) -> Matter | None:
    obj: ObjectRef = statement.object
    if obj.instrument is None:
        return None
    actor = obj.actor
    if actor is None and facts_of(statement.predicate).group == "policy action":
        actor = statement.subject
    return Matter(obj.instrument, obj.good.label if obj.good else "", actor.label if actor else "")


def _value(statement: Statement) -> int:
    change = load_ontology().predicate(statement.predicate).change
    if change is not None:
        return _DIRECTION.get(change, 0)
    facts = facts_of(statement.predicate)
    stance = (facts.plover in _FAVOUR) - (facts.plover in _AGAINST) if facts.group == "stance" else 0
    return stance * _DIRECTION.get(statement.object.change or "impose", 0)


def positions(taken: Iterable[Side]) -> dict[Matter, dict[str, float]]:
    """Each actor's position on each matter: the mean of its sides, -1 to +1."""
    values: defaultdict[Matter, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for side in taken:
        values[side.matter][side.actor.id].append(side.value)
    return {
        matter: {actor: sum(own) / len(own) for actor, own in sorted(actors.items())}
        for matter, actors in sorted(values.items())
    }


def agreement_network(taken: Iterable[Side]) -> nx.Graph:
    """Actors joined by the matters on which both take a side.

    An edge has `agree` and `oppose` (numbers of matters), `shared` (their sum and those where a position is even),
    `weight` (the sum of the products of positions) and `sign`.
    """
    taken = list(taken)
    graph = nx.Graph()
    for side in taken:
        graph.add_node(side.actor.id, label=side.actor.label, type=side.actor.type.value)
    for own in positions(taken).values():
        for first, second in combinations(sorted(own), 2):
            product = own[first] * own[second]
            if not graph.has_edge(first, second):
                graph.add_edge(first, second, agree=0, oppose=0, shared=0, weight=0.0)
            edge = graph[first][second]
            edge["agree"] += product > 0
            edge["oppose"] += product < 0
            edge["shared"] += 1
            edge["weight"] = round(edge["weight"] + product, 4)
            edge["sign"] = (edge["weight"] > 0) - (edge["weight"] < 0)
    return graph


def bipartite_network(statements: Iterable[Statement], *, documents: Iterable[Document] = ()) -> nx.Graph:
    """Actors (`bipartite` 0) and the moves, measures and topics (`bipartite` 1) that they speak of or act on.

    An edge has `sign` (of the sum over affirmed statements), `weight` (independent documents) and `statements` (ids).
    """
    copies = copies_of(documents)
    groups: defaultdict[tuple[str, str], list[Statement]] = defaultdict(list)
    graph = nx.Graph()
    for statement in sorted(statements, key=lambda statement: statement.sort_key):
        if statement.object.type.is_actor:
            continue
        for side, ref in ((0, statement.subject), (1, statement.object)):
            graph.add_node(ref.id, label=ref.label, type=ref.type.value, bipartite=side)
        groups[statement.subject.id, statement.object.id].append(statement)
    for (actor, move), members in sorted(groups.items()):
        total = sum(facts_of(one.predicate).tone.sign for one in members if Status.of(one) is Status.AFFIRMED)
        graph.add_edge(
            actor,
            move,
            sign=(total > 0) - (total < 0),
            weight=round(sum(independent(members, copies=copies).values()), 4),
            statements=tuple(one.id for one in members),
        )
    return graph


class Window(StrEnum):
    """The length of a time window."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"

    def of(self, date: str) -> str | None:
        """The window that an ISO date lies in ("2024", "2024-Q2", "2024-05"); None where the date is not that exact."""
        year, month = date[:4], date[5:7]
        if self is Window.YEAR:
            return year
        if not month:
            return None
        return f"{year}-{month}" if self is Window.MONTH else f"{year}-Q{(int(month) + 2) // 3}"


def windows(
    statements: Iterable[Statement], *, documents: Iterable[Document], window: Window
) -> Iterator[tuple[str, list[Statement]]]:
    """The statements of each time window in order, by the dates of their documents; undated ones are in none."""
    dates = dates_of(documents)
    groups: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        date = dates.get(statement.document)
        name = window.of(date) if date else None
        if name is not None:
            groups[name].append(statement)
    for name in sorted(groups):
        yield name, sorted(groups[name], key=lambda statement: statement.sort_key)
