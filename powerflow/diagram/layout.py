"""Lays the chart of one page out: figures packed in their lanes and phases, links routed between them, all of it at exact places."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from powerflow.diagram import look
from powerflow.diagram.figures import Draughtsman, Drawn
from powerflow.diagram.geometry import Columns, Plot, columns_of, crossing_pairs, plot, polyline
from powerflow.diagram.labels import block
from powerflow.diagram.lanes import head_height, phase_height
from powerflow.diagram.lattice import NORTH, SOUTH, Lattice, Route
from powerflow.diagram.levels import Levels, Packer, stretched
from powerflow.diagram.outline import Outline
from powerflow.diagram.rows import Band, Grid, Pins, Taste, Ties, pack
from powerflow.diagram.scene import Box, Point
from powerflow.diagram.straighten import straightened
from powerflow.diagram.tracks import assign
from powerflow.diagram.wording import Words

# What a channel beside a column takes on average, with the tracks in it.
_CHANNEL = 23.0
_MOST_STRETCH = 1.5
# A crossing is as bad as so many corners.
CROSSING = 5.0


@dataclass(frozen=True)
class Way:
    """How the figures of a page are packed: in which bands, to which taste, with which wishes for some of them."""

    bands: tuple[Band, ...]
    taste: Taste = Taste.PLAIN
    pins: Pins = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """The chart of a page: figures and links in their places. `heads` are the heights of the lanes' heads."""

    way: Way
    grid: Grid
    routes: tuple[Route, ...]
    columns: Columns
    levels: Levels
    heads: tuple[float, ...]
    drawn: Mapping[str, Drawn]
    plot: Plot
    lines: tuple[tuple[Point, ...], ...]

    @cached_property
    def crossed(self) -> tuple[tuple[int, int], ...]:
        """The routes that cross, once for each crossing, by their places."""
        return tuple(crossing_pairs(self.lines))

    @property
    def bends(self) -> int:
        """How many corners the links have."""
        return sum(len(line) - 2 for line in self.lines)

    @property
    def price(self) -> float:
        """How bad it is: its corners, and crossings as so many corners each."""
        return self.bends + CROSSING * len(self.crossed)


def cell_width(wide: float, columns: int) -> float:
    """How wide figures may be where `columns` share `wide` points, whole tenths of a point."""
    return int((wide - (columns + 1) * _CHANNEL) / columns * 10) / 10


class LayoutMaker:
    """Lays `plan` out in these bands, on the right `wide` points of the area `body`."""

    def __init__(
        self, plan: Outline, bands: Sequence[Band], columns: int, artist: Draughtsman, words: Words, body: Box, wide: float
    ) -> None:
        self._plan, self._bands, self._columns = plan, bands, columns
        self._ties = Ties(plan)
        self._artist, self._words = artist, words
        self._body, self._wide = body, wide

    @property
    def way(self) -> Way:
        """The way of packing by which the pages were planned."""
        return Way(tuple(self._bands))

    @property
    def room(self) -> float:
        """The height that there is."""
        return self._body.height

    def grid(self, way: Way) -> Grid:
        """The cells of the figures."""
        return pack(self._ties, way.bands, self._columns, way.taste, way.pins)

    def make(self, way: Way, grid: Grid | None = None, more: Mapping[str, float] | None = None) -> Layout:
        """The layout of one way of packing; `more` asks for so much more room at the ends of some links, by id, for words."""
        grid = grid or self.grid(way)
        plan, body = self._plan, self._body
        lattice = Lattice(plan, grid)
        routes = lattice.routes()
        tracks = assign(routes, plan.figures, lattice.fans)
        columns = columns_of(grid, tracks, body.right - self._wide, self._wide)
        wide = min(cell_width(self._wide, grid.columns), *(columns.sizes[1::2]))
        drawn = {id: self._artist.draw(plan.figures[id], wide) for id in grid.cells}
        heads = self._heads(grid, columns.sizes[1])
        highs = {head.row: high for head, high in zip(grid.heads, heads, strict=True)}
        rooms = [max(phase_height(phase), highs.get(first, 0.0)) for phase, first, _ in grid.phase_rows]
        levels = Packer(grid, tracks, routes, drawn, *_rooms_for_words(routes, more or {}), heads).levels(rooms)
        if levels.length < body.height:
            levels = stretched(levels, min(_MOST_STRETCH, body.height / levels.length))
        on = plot(grid, drawn, columns, levels, body.y)
        lines = [polyline(route, runs, on) for route, runs in zip(routes, tracks.runs, strict=True)]
        lines = straightened(lines, [(route.link.source, route.link.target) for route in routes], on.boxes, on.forms)
        return Layout(way, grid, routes, columns, levels, heads, drawn, on, tuple(lines))

    def _heads(self, grid: Grid, wide: float) -> tuple[float, ...]:
        lanes = {lane.id: lane for lane in self._plan.lanes}
        return tuple(head_height((lanes[lane] for lane in head.lanes), self._words, wide + 8) + 4 for head in grid.heads)


def _rooms_for_words(routes: Sequence[Route], more: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """The room that the words on links need under some figures and above others.

    Under a decision for its exit downwards; above the target where several exits leave together and part later.
    """
    under: dict[str, float] = {}
    above: dict[str, float] = {}
    sides = Counter((route.link.source, route.exit_side) for route in routes)
    for route in routes:
        link = route.link
        if not link.label:
            continue
        needed = min(block(link.label, 84.0)[2], 40.0) + 9
        extra = more.get(link.id, 0.0)
        if sides[link.source, route.exit_side] > 1 and route.entry_side == NORTH:
            above[link.target] = max(above.get(link.target, 0.0), needed + extra)
        elif route.exit_side == SOUTH:
            under[link.source] = max(under.get(link.source, 0.0), needed + extra)
        if extra:
            under[link.source] = max(under.get(link.source, 0.0), look.CHANNEL_HIGH + extra)
            above[link.target] = max(above.get(link.target, 0.0), look.CHANNEL_HIGH + extra)
    return under, above
