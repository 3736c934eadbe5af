"""How far down everything stands: figures, level runs of links and phases, packed as tightly as their order allows.

Every column is packed for itself; what a level run joins (two cards side by side) stays on one height. It is the
longest path through the demands "this stands so much below that".
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
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
# Places of what is no figure within its line: the bound of a phase between tracks, that of a band below all of them.
_BOUNDED, _HEADED = 0.5, 1e6


@dataclass(frozen=True)
class Levels:
    """Heights below the top of the chart: the middle of figures and level runs, the upper bounds of phases, of bands, the ends."""

    figures: Mapping[str, float]
    runs: Mapping[tuple[int, int], float]
    phases: tuple[float, ...]
    heads: tuple[float, ...]
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
    """Packs one grid with its routes; `drawn` gives the figures their sizes, `under` and `above` ask for space there.

    `heads` are the heights of the bands' heads.
    """

    def __init__(
        self, grid: Grid, tracks: Tracks, routes: Sequence[Route], drawn: Mapping[str, Drawn], under: Mapping[str, float],
        above: Mapping[str, float], heads: Sequence[float],
    ) -> None:
        self._drawn = drawn
        self._lines = 2 * grid.columns + 1
        self._members: dict[int, list[_Thing]] = {}
        self._numbers = count()
        self._figures = {
            id: self._thing(
                (2 * row + 1, 0), range(2 * column + 1, 2 * column + 2), drawn[id].height / 2, below=under.get(id, 0.0),
                above=above.get(id, 0.0),
            )
            for id, (row, column) in grid.cells.items()
        }
        self._runs: dict[tuple[int, int], _Thing] = {}
        strands: dict[tuple[tuple[str, int], int], _Thing] = {}
        for route, runs in zip(routes, tracks.runs, strict=False):
            for run in runs:
                if run.line[0] == "h":
                    self._add_run(route, run, len(runs), strands)
        starts = {head.row for head in grid.heads}
        self._bounds = [
            self._thing((2 * first, _HEADED if first in starts else _BOUNDED), range(self._lines), 0.0, is_line=True)
            for _, first, _ in grid.phase_rows
        ]
        self._heads = [
            self._thing((2 * head.row + 1, 0), range(self._lines), high / 2) for head, high in zip(grid.heads, heads, strict=True)
        ]

    def _thing(
        self, key: tuple[int, float], columns: range, half: float, *, below: float = 0.0, above: float = 0.0, offset: float = 0.0,
        is_line: bool = False,
    ) -> _Thing:
        """A thing in a block of its own."""
        thing = _Thing(key, columns, half, below, next(self._numbers), offset, is_line, above)
        self._members[thing.block] = [thing]
        return thing

    def _add_run(self, route: Route, run: Run, pieces: int, strands: dict[tuple[tuple[str, int], int], _Thing]) -> None:
        """A level run: at the height of the figures it touches, of its strand, or free."""
        thing = self._thing(
            (run.line[1], run.track), range(ceil(run.low), floor(run.high) + 1), 0.0, offset=self._offset(route, run, pieces),
            is_line=True,
        )
        self._runs[run.route, run.order] = thing
        touched = [self._figures[route.link.source]] if run.order == 0 else []
        touched += [self._figures[route.link.target]] if run.order == pieces - 1 else []
        for figure in touched:
            self._merge(figure.block, thing.block)
        self._merge(strands.setdefault((run.line, run.strand), thing).block, thing.block)

    def _offset(self, route: Route, run: Run, pieces: int) -> float:
        """How far a run lies below the middle of its line, kept within the sides of the figures it touches."""
        offset = run.track * look.TRACK
        ends = ([route.link.source] if run.order == 0 else []) + ([route.link.target] if run.order == pieces - 1 else [])
        for id in ends:
            reach = max(0.0, self._drawn[id].height / 2 - 6)
            offset = max(-reach, min(reach, offset))
        return offset

    def _merge(self, one: int, other: int) -> None:
        if one == other:
            return
        for thing in self._members[other]:
            thing.block = one
        self._members[one] += self._members.pop(other)

    def _level_rows(self) -> None:
        """Puts everything of a row on one height, which no order of links can contradict."""
        first: dict[int, _Thing] = {}
        for thing in (*self._figures.values(), *self._runs.values()):
            if thing.key[0] % 2 == 1:
                self._merge(first.setdefault(thing.key[0], thing).block, thing.block)

    def levels(self, phase_rooms: Sequence[float]) -> Levels:
        """The tightest packing; `phase_rooms` are the least heights of the phases, heads of lanes not counted."""
        try:
            place = _longest(self._demands(phase_rooms))
        except CircularOrderError:
            self._level_rows()
            place = _longest(self._demands(phase_rooms))
        heights = {id: place[thing.block] + thing.offset for id, thing in self._figures.items()}
        runs = {key: place[thing.block] + thing.offset for key, thing in self._runs.items()}
        bounds = [place[thing.block] for thing in self._bounds]
        ends = [heights[id] + thing.half + thing.below for id, thing in self._figures.items()]
        ends += [*runs.values(), *(bound + room for bound, room in zip(bounds[-1:], phase_rooms[-1:], strict=True))]
        tops = tuple(place[thing.block] - thing.half for thing in self._heads)
        return Levels(heights, runs, tuple(bounds), tops, max(ends, default=0.0) + _END)

    def _demands(self, phase_rooms: Sequence[float]) -> list[tuple[int, int, float]]:
        """Triples of upper block, lower block, least distance; a block of -1 is the top of the chart."""
        things = [*self._figures.values(), *self._runs.values(), *self._bounds, *self._heads]
        demands: dict[tuple[int, int], float] = {}
        columns: defaultdict[int, list[_Thing]] = defaultdict(list)
        for thing in sorted(things, key=lambda each: each.key):
            for column in thing.columns:
                columns[column].append(thing)
        for stack in columns.values():
            self._demand(-1, stack[0], stack[0].half - stack[0].offset + _first_gap(stack[0]), demands)
            for index, upper in enumerate(stack):
                lower = next((each for each in stack[index + 1 :] if each.block != upper.block), None)
                if lower is not None:
                    self._demand(upper.block, lower, _distance(upper, lower) + upper.offset - lower.offset, demands)
        for bound, lower, room in zip(self._bounds, self._bounds[1:], phase_rooms, strict=False):
            self._demand(bound.block, lower, room, demands)
        return sorted((upper, lower, distance) for (upper, lower), distance in demands.items())

    def _demand(self, upper: int, lower: _Thing, distance: float, demands: dict[tuple[int, int], float]) -> None:
        key = upper, lower.block
        demands[key] = max(demands.get(key, distance), distance)


def stretched(levels: Levels, factor: float) -> Levels:
    """The same picture drawn out: every height times `factor` (at least 1), so that nothing comes nearer."""
    return Levels(
        {id: height * factor for id, height in levels.figures.items()}, {key: height * factor for key, height in levels.runs.items()},
        tuple(bound * factor for bound in levels.phases), tuple(top * factor for top in levels.heads), levels.length * factor,
    )


def _first_gap(thing: _Thing) -> float:
    return 0.0 if thing.key[1] == _HEADED else _END


def _distance(upper: _Thing, lower: _Thing) -> float:
    """The least distance of two middles; heads stand right under the bound of their band."""
    if upper.key[1] == _HEADED:
        return upper.half + lower.half
    if upper.is_line and lower.is_line:
        gap = look.TRACK
    elif upper.is_line or lower.is_line:
        gap = _NEAR_LINE
    else:
        gap = look.CHANNEL_HIGH
    if _BOUNDED in (upper.key[1], lower.key[1]) or lower.key[1] == _HEADED:
        gap = min(gap, _BOUNDARY + 5)
    return upper.half + lower.half + max(gap, upper.below, lower.above)


def _longest(demands: Iterable[tuple[int, int, float]]) -> dict[int, float]:
    """The least place of every block that meets all demands."""
    ordered = list(demands)
    place = {block: 0.0 for upper, lower, _ in ordered for block in (upper, lower)}
    for _ in range(_MOST_PASSES):
        changed = False
        for upper, lower, distance in ordered:
            least = place[upper] + distance
            if place[lower] < least - 1e-6:
                place[lower] = least
                changed = True
        if not changed:
            return place
    raise CircularOrderError


class CircularOrderError(Exception):
    """The demands contradict each other, or a link finds no way; the caller falls back to a simpler layout."""
