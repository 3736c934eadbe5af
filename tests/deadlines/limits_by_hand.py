"""A second reckoning of limits, by plain loops over a set of rest days written down by hand; shares no code with the program."""
from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from powerflow.deadlines import Notice, NoticeKind, WorkCalendar

ONE = timedelta(days=1)

# The notices of the State Council for 2025 and 2026, days off and make-up working days.
_OFF = {
    2025: ("01-01..01-01", "01-28..02-04", "04-04..04-06", "05-01..05-05", "05-31..06-02", "10-01..10-08"),
    2026: ("01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05", "06-19..06-21", "09-25..09-27", "10-01..10-07"),
}
_MADE_UP = {
    2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
    2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
}
# Without a notice: the statutory days and the next free weekdays for those on a weekend, as far as the table needs them.
# 2027: New Year on a Friday; Spring Festival 5 to 8 February with a Saturday and a Sunday; and so on.
_BY_LAW = (
    "2027-01-01..2027-01-01", "2027-02-05..2027-02-10", "2027-04-05..2027-04-05", "2027-05-01..2027-05-04",
    "2027-06-09..2027-06-09", "2027-09-15..2027-09-15", "2027-10-01..2027-10-05", "2029-02-12..2029-02-15",
    "2029-09-22..2029-09-24",
)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE


def _span(text: str) -> Iterator[date]:
    first, last = map(date.fromisoformat, text.split(".."))
    yield from _days(first, last)


def _in_year(year: int, text: str) -> Iterator[date]:
    first, last = text.split("..")
    yield from _span(f"{year}-{first}..{year}-{last}")


OFF = {day for year, spans in _OFF.items() for span in spans for day in _in_year(year, span)}
MADE_UP = {date.fromisoformat(f"{year}-{day}") for year, days in _MADE_UP.items() for day in days}
_REST_BY_LAW = {day for span in _BY_LAW for day in _span(span)}


def calendar() -> WorkCalendar:
    """The calendar to inject: two published years, nothing after them."""
    return WorkCalendar(tuple(
        Notice(
            kind=NoticeKind.NATIONAL, year=year, days_off={day: "放假" for day in OFF if day.year == year},
            working_days={day: "放假" for day in MADE_UP if day.year == year},
        )
        for year in _OFF
    ))


def rests(day: date) -> bool:
    """Whether offices are closed."""
    if day in MADE_UP:
        return False
    return day in OFF or day in _REST_BY_LAW or day.weekday() >= 5


def due(start: date, number: int, unit: str) -> date:
    """The last day of a limit that begins with an event on `start`."""
    if unit == "WD":
        day = start
        while number:
            day += ONE
            number -= not rests(day)
        return day
    day = start + number * ONE if unit == "CD" else _months_on(start, number * (12 if unit == "Y" else 1))
    while rests(day):
        day += ONE
    return day


def latest_before(event: date, number: int, unit: str) -> date:
    """The last day on which an act still leaves so many whole days before the event."""
    day = event - ONE
    if unit == "WD":
        while number:
            number -= not rests(day)
            day -= ONE
    else:
        day -= number * ONE
    while rests(day):
        day -= ONE
    return day


def _months_on(start: date, months: int) -> date:
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))
