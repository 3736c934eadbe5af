"""Whether periods fit into a limit of another unit: against the deadlines of every single day, and by hand."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from powerflow.deadlines import Fit, OutsideCalendar, Period, deadline, longest_fit, shortest_fit
from powerflow.model import Unit
from tests.deadlines.limits_by_hand import calendar, due, rests

CALENDAR = calendar()
WD, CD, M, H = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.HOUR
STARTS = [date(2025, 1, 1) + timedelta(days=n) for n in range(730)]


def _ends(spans: list[tuple[int, Unit]], start: date) -> date:
    for number, unit in spans:
        start = due(start, number, unit.value)
    return start


@pytest.mark.parametrize(
    ("spans", "limit"),
    [
        ([(20, WD)], Period(30, CD)), ([(45, WD)], Period(75, CD)), ([(20, CD)], Period(15, WD)), ([(20, WD)], Period(1, M)),
        ([(1, M)], Period(30, CD)), ([(5, WD), (10, CD), (3, WD)], Period(30, CD)), ([(2, M), (5, WD)], Period(60, CD)),
    ],
)
def test_the_worst_day_is_the_worst_of_all_days(spans: list[tuple[int, Unit]], limit: Period) -> None:
    def over(start: date) -> int:
        return (_ends(spans, start) - due(start, limit.amount, limit.unit.value)).days

    found = longest_fit(spans, limit, CALENDAR)
    worst = max(STARTS, key=over)
    assert found.start is not None and over(found.start) == over(worst)
    assert (found.ends, found.due) == (_ends(spans, found.start), due(found.start, limit.amount, limit.unit.value))
    if limit.unit is not WD:
        assert found.over == over(worst)
    assert (found.over > 0) == (over(worst) > 0)


def test_over_a_limit_in_working_days_is_counted_in_working_days() -> None:
    """30 calendar days against 15 working days."""
    found = longest_fit([(30, CD)], Period(15, WD), CALENDAR)
    assert found.ends is not None and found.due is not None
    between = [found.due + timedelta(days=n) for n in range(1, (found.ends - found.due).days + 1)]
    assert found.over == sum(not rests(day) for day in between) and found.unit is WD


@pytest.mark.parametrize(
    ("spans", "limit", "over"),
    [
        ([(5, WD), (3, WD)], Period(7, WD), 1), ([(90, CD)], Period(90, CD), 0), ([(1, Unit.YEAR)], Period(12, M), 0),
        ([(0, Unit.SPOT)], Period(5, WD), -5), ([], Period(20, CD), -20), ([(23, H)], Period(24, H), -1),
    ],
)
def test_in_one_unit_periods_are_added_up(spans: list[tuple[int, Unit]], limit: Period, over: int) -> None:
    assert longest_fit(spans, limit, CALENDAR) == Fit(over=over, unit=limit.unit)


def test_one_working_day_may_be_far_more_than_24_hours() -> None:
    """From 14 February 2026, a Saturday that is worked, the next working day is the 24th."""
    found = longest_fit([(1, WD)], Period(24, H), CALENDAR)
    assert found.unit is H and found.over == 9 * 24


def test_waiting_days_of_another_kind_may_be_too_few() -> None:
    """Seven calendar days before National Day hold only four working days and a rolled end."""
    found = shortest_fit([[(7, CD)]], Period(5, WD), CALENDAR)
    assert found.over > 0 and found.start is not None
    assert deadline(found.start, Period(5, WD), CALENDAR).due == found.due


def test_of_runs_that_must_all_be_over_the_latest_counts() -> None:
    assert shortest_fit([[(3, WD)], [(8, WD)]], Period(7, WD), CALENDAR) == Fit(over=-1, unit=WD)
    assert shortest_fit([], Period(7, WD), CALENDAR) == Fit(over=7, unit=WD)


def test_a_limit_beyond_the_calendar_is_not_guessed() -> None:
    with pytest.raises(OutsideCalendar):
        longest_fit([(9_000, WD)], Period(90, CD), CALENDAR)
