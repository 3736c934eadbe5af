"""Finds the ways of the links over a coarse lattice: cells of the grid and the channels between them.

The lattice has a line for each column (odd x), row (odd y) and channel (even). A route is a list of lattice points;
`tracks` later gives each straight run of it an exact place, so that what runs side by side never touches.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from powerflow.diagram.outline import Figure, Link, Manner, Outline, Shape
from powerflow.diagram.rows import Grid

Vertex = tuple[int, int]
EAST, SOUTH, WEST, NORTH = (1, 0), (0, 1), (-1, 0), (0, -1)
_SIDES = (SOUTH, EAST, WEST, NORTH)

_ACROSS, _DOWN = 1.0, 0.75
_BEND, _CROSSING, _TOUCH = 1.7, 3.0, 0.6
_SHARE_CHANNEL, _SHARE_CELL, _TAKEN_VERTEX = 0.4, 2.5, 30.0
_MOST_PASSES = 2


@dataclass(frozen=True)
class Route:
    """A link's way: `path` runs from the cell of its source to the cell of its target."""

    link: Link
    path: tuple[Vertex, ...]

    @property
    def exit_side(self) -> Vertex:
        """The side of the source at which it leaves."""
        return _step(self.path[0], self.path[1])

    @property
    def entry_side(self) -> Vertex:
        """The side of the target at which it arrives."""
        return _step(self.path[-1], self.path[-2])


def is_bundled(one: Link, other: Link, buses: frozenset[str]) -> bool:
    """Whether two links may run as one line: they end in the same figure, or start in one with more exits than sides."""
    loud = (Manner.BACK, Manner.TIMER, Manner.MESSAGE)
    alike = one.manner is other.manner or (one.manner not in loud and other.manner not in loud)
    if not alike:
        return False
    return one.target == other.target or (one.source == other.source and one.source in buses)


