"""How far down everything stands: figures, level runs of links and phases, packed as tightly as their order allows.

Every column is packed for itself; what a level run joins (two cards side by side) stays on one height. It is the
longest path through the demands "this stands so much below that".
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from powerflow.diagram import look
from powerflow.diagram.figures import Drawn
from powerflow.diagram.lattice import Route
from powerflow.diagram.rows import Grid
from powerflow.diagram.tracks import Run, Tracks

_END = 9.0
_NEAR_LINE = 11.0
_BOUNDARY = 4.0
_MOST_PASSES = 400


@dataclass(frozen=True)
class Levels:
    """Heights below the top of the chart: the middle of each figure, each level run, the upper bounds of the phases."""

    figures: Mapping[str, float]
    runs: Mapping[tuple[int, int], float]
    phases: tuple[float, ...]
    length: float


@dataclass
class _Thing:
    """Anything that has a height. Things of one `block` keep their distance: each lies `offset` below the block's own place."""

    key: tuple[int, float]
    columns: range
    half: float
    below: float = 0.0
    block: int = 0
    offset: float = 0.0
    is_line: bool = False
    above: float = 0.0


class Packer:
    """Packs one grid with its routes; `drawn` gives the figures their sizes, `under` and `above` ask for space there."""

    def __init__(
        self, grid: Grid, tracks: Tracks, routes: Sequence[Route], drawn: Mapping[str, Drawn], under: Mapping[str, float],
        above: Mapping[str, float],
    ) -> None:
        self._grid = grid
        self._drawn = drawn
        self._lines = 2 * grid.columns + 1
        self._figures = {
            id: _Thing(
                (2 * row + 1, 0), range(2 * column + 1, 2 * column + 2), drawn[id].height / 2, under.get(id, 0.0), index,
                above=above.get(id, 0.0),
            )
            for index, (id, (row, column)) in enumerate(grid.cells.items())
        }
        self._blocks = len(self._figures)
        self._runs: dict[tuple[int, int], _Thing] = {}
        strands: dict[tuple[tuple[str, int], int], _Thing] = {}
        for route, runs in zip(routes, tracks.runs, strict=False):
            for run in runs:
                if run.line[0] == "h":
                    self._add_run(route, run, len(runs), strands)
        self._bounds = [self._bound(2 * first) for _, first, _ in grid.phase_rows]

    def _new_block(self) -> int:
        self._blocks += 1
        return self._blocks - 1

    def _add_run(self, route: Route, run: Run, count: int, strands: dict[tuple[tuple[str, int], int], _Thing]) -> None:
        """A level run: at the height of the figures it touches, of its strand, or free."""
        thing = _Thing(
            (run.line[1], run.track), range(ceil(run.low), floor(run.high) + 1), 0.0, block=self._new_block(),
            offset=self._offset(route, run, count), is_line=True,
        )
        self._runs[run.route, run.order] = thing
        touched = [self._figures[route.link.source]] if run.order == 0 else []
        touched += [self._figures[route.link.target]] if run.order == count - 1 else []
        for figure in touched:
            self._merge(figure.block, thing.block)
        other = strands.setdefault((run.line, run.strand), thing)
        if other.block != thing.block:
            self._merge(other.block, thing.block)

    def _offset(self, route: Route, run: Run, count: int) -> float:
        """How far a run lies below the middle of its line, kept within the sides of the figures it touches."""
        offset = run.track * look.TRACK
        ends = ([route.link.source] if run.order == 0 else []) + ([route.link.target] if run.order == count - 1 else [])
        for id in ends:
            reach = max(0.0, self._drawn[id].height / 2 - 6)
            offset = max(-reach, min(reach, offset))
        return offset

    def _merge(self, one: int, other: int) -> None:
        for thing in (*self._figures.values(), *self._runs.values()):
            if thing.block == other:
                thing.block = one

    def _level_rows(self) -> None:
        """Puts everything of a row on one height, which no order of links can contradict."""
        first: dict[int, _Thing] = {}
        for thing in (*self._figures.values(), *self._runs.values()):
            if thing.key[0] % 2 == 1:
                other = first.setdefault(thing.key[0], thing)
                if other.block != thing.block:
                    self._merge(other.block, thing.block)

    def _bound(self, line: int) -> _Thing:
        return _Thing((line, 0.5), range(self._lines), 0.0, block=self._new_block(), is_line=True)

    def levels(self, phase_rooms: Sequence[float]) -> Levels:
        """The tightest packing; `phase_rooms` are the least heights of the phases."""
        try:
            place = _longest(self._demands(phase_rooms), self._blocks)
        except CircularOrderError:
            self._level_rows()
            place = _longest(self._demands(phase_rooms), self._blocks)
        heights = {id: place[thing.block] + thing.offset for id, thing in self._figures.items()}
        runs = {key: place[thing.block] + thing.offset for key, thing in self._runs.items()}
        bounds = [place[thing.block] for thing in self._bounds]
        ends = [heights[id] + thing.half + thing.below for id, thing in self._figures.items()]
        ends += [*runs.values(), *(bound + room for bound, room in zip(bounds[-1:], phase_rooms[-1:], strict=True))]
        return Levels(heights, runs, tuple(bounds), max(ends, default=0.0) + _END)

    def _demands(self, phase_rooms: Sequence[float]) -> list[tuple[int, int, float]]:
        """Triples of upper block, lower block, least distance; a block of -1 is the top of the chart."""
        things = [*self._figures.values(), *self._runs.values(), *self._bounds]
        demands = {(-1, thing.block, thing.half + _END - thing.offset) for thing in things}
        columns: defaultdict[int, list[_Thing]] = defaultdict(list)
        for thing in things:
            for column in thing.columns:
                columns[column].append(thing)
        for stack in columns.values():
            stack.sort(key=lambda thing: thing.key)
            for index, upper in enumerate(stack):
                lower = next((each for each in stack[index + 1 :] if each.block != upper.block), None)
                if lower is not None:
                    demands.add((upper.block, lower.block, _distance(upper, lower) + upper.offset - lower.offset))
        for upper, lower, room in zip(self._bounds, self._bounds[1:], phase_rooms, strict=False):
            demands.add((upper.block, lower.block, room))
        return sorted(demands)


