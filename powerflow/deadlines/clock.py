"""The clock (期限计算): when a period that began then is over, how sure that is, and how much of it was used."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from powerflow.deadlines.calendar import WorkCalendar
from powerflow.deadlines.counting import Stops, hours_end, period_end, stopped_between
from powerflow.deadlines.pauses import Pause, stopped_days, stopped_spans
from powerflow.deadlines.period import BEIJING, Measured, Period, local_day, local_instant
from powerflow.deadlines.reckoning import CountedDay, reckon
from powerflow.deadlines.timeline import Timeline
from powerflow.model import Unit


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The end of a period (截止日).

    `due` is the last day on which the act is in time, or for hours the last instant. `last_day` is where the count
    alone ended, before a day of rest was rolled over. `provisional`: some day that was counted lies where a coming
    notice may still move it; the notice then puts the deadline between `earliest` and `latest`.
    """

    start: date | datetime
    period: Period
    due: date | datetime
    last_day: date
    earliest: date | datetime
    latest: date | datetime
    provisional: bool
    pauses: tuple[Pause, ...] = ()
    calendar: WorkCalendar = field(repr=False, compare=False)

    @property
    def day(self) -> date:
        """The legal day of `due`."""
        return local_day(self.due)

    @property
    def end(self) -> datetime:
        """The first instant at which the period is over: midnight after the due day; for hours `due` itself."""
        if isinstance(self.due, datetime):
            return self.due
        return datetime.combine(self.due + timedelta(days=1), datetime.min.time(), BEIJING)

    def is_over(self, at: date | datetime) -> bool:
        """Whether the period has run out at `at`: an act then is late, or a waiting time has been kept."""
        return _is_after(at, self.due)

    @cached_property
    def days(self) -> tuple[CountedDay, ...]:
        """Day by day how the count went, as far as it matters; worked out when first asked for."""
        if self.period.unit in (Unit.HOUR, Unit.SPOT):
            return ()
        return reckon(
            start=local_day(self.start), period=self.period, last_day=self.last_day, due=self.day,
            calendar=self.calendar, stops=stopped_days(self.pauses),
        )


