"""Packs the figures into rows and columns, so that the chart snakes through the lanes instead of growing downwards."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from powerflow.diagram.outline import Manner, Outline

Cell = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """Where the figures stand: `cells` by id as (row, column); the columns of each lane; the first row of each phase."""

    cells: Mapping[str, Cell]
    lane_columns: Mapping[str, tuple[int, ...]]
    rows: int
    columns: int
    phase_rows: tuple[tuple[str, int, int], ...]


def pack(plan: Outline, lane_widths: Mapping[str, int]) -> Grid:
    """The grid for `plan`; `lane_widths` says how many columns a lane has (1 where it is not named)."""
    columns: dict[str, tuple[int, ...]] = {}
    count = 0
    for lane in plan.lanes:
        wide = lane_widths.get(lane.id, 1)
        columns[lane.id] = tuple(range(count, count + wide))
        count += wide
    packer = _Packer(plan, columns)
    phases = []
    for phase in plan.phases:
        first = packer.next_row
        packer.place_phase([figure.id for figure in plan.figures.values() if figure.phase == phase])
        phases.append((phase, first, packer.next_row))
    return Grid(packer.cells, columns, packer.next_row, max(1, count), tuple(phases))


class _Packer:
    def __init__(self, plan: Outline, columns: Mapping[str, Sequence[int]]) -> None:
        self._plan = plan
        self._columns = columns
        self.cells: dict[str, Cell] = {}
        self._taken: dict[Cell, str] = {}
        # Sides of figures that a straight link along a row already uses: (row, column, direction).
        self._sides: set[tuple[int, int, int]] = set()
        self._row_links: set[Cell] = set()
        self.next_row = 0
        self._before: dict[str, list[str]] = {id: [] for id in plan.figures}
        for link in plan.links:
            if link.manner not in (Manner.BACK, Manner.MESSAGE) and link.source != link.target:
                self._before[link.target].append(link.source)

    def place_phase(self, ids: Sequence[str]) -> None:
        first = self.next_row
        for id in ids:
            self._place(id, first)
            self.next_row = max(self.next_row, self.cells[id][0] + 1)
        self.next_row = max(self.next_row, first + 1)

    def _place(self, id: str, first: int) -> None:
        before = [each for each in self._before[id] if each in self.cells and self.cells[each][0] >= first]
        level = max((self.cells[each][0] for each in before), default=first - 1)
        beside = [each for each in before if self.cells[each][0] == level]
        options = [self._option(column, level, beside, id) for column in self._columns[self._plan.figures[id].lane]]
        row, _, column = min(options)
        if row == level and beside:
            self._claim(self.cells[beside[0]], column)
        self.cells[id] = row, column
        self._taken[row, column] = id

    def _option(self, column: int, level: int, beside: Sequence[str], id: str) -> tuple[int, int, int]:
        """The best row in `column`, and how far the column is from the figures before it."""
        sources = [self.cells[each][1] for each in self._before[id] if each in self.cells]
        far = min((abs(column - each) for each in sources), default=column)
        if len(beside) == 1 and self._is_reachable(self.cells[beside[0]], column):
            return level, far, column
        row = level + 1
        while (row, column) in self._taken or (row, column) in self._row_links:
            row += 1
        return row, far, column

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
