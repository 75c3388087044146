"""Who belongs together: communities, coalitions by agreement, and those who stand between."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

from kg.analyse.evidence import Evidence, groups_of
from kg.analyse.table import Row, Table
from kg.communities import MAX_GROUPS

_NAMED = 8


def communities(evidence: Evidence) -> Table:
    """Groups of actors that deal more with each other than with the rest."""
    graph = evidence.actors
    members: defaultdict[int, list[str]] = defaultdict(list)
    for actor, group in evidence.communities.items():
        members[group].append(actor)
    inside: Counter[int] = Counter()
    across: Counter[int] = Counter()
    for start, end, own in graph.edges(data="statements"):
        first, second = evidence.communities[start], evidence.communities[end]
        if first == second:
            inside[first] += len(own)
        else:
            across.update({first: len(own), second: len(own)})
    rows = tuple(
        Row(
            (
                group + 1,
                len(own),
                _names(evidence, own),
                round(inside[group] / max(inside[group] + across[group], 1), 4),
            ),
            inside[group] + across[group],
        )
        for group, own in sorted(members.items())
    )
    return Table(
        "communities",
        "Communities",
        "Groups of actors that act and speak more towards each other, in friendship or conflict, than towards others"
        f" (Louvain's method, seed {evidence.seed}); groups of one or two, and all beyond {MAX_GROUPS}, are put"
        " together as the last. Inside: the share of a group's statements that stay within it.",
        ("community", "actors", "members", "inside"),
        rows,
        evidence.minimum,
    )


def coalitions(evidence: Evidence) -> Table:
    """Groups of actors that take the same sides."""
    graph = evidence.agreement
    group_of = groups_of(graph, weight="weight", seed=evidence.seed)
    taken = Counter(side.actor.id for side in evidence.sides)
    members: defaultdict[int, list[str]] = defaultdict(list)
    for actor, group in group_of.items():
        if any(weight > 0 for _, _, weight in graph.edges(actor, data="weight")):
            members[group].append(actor)
    rows = []
    for own in members.values():
        pairs = [graph[first][second] for first, second in combinations(own, 2) if graph.has_edge(first, second)]
        agree = sum(pair["agree"] for pair in pairs)
        oppose = sum(pair["oppose"] for pair in pairs)
        if len(own) < 2 or not agree:
            continue
        ranked = sorted(own, key=lambda actor: (-taken[actor], actor))
        names = ", ".join(evidence.labels[actor] for actor in ranked[:_NAMED])
        rest = f" and {len(own) - _NAMED} more" if len(own) > _NAMED else ""
        statements = sum(taken[actor] for actor in own)
        rows.append(Row((names + rest, len(own), agree, oppose, round(agree / (agree + oppose), 4)), statements))
    return Table(
        "coalitions",
        "Coalitions by agreement",
        "Actors that take the same side on the same matters (an instrument, on a good, of an actor), joined by"
        " Louvain's method over agreement. Agree and oppose count the matters on which two members take the same"
        " side or opposite ones; cohesion is the share of the former.",
        ("members", "actors", "agree", "oppose", "cohesion"),
        tuple(sorted(rows, key=lambda row: (-int(row.values[1] or 0), str(row.values[0])))),
        evidence.minimum,
    )


def brokers(evidence: Evidence) -> Table:
    """Actors whose dealings are spread over several communities."""
    graph, group_of = evidence.actors, evidence.communities
    rows = []
    for actor in graph:
        shares: Counter[int] = Counter()
        for start, end, own in (*graph.out_edges(actor, data="statements"), *graph.in_edges(actor, data="statements")):
            shares[group_of[end if start == actor else start]] += len(own)
        total = sum(shares.values())
        spread = 1 - sum((share / total) ** 2 for share in shares.values())
        if spread > 0:
            home = round(shares[group_of[actor]] / total, 4)
            rows.append(Row((evidence.labels[actor], round(spread, 4), len(shares), home, actor), total))
    return Table(
        "brokers",
        "Brokers between camps",
        "How evenly an actor's statements are spread over communities: 0 where all go to one, near 1 where they are"
        " spread over many (participation coefficient; Guimera and Amaral, Nature 433, 2005). Home: the share that"
        " stays in the actor's own community.",
        ("actor", "participation", "communities", "home", "id"),
        tuple(
            sorted(
                rows,
                key=lambda row: (row.statements < evidence.minimum, -float(row.values[1] or 0), str(row.values[4])),
            )
        ),
        evidence.minimum,
    )


def _names(evidence: Evidence, actors: list[str]) -> str:
    ranked = sorted(actors, key=lambda actor: (-evidence.statements_of(actor), actor))
    names = ", ".join(evidence.labels[actor] for actor in ranked[:_NAMED])
    return names + (f" and {len(actors) - _NAMED} more" if len(actors) > _NAMED else "")
