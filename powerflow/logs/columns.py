"""Gathers the columns of a table piece by piece, and joins them at the end."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from powerflow.logs.coding import Coder
from powerflow.logs.table import NO_CODE, NO_TIME, Broken, Coded, Column, EventTable, Int32s, Int64s, Moments, empty
from powerflow.logs.wanted import Wanted

MOST_BROKEN_TOLD = 1_000
# A key may hold a text in one event and a date in another: then it is two columns.
_SECOND = "{name}#text"


class TextColumn:
    """A column of texts in the making."""

    def __init__(self) -> None:
        self.coder = Coder()
        self._pieces: list[tuple[Int64s, Int32s]] = []

    def add(self, rows: Int64s, codes: Int32s) -> None:
        """The codes of some rows, counted from the first of the table."""
        self._pieces.append((rows, codes))

    def joined(self, rows: int) -> Coded:
        """The whole column."""
        codes = np.full(rows, NO_CODE, np.int32)
        for where, some in self._pieces:
            codes[where] = some
        return Coded(codes, tuple(self.coder.values))


class TimeColumn:
    """A column of instants in the making."""

    def __init__(self) -> None:
        self._pieces: list[tuple[Int64s, Moments]] = []

    def add(self, rows: Int64s, some: Moments) -> None:
        """The instants of some rows."""
        self._pieces.append((rows, some))

    def joined(self, rows: int) -> Moments:
        """The whole column."""
        column = no_times(rows)
        for where, some in self._pieces:
            column.instant[where], column.offset[where] = some.instant, some.offset
        return column


class Columns:
    """All columns of one kind (of events, or of cases) in the making, by name and by whether they hold dates."""

    def __init__(self) -> None:
        self.texts: dict[str, TextColumn] = {}
        self.times: dict[str, TimeColumn] = {}

    def joined(self, rows: int) -> dict[str, Column]:
        """Every column of which something was added."""
        found: dict[str, Column] = {name: column.joined(rows) for name, column in self.times.items()}
        for name, column in self.texts.items():
            found[_SECOND.format(name=name) if name in found else name] = column.joined(rows)
        return found


def no_times(rows: int) -> Moments:
    """A column in which no row has an instant."""
    return Moments(np.full(rows, NO_TIME, np.int64), np.zeros(rows, np.int16))


class BrokenLines:
    """What was not read as it stood: all are counted, the first are named."""

    def __init__(self) -> None:
        self.told: list[Broken] = []
        self.count = 0

    def add(self, broken: Broken) -> None:
        """One more."""
        self.count += 1
        if len(self.told) < MOST_BROKEN_TOLD:
            self.told.append(broken)


def table(
    source: str, cases: tuple[str, ...], lengths: Int64s, events: Mapping[str, Column], of_cases: Mapping[str, Column],
    wanted: Wanted, broken: BrokenLines,
) -> EventTable:
    """The table of these columns. Events without an activity are left out, and named; so are times that are none."""
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    rows = int(starts[-1])
    columns = dict(events)
    activity = _text(columns.pop(wanted.activity, None), rows)
    time = columns.pop(wanted.time, None)
    actor, group = _text(columns.pop(wanted.actor, None), rows), _text(columns.pop(wanted.group, None), rows)
    whole = EventTable(
        source=source, cases=cases, starts=starts, activity=activity,
        time=time if isinstance(time, Moments) else no_times(rows), actor=actor, group=group, attributes=columns,
        case_attributes={name: column for name, column in of_cases.items() if name != wanted.case},
    )
    return _told(_without_nameless(whole, broken), broken)


def _text(column: Column | None, rows: int) -> Coded:
    return column if isinstance(column, Coded) else empty(rows)


def _without_nameless(whole: EventTable, broken: BrokenLines) -> EventTable:
    nameless = whole.activity.codes < 0
    if not nameless.any():
        return whole
    for row in np.flatnonzero(nameless).tolist():
        case = int(whole.case[row])
        event = row - int(whole.starts[case]) + 1
        broken.add(Broken(0, whole.cases[case], event, "没有写明活动名称，这一事件未读入"))
    rows = np.flatnonzero(~nameless)
    lengths = np.bincount(whole.case[rows], minlength=len(whole.cases))
    return replace(
        whole, starts=np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]),
        activity=whole.activity.part(rows), time=whole.time.part(rows), actor=whole.actor.part(rows),
        group=whole.group.part(rows), attributes={name: column.part(rows) for name, column in whole.attributes.items()},
    )


def _told(whole: EventTable, broken: BrokenLines) -> EventTable:
    for row in np.flatnonzero(whole.time.instant == NO_TIME).tolist():
        case = int(whole.case[row])
        event = row - int(whole.starts[case]) + 1
        broken.add(Broken(0, whole.cases[case], event, "时间没有写明或读不懂，这一事件按所在的次序计"))
    return replace(whole, broken=tuple(broken.told), broken_count=broken.count)
