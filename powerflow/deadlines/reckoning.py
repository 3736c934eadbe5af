"""Day by day how a count went: which days counted, which did not, and why."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from powerflow.deadlines.calendar import WorkCalendar
from powerflow.deadlines.counting import Stops
from powerflow.deadlines.days import Day
from powerflow.deadlines.period import Period
from powerflow.model import Unit


class Counting(str, Enum):
    """What a day did in the count: it counted, rested, fell in a pause, or was rolled over as the last day."""

    COUNTED = "counted"
    RESTED = "rested"
    PAUSED = "paused"
    ROLLED = "rolled"


@dataclass(frozen=True)
class CountedDay:
    """One day of the count, and what kind of day it is."""

    day: Day
    counting: Counting


def reckon(
    *, start: date, period: Period, last_day: date, due: date, calendar: WorkCalendar, stops: Stops
) -> tuple[CountedDay, ...]:
    """The days that decided the deadline, oldest first.

    For working days every day between the event and the deadline; for calendar days, months and years only the days
    in pauses, the last day and those that it was rolled over.
    """
    return tuple(_days(start, period, last_day, due, calendar, stops))


def _days(
    start: date, period: Period, last_day: date, due: date, calendar: WorkCalendar, stops: Stops
) -> Iterator[CountedDay]:
    for day in _span(start, period, last_day, due):
        counting = _counting(day, period, last_day, due, calendar, stops)
        if counting is not None:
            yield CountedDay(calendar.day(day), counting)


def _span(start: date, period: Period, last_day: date, due: date) -> Iterator[date]:
    forwards = period.amount > 0
    first, last = (start + timedelta(days=1), due) if forwards else (due, start - timedelta(days=1))
    if not forwards and period.unit is not Unit.WORKING_DAY:
        last = last_day
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _counting(
    day: date, period: Period, last_day: date, due: date, calendar: WorkCalendar, stops: Stops
) -> Counting | None:
    if period.amount > 0 and any(first <= day.toordinal() <= last for first, last in stops):
        return Counting.PAUSED
    if period.unit is Unit.WORKING_DAY:
        # Backwards the day of the act is the due day, which does not count.
        if period.amount < 0 and day == due:
            return None
        return Counting.COUNTED if calendar.is_working_day(day) else Counting.RESTED
    if min(last_day, due) <= day <= max(last_day, due):
        return Counting.COUNTED if calendar.is_working_day(day) else Counting.ROLLED
    return None
