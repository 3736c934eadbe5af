"""Whether a row of periods, one after the other, fits into a limit of another unit: the worst day to begin decides."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from powerflow.deadlines.calendar import WorkCalendar
from powerflow.deadlines.counting import corresponding_day
from powerflow.deadlines.period import Measured
from powerflow.model import Unit

# One period after the other: how many of which unit.
Spans = tuple[tuple[int, Unit], ...]

_ALIKE = {Unit.YEAR: (Unit.MONTH, 12)}
# A year has at most 366 days; longer rolls do not occur.
_DAYS = {Unit.WORKING_DAY: 2, Unit.CALENDAR_DAY: 1, Unit.MONTH: 31, Unit.HOUR: 1, Unit.SPOT: 0}
_DAY_HOURS = 24


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How a row of periods stands against a limit.

    `over`: by how many `unit`s it is longer; 0 exactly as long, negative: shorter. Where the units differ `start` is the worst
    day to begin of the published years, `ends` the day on which the row then ends and `due` that of the limit.
    """

    over: int
    unit: Unit
    start: date | None = None
    ends: date | None = None
    due: date | None = None


def longest_fit(spans: Iterable[tuple[int, Unit]], limit: Measured, calendar: WorkCalendar) -> Fit:
    """How much longer than `limit` it takes if every period is used up, begun on the worst day.

    Periods in the limit's own unit are added up. Else every day of the calendar's published years is tried: each period begins
    on the day on which the one before it ends, a period that ends on a day of rest is rolled. Hours count as whole days
    against days, days as whole ones against hours. Raises OutsideCalendar for limits beyond the calendar.
    """
    return _worst((_merged(spans),), _plain(limit), calendar, 1)


def shortest_fit(runs: Iterable[Iterable[tuple[int, Unit]]], limit: Measured, calendar: WorkCalendar) -> Fit:
    """By how much all of `runs`, begun together, end before `limit` does, begun on the worst day; `over` counts what is missing."""
    return _worst(tuple(_merged(spans) for spans in runs) or ((),), _plain(limit), calendar, -1)


def _plain(limit: Measured) -> tuple[int, Unit]:
    unit, times = _ALIKE.get(limit.unit, (limit.unit, 1))
    return limit.amount * times, unit


def _merged(spans: Iterable[tuple[int, Unit]]) -> Spans:
    """Neighbours of one unit as one period; "on the spot" takes no time."""
    found: list[tuple[int, Unit]] = []
    for amount, given in spans:
        unit, times = _ALIKE.get(given, (given, 1))
        if unit is Unit.SPOT or not amount:
            continue
        before = found.pop() if found and found[-1][1] is unit else (0, unit)
        found.append((before[0] + amount * times, unit))
    return tuple(found)


@lru_cache(maxsize=4_096)
def _worst(runs: tuple[Spans, ...], limit: tuple[int, Unit], calendar: WorkCalendar, sign: int) -> Fit:
    units = {unit for spans in runs for _, unit in spans}
    amount, unit = limit
    if unit is Unit.SPOT:
        # Whatever takes time at all is too long: by all of it.
        unit = next(iter(units)) if len(units) == 1 else Unit.CALENDAR_DAY
        return _worst(runs, (0, unit), calendar, sign) if units else Fit(over=0, unit=Unit.SPOT)
    if units <= {unit}:
        longest = max(sum(number for number, _ in spans) for spans in runs)
        return Fit(over=sign * (longest - amount), unit=unit)
    if unit is Unit.HOUR:
        return _in_hours(runs, amount, calendar, sign)
    return _in_days(runs, limit, calendar, sign)


def _in_days(runs: tuple[Spans, ...], limit: tuple[int, Unit], calendar: WorkCalendar, sign: int) -> Fit:
    within = _merged([limit])
    starts = _starts((*runs, within), calendar)
    ends, dues = _ends(runs, starts, calendar), _after(starts, within, calendar)
    count = calendar.expected.count
    overs = [sign * (end - due) for end, due in zip(ends, dues, strict=True)]
    worst = max(range(len(starts)), key=overs.__getitem__)
    over, unit = overs[worst], Unit.CALENDAR_DAY
    if limit[1] is Unit.WORKING_DAY:
        over, unit = sign * (count(ends[worst]) - count(dues[worst])) or (over > 0) - (over < 0), Unit.WORKING_DAY
    return _fit(over, unit, starts[worst], ends[worst], dues[worst])


def _in_hours(runs: tuple[Spans, ...], hours: int, calendar: WorkCalendar, sign: int) -> Fit:
    starts = _starts(runs, calendar)
    ends = _ends(runs, starts, calendar)
    overs = [sign * ((end - start) * _DAY_HOURS - hours) for start, end in zip(starts, ends, strict=True)]
    worst = max(range(len(starts)), key=overs.__getitem__)
    due = starts[worst] - (-hours // _DAY_HOURS)
    calendar.expected.count(due)  # raises where the calendar ends
    return _fit(overs[worst], Unit.HOUR, starts[worst], ends[worst], due)


def _fit(over: int, unit: Unit, start: int, end: int, due: int) -> Fit:
    return Fit(over=over, unit=unit, start=date.fromordinal(start), ends=date.fromordinal(end), due=date.fromordinal(due))


def _starts(all_spans: tuple[Spans, ...], calendar: WorkCalendar) -> range:
    """Every day of the published years from which all periods stay within the calendar."""
    days = max(sum(amount * _DAYS[unit] for amount, unit in spans) for spans in all_spans) + 31 * max(map(len, all_spans))
    last = min(date(calendar.latest_published_year, 12, 31), calendar.last - timedelta(days=min(days, 36_500)))
    first = calendar.first.toordinal()
    # Asked beyond its days the calendar says itself how far it goes.
    return range(first, max(first + 1, last.toordinal() + 1))


def _ends(runs: tuple[Spans, ...], starts: Sequence[int], calendar: WorkCalendar) -> list[int]:
    found = [_after(starts, spans, calendar) for spans in runs]
    return found[0] if len(found) == 1 else [max(ends) for ends in zip(*found, strict=True)]


def _after(starts: Sequence[int], spans: Spans, calendar: WorkCalendar) -> list[int]:
    timeline, days = calendar.expected, list(starts)
    for amount, unit in spans:
        if unit is Unit.WORKING_DAY:
            days = timeline.each_after(days, amount)
        elif unit is Unit.HOUR:
            days = [day - (-amount // _DAY_HOURS) for day in days]
            timeline.count(max(days))  # raises where the calendar ends
        elif unit is Unit.MONTH:
            days = timeline.each_rolled(_months_after(tuple(days), amount))
        else:
            days = timeline.each_rolled([day + amount for day in days])
    return days


@lru_cache(maxsize=64)
def _months_after(days: tuple[int, ...], months: int) -> tuple[int, ...]:
    return tuple(corresponding_day(date.fromordinal(day), months).toordinal() for day in days)
