"""Gathers a table event by event, where a log is not read by columns."""
from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from powerflow.logs.columns import BrokenLines, table
from powerflow.logs.instants import moments
from powerflow.logs.table import NO_CODE, NO_TIME, Coded, Column, EventTable, Int64s, Moments, coded
from powerflow.logs.wanted import Wanted


class _Sparse:
    """A column of which only some rows have a text."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.texts: list[str] = []

    def coded(self, size: int) -> Coded:
        some = coded(self.texts)
        codes = np.full(size, NO_CODE, np.int32)
        codes[np.array(self.rows, np.int64)] = some.codes
        return Coded(codes, some.values)

    def moments(self, size: int, offset: int) -> Moments:
        some = moments(self.texts, offset)
        instant, offsets = np.full(size, NO_TIME, np.int64), np.zeros(size, np.int16)
        where = np.array(self.rows, np.int64)
        instant[where], offsets[where] = some.instant, some.offset
        return Moments(instant, offsets)


class Rows:
    """The cases and events met so far."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.cases: list[str] = []
        self._numbers: dict[str, int] = {}
        self._case_of: list[int] = []
        self._events: dict[tuple[str, bool], _Sparse] = {}
        self._of_cases: dict[tuple[str, bool], _Sparse] = {}

    def __len__(self) -> int:
        return len(self._case_of)

    def case(self, name: str) -> int:
        """The case of that name, a new one if there is none yet."""
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = self.new_case(name)
        return number

    def new_case(self, name: str) -> int:
        """A new case, also if there is one of that name."""
        self.cases.append(name)
        return len(self.cases) - 1

    def of_case(self, case: int, texts: Iterable[tuple[str, str, bool]]) -> None:
        """What is said of a case: names, texts, and which are dates."""
        for name, text, is_date in texts:
            if name != self._wanted.case and self._wanted.keeps(name, of_case=True):
                _put(self._of_cases, name, text, case, is_date=is_date)

    def event(self, case: int, texts: Iterable[tuple[str, str, bool]]) -> None:
        """One event of a case: names, texts, and which are dates."""
        row = len(self._case_of)
        self._case_of.append(case)
        for name, text, is_date in texts:
            if self._wanted.keeps(name, of_case=False):
                _put(self._events, name, text, row, is_date=is_date or name == self._wanted.time)

    def table(self, source: str, broken: BrokenLines, *, by_time: bool) -> EventTable:
        """The table; with `by_time` the events of a case are put into the order of their times, else left as they came."""
        size = len(self._case_of)
        events = _joined(self._events, size, self._wanted.offset)
        case_of = np.array(self._case_of, np.int64)
        time = events.get(self._wanted.time)
        order = in_order(case_of, time if by_time and isinstance(time, Moments) else None)
        return table(
            source, tuple(self.cases), np.bincount(case_of, minlength=len(self.cases)),
            {name: column.part(order) for name, column in events.items()},
            _joined(self._of_cases, len(self.cases), self._wanted.offset), self._wanted, broken,
        )


def in_order(case_of: Int64s, time: Moments | None) -> Int64s:
    """The rows case after case, by their times if such are given; one without a time stays behind the one before it."""
    grouped = np.argsort(case_of, kind="stable")
    if time is None or not len(grouped):
        return grouped
    within = time.instant[grouped]
    known = np.where(within != NO_TIME, np.arange(len(within)), 0)
    first = np.flatnonzero(np.diff(case_of[grouped], prepend=-1))
    known[first] = first
    filled = within[np.maximum.accumulate(known)]
    return grouped[np.lexsort((filled, case_of[grouped]))]


def _put(columns: dict[tuple[str, bool], _Sparse], name: str, text: str, row: int, *, is_date: bool) -> None:
    column = columns.get((name, is_date))
    if column is None:
        column = columns[name, is_date] = _Sparse()
    column.rows.append(row)
    column.texts.append(text)


def _joined(columns: Mapping[tuple[str, bool], _Sparse], size: int, offset: int) -> dict[str, Column]:
    found: dict[str, Column] = {name: column.moments(size, offset) for (name, is_date), column in columns.items() if is_date}
    for (name, is_date), column in columns.items():
        if not is_date:
            found[f"{name}#text" if name in found else name] = column.coded(size)
    return found
