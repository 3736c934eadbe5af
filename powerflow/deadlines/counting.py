"""Day arithmetic on a timeline: where a period ends, with the days on which the clock stood still left out."""
from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

from powerflow.deadlines.period import Period
from powerflow.deadlines.timeline import Timeline
from powerflow.model import Unit

Stops = tuple[tuple[int, int], ...]


def period_end(start: date, period: Period, timeline: Timeline, stops: Stops) -> tuple[int, int]:
    """The last day by the count alone and the day due, as ordinals; they differ where a rest day is rolled over.

    Forwards the day of the event is not counted (民法典 201) and a last day of rest is rolled to the next working day
    (203). Backwards neither the day of the event nor the day of the act is counted, and a day of rest is rolled to
    the working day before, so that the time in between is never cut short. Stops matter only forwards.
    """
    origin = start.toordinal()
    if period.unit is Unit.WORKING_DAY:
        if period.amount > 0:
            due = _after(origin, period.amount, stops, timeline.count, timeline.nth)
        else:
            due = timeline.nth(timeline.count(origin - 1) + period.amount)
        return due, due
    return _calendar_end(start, period, timeline, stops)


def hours_end(start: datetime, hours: int, spans: tuple[tuple[datetime, datetime], ...]) -> datetime:
    """The instant at which `hours` have run; they run at once and never skip a rest day."""
    left = timedelta(hours=hours)
    if hours < 0:
        return start + left
    for first, last in spans:
        if last <= start:
            continue
        room = max(first - start, timedelta())
        if room >= left:
            break
        left -= room
        start = last
    return start + left


def stopped_between(after: int, until: int, stops: Stops, count: Callable[[int], int]) -> int:
    """How many of the counted days after the one ordinal and up to the other fell within stops."""
    total = 0
    for first, last in stops:
        low, high = max(first - 1, after), min(last, until)
        if low < high:
            total += count(high) - count(low)
    return total


def _calendar_end(start: date, period: Period, timeline: Timeline, stops: Stops) -> tuple[int, int]:
    origin = start.toordinal()
    days = _days(start, period)
    if days == 0:
        return origin, origin
    if days < 0:
        last = origin + days - 1
        return last, timeline.on_or_before(last)
    last = _after(origin, days, stops, _same, _same)
    due = timeline.on_or_after(last)
    for first, end in stops:
        if first <= due <= end:
            due = timeline.on_or_after(end + 1)
    return last, due


def _days(start: date, period: Period) -> int:
    if period.unit is Unit.SPOT:
        return 0
    if period.unit is Unit.CALENDAR_DAY:
        return period.amount
    months = period.amount * (12 if period.unit is Unit.YEAR else 1)
    return (corresponding_day(start, months) - start).days


def corresponding_day(start: date, months: int) -> date:
    """The same day of the month so many months on; the month's last day where it has no such day (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    year = min(max(year, date.min.year), date.max.year)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _after(origin: int, amount: int, stops: Stops, count: Callable[[int], int], nth: Callable[[int], int]) -> int:
    for first, last in stops:
        if last <= origin:
            continue
        room = count(max(first - 1, origin)) - count(origin)
        if room >= amount:
            break
        amount -= room
        origin = last
    return nth(count(origin) + amount)


def _same(ordinal: int) -> int:
    return ordinal
