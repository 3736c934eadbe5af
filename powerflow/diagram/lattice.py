"""Finds the ways of the links over a coarse lattice: cells of the grid and the channels between them.

The lattice has a line for each column (odd x), row (odd y) and channel (even). A route is a list of lattice points;
`tracks` later gives each straight run of it an exact place, so that what runs side by side never touches.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise

from powerflow.diagram.outline import Figure, Link, Manner, Outline, Shape
from powerflow.diagram.rows import Grid

Vertex = tuple[int, int]
EAST, SOUTH, WEST, NORTH = (1, 0), (0, 1), (-1, 0), (0, -1)
# Opposite sides stand opposite each other.
_SIDES = (SOUTH, EAST, WEST, NORTH)

_ACROSS, _DOWN = 1.0, 0.75
_BEND, _CROSSING, _TOUCH = 2.8, 9.0, 2.5
_SHARE_CHANNEL, _SHARE_CELL, _TAKEN_VERTEX = 0.4, 2.5, 30.0
_MOST_PASSES, _MOST_RELAID = 3, 80
# How far round the straight way a link is looked for at first, in lattice points.
_WINDOW = 5


@dataclass(frozen=True)
class Route:
    """A link's way: `path` runs from the cell of its source to the cell of its target."""

    link: Link
    path: tuple[Vertex, ...]

    @cached_property
    def exit_side(self) -> Vertex:
        """The side of the source at which it leaves."""
        return _step(self.path[0], self.path[1])

    @cached_property
    def entry_side(self) -> Vertex:
        """The side of the target at which it arrives."""
        return _step(self.path[-1], self.path[-2])


def is_bundled(one: Link, other: Link) -> bool:
    """Whether two links may run as one line: they end in the same figure."""
    loud = (Manner.BACK, Manner.TIMER, Manner.MESSAGE)
    alike = one.manner is other.manner or (one.manner not in loud and other.manner not in loud)
    return alike and one.target == other.target


_Area = tuple[int, int, int, int]
# Sides by number: a state of the search is four times the number of a point plus that of the side towards which it was entered.
_BEGIN = -1


