"""Deadlines counted day by day on one's fingers, with nothing of the program but the question whether a day is a working day."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from powerflow.deadlines import BEIJING, WorkCalendar
from powerflow.model import Unit

Span = tuple[datetime, datetime]
DAY = timedelta(days=1)


def due(start: datetime, amount: int, unit: Unit, pauses: Iterable[Span], calendar: WorkCalendar) -> date | datetime:
    """The last day, for hours the last instant, of `amount` units after `start`; whole days in pauses do not count."""
    spans = _joined(pauses)
    if unit is Unit.HOUR:
        return _hours(start, timedelta(hours=amount), spans)
    day, left = start.date(), amount
    while left:
        day += DAY
        left -= not _stood_still(day, spans) and (unit is Unit.CALENDAR_DAY or calendar.is_working_day(day))
    while unit is Unit.CALENDAR_DAY and (_stood_still(day, spans) or not calendar.is_working_day(day)):
        day += DAY
    return day


def is_over(last: date | datetime, at: datetime) -> bool:
    """Whether an act at that instant is late."""
    return at > last if isinstance(last, datetime) else at.date() > last


def over_from(last: date | datetime) -> datetime:
    """The first whole second that is late."""
    if isinstance(last, datetime):
        return last + timedelta(seconds=1)
    return datetime.combine(last + DAY, time(), BEIJING)


def _hours(start: datetime, left: timedelta, spans: list[Span]) -> datetime:
    for begin, end in spans:
        if start + left <= begin:
            break
        if end > start:
            left -= max(begin - start, timedelta())
            start = end
    return start + left


def _stood_still(day: date, spans: list[Span]) -> bool:
    midnight = datetime.combine(day, time(), BEIJING)
    return any(begin <= midnight and midnight + DAY <= end for begin, end in spans)


def _joined(pauses: Iterable[Span]) -> list[Span]:
    spans: list[Span] = []
    for begin, end in sorted(pauses):
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((begin, end))
    return spans