@dataclass(frozen=True)
class Used:
    """How much time was used: working days, whole days (also for months and years), or hours begun."""

    amount: int
    unit: Unit
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a moment stands against a limit. `unit` counts `late` and `remaining`: months and years count in days.

    `late` is 0 in time and at least 1 after `deadline.due`, also on a day of rest; where the calendar is provisional
    it lies between `late_at_least` and `late_at_most`. `remaining` is what is left after the day (or instant) itself.
    """

    deadline: Deadline
    at: date | datetime
    used: Used
    unit: Unit
    remaining: int
    late: int
    late_at_least: int
    late_at_most: int

    @property
    def is_late(self) -> bool:
        """Whether the moment lies after the deadline."""
        return self.late > 0

    @property
    def provisional(self) -> bool:
        """Whether a coming notice may change the deadline."""
        return self.deadline.provisional


def deadline(
    start: date | datetime, limit: Measured, calendar: WorkCalendar, pauses: Iterable[Pause] = ()
) -> Deadline:
    """The deadline of `limit` for an event at `start`.

    Working days skip days of rest and count make-up days; calendar days, months and years end on a day that is rolled
    off days of rest; hours need an instant and run at once; `spot` is due the same day. Whole days within `pauses` do
    not count (for hours the exact time does not); backwards counts and `spot` know no pauses.
    Raises OutsideCalendar, and UsageError for an instant without an offset or a limit of 0.
    """
    period = limit if isinstance(limit, Period) else Period(limit.amount, limit.unit)
    stood_still = tuple(pauses)
    if period.unit is Unit.HOUR:
        return _in_hours(local_instant(start), period, calendar, stood_still)
    day = local_day(start)
    stops = stopped_days(stood_still) if stood_still else ()
    last, due = period_end(day, period, calendar.expected, stops)
    low, high = _inspected(day.toordinal(), period, last, due)
    provisional = low < high and calendar.is_open(low, high)
    ends = _ends(day, period, calendar, stops, due) if provisional else (due, due)
    return Deadline(
        start=start, period=period, due=date.fromordinal(due), last_day=date.fromordinal(last),
        earliest=date.fromordinal(min(ends)), latest=date.fromordinal(max(ends)), provisional=provisional,
        pauses=stood_still, calendar=calendar,
    )


def used(
    start: date | datetime, end: date | datetime, unit: Unit, calendar: WorkCalendar, pauses: Iterable[Pause] = ()
) -> Used:
    """How much of a limit in `unit` was used from `start` to `end`; 0 if `end` is not later.

    Whole days after the day of `start` up to and including that of `end`, without the whole days within `pauses`;
    working days for WD, calendar days for all other units but hours, where an hour begun counts.
    """
    stood_still = tuple(pauses)
    if unit is Unit.HOUR:
        return Used(_hours_begun(local_instant(start), local_instant(end), stood_still), unit)
    stops = stopped_days(stood_still) if stood_still else ()
    first, last = local_day(start).toordinal(), local_day(end).toordinal()
    if unit is not Unit.WORKING_DAY:
        return Used(_days_between(first, last, stops), Unit.CALENDAR_DAY)
    if last <= first:
        return Used(0, unit)
    count = calendar.expected.count
    amount = count(last) - count(first) - stopped_between(first, last, stops, count)
    return Used(amount, unit, calendar.is_open(first, last))


def standing(
    start: date | datetime,
    at: date | datetime,
    limit: Measured,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
) -> Standing:
    """How an act at `at` (or the present moment) stands against `limit` for an event at `start`."""
    return standing_at(deadline(start, limit, calendar, pauses), at)


def standing_at(end: Deadline, at: date | datetime) -> Standing:
    """How an act at `at` stands against a deadline that is known already."""
    unit, calendar = end.period.unit, end.calendar
    unit = unit if unit in (Unit.WORKING_DAY, Unit.HOUR) else Unit.CALENDAR_DAY
    return Standing(
        deadline=end,
        at=at,
        used=used(end.start, at, unit, calendar, end.pauses),
        unit=unit,
        remaining=_remaining(end, at, unit),
        late=_late(end.due, at, unit, calendar.expected),
        late_at_least=_late(end.latest, at, unit, calendar.fewest if end.provisional else calendar.expected),
        late_at_most=_late(end.earliest, at, unit, calendar.most if end.provisional else calendar.expected),
    )


def _in_hours(start: datetime, period: Period, calendar: WorkCalendar, pauses: tuple[Pause, ...]) -> Deadline:
    due = hours_end(start, period.amount, stopped_spans(pauses))
    return Deadline(
        start=start, period=period, due=due, last_day=due.date(), earliest=due, latest=due, provisional=False,
        pauses=pauses, calendar=calendar,
    )


def _inspected(start: int, period: Period, last: int, due: int) -> tuple[int, int]:
    """The days whose kind decided the deadline: after the first ordinal, up to and including the second."""
    if period.unit is Unit.SPOT:
        return start, start
    if period.unit is Unit.WORKING_DAY:
        return (start, due) if period.amount > 0 else (due - 1, start - 1)
    return (last - 1, due) if period.amount > 0 else (due - 1, last)


def _ends(day: date, period: Period, calendar: WorkCalendar, stops: Stops, due: int) -> tuple[int, int, int]:
    few = period_end(day, period, calendar.fewest, stops)[1]
    many = period_end(day, period, calendar.most, stops)[1]
    return few, due, many


def _late(due: date | datetime, at: date | datetime, unit: Unit, timeline: Timeline) -> int:
    if not _is_after(at, due):
        return 0
    if isinstance(due, datetime):
        return _hours_begun(due, local_instant(at), ())
    first, last = due.toordinal(), local_day(at).toordinal()
    if unit is not Unit.WORKING_DAY:
        return last - first
    # An act on a day of rest after the due day is late although no working day has passed.
    return max(1, timeline.count(last) - timeline.count(first))


def _remaining(end: Deadline, at: date | datetime, unit: Unit) -> int:
    if end.is_over(at):
        return 0
    if isinstance(end.due, datetime):
        spans = stopped_spans(end.pauses)
        left = end.due - local_instant(at) - _stood_still(local_instant(at), end.due, spans)
        return left // timedelta(hours=1)
    stops = stopped_days(end.pauses)
    first, last = local_day(at).toordinal(), end.due.toordinal()
    if unit is not Unit.WORKING_DAY:
        return _days_between(first, last, stops)
    count = end.calendar.expected.count
    return count(last) - count(first) - stopped_between(first, last, stops, count)


def _is_after(at: date | datetime, due: date | datetime) -> bool:
    if isinstance(due, datetime):
        return local_instant(at) > due
    return local_day(at) > due


def _days_between(first: int, last: int, stops: Stops) -> int:
    return max(0, last - first - stopped_between(first, last, stops, lambda ordinal: ordinal))


def _hours_begun(start: datetime, end: datetime, pauses: tuple[Pause, ...]) -> int:
    if end <= start:
        return 0
    ran = end - start - _stood_still(start, end, stopped_spans(pauses))
    return -(-ran // timedelta(hours=1))


def _stood_still(start: datetime, end: datetime, spans: tuple[tuple[datetime, datetime], ...]) -> timedelta:
    total = timedelta()
    for first, last in spans:
        total += max(min(last, end) - max(first, start), timedelta())
    return total