class Lattice:
    """The lattice of one grid and the routes laid on it so far."""

    def __init__(self, plan: Outline, grid: Grid) -> None:
        self._figures = plan.figures
        # Nothing runs above the first heads.
        self._whole: _Area = (0, 2 * grid.columns, 2 if grid.heads else 0, 2 * grid.rows)
        self._vertex = {id: (2 * column + 1, 2 * row + 1) for id, (row, column) in grid.cells.items()}
        self._blocked = frozenset(self._vertex.values()) | _told(grid)
        self._head_rows = frozenset(2 * head.row + 1 for head in grid.heads)
        self._links = [link for link in plan.links if link.source in self._vertex and link.target in self._vertex]
        self.fans = _fans(self._links, plan.figures)
        self._routes: dict[int, Route] = {}
        # Points are numbered row by row, stretches by the point at their beginning, those along a row even, those down odd.
        self._wide = 2 * grid.columns + 1
        self._closed = bytearray(self._wide * (2 * grid.rows + 1))
        for x, y in self._blocked:
            self._closed[y * self._wide + x] = 1
        self._runs: defaultdict[int, set[int]] = defaultdict(set)
        self._turns: defaultdict[int, dict[int, str]] = defaultdict(dict)
        self._ports: defaultdict[tuple[Vertex, Vertex], dict[int, bool]] = defaultdict(dict)
        self._kin = self._bundles()

    def routes(self) -> tuple[Route, ...]:
        """A route for every link, the near and the main ones first, each improved once the others lie."""
        rank = sorted(range(len(self._links)), key=self._urgency)
        for index in rank:
            self._lay(index)
        left = _MOST_RELAID
        for _ in range(_MOST_PASSES):
            busy = [index for index in rank if self._is_disturbed(index)][:left]
            left -= len(busy)
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

    def _bundles(self) -> list[frozenset[int]]:
        """For each link those that it may run with as one line, itself among them."""
        ends: defaultdict[str, list[int]] = defaultdict(list)
        for index, link in enumerate(self._links):
            ends[link.target].append(index)
        return [
            frozenset(other for other in ends[link.target] if other == index or is_bundled(link, self._links[other]))
            for index, link in enumerate(self._links)
        ]

    # -- laying and lifting ---------------------------------------------------------------------------------------------

    def _lay(self, index: int) -> None:
        path = self._straight(index) or self._search(index, self._window(index)) or self._search(index, self._whole)
        if path is None:
            return
        route = Route(self._links[index], path)
        self._routes[index] = route
        for one, other in pairwise(path):
            self._runs[self._stretch(one, other)].add(index)
        for before, here, after in zip(path, path[1:], path[2:], strict=False):
            self._turns[here[1] * self._wide + here[0]][index] = _turn(before, here, after)
        self._ports[path[0], route.exit_side][index] = True
        self._ports[path[-1], route.entry_side][index] = False

    def _stretch(self, one: Vertex, other: Vertex) -> int:
        """The number of the stretch between two neighbours."""
        (x, y), across = min(one, other), one[1] == other[1]
        return 2 * (y * self._wide + x) + (0 if across else 1)

    def _lift(self, index: int) -> None:
        route = self._routes.pop(index)
        path = route.path
        for one, other in pairwise(path):
            self._runs[self._stretch(one, other)].discard(index)
        for x, y in path[1:-1]:
            self._turns[y * self._wide + x].pop(index, None)
        self._ports[path[0], route.exit_side].pop(index, None)
        self._ports[path[-1], route.entry_side].pop(index, None)

    def _is_disturbed(self, index: int) -> bool:
        """Whether the route crosses another one, runs beside one, or shares a side that should be its own."""
        if index not in self._routes:
            return False
        path, kin = self._routes[index].path, self._kin[index]
        return any(not kin.issuperset(self._runs[self._stretch(*pair)]) for pair in pairwise(path)) or any(
            not kin.issuperset(self._turns[y * self._wide + x]) for x, y in path[1:-1]
        )

    def _window(self, index: int) -> _Area:
        """The lattice around the two ends of a link."""
        (x, y), (tx, ty) = (self._vertex[id] for id in (self._links[index].source, self._links[index].target))
        left, right, top, bottom = self._whole
        return (
            max(left, min(x, tx) - _WINDOW), min(right, max(x, tx) + _WINDOW),
            max(top, min(y, ty) - _WINDOW), min(bottom, max(y, ty) + _WINDOW),
        )

    # -- the search -----------------------------------------------------------------------------------------------------

    def _straight(self, index: int) -> tuple[Vertex, ...] | None:
        """The straight way down or along a row where it is free: no search can find a better one."""
        link = self._links[index]
        start, goal = self._vertex[link.source], self._vertex[link.target]
        if start == goal or (start[0] != goal[0] and start[1] != goal[1]) or (start[0] == goal[0] and start[1] > goal[1]):
            return None
        side = (goal[0] > start[0]) - (goal[0] < start[0]), (goal[1] > start[1]) - (goal[1] < start[1])
        path = [start]
        while path[-1] != goal:
            path.append((path[-1][0] + side[0], path[-1][1] + side[1]))
        kin, between = self._kin[index], path[1:-1]
        is_free = not any(
            (x, y) in self._blocked or not kin.issuperset(self._turns.get(y * self._wide + x, ())) for x, y in between
        )
        ports = (self._ports.get((start, side), {}), self._ports.get((goal, (-side[0], -side[1])), {}))
        return tuple(path) if is_free and not any(ports) else None

    def _search(self, index: int, area: _Area) -> tuple[Vertex, ...] | None:
        """The cheapest way within `area` (A*), None if there is none."""
        wide, link = self._wide, self._links[index]
        start, goal = self._vertex[link.source], self._vertex[link.target]
        end = goal[1] * wide + goal[0]
        entry = [self._entry_cost(index, goal, (-dx, -dy)) for dx, dy in _SIDES]
        heap: list[tuple[float, int, float, int]] = []
        came: dict[int, int] = {}
        best: dict[int, float] = {}
        for state, cost in self._openings(index, start, goal, area):
            best[state], came[state] = cost, _BEGIN
            heappush(heap, (cost + _least(state, wide, goal), len(came), cost, state))
        ticket = len(came)
        while heap:
            _, _, cost, state = heappop(heap)
            if cost > best[state]:
                continue
            if state >> 2 == end:
                return (start, *((number % wide, number // wide) for number in _traced(came, state)))
            for after, more in self._moves(index, state, end, area):
                total = cost + more + (entry[after & 3] if after >> 2 == end else 0.0)
                if total < best.get(after, 1e9) - 1e-9:
                    best[after], came[after] = total, state
                    ticket += 1
                    heappush(heap, (total + _least(after, wide, goal), ticket, total, after))
        return None

    def _openings(self, index: int, start: Vertex, goal: Vertex, area: _Area) -> Iterable[tuple[int, float]]:
        """The first points outside the source, on each side, and what it costs to leave there."""
        left, right, top, bottom = area
        for number, side in enumerate(_SIDES):
            x, y = start[0] + side[0], start[1] + side[1]
            if left <= x <= right and top <= y <= bottom:
                cost = self._exit_cost(index, start, goal, side) + self._run_cost(index, self._stretch(start, (x, y)), number)
                yield 4 * (y * self._wide + x) + number, cost

    def _moves(self, index: int, state: int, end: int, area: _Area) -> list[tuple[int, float]]:
        """Every next state, and what the move costs."""
        here, side = state >> 2, state & 3
        wide, closed, runs, (left, right, top, bottom) = self._wide, self._closed, self._runs, area
        x, y = here % wide, here // wide
        straight, bend = self._turn_costs(index, here, side)
        found = []
        for number, is_inside, after, stretch in (
            (0, y < bottom, here + wide, 2 * here + 1), (1, x < right, here + 1, 2 * here),
            (2, x > left, here - 1, 2 * here - 2), (3, y > top, here - wide, 2 * (here - wide) + 1),
        ):
            # South and north, east and west add up to 3: nothing turns on its heel; heads are crossed straight, never along.
            if not is_inside or number + side == 3 or (closed[after] and after != end) or (number != side and y in self._head_rows):
                continue
            cost = straight if number == side else bend
            if runs.get(stretch):
                cost += self._run_cost(index, stretch, number)
            else:
                cost += _ACROSS if number in (1, 2) else _DOWN
            found.append((4 * after + number, cost))
        return found

    def _run_cost(self, index: int, stretch: int, side: int) -> float:
        """What a stretch costs, more where others lie on it."""
        cost = _ACROSS if side in (1, 2) else _DOWN
        others = self._runs.get(stretch)
        if not others:
            return cost
        if not others.isdisjoint(self._kin[index]):
            return cost * 0.6
        point = stretch >> 1
        is_cell_line = (point // self._wide if side in (1, 2) else point % self._wide) % 2 == 1
        return cost + len(others) * (_SHARE_CELL if is_cell_line else _SHARE_CHANNEL)

    def _turn_costs(self, index: int, here: int, side: int) -> tuple[float, float]:
        """What it costs to go on straight and to turn at `here`."""
        straight, bend = 0.0, _BEND
        others = self._turns.get(here)
        if others:
            mine, kin = ("h" if side in (1, 2) else "v"), self._kin[index]
            for other, turn in others.items():
                if other not in kin:
                    straight += _TOUCH if turn == "b" else (_CROSSING if turn != mine else 0.0)
                    bend += _TOUCH if turn != "b" else 0.0
        return straight, bend

    def _exit_cost(self, index: int, start: Vertex, goal: Vertex, side: Vertex) -> float:
        link = self._links[index]
        cost = 0.0
        if link.manner is Manner.BACK:
            cost += {SOUTH: 1.5, NORTH: 0.8}.get(side, 0.0)
        elif side == NORTH and goal[1] >= start[1]:
            cost += 4.0
        elif side != SOUTH:
            # Beside a card there is no room for the words of a link.
            cost += 3.0 if link.label and self._figures[link.source].shape is Shape.CARD else 0.2
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
        """What sharing a side costs: a vertex of a diamond or a short side is one link's own, other sides have room.

        Below a diamond with many exits there are several ports beside each other.
        """
        shape = self._figures[figure].shape
        pointed = shape in (Shape.DECISION, Shape.GATE) or (shape is not Shape.CARD and side[0] != 0)
        pointed = pointed and not (leaves and side == SOUTH and figure in self.fans)
        cost = 0.0
        for other, other_leaves in self._ports.get((at, side), {}).items():
            if other == index or (leaves == other_leaves and other in self._kin[index]):
                continue
            cost += _TAKEN_VERTEX if pointed else (2.5 if leaves != other_leaves else 1.5)
        return cost


def _told(grid: Grid) -> frozenset[Vertex]:
    """The cells that hold the words of the lanes' heads."""
    return frozenset((2 * column + 1, 2 * head.row + 1) for head in grid.heads for column in head.told.values())


def _fans(links: Iterable[Link], figures: Mapping[str, Figure]) -> frozenset[str]:
    """The diamonds with more exits than free vertices: several leave at the foot, each at a port of its own."""
    exits: defaultdict[str, int] = defaultdict(int)
    for link in links:
        exits[link.source] += 1
    return frozenset(id for id, count in exits.items() if count > 3 and figures[id].shape in (Shape.DECISION, Shape.GATE))


def _least(state: int, wide: int, goal: Vertex) -> float:
    """About the least cost from here: the distance, and the bends that cannot be avoided."""
    here, side = state >> 2, state & 3
    across, down = goal[0] - here % wide, goal[1] - here // wide
    ahead = (down, across, -across, -down)[side]
    bends = 2 if ahead < 0 else int(bool(across and down) if ahead else bool(across or down))
    return ((across if across > 0 else -across) * _ACROSS + (down if down > 0 else -down) * _DOWN) + bends * _BEND


def _step(one: Vertex, other: Vertex) -> Vertex:
    return other[0] - one[0], other[1] - one[1]


def _turn(before: Vertex, here: Vertex, after: Vertex) -> str:
    if _step(before, here) != _step(here, after):
        return "b"
    return "h" if before[1] == here[1] else "v"


def _traced(came: Mapping[int, int], last: int) -> list[int]:
    """The points on the way to the state `last`, the first one outside the source first."""
    path, state = [], last
    while state != _BEGIN:
        path.append(state >> 2)
        state = came[state]
    return path[::-1]
