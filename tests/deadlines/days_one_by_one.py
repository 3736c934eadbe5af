"""An oracle that walks the calendar one day at a time, written from the law and sharing no code with the program."""
from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

ONE = timedelta(days=1)


def works(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def working_days_after(start: date, amount: int) -> date:
    day = start
    while amount:
        day += ONE
        amount -= works(day)
    return day


def calendar_days_after(start: date, amount: int) -> date:
    day = start + amount * ONE
    while not works(day):
        day += ONE
    return day


def working_days_before(event: date, amount: int) -> date:
    """The last working day that leaves `amount` whole working days between itself and the event."""
    day = event
    while amount:
        day -= ONE
        amount -= works(day)
    day -= ONE
    while not works(day):
        day -= ONE
    return day