class Lattice:
    """The lattice of one grid and the routes laid on it so far."""

    def __init__(self, plan: Outline, grid: Grid) -> None:
        self._figures = plan.figures
        self._right, self._bottom = 2 * grid.columns, 2 * grid.rows
        self._vertex = {id: (2 * column + 1, 2 * row + 1) for id, (row, column) in grid.cells.items()}
        self._blocked = frozenset(self._vertex.values())
        self._links = [link for link in plan.links if link.source in self._vertex and link.target in self._vertex]
        self.buses = _buses(self._links, plan.figures)
        self._routes: dict[int, Route] = {}
        self._runs: defaultdict[tuple[Vertex, Vertex], set[int]] = defaultdict(set)
        self._turns: defaultdict[Vertex, dict[int, str]] = defaultdict(dict)
        self._ports: defaultdict[tuple[Vertex, Vertex], dict[int, bool]] = defaultdict(dict)

    def routes(self) -> tuple[Route, ...]:
        """A route for every link, the near and the main ones first, each improved once the others lie."""
        rank = sorted(range(len(self._links)), key=self._urgency)
        for index in rank:
            self._lay(index)
        for _ in range(_MOST_PASSES):
            busy = [index for index in rank if self._is_disturbed(index)]
            for index in busy:
                self._lift(index)
                self._lay(index)
            if not busy:
                break
        return tuple(self._routes[index] for index in range(len(self._links)) if index in self._routes)

    def _urgency(self, index: int) -> tuple[float, int]:
        link = self._links[index]
        (x, y), (tx, ty) = self._vertex[link.source], self._vertex[link.target]
        calm = {Manner.MAIN: 0, Manner.SIDE: 2, Manner.TIMER: 8, Manner.BACK: 8, Manner.MESSAGE: 12}[link.manner]
        straight = 0 if x == tx or y == ty else 6
        return abs(x - tx) + abs(y - ty) + calm + straight, index

    # -- laying and lifting ---------------------------------------------------------------------------------------------

    def _lay(self, index: int) -> None:
        path = self._search(index)
        if path is None:
            return
        route = Route(self._links[index], path)
        self._routes[index] = route
        for one, other in pairwise(path):
            self._runs[_pair(one, other)].add(index)
        for before, here, after in zip(path, path[1:], path[2:], strict=False):
            self._turns[here][index] = _turn(before, here, after)
        self._ports[path[0], route.exit_side][index] = True
        self._ports[path[-1], route.entry_side][index] = False

    def _lift(self, index: int) -> None:
        route = self._routes.pop(index)
        path = route.path
        for one, other in pairwise(path):
            self._runs[_pair(one, other)].discard(index)
        for here in path[1:-1]:
            self._turns[here].pop(index, None)
        self._ports[path[0], route.exit_side].pop(index, None)
        self._ports[path[-1], route.entry_side].pop(index, None)

    def _is_disturbed(self, index: int) -> bool:
        """Whether the route crosses another one, runs beside one, or shares a side that should be its own."""
        if index not in self._routes:
            return False
        path = self._routes[index].path
        beside = any(not self._bundles(index, other) for pair in pairwise(path)
                     for other in self._runs[_pair(*pair)] if other != index)
        return beside or any(not self._bundles(index, other) for here in path[1:-1]
                             for other in self._turns[here] if other != index)

    def _bundles(self, index: int, other: int) -> bool:
        return is_bundled(self._links[index], self._links[other], self.buses)

    # -- the search -----------------------------------------------------------------------------------------------------

    def _search(self, index: int) -> tuple[Vertex, ...] | None:
        """The cheapest way (A*), None if there is none."""
        link = self._links[index]
        start, goal = self._vertex[link.source], self._vertex[link.target]
        heap: list[tuple[float, int, float, Vertex, Vertex]] = []
        came: dict[tuple[Vertex, Vertex], tuple[Vertex, Vertex] | None] = {}
        best: dict[tuple[Vertex, Vertex], float] = {}
        ticket = 0
        for side in _SIDES:
            cost = self._exit_cost(index, start, goal, side)
            # Doubled, so that a link back to its own figure does not take its beginning for its end.
            opening = side[0] * 2, side[1] * 2
            best[start, opening] = cost
            came[start, opening] = None
            heappush(heap, (cost + _distance(start, goal), ticket, cost, start, opening))
            ticket += 1
        while heap:
            _, _, cost, here, heading = heappop(heap)
            if cost > best[here, heading]:
                continue
            is_start = came[here, heading] is None
            if here == goal and not is_start:
                return _traced(came, (here, heading))
            side = (heading[0] // 2, heading[1] // 2) if is_start else heading
            for after, turned, more in self._moves(index, here, side, goal, is_start=is_start):
                total = cost + more
                if total < best.get((after, turned), 1e9) - 1e-9:
                    best[after, turned] = total
                    came[after, turned] = here, heading
                    ticket += 1
                    heappush(heap, (total + _distance(after, goal), ticket, total, after, turned))
        return None

    def _moves(
        self, index: int, here: Vertex, side: Vertex, goal: Vertex, *, is_start: bool
    ) -> Iterable[tuple[Vertex, Vertex, float]]:
        """Every next point with the direction taken and what the move costs."""
        back = (-side[0], -side[1])
        for turned in (side,) if is_start else _SIDES:
            if turned == back and not is_start:
                continue
            after = here[0] + turned[0], here[1] + turned[1]
            if not (0 <= after[0] <= self._right and 0 <= after[1] <= self._bottom):
                continue
            if after in self._blocked and after != goal:
                continue
            cost = self._run_cost(index, here, after, turned)
            if not is_start:
                cost += self._turn_cost(index, here, side, turned)
            if after == goal:
                cost += self._entry_cost(index, goal, (-turned[0], -turned[1]))
            yield after, turned, cost

    def _run_cost(self, index: int, here: Vertex, after: Vertex, side: Vertex) -> float:
        cost = _ACROSS if side[0] else _DOWN
        is_cell_line = (here[1] if side[0] else here[0]) % 2 == 1
        for other in self._runs.get(_pair(here, after), ()):
            if self._bundles(index, other):
                return cost * 0.6
            cost += _SHARE_CELL if is_cell_line else _SHARE_CHANNEL
        return cost

    def _turn_cost(self, index: int, here: Vertex, before: Vertex, after: Vertex) -> float:
        bends = before != after
        cost = _BEND if bends else 0.0
        mine = "b" if bends else ("h" if before[0] else "v")
        for other, turn in self._turns[here].items() if here in self._turns else ():
            if not self._bundles(index, other) and turn != mine:
                cost += _TOUCH if "b" in (turn, mine) else _CROSSING
        return cost

    def _exit_cost(self, index: int, start: Vertex, goal: Vertex, side: Vertex) -> float:
        link = self._links[index]
        cost = 0.0
        if link.manner is Manner.BACK:
            cost += {SOUTH: 1.5, NORTH: 0.8}.get(side, 0.0)
        elif side == NORTH and goal[1] >= start[1]:
            cost += 4.0
        elif side != SOUTH:
            cost += 0.2
        return cost + self._port_cost(index, link.source, start, side, leaves=True)

    def _entry_cost(self, index: int, goal: Vertex, side: Vertex) -> float:
        link = self._links[index]
        cost = 0.0
        if link.manner is Manner.BACK:
            cost += {SOUTH: 0.6, NORTH: 0.6}.get(side, 0.0)
        elif side == SOUTH:
            cost += 4.0
        elif side != NORTH:
            cost += 0.6 if self._figures[link.target].shape in (Shape.DECISION, Shape.GATE) else 0.3
        return cost + self._port_cost(index, link.target, goal, side, leaves=False)

    def _port_cost(self, index: int, figure: str, at: Vertex, side: Vertex, *, leaves: bool) -> float:
        """What sharing a side costs: a vertex of a diamond is one link's own, the sides of other figures have room."""
        pointed = self._figures[figure].shape in (Shape.DECISION, Shape.GATE)
        cost = 0.0
        for other, other_leaves in self._ports.get((at, side), {}).items():
            if other == index or (leaves == other_leaves and self._bundles(index, other)):
                continue
            cost += _TAKEN_VERTEX if pointed else (2.5 if leaves != other_leaves else 1.5)
        return cost


def _buses(links: Iterable[Link], figures: Mapping[str, Figure]) -> frozenset[str]:
    """The diamonds with more exits than free vertices: their exits share a line."""
    exits: defaultdict[str, int] = defaultdict(int)
    for link in links:
        exits[link.source] += 1
    return frozenset(id for id, count in exits.items() if count > 3 and figures[id].shape in (Shape.DECISION, Shape.GATE))


def _distance(here: Vertex, goal: Vertex) -> float:
    return (abs(here[0] - goal[0]) * _ACROSS + abs(here[1] - goal[1]) * _DOWN) * 0.6


def _pair(one: Vertex, other: Vertex) -> tuple[Vertex, Vertex]:
    return (one, other) if one < other else (other, one)


def _step(one: Vertex, other: Vertex) -> Vertex:
    return other[0] - one[0], other[1] - one[1]


def _turn(before: Vertex, here: Vertex, after: Vertex) -> str:
    if _step(before, here) != _step(here, after):
        return "b"
    return "h" if before[1] == here[1] else "v"


def _traced(
    came: Mapping[tuple[Vertex, Vertex], tuple[Vertex, Vertex] | None], last: tuple[Vertex, Vertex]
) -> tuple[Vertex, ...]:
    path = [last[0]]
    state = came[last]
    while state is not None:
        path.append(state[0])
        state = came[state]
    return tuple(reversed(path))
