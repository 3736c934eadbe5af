"""Shares the columns of a page among the lanes: phases with few lanes stand in wide bands of their own, busy lanes get several columns."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from powerflow.diagram import look
from powerflow.diagram.outline import Outline, Shape
from powerflow.diagram.rows import Band, Ties, Unit, pack

# What the heads of a band take of the height, in points of the design; half of it decides whether a new band pays.
HEAD_HIGH = 46.0
_ROW_GAP = look.CHANNEL_HIGH + 4.0
# Pages are this much higher than the sum of their figures suggests: links need tracks and room for their names.
_REAL = 1.06
_CONNECTORS = 30.0
Sizes = Callable[[str], float]


class Planner:
    """Plans pages of one outline in `columns` columns; `height_of` gives the height of a figure in such a column."""

    def __init__(self, plan: Outline, columns: int, height_of: Sizes, phase_room: Callable[[str], float]) -> None:
        self._plan = plan
        self._ties = Ties(plan)
        self.columns = columns
        self._height_of = height_of
        self._phase_room = phase_room
        self._rank = {lane.id: place for place, lane in enumerate(plan.lanes)}
        self._bands: dict[tuple[Unit, ...], tuple[float, Band] | None] = {}
        self._known: dict[tuple[str, ...], float] = {}

    def learn(self, bands: Iterable[Band], height: float) -> None:
        """How high a page with these bands really is: what is planned from now on reckons with it."""
        self._known[tuple(id for band in bands for unit in band.units for id in unit.ids)] = height

    def pages(self, room: float) -> tuple[tuple[Band, ...], ...]:
        """The least number of pages that are no higher than `room`, as even as can be, broken between units."""
        units = self.units(room)
        best: list[tuple[int, float, float, int]] = [(0, 0.0, 0.0, 0)]
        for end in range(1, len(units) + 1):
            options = []
            for start in range(end - 1, -1, -1):
                height = self.height(units[start:end])
                if height > room and start < end - 1:
                    break
                pages, worst, sums, _ = best[start]
                options.append((pages + 1, max(worst, height), sums + self._cut_price(units, end), start))
            best.append(min(options, key=lambda each: (each[0], round(each[1] + each[2], 3), each[3])))
        cuts: list[int] = [len(units)]
        while cuts[-1] > 0:
            cuts.append(best[cuts[-1]][3])
        edges = cuts[::-1]
        return tuple(self.bands(units[one:other]) for one, other in pairwise(edges))

    def height(self, units: Sequence[Unit]) -> float:
        """About how high a page with these units gets; exactly, once it is known."""
        ids = tuple(id for unit in units for id in unit.ids)
        if ids in self._known:
            return self._known[ids]
        return self._grouped(tuple(units))[0] * _REAL + (_CONNECTORS if len(ids) < len(self._plan.figures) else 0.0)

    def bands(self, units: Sequence[Unit]) -> tuple[Band, ...]:
        """The bands in which these units take the least height."""
        return self._grouped(tuple(units))[1]

    def _grouped(self, units: tuple[Unit, ...]) -> tuple[float, tuple[Band, ...]]:
        best: list[tuple[float, tuple[Band, ...]]] = [(0.0, ())]
        for end in range(1, len(units) + 1):
            options = []
            for start in range(end - 1, -1, -1):
                found = self._band(units[start:end])
                if found is None:
                    break
                options.append((best[start][0] + found[0], (*best[start][1], found[1])))
            best.append(min(options, key=lambda each: each[0]))
        return best[-1]

    # -- units ---------------------------------------------------------------------------------------------------------

    def units(self, room: float) -> tuple[Unit, ...]:
        """A unit a phase; a phase that is too high for a page, or has more lanes than there are columns, in several."""
        found: list[Unit] = []
        for phase in self._plan.phases:
            ids = tuple(figure.id for figure in self._plan.figures.values() if figure.phase == phase)
            found += self._divided(Unit(phase, ids), room)
        return tuple(found)

    def _divided(self, unit: Unit, room: float) -> Iterable[Unit]:
        if len(unit.ids) < 2:
            return [unit]
        band = self._band((unit,))
        if band is not None and self._known.get(unit.ids, band[0] * _REAL) <= room:
            return [unit]
        # Small parts, so that pages can be filled evenly.
        high = band[0] if band else sum(map(self._height_of, unit.ids)) / self.columns
        goal = sum(map(self._height_of, unit.ids)) * min(0.5, max(0.25 * room / max(high, 1.0), 0.01))
        parts: list[list[str]] = [[]]
        used, lanes = 0.0, set[str]()
        for place, id in enumerate(unit.ids):
            lane = self._plan.figures[id].lane
            full = (used >= goal * 0.8 and self._is_good_cut(unit.ids, place)) or used >= goal * 1.2
            if parts[-1] and (full or len(lanes | {lane}) > self.columns):
                parts.append([])
                used, lanes = 0.0, set()
            parts[-1].append(id)
            used += self._height_of(id)
            lanes.add(lane)
        return [Unit(unit.phase, tuple(part)) for part in parts]

    def _is_good_cut(self, ids: Sequence[str], place: int) -> bool:
        """Whether few links would lead across, none of them the short way on from a decision to its next step."""
        return self._across.get(ids[place], 0) <= 2 and self._plan.figures[ids[place - 1]].shape is not Shape.DECISION

    @cached_property
    def _across(self) -> Mapping[str, int]:
        """How many links lead from before a figure, in reading order, to it or beyond."""
        place = {id: index for index, id in enumerate(self._plan.figures)}
        steps = [0] * (len(place) + 1)
        for link in self._plan.links:
            low, high = sorted((place[link.source], place[link.target]))
            steps[low + 1] += 1
            steps[high + 1 if high + 1 < len(steps) else high] -= high + 1 < len(steps)
        count, found = 0, {}
        for id, index in place.items():
            count += steps[index]
            found[id] = count
        return found

    def _cut_price(self, units: Sequence[Unit], end: int) -> float:
        """A page that ends within a phase is worth as much as some height."""
        return 60.0 if end < len(units) and units[end].phase == units[end - 1].phase else 0.0

    # -- lanes ---------------------------------------------------------------------------------------------------------

    def _band(self, units: tuple[Unit, ...]) -> tuple[float, Band] | None:
        """The height and the lanes of these units as one band; None where there are more lanes than columns."""
        whole = _rejoined(units)
        if whole not in self._bands:
            self._bands[whole] = self._measured(whole)
        return self._bands[whole]

    def _measured(self, units: tuple[Unit, ...]) -> tuple[float, Band] | None:
        load: defaultdict[str, float] = defaultdict(float)
        for unit in units:
            for id in unit.ids:
                load[self._plan.figures[id].lane] += self._height_of(id) + _ROW_GAP
        if len(load) > self.columns:
            return None
        band = Band(units, self._lanes(load))
        return self._high(band), band

    def _lanes(self, load: Mapping[str, float]) -> dict[str, tuple[int, ...]]:
        """Every lane one column, each further column to the fullest lane."""
        widths = dict.fromkeys(sorted(load, key=lambda lane: self._rank[lane]), 1)
        for _ in range(self.columns - len(widths)):
            fullest = max(widths, key=lambda lane: (load[lane] / widths[lane], -self._rank[lane]))
            widths[fullest] += 1
        lanes, first = {}, 0
        for lane, wide in widths.items():
            lanes[lane] = tuple(range(first, first + wide))
            first += wide
        return lanes

    def _high(self, band: Band) -> float:
        grid = pack(self._ties, (band,), self.columns)
        rows = [0.0] * grid.rows
        stacks: defaultdict[tuple[int, int], float] = defaultdict(float)
        for id, (row, column) in grid.cells.items():
            high = self._height_of(id) + _ROW_GAP
            rows[row] = max(rows[row], high)
            stacks[next(place for place, (_, low, end) in enumerate(grid.phase_rows) if low <= row < end), column] += high
        total = HEAD_HIGH
        for place, (phase, first, end) in enumerate(grid.phase_rows):
            stacked = max((high for (part, _), high in stacks.items() if part == place), default=0.0)
            # Columns are packed for themselves: a phase is less high than its rows, never less than its fullest column.
            total += max((sum(rows[first:end]) + stacked) / 2, self._phase_room(phase))
        return total


def _rejoined(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Parts of one phase that stand on one page are one unit again."""
    joined: list[Unit] = []
    for unit in units:
        if joined and joined[-1].phase == unit.phase:
            joined[-1] = Unit(unit.phase, joined[-1].ids + unit.ids)
        else:
            joined.append(unit)
    return tuple(joined)
