"""An extension counts once, in time and by the right approver."""
from __future__ import annotations

from datetime import date

import pytest

from powerflow.deadlines import Allowed, Deadline, Grant, Period, Refusal, deadline, extended, national_calendar, read_period

CALENDAR = national_calendar()


def _end(limit: str = "20WD") -> Deadline:
    """From Monday 2 March 2026: 20 working days end on Monday 30 March, 30 of them on Tuesday 14 April (Qingming on the 6th)."""
    return deadline(date(2026, 3, 2), read_period(limit), CALENDAR)


def _grant(on: str, limit: str = "10WD", approver: str = "局长") -> Grant:
    return Grant(period=read_period(limit), on=date.fromisoformat(on), approver=approver)


def test_in_time_it_is_added_to_the_limit() -> None:
    found = extended(_end(), [_grant("2026-03-30")])
    assert (found.deadline.due, found.grants[0][1]) == (date(2026, 4, 14), None)


@pytest.mark.parametrize(
    ("grants", "allowed", "refusals"),
    [
        (["2026-03-31"], Allowed(), [Refusal.LATE]),
        (["2026-03-20", "2026-03-25"], Allowed(), [None, Refusal.AGAIN]),
        (["2026-03-20", "2026-03-25"], Allowed(times=2), [None, None]),
        (["2026-03-31", "2026-03-20"], Allowed(times=2), [None, None]),  # the second is in time because the first counts
        (["2026-03-20"], Allowed(most=Period(5, read_period("1WD").unit)), [Refusal.TOO_LONG]),
        (["2026-03-20"], Allowed(approver=("县长",)), [Refusal.APPROVER]),
        (["2026-03-20"], Allowed(approver=("县长", "局长")), [None]),
    ],
)
def test_what_the_law_does_not_allow_adds_nothing(grants: list[str], allowed: Allowed, refusals: list[Refusal | None]) -> None:
    found = extended(_end(), map(_grant, grants), allowed)
    assert [refusal for _, refusal in found.grants] == refusals
    added = refusals.count(None)
    assert found.deadline.due == [date(2026, 3, 30), date(2026, 4, 14), date(2026, 4, 28)][added]


def test_in_another_unit_it_runs_on_from_the_day_due() -> None:
    """90 calendar days from 2 March end on Sunday 31 May, rolled to Monday 1 June; 15 working days later is 23 June."""
    end = _end("90CD")
    assert end.due == date(2026, 6, 1)
    # 19 to 21 June are off.
    assert extended(end, [_grant("2026-05-20", "15WD")]).deadline.due == date(2026, 6, 23)
