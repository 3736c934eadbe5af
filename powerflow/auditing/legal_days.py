"""Deadlines of many events at once, in legal days: the same as `powerflow.deadlines`, over columns of days."""
from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from powerflow.deadlines import WorkCalendar
from powerflow.model import Unit

Days = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_EPOCH = date(1970, 1, 1).toordinal()
_HOUR = 3_600_000_000_000


class LegalDays:
    """Counts by one calendar; without one every day counts alike, and working days cannot be told.

    Days are ordinals (`date.toordinal`). What lies outside the calendar is not known, and never guessed.
    """

    def __init__(self, calendar: WorkCalendar | None) -> None:
        self._first, self._last = 0, date.max.toordinal()
        self._is_plain = calendar is None
        if calendar is not None:
            self._first, self._last = calendar.first.toordinal(), calendar.last.toordinal()
            count = calendar.expected.count
            # At index i: the working days up to and including the day `first + i`.
            self._count = np.array([count(day) for day in range(self._first, self._last + 1)], np.int64)
            self._working = np.flatnonzero(np.diff(self._count, prepend=0)) + self._first

    def due(self, starts: Days, amount: int, unit: Unit) -> tuple[Days, Flags]:
        """The last day on which an act is in time, for an event on each of the days; and for which of them that is known."""
        starts = starts.astype(np.int64)
        known = (starts >= self._first) & (starts <= self._last)
        if unit is Unit.WORKING_DAY:
            return self._working_days(starts, known, amount)
        if unit is Unit.SPOT:
            return starts, known
        last = starts + amount if unit is Unit.CALENDAR_DAY else _months(starts, amount * (12 if unit is Unit.YEAR else 1))
        return self._rolled(last, known)

    def late(self, due: Days, acts: Days, unit: Unit) -> Days:
        """How late each act is: in working days for a limit in working days (at least 1), else in days; 0 in time."""
        over: Days = np.maximum(acts.astype(np.int64) - due, 0)
        if unit is not Unit.WORKING_DAY or self._is_plain:
            return over
        counted = self._count[self._at(acts.astype(np.int64))] - self._count[self._at(due)]
        late: Days = np.where(over > 0, np.maximum(counted, 1), 0)
        return late

    def covers(self, days: Days) -> Flags:
        """Which of the days the calendar knows."""
        return (days >= self._first) & (days <= self._last)

    def _at(self, days: Days) -> Days:
        return np.clip(days - self._first, 0, len(self._count) - 1)

    def _working_days(self, starts: Days, known: Flags, amount: int) -> tuple[Days, Flags]:
        if self._is_plain:
            return starts, np.zeros(len(starts), np.bool_)
        number = self._count[self._at(starts)] + amount
        known = known & (number >= 1) & (number <= len(self._working))
        return self._nth(number), known

    def _nth(self, number: Days) -> Days:
        days: Days = self._working[np.clip(number - 1, 0, len(self._working) - 1)]
        return days

    def _rolled(self, last: Days, known: Flags) -> tuple[Days, Flags]:
        if self._is_plain:
            return last, known
        known = known & (last > self._first) & (last <= self._last)
        number = self._count[self._at(last - 1)] + 1
        known = known & (number <= len(self._working))
        return self._nth(number), known


def hours_late(starts: Days, acts: Days, hours: int) -> Days:
    """How many hours begun each act (ns) is later than so many hours after its start (ns); 0 in time."""
    over = acts - starts - hours * _HOUR
    return np.where(over > 0, -(-over // _HOUR), 0)


def _months(starts: Days, months: int) -> Days:
    """The same day of the month so many months on; the month's last day where it has no such day."""
    days = (starts - _EPOCH).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    nth = (days - month.astype("datetime64[D]")).astype(np.int64)
    target = month + np.timedelta64(months, "M")
    length = ((target + np.timedelta64(1, "M")).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
    begin = target.astype("datetime64[D]").astype(np.int64)
    ends: Days = begin + np.minimum(nth, length - 1) + _EPOCH
    return ends
