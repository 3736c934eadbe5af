"""Looks for a calmer arrangement of a page while its links cross or turn too often: other tastes, other cells, other lanes."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

from powerflow.diagram.layout import CROSSING, Layout, LayoutMaker, Way
from powerflow.diagram.outline import Figure, Shape
from powerflow.diagram.rows import Band, Cell, Grid, Pin, Taste, Unit

# With fewer corners than this for each link, and no crossings, a page is calm.
_CALM = 0.5
# How many links are laid at most, over all tastes (in haste, and else), over the moves that follow, and where it is searched harder.
_HASTY, _TASTED, _MOVED, _SEARCHED = 30, 160, 500, 4000
# How many of the worst figures are tried in a round, how many are moved at once where no single move helps, and how often.
_WORST, _KICKED, _MOST_KICKS = 8, 3, 8
_MOST_VARIANTS = 3
_DROPS = (0, 1)


class Search:
    """Tries ways to pack one page, none of them twice."""

    def __init__(self, maker: LayoutMaker, figures: Mapping[str, Figure], *, is_hasty: bool) -> None:
        """`is_hasty`: not worth much time."""
        self._maker = maker
        self._is_hasty = is_hasty
        self._figures = figures
        self._seen: set[tuple[Cell, ...]] = set()
        self._trials = 0

    def settled(self, plain: Layout) -> Layout:
        """The `plain` layout where it is calm, else the best of all tastes after some moves of figures."""
        # What is far too high does not get lower by taste.
        if self._is_calm(plain) or plain.levels.length > self._maker.room * 1.1:
            return plain
        best = plain
        # Of a thicket no taste makes a garden.
        self._allow(_HASTY if self._is_hasty else _TASTED, plain)
        for taste in list(Taste)[1:]:
            best = self._better(best, self._tried(replace(plain.way, taste=taste)))
        if self._is_hasty:
            return best
        self._allow(_MOVED, plain)
        return self._descended(best)

    def searched(self, best: Layout) -> Layout:
        """A better layout than `best`, from starts farther off: other lanes, several figures moved at once."""
        self._allow(_SEARCHED, best)
        starts = [made for bands in self._variants(best.way.bands) if (made := self._tried(Way(bands, best.way.taste))) is not None]
        for start in sorted(starts, key=self._rank)[:_MOST_VARIANTS]:
            best = self._better(best, self._descended(start))
        chance = Random(len(best.lines))
        for _ in range(_MOST_KICKS):
            if self._is_calm(best) or self._trials <= 0:
                break
            other = self._tried(self._kicked(best, chance))
            best = self._better(best, self._descended(other) if other else None)
        return best

    def _is_calm(self, made: Layout) -> bool:
        """Whether nothing crosses and links seldom turn; in haste corners do not matter."""
        return not made.crossed and (self._is_hasty or made.bends <= _CALM * len(made.lines))

    def _allow(self, links: int, made: Layout) -> None:
        self._trials = links // max(1, len(made.lines))

    def _tried(self, way: Way) -> Layout | None:
        """The layout of this way, None if it is known already or no trial is left."""
        grid = self._maker.grid(way)
        cells = tuple(grid.cells.values())
        if self._trials <= 0 or cells in self._seen:
            return None
        self._seen.add(cells)
        self._trials -= 1
        return self._maker.make(way, grid)

    def _descended(self, best: Layout) -> Layout:
        """The best layout to which moves of single figures lead, each of them an improvement."""
        found = True
        while found and not self._is_calm(best):
            found = False
            for way in self._moves(best):
                if self._trials <= 0:
                    break
                other = self._tried(way)
                if other is not None and self._rank(other) < self._rank(best):
                    best, found = other, True
                    break
        return best

    def _better(self, one: Layout, other: Layout | None) -> Layout:
        return other if other is not None and self._rank(other) < self._rank(one) else one

    def _rank(self, made: Layout) -> tuple[bool, float]:
        """The smaller, the better: it must fit, then crossings and corners count."""
        return made.levels.length > self._maker.room + 0.01, made.price + _strangeness(made.way.bands, self._maker.way.bands)

    # -- moves ---------------------------------------------------------------------------------------------------------

    def _moves(self, made: Layout) -> Iterator[Way]:
        """The ways in which one figure stands elsewhere, those for the worst figures first."""
        columns = self._columns(made.grid)
        for id in _worst(made):
            column = made.grid.cells[id][1]
            for other in sorted(columns[id], key=lambda each: abs(each - column)):
                for pin in (Pin(other), *(Pin(other, False, drop) for drop in _DROPS)):
                    yield replace(made.way, pins={**made.way.pins, id: pin})

    def _kicked(self, made: Layout, chance: Random) -> Way:
        """Wishes for some figures at once, drawn by lot."""
        columns = self._columns(made.grid)
        worst = _worst(made)
        ids = worst if len(worst) > _KICKED else list(made.grid.cells)
        fresh = {
            id: Pin(chance.choice(columns[id]), chance.random() < 0.6, chance.choice(_DROPS))
            for id in chance.sample(ids, min(_KICKED, len(ids)))
        }
        return replace(made.way, pins={**made.way.pins, **fresh})

    def _variants(self, bands: tuple[Band, ...]) -> Iterator[tuple[Band, ...]]:
        """The bands with one of them divided, with two neighbouring lanes changed round, or a column handed from lane to lane."""
        for place, band in enumerate(bands):
            for cut in range(1, len(band.units)):
                yield (*bands[:place], self._band(band, band.units[:cut]), self._band(band, band.units[cut:]), *bands[place + 1:])
            for lanes in _other_lanes(band):
                yield (*bands[:place], Band(band.units, lanes), *bands[place + 1:])

    def _band(self, band: Band, units: tuple[Unit, ...]) -> Band:
        """A part of a band: its lanes share all the columns, busy ones have several."""
        load = Counter(self._figures[id].lane for unit in units for id in unit.ids)
        widths = {lane: 1 for lane in band.lanes if load[lane]}
        for _ in range(sum(map(len, band.lanes.values())) - len(widths)):
            widths[max(widths, key=lambda lane: load[lane] / widths[lane])] += 1
        return Band(units, _numbered(list(widths), widths))

    def _columns(self, grid: Grid) -> dict[str, tuple[int, ...]]:
        """The columns in which each figure may stand: those of its lane in its band, for connectors all of them."""
        found: dict[str, tuple[int, ...]] = {}
        for head in grid.heads:
            every = tuple(each for columns in head.lanes.values() for each in columns)
            for id, (row, _) in grid.cells.items():
                if head.row < row <= head.last:
                    figure = self._figures[id]
                    found[id] = every if figure.shape is Shape.CONNECTOR else head.lanes[figure.lane]
        return found


def _worst(made: Layout) -> list[str]:
    """The figures whose links turn or cross most, at most so many."""
    weights = [max(0.0, len(line) - 3.0) for line in made.lines]
    for one, other in made.crossed:
        weights[one] += CROSSING
        weights[other] += CROSSING
    bad: dict[str, float] = {}
    for route, weight in zip(made.routes, weights, strict=True):
        for id in (route.link.source, route.link.target):
            bad[id] = bad.get(id, 0.0) + weight
    return sorted((id for id in bad if bad[id] > 0), key=lambda each: (-bad[each], each))[:_WORST]


def _other_lanes(band: Band) -> Iterator[dict[str, tuple[int, ...]]]:
    order = list(band.lanes)
    widths = {lane: len(columns) for lane, columns in band.lanes.items()}
    for place in range(len(order) - 1):
        yield _numbered([*order[:place], order[place + 1], order[place], *order[place + 2:]], widths)
    for giver in order:
        for taker in order:
            if giver != taker and widths[giver] > 1:
                yield _numbered(order, {**widths, giver: widths[giver] - 1, taker: widths[taker] + 1})


def _numbered(order: list[str], widths: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    lanes, first = {}, 0
    for lane in order:
        lanes[lane] = tuple(range(first, first + widths[lane]))
        first += widths[lane]
    return lanes


def _strangeness(bands: tuple[Band, ...], usual: tuple[Band, ...]) -> float:
    """What it costs that lanes do not stand in their usual order: less than a crossing, more than a few corners."""
    order = [lane for band in usual for lane in band.lanes]
    return 3.0 * sum([*band.lanes] != sorted(band.lanes, key=order.index) for band in bands)
