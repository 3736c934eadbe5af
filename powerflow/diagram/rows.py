"""Packs the figures into rows and columns, so that the chart snakes through the lanes instead of growing downwards."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from powerflow.diagram.outline import Manner, Outline, Shape

Cell = tuple[int, int]


@dataclass(frozen=True)
class Unit:
    """Figures of one phase (or of a part of it) that stay together, in reading order."""

    phase: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Band:
    """Units one under the other that share one set of lanes: `lanes` gives each lane its columns, from left to right."""

    units: tuple[Unit, ...]
    lanes: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Head:
    """The row with the heads of a band's lanes; `last` is the last row of the band, `told` the column of each head's words."""

    row: int
    last: int
    lanes: Mapping[str, tuple[int, ...]]
    told: Mapping[str, int]


@dataclass(frozen=True)
class Grid:
    """Where the figures stand: `cells` by id as (row, column); the heads of the bands; the rows of each phase (first, end)."""

    cells: Mapping[str, Cell]
    heads: tuple[Head, ...]
    rows: int
    columns: int
    phase_rows: tuple[tuple[str, int, int], ...]


class Taste(Enum):
    """Ways to pack the same figures; which one gives the fewest crossings is seen when the links lie."""

    PLAIN = "plain"
    MIRRORED = "mirrored"
    MAIN_DOWN = "main-down"
    ENDS_BESIDE = "ends-beside"
    UPRIGHT = "upright"


@dataclass(frozen=True)
class Pin:
    """A wish for one figure: its column, whether it may stand on the row of the one before it, rows left free above it."""

    column: int
    is_beside: bool = True
    drop: int = 0


Pins = Mapping[str, Pin]


class Ties:
    """What of the links of a plan decides where its figures may stand; made once for a plan that is packed often."""

    def __init__(self, plan: Outline) -> None:
        self.figures = plan.figures
        self.main = {link.target: link.source for link in plan.links if link.manner is Manner.MAIN}
        # Between two cards side by side there is no room for words.
        self.worded = {(link.source, link.target) for link in plan.links if link.label}
        self.leads_on = {link.source for link in plan.links}
        self.before: dict[str, list[str]] = {id: [] for id in plan.figures}
        for link in plan.links:
            if link.manner not in (Manner.BACK, Manner.MESSAGE) and link.source != link.target:
                self.before[link.target].append(link.source)


def pack(ties: Ties, bands: Sequence[Band], columns: int, taste: Taste = Taste.PLAIN, pins: Pins | None = None) -> Grid:
    """The grid for what stands in these bands, all of them in the same `columns`; `pins` are wishes for some figures, by id."""
    packer = _Packer(ties, taste, pins or {})
    heads: list[Head] = []
    phases: list[tuple[str, int, int]] = []
    for band in bands:
        top = packer.next_row
        packer.open_band(band.lanes)
        for unit in band.units:
            first = top if unit is band.units[0] else packer.next_row
            packer.place_unit(unit.ids)
            if phases and phases[-1][0] == unit.phase and unit is not band.units[0]:
                phases[-1] = unit.phase, phases[-1][1], packer.next_row
            else:
                phases.append((unit.phase, first, packer.next_row))
        heads.append(Head(top, packer.next_row - 1, band.lanes, packer.told(top, band.lanes)))
    return Grid(packer.cells, tuple(heads), packer.next_row, max(1, columns), tuple(phases))


class _Packer:
    def __init__(self, ties: Ties, taste: Taste, pins: Pins) -> None:
        self._ties = ties
        self._pins = pins
        self._before = ties.before
        self._taste = taste
        self._columns: Mapping[str, Sequence[int]] = {}
        self.cells: dict[str, Cell] = {}
        self._taken: set[Cell] = set()
        # Sides of figures that a straight link along a row already uses: (row, column, direction).
        self._sides: set[tuple[int, int, int]] = set()
        self._row_links: set[Cell] = set()
        self.next_row = 0

    def open_band(self, lanes: Mapping[str, Sequence[int]]) -> None:
        """Leaves a row for the heads of the lanes; what follows stands in these lanes."""
        self._columns = lanes
        self.next_row += 1

    def place_unit(self, ids: Sequence[str]) -> None:
        first = self.next_row
        for id in ids:
            self._place(id, first)
            self.next_row = max(self.next_row, self.cells[id][0] + 1)
        self.next_row = max(self.next_row, first + 1)

    def told(self, top: int, lanes: Mapping[str, Sequence[int]]) -> dict[str, int]:
        """In which column the words of each head stand: where no link comes straight from above, if there is such a one."""
        entered = {
            self.cells[id][1] for id, (row, _) in self.cells.items() if row > top
            for each in self._before[id] if each in self.cells and self.cells[each][0] < top
        }
        return {lane: next((each for each in columns if each not in entered), columns[0]) for lane, columns in lanes.items()}

    def _place(self, id: str, first: int) -> None:
        before = [each for each in self._before[id] if each in self.cells and self.cells[each][0] >= first]
        level = max((self.cells[each][0] for each in before), default=first - 1)
        beside = [each for each in before if self.cells[each][0] == level]
        columns, pin = self._columns[self._ties.figures[id].lane], self._pins.get(id)
        # Connectors do nothing: they may stand in any lane.
        if pin is not None and (pin.column in columns or self._ties.figures[id].shape is Shape.CONNECTOR):
            columns, level = (pin.column,), level if pin.is_beside else level + pin.drop
            beside = beside if pin.is_beside else []
        options = [self._option(column, level, beside, id) for column in columns]
        row, _, rank = min(options)
        column = abs(rank)
        if row == level and beside:
            self._claim(self.cells[beside[0]], column)
        self.cells[id] = row, column
        self._taken.add((row, column))

    def _option(self, column: int, level: int, beside: Sequence[str], id: str) -> tuple[int, int, int]:
        """The best row in `column`, and how far the column is from the figures before it."""
        sources = [self.cells[each][1] for each in self._before[id] if each in self.cells]
        far = min((abs(column - each) for each in sources), default=column)
        rank = -column if self._taste is Taste.MIRRORED else column
        if len(beside) == 1 and self._may_stand_beside(id, beside[0]) and self._is_reachable(self.cells[beside[0]], column):
            return level, far, rank
        row = level + 1
        while (row, column) in self._taken or (row, column) in self._row_links:
            row += 1
        return row, far, rank

    def _may_stand_beside(self, id: str, source: str) -> bool:
        """Whether the taste lets a figure stand on the row of the one before it."""
        if self._ties.figures[source].shape is not Shape.DECISION and (source, id) in self._ties.worded:
            return False
        if self._taste is Taste.UPRIGHT:
            return self._ties.figures[id].lane != self._ties.figures[source].lane
        if self._ties.figures[source].shape is not Shape.DECISION:
            return True
        if self._taste is Taste.MAIN_DOWN:
            return self._ties.main.get(id) != source
        return self._taste is not Taste.ENDS_BESIDE or id not in self._ties.leads_on

    def _is_reachable(self, source: Cell, column: int) -> bool:
        """Whether a straight link along the row can run from `source` to `column`."""
        row, start = source
        if column == start or (row, column) in self._taken or (row, column) in self._row_links:
            return False
        step = 1 if column > start else -1
        between = [(row, each) for each in range(start + step, column, step)]
        is_free = not any(cell in self._taken or cell in self._row_links for cell in between)
        return is_free and (row, start, step) not in self._sides

    def _claim(self, source: Cell, column: int) -> None:
        row, start = source
        step = 1 if column > start else -1
        self._sides |= {(row, start, step), (row, column, -step)}
        self._row_links |= {(row, each) for each in range(start + step, column, step)}
