"""Positions for the nodes of a network, computed beforehand so that a page opens at rest and always looks the same.

A force layout after Fruchterman and Reingold (Software: Practice and Experience 21, 1991), a connected component or, in
large networks, a community at a time; the pieces are then placed beside each other. Seeded; coordinates are whole
numbers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
_Chosen = slice | npt.NDArray[np.intp]

SPACING = 95.0
"""Distance in page units at which two linked nodes are at rest."""
ASPECT = 1.5
"""Width of the picture divided by its height; screens are wide."""
BOX = (78.0, 44.0)
"""Width and height that a node and its label need."""
WHOLE = 500
"""Up to this many nodes the network is laid out as one; above it, a community at a time."""
HUB = 40
"""Degree beyond which a node pushes others away no harder."""
CORE = 260
"""The nodes of a community that take part in the forces; the weaker rest is set around them in a spiral."""
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Layout:
    """`positions` of all nodes by index; `centres` and `radii` of groups by number, empty up to `WHOLE` nodes."""

    positions: list[tuple[int, int]]
    centres: list[tuple[int, int]]
    radii: list[int]


def layout(
    count: int,
    links: Mapping[tuple[int, int], float],
    *,
    groups: Sequence[int],
    first: Sequence[int] = (),
    seed: int = 1,
) -> Layout:
    """Place nodes 0..`count`, strongest first, joined by weighted `links`; `groups` gives each node's community.

    `first` are the nodes that a reader sees before any others: they are placed by themselves, the rest around them.
    """
    if count > WHOLE:
        return _by_groups(count, links, groups, seed)
    places = np.full((count, 2), np.nan)
    _place(places, list(first) or list(range(count)), links, seed)
    joined = _components(count, links)
    reached = {joined[node] for node in first}
    around = [node for node in range(count) if joined[node] in reached]
    _settle(places, around, links, seed)
    apart = [node for node in range(count) if np.isnan(places[node, 0])]
    _place(places, apart, links, seed)
    return Layout([(round(float(x)), round(float(y))) for x, y in places], [], [])


def _place(places: Array, nodes: Sequence[int], links: Mapping[tuple[int, int], float], seed: int) -> None:
    """Lay out `nodes` a connected component at a time, below what is placed already."""
    if not nodes:
        return
    inner = _inside(nodes, links)
    component = _components(len(nodes), ((low, high) for low, high, _ in inner))
    pieces: dict[int, list[int]] = defaultdict(list)
    for node, piece in zip(nodes, component, strict=True):
        pieces[piece].append(node)
    shapes = {piece: _piece(members, _inside(members, links), seed) for piece, members in sorted(pieces.items())}
    taken = places[~np.isnan(places[:, 0])]
    centres = _packed(shapes, below=_box(taken) if len(taken) else None)
    for piece, members in pieces.items():
        places[members] = shapes[piece] + np.array(centres[piece])


def _settle(places: Array, nodes: Sequence[int], links: Mapping[tuple[int, int], float], seed: int) -> None:
    """Let the nodes without a place find one among those that have one and stay where they are."""
    free = np.isnan(places[nodes][:, 0])
    if not free.any():
        return
    inner = _inside(nodes, links)
    points = _beside_neighbours(places[nodes], inner, seed)
    points = _forces(len(nodes), inner, seed, start=points, free=free)
    places[nodes] = _spread(points, free=free)


def _beside_neighbours(points: Array, links: Sequence[tuple[int, int, float]], seed: int) -> Array:
    near: defaultdict[int, list[int]] = defaultdict(list)
    for low, high, _ in links:
        near[low].append(high)
        near[high].append(low)
    rng = np.random.default_rng(seed)
    jitter = rng.normal(0, SPACING * 0.6, points.shape)
    known = ~np.isnan(points[:, 0])
    while not known.all():
        ready = [node for node in np.flatnonzero(~known) if any(known[other] for other in near[int(node)])]
        for node in ready:
            points[node] = points[[other for other in near[int(node)] if known[other]]].mean(axis=0) + jitter[node]
        known[ready] = True
    return points


def _by_groups(count: int, links: Mapping[tuple[int, int], float], groups: Sequence[int], seed: int) -> Layout:
    """Each community by itself, the communities beside each other."""
    pieces: dict[int, list[int]] = defaultdict(list)
    for node, piece in enumerate(groups):
        pieces[piece].append(node)
    own: defaultdict[int, dict[tuple[int, int], float]] = defaultdict(dict)
    for (low, high), weight in links.items():
        if groups[low] == groups[high]:
            own[groups[low]][low, high] = weight
    placed = {piece: _piece(members, _inside(members, own[piece]), seed) for piece, members in sorted(pieces.items())}
    radii = {piece: _radius(points) for piece, points in placed.items()}
    centres = _centres(radii, _between(links, groups), seed)
    positions = [(0, 0)] * count
    for piece, members in pieces.items():
        x, y = centres[piece]
        for node, point in zip(members, placed[piece], strict=True):
            positions[node] = (round(float(point[0]) + x), round(float(point[1]) + y))
    order = range(len(pieces))
    return Layout(
        positions,
        [(round(centres[piece][0]), round(centres[piece][1])) for piece in order],
        [round(radii[piece]) for piece in order],
    )


def _components(count: int, links: Iterable[tuple[int, int]]) -> list[int]:
    """The smallest node of each node's connected component."""
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for first, second in links:
        low, high = sorted((root(first), root(second)))
        parent[high] = low
    return [root(node) for node in range(count)]


