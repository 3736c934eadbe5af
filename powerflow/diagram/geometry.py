"""From the grid, its tracks and its levels to points: where columns and figures stand, where links turn."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from powerflow.diagram import look
from powerflow.diagram.figures import Drawn
from powerflow.diagram.lattice import Route
from powerflow.diagram.levels import Levels
from powerflow.diagram.rows import Grid
from powerflow.diagram.scene import Box, Form, Point
from powerflow.diagram.tracks import Run, Tracks

_OUTER = 18.0
_NEAR = 0.01


@dataclass(frozen=True)
class Columns:
    """`places[i]` is the middle of lattice line i, `sizes[i]` its width; even lines are channels."""

    places: tuple[float, ...]
    sizes: tuple[float, ...]

    def start(self, line: int) -> float:
        """Where the line begins."""
        return self.places[line] - self.sizes[line] / 2

    def end(self, line: int) -> float:
        """Where the line ends."""
        return self.places[line] + self.sizes[line] / 2


@dataclass(frozen=True)
class Plot:
    """Where the figures of one layout stand on the page."""

    columns: Columns
    levels: Levels
    top: float
    boxes: Mapping[str, Box]
    forms: Mapping[str, Form]


def columns_of(grid: Grid, tracks: Tracks, left: float, wide: float) -> Columns:
    """The columns within `wide` points from `left`: they share the room that the channels leave."""
    channels = []
    for index in range(grid.columns + 1):
        low, high = tracks.span.get(("v", 2 * index), (0, 0))
        least = _OUTER if index in (0, grid.columns) else look.CHANNEL_WIDE
        channels.append(least + max(0, high - low) * look.TRACK)
    each = max((wide - sum(channels)) / grid.columns, 10.0)
    sizes = [channels[0]]
    for channel in channels[1:]:
        sizes += [each, channel]
    ends = [left + total for total in accumulate(sizes)]
    return Columns(tuple(end - size / 2 for end, size in zip(ends, sizes, strict=True)), tuple(sizes))


def plot(grid: Grid, drawn: Mapping[str, Drawn], columns: Columns, levels: Levels, top: float) -> Plot:
    """Each figure in the middle of its column, at its height."""
    boxes = {
        id: Box(
            columns.places[2 * column + 1] - drawn[id].width / 2, top + levels.figures[id] - drawn[id].height / 2,
            drawn[id].width, drawn[id].height,
        )
        for id, (_, column) in grid.cells.items()
    }
    return Plot(columns, levels, top, boxes, {id: each.form for id, each in drawn.items()})


def polyline(route: Route, runs: Sequence[Run], on: Plot) -> tuple[Point, ...]:
    """The corners of a link, from the border of its source to the border of its target."""
    places = [
        on.top + on.levels.runs[run.route, run.order] if run.line[0] == "h" else _x_of(route, run, len(runs), on) for run in runs
    ]
    source, target = route.link.source, route.link.target
    points = [_border(on.boxes[source], on.forms[source], route.exit_side, places[0])]
    for index in range(len(runs) - 1):
        is_upright = runs[index].line[0] == "v"
        points.append((places[index], places[index + 1]) if is_upright else (places[index + 1], places[index]))
    points.append(_border(on.boxes[target], on.forms[target], route.entry_side, places[-1]))
    return _simple(points)


def _x_of(route: Route, run: Run, count: int, on: Plot) -> float:
    """The x of an upright run, kept within the sides of the figures it touches."""
    # Columns have room: there what leaves or enters a figure beside another line is set further apart.
    offset = run.track * (look.PORT if run.line[1] % 2 else look.TRACK)
    ends = ([route.link.source] if run.order == 0 else []) + ([route.link.target] if run.order == count - 1 else [])
    for id in ends:
        reach = max(0.0, on.boxes[id].width / 2 - 8)
        offset = max(-reach, min(reach, offset))
    if run.line[1] % 2 == 0 and offset == 0:
        offset = look.TRACK / 2  # beside the line between two lanes, not on it
    return on.columns.places[run.line[1]] + offset


def _border(box: Box, form: Form, side: tuple[int, int], place: float) -> Point:
    """Where a link meets a figure; on a diamond the vertex, or a port on the slope beside it."""
    x, y = box.centre
    if side[0]:
        return x + side[0] * box.width / 2, y if form is Form.DIAMOND else place
    steep = 1 - abs(place - x) / (box.width / 2) if form is Form.DIAMOND else 1.0
    return place, y + side[1] * box.height / 2 * steep


def _simple(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without points that lie on the way between their neighbours or on them."""
    kept: list[Point] = []
    for point in points:
        if kept and _same(kept[-1], point, 0) and _same(kept[-1], point, 1):
            continue
        if len(kept) > 1 and any(_same(kept[-2], kept[-1], axis) and _same(kept[-1], point, axis) for axis in (0, 1)):
            kept[-1] = point
            continue
        kept.append(point)
    return tuple(kept)


def _same(one: Point, other: Point, axis: int) -> bool:
    return abs(one[axis] - other[axis]) < _NEAR


def crossing_pairs(lines: Sequence[Sequence[Point]]) -> list[tuple[int, int]]:
    """Which lines cross each other, once for each crossing; that they meet at an end or a corner does not count."""
    levels, uprights = [], []
    for index, points in enumerate(lines):
        for (x, y), (x2, y2) in pairwise(points):
            if abs(y - y2) < _NEAR:
                levels.append((y, min(x, x2) + 0.5, max(x, x2) - 0.5, index))
            else:
                uprights.append((x, min(y, y2) + 0.5, max(y, y2) - 0.5, index))
    return [
        (one, other) for y, left, right, one in levels for x, top, bottom, other in uprights
        if left < x < right and top < y < bottom and one != other
    ]
