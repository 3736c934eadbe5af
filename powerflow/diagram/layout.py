"""Lays the chart of one page out: figures packed and routed in their lanes, the packing chosen that gives the fewest crossings."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from powerflow.diagram import look
from powerflow.diagram.figures import Draughtsman, Drawn
from powerflow.diagram.geometry import Columns, Plot, columns_of, crossings, plot, polyline
from powerflow.diagram.labels import block
from powerflow.diagram.lanes import head_height, phase_height
from powerflow.diagram.lattice import NORTH, SOUTH, Lattice, Route
from powerflow.diagram.levels import Levels, Packer, stretched
from powerflow.diagram.outline import Outline
from powerflow.diagram.rows import Band, Grid, Taste, Ties, pack
from powerflow.diagram.scene import Box, Point
from powerflow.diagram.tracks import assign
from powerflow.diagram.wording import Words

# What a channel beside a column takes on average, with the tracks in it.
_CHANNEL = 23.0
_MOST_STRETCH = 1.3
# How many links are laid at most, over all tastes, to find the best one.
_MOST_LINKS = 160


@dataclass(frozen=True)
class Layout:
    """The chart of a page: figures and links in their places. `heads` are the heights of the lanes' heads."""

    taste: Taste
    grid: Grid
    routes: tuple[Route, ...]
    columns: Columns
    levels: Levels
    heads: tuple[float, ...]
    drawn: Mapping[str, Drawn]
    plot: Plot
    lines: tuple[tuple[Point, ...], ...]

    @cached_property
    def crossings(self) -> int:
        """How often two links cross."""
        return crossings(self.lines)

    def rank(self, room: float) -> tuple[bool, int, int]:
        """The smaller, the better: it must fit, then crossings count, then corners."""
        return self.levels.length > room + 0.01, self.crossings, sum(map(len, self.lines))


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

    def best(self, plain: Layout) -> Layout:
        """The layout with the fewest crossings that fits; the `plain` one where it has none."""
        room, best = self._body.height, plain
        # What is far too high does not get lower by taste, and of a thicket no taste makes a garden.
        tastes = list(Taste)[1:] if best.levels.length < room * 1.1 else []
        for taste in tastes[: max(1, _MOST_LINKS // max(1, len(self._plan.links)))]:
            if not best.crossings:
                break
            other = self.make(taste)
            best = other if other.rank(room) < best.rank(room) else best
        return best

    def make(self, taste: Taste, more: Mapping[str, float] | None = None) -> Layout:
        """The layout of one taste; `more` asks for so much more room at the ends of some links, by id, for their words."""
        plan, body = self._plan, self._body
        grid = pack(self._ties, self._bands, self._columns, taste)
        lattice = Lattice(plan, grid)
        routes = lattice.routes()
        tracks = assign(routes, plan.figures, lattice.buses)
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
        lines = tuple(polyline(route, runs, on) for route, runs in zip(routes, tracks.runs, strict=True))
        return Layout(taste, grid, routes, columns, levels, heads, drawn, on, lines)

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