def _inside(members: Sequence[int], links: Mapping[tuple[int, int], float]) -> list[tuple[int, int, float]]:
    place = {node: index for index, node in enumerate(members)}
    return sorted(
        (place[first], place[second], weight)
        for (first, second), weight in links.items()
        if first != second and first in place and second in place
    )


def _between(links: Mapping[tuple[int, int], float], groups: Sequence[int]) -> list[tuple[int, int, float]]:
    total: defaultdict[tuple[int, int], float] = defaultdict(float)
    for (first, second), weight in links.items():
        if groups[first] != groups[second]:
            low, high = sorted((groups[first], groups[second]))
            total[low, high] += weight
    return [(low, high, weight) for (low, high), weight in sorted(total.items())]


def _piece(members: Sequence[int], links: Sequence[tuple[int, int, float]], seed: int) -> Array:
    core = min(len(members), CORE)
    inner = _forces(core, [link for link in links if link[0] < core and link[1] < core], seed)
    inner = _spread(inner)
    if core == len(members):
        return inner
    rest = np.arange(len(members) - core, dtype=np.float64)
    start = _radius(inner) / (SPACING * 0.5)
    reach = SPACING * 0.5 * np.sqrt(start**2 + rest * 1.4)
    angle = rest * GOLDEN_ANGLE
    return np.vstack([inner, np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])])


def _forces(
    count: int,
    links: Sequence[tuple[int, int, float]],
    seed: int,
    *,
    start: Array | None = None,
    free: npt.NDArray[np.bool_] | None = None,
) -> Array:
    """Positions of `count` connected nodes around the origin; from `start` on, only those that are `free` move."""
    if count == 1:
        return np.zeros((1, 2))
    rng = np.random.default_rng(seed)
    points = rng.uniform(-1, 1, (count, 2)) * SPACING * math.sqrt(count) if start is None else start
    places = np.ascontiguousarray(points.T)
    springs = _Springs.of(count, links)
    root = (1.0 + np.minimum(springs.degree, HUB)) ** 0.3
    moving = slice(None) if free is None else np.flatnonzero(free)
    away = _Repulsion((SPACING**2 * np.outer(root[moving], root)).astype(np.float32))
    rounds, heat = (200, SPACING * math.sqrt(count) / 3) if start is None else (70, SPACING)
    inwards = np.array([[0.55], [0.55 * ASPECT]])
    for step in range(rounds):
        own = places[:, moving]
        move = away.of(places, moving) - springs.pull(places)[:, moving] - own * inwards
        length = np.maximum(_lengths(move), 1e-9)
        places[:, moving] = own + move * (np.minimum(length, heat * (1 - step / rounds)) / length)
    return np.ascontiguousarray(places.T if free is not None else (places - places.mean(axis=1, keepdims=True)).T)


@dataclass(frozen=True, slots=True)
class _Springs:
    """Links as arrays, each once from either end, with what they weigh; `degree` counts the links of each node."""

    here: npt.NDArray[np.intp]
    there: npt.NDArray[np.intp]
    strength: Array
    degree: npt.NDArray[np.intp]

    @classmethod
    def of(cls, count: int, links: Sequence[tuple[int, int, float]]) -> _Springs:
        """Those of `count` nodes."""
        ends = np.array([link[:2] for link in links], dtype=np.intp).reshape(-1, 2)
        strength = np.array([(1 + math.log1p(link[2])) / SPACING for link in links])
        here, there = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
        return cls(here, there, np.concatenate([strength, strength]), np.bincount(here, minlength=count))

    def pull(self, places: Array) -> Array:
        """How strongly the nodes at the other ends pull each node, turned away from them; x and y in a row."""
        apart = places[:, self.here] - places[:, self.there]
        apart *= self.strength * np.maximum(_lengths(apart), 1.0)
        return np.stack([np.bincount(self.here, along, minlength=places.shape[1]) for along in apart])


def _lengths(vectors: Array) -> Array:
    """By square roots, which are the same on every machine; `np.hypot` is not."""
    found: Array = np.sqrt(vectors[0] * vectors[0] + vectors[1] * vectors[1])
    return found


