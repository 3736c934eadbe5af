"""Deadlines of whole columns are those that `powerflow.deadlines` gives one by one."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pytest

from powerflow.auditing import LegalDays
from powerflow.auditing.legal_days import hours_late
from powerflow.deadlines import BEIJING, Period, deadline, national_calendar, standing
from powerflow.model import Unit

_DAYS = LegalDays(national_calendar())


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(1, "WD"), (5, "WD"), (20, "WD"), (60, "WD"), (1, "CD"), (90, "CD"), (1, "M"), (6, "M"), (1, "Y"), (0, "spot")],
)
def test_due_days_and_lateness_are_those_of_the_clock(amount: int, unit: str) -> None:
    random = Random(7)
    starts = [date(2004, 3, 1) + timedelta(days=random.randrange(8000)) for _ in range(300)]
    acts = [start + timedelta(days=random.randrange(500)) for start in starts]
    limit = Period(amount, Unit(unit))
    due, known = _DAYS.due(np.array([day.toordinal() for day in starts]), amount, limit.unit)
    late = _DAYS.late(due, np.array([day.toordinal() for day in acts]), limit.unit)
    assert known.all()
    assert [date.fromordinal(int(day)) for day in due] == [deadline(day, limit, national_calendar()).due for day in starts]
    assert late.tolist() == [standing(start, act, limit, national_calendar()).late for start, act in zip(starts, acts, strict=True)]


def test_the_end_of_a_month_stays_within_the_month() -> None:
    """31 January and a month is the last of February, rolled to a working day where it is none."""
    due, _ = LegalDays(None).due(np.array([date(2023, 1, 31).toordinal(), date(2024, 1, 31).toordinal()]), 1, Unit.MONTH)
    assert [date.fromordinal(int(day)) for day in due] == [date(2023, 2, 28), date(2024, 2, 29)]


def test_days_outside_the_calendar_are_not_known() -> None:
    starts = np.array([date(1999, 1, 4).toordinal(), date(2026, 9, 18).toordinal(), date(2040, 12, 30).toordinal()])
    assert _DAYS.due(starts, 5, Unit.WORKING_DAY)[1].tolist() == [False, True, False]
    assert _DAYS.due(starts, 5, Unit.CALENDAR_DAY)[1].tolist() == [False, True, False]


def test_without_a_calendar_working_days_are_not_known() -> None:
    assert not LegalDays(None).due(np.array([date(2026, 9, 18).toordinal()]), 5, Unit.WORKING_DAY)[1].any()


def test_hours_run_on_and_an_hour_begun_counts() -> None:
    begin = datetime(2026, 9, 18, 10, tzinfo=BEIJING)
    acts = [begin + timedelta(hours=24), begin + timedelta(hours=24, seconds=1), begin + timedelta(hours=26)]
    late = hours_late(*(np.array([int(at.timestamp()) * 10**9 for at in some]) for some in ([begin] * 3, acts)), 24)
    assert late.tolist() == [standing(begin, at, Period(24, Unit.HOUR), national_calendar()).late for at in acts] == [0, 1, 2]