def scaled(levels: Levels, factor: float) -> Levels:
    """The same picture drawn out: every height times `factor` (at least 1), so that nothing comes nearer."""
    return Levels(
        {id: height * factor for id, height in levels.figures.items()}, {key: height * factor for key, height in levels.runs.items()},
        tuple(bound * factor for bound in levels.phases), levels.length * factor,
    )


def _distance(upper: _Thing, lower: _Thing) -> float:
    if upper.is_line and lower.is_line:
        gap = look.TRACK
    elif upper.is_line or lower.is_line:
        gap = _NEAR_LINE
    else:
        gap = look.CHANNEL_HIGH
    if _BOUNDED in (upper.key[1], lower.key[1]):
        gap = min(gap, _BOUNDARY + 5)
    return upper.half + lower.half + max(gap, upper.below, lower.above)


_BOUNDED = 0.5


def _longest(demands: Iterable[tuple[int, int, float]], blocks: int) -> list[float]:
    """The least place of every block that meets all demands."""
    place = [0.0] * blocks
    ordered = list(demands)
    for _ in range(_MOST_PASSES):
        changed = False
        for upper, lower, distance in ordered:
            least = (place[upper] if upper >= 0 else 0.0) + distance
            if place[lower] < least - 1e-6:
                place[lower] = least
                changed = True
        if not changed:
            return place
    raise CircularOrderError


class CircularOrderError(Exception):
    """The demands contradict each other; the caller falls back to a simpler layout."""