class _Repulsion:
    """What all nodes do to those that move. In single precision, which is finer by far than a page's units; its room
    is used again in every round."""

    def __init__(self, push: npt.NDArray[np.float32]) -> None:
        self._push = push
        self._apart = np.empty((2, *push.shape), dtype=np.float32)
        self._square = np.empty_like(self._apart)

    def of(self, places: Array, moving: _Chosen) -> Array:
        """The sum of the pushes on each of the `moving` nodes, by the inverse of the distance; x and y in a row."""
        exact = places.astype(np.float32)
        np.subtract(exact[:, moving, None], exact[:, None, :], out=self._apart)
        np.multiply(self._apart, self._apart, out=self._square)
        strength = np.add(self._square[0], self._square[1], out=self._square[0])
        np.maximum(strength, 1.0, out=strength)
        np.divide(self._push, strength, out=strength)
        np.multiply(self._apart, strength, out=self._apart)
        total: Array = self._apart.sum(axis=2).astype(np.float64)
        return total


def _spread(points: Array, *, free: npt.NDArray[np.bool_] | None = None, rounds: int = 60) -> Array:
    """Push apart nodes whose boxes, which leave room for a label, overlap; only those that are `free` move."""
    moving = np.arange(len(points)) if free is None else np.flatnonzero(free)
    points = points.copy()
    for _ in range(rounds):
        aside = np.abs(points[moving, None, 0] - points[None, :, 0]) < BOX[0]
        aside &= np.abs(points[moving, None, 1] - points[None, :, 1]) < BOX[1]
        one, other = np.nonzero(aside)
        both = moving[one] != other
        one, other = one[both], other[both]
        if not len(one):
            break
        points[moving] += _steps_apart(
            points[moving[one]] - points[other], np.sign(moving[one] - other), one, len(moving)
        )
    return points


def _steps_apart(apart: Array, tie: npt.NDArray[np.intp], nodes: npt.NDArray[np.intp], count: int) -> Array:
    """How far each of `count` nodes goes, by the pairs that it is in: along the axis on which they overlap less, and
    by `tie` where they do not differ on it."""
    lack = np.array(BOX) - np.abs(apart)
    axis = np.where(lack[:, 0] / BOX[0] < lack[:, 1] / BOX[1], 0, 1)
    pair = np.arange(len(axis))
    way = np.where(apart[pair, axis] == 0, tie, np.sign(apart[pair, axis]))
    step = lack[pair, axis] * way * 0.3
    total = np.bincount(nodes * 2 + axis, step, minlength=2 * count)
    return total.reshape(count, 2).astype(np.float64, copy=False)


def _radius(points: Array) -> float:
    return float(np.sqrt((points**2).sum(axis=1)).max()) + SPACING * 0.7


def _packed(pieces: Mapping[int, Array], *, below: _Box | None) -> dict[int, tuple[float, float]]:
    """Where the origins of the components go: in rows below what is there, else below the largest of them."""
    boxes = {piece: _box(points) for piece, points in pieces.items()}
    order = sorted(boxes, key=lambda piece: (-boxes[piece].area, piece))
    places: dict[int, tuple[float, float]] = {}
    main = below
    if main is None:
        main = boxes[order[0]]
        places[order.pop(0)] = (0.0, 0.0)
    width = max(main.width, math.sqrt(sum(box.area for box in boxes.values())) * ASPECT)
    x, y, row = 0.0, main.bottom, 0.0
    for piece in order:
        box = boxes[piece]
        if x > 0 and x + box.width > width:
            x, y, row = 0.0, y + row, 0.0
        places[piece] = (main.left + (main.width - width) / 2 + x - box.left, y - box.top)
        x += box.width
        row = max(row, box.height)
    return places


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def bottom(self) -> float:
        return self.top + self.height


def _box(points: Array) -> _Box:
    """The box of a component with room for its labels."""
    margin = np.array([SPACING, SPACING * 0.5])
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    return _Box(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))


def _centres(
    radii: Mapping[int, float], links: Sequence[tuple[int, int, float]], seed: int
) -> dict[int, tuple[float, float]]:
    """Centres of the communities: linked ones near each other, no two circles overlapping."""
    order = sorted(radii)
    place = {piece: index for index, piece in enumerate(order)}
    inner = [(place[first], place[second], weight) for first, second, weight in links]
    size = np.array([radii[piece] for piece in order])
    points = _forces(len(order), inner, seed) * (float(size.mean()) / SPACING)
    for _ in range(300):
        delta = points[:, None, :] - points[None, :, :]
        distance = np.maximum(np.sqrt((delta**2).sum(axis=2)), 1.0)
        lack = (size[:, None] + size[None, :]) * 1.05 - distance
        np.fill_diagonal(lack, 0)
        if not (lack > 1).any():
            break
        points = points + (delta / distance[:, :, None] * np.maximum(lack, 0)[:, :, None] * 0.3).sum(axis=1)
    return {piece: (float(points[index, 0]), float(points[index, 1])) for piece, index in place.items()}
