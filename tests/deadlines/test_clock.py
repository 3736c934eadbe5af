"""Deadlines: the figures that were published or computed by hand, and an oracle that walks day by day."""
from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerflow.deadlines import (
    BEIJING,
    Counting,
    OutsideCalendar,
    Pause,
    Period,
    deadline,
    national_calendar,
    read_period,
    read_start,
    standing,
    used,
)
from powerflow.errors import UsageError
from powerflow.model import LimitRole, TimeLimit, Unit
from tests.deadlines.days_one_by_one import calendar_days_after, working_days_after, working_days_before, works

CALENDAR = national_calendar()
STARTS = st.dates(date(2004, 1, 1), date(2026, 3, 1))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def _due(start: str, limit: str, *pauses: Pause) -> str:
    return deadline(read_start(start), read_period(limit), CALENDAR, pauses).due.isoformat()


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-09-18", "20WD", "2026-10-22"),
        ("2026-02-06", "20WD", "2026-03-12"),
        ("2026-09-24", "20WD", "2026-10-29"),
        ("2026-07-05", "90CD", "2026-10-08"),
        ("2026-03-02", "5CD", "2026-03-09"),  # ends on Saturday 7 March
        ("2026-02-09", "5CD", "2026-02-14"),  # ends on a Saturday that is worked
        ("2026-01-30", "1M", "2026-02-28"),  # no 30 February; Saturday 28 February is worked
        ("2026-08-31", "1M", "2026-09-30"),
        ("2024-02-29", "1Y", "2025-02-28"),
        ("2025-12-15", "2M", "2026-02-24"),  # 15 February lies in Spring Festival
        ("2026-09-30T15:00", "24H", "2026-10-01T15:00:00+08:00"),
        ("2026-10-01", "spot", "2026-10-01"),
    ],
)
def test_deadline(start: str, limit: str, due: str) -> None:
    assert _due(start, limit) == due


def test_deadline_in_a_year_without_a_notice_is_provisional_with_an_interval() -> None:
    end = deadline(date(2026, 12, 10), read_period("20WD"), CALENDAR)
    assert (end.due, end.provisional) == (date(2027, 1, 8), True)
    # Earlier by at most two days (1 January taken as it is, the weekends around it worked), later by at most two
    # (30 and 31 December off): the reach of the notices for 2015 to 2026 around New Year's Day.
    assert (end.earliest, end.latest) == (date(2027, 1, 6), date(2027, 1, 12))


def test_deadline_before_anything_open_is_certain() -> None:
    end = deadline(date(2026, 12, 10), read_period("13WD"), CALENDAR)
    assert (end.due, end.earliest, end.latest, end.provisional) == (*[date(2026, 12, 29)] * 3, False)


def test_calendar_days_are_provisional_only_if_their_last_day_is() -> None:
    assert deadline(date(2026, 12, 1), read_period("31CD"), CALENDAR).provisional
    assert not deadline(date(2026, 11, 20), read_period("30CD"), CALENDAR).provisional


@pytest.mark.parametrize(
    ("event", "limit", "due"),
    [
        # Seven working days between notice and hearing: 28 to 30 September, 8 to 10 (a Saturday) and 12 October.
        ("2026-10-13", "-7WD", "2026-09-24"),
        ("2026-03-20", "-1WD", "2026-03-18"),
        ("2026-03-20", "-3CD", "2026-03-16"),
        ("2026-03-20", "-4CD", "2026-03-13"),  # the 15th is a Sunday: earlier, not later
        ("2026-03-31", "-1M", "2026-02-27"),
        ("2026-03-20T10:00", "-24H", "2026-03-19T10:00:00+08:00"),
    ],
)
def test_backwards_neither_the_event_nor_the_act_is_counted(event: str, limit: str, due: str) -> None:
    assert _due(event, limit) == due


@given(STARTS, st.integers(1, 120))
def test_working_days_agree_with_walking_day_by_day(start: date, amount: int) -> None:
    assert deadline(start, Period(amount, Unit.WORKING_DAY), CALENDAR).due == working_days_after(start, amount)


@given(STARTS, st.integers(1, 200))
def test_calendar_days_agree_with_walking_day_by_day(start: date, amount: int) -> None:
    assert deadline(start, Period(amount, Unit.CALENDAR_DAY), CALENDAR).due == calendar_days_after(start, amount)


@given(st.dates(date(2005, 1, 1), date(2026, 12, 20)), st.integers(1, 60))
def test_working_days_backwards_agree_with_walking_day_by_day(event: date, amount: int) -> None:
    assert deadline(event, Period(-amount, Unit.WORKING_DAY), CALENDAR).due == working_days_before(event, amount)


@given(
    st.dates(date(2004, 1, 1), date(2035, 1, 1)),
    st.integers(1, 60),
    st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH]),
)
def test_an_act_on_the_due_day_is_in_time_and_one_on_the_next_working_day_late(
    start: date, amount: int, unit: Unit
) -> None:
    limit = Period(amount, unit)
    due = deadline(start, limit, CALENDAR).due
    following = due + timedelta(days=1)
    while not CALENDAR.is_working_day(following):
        following += timedelta(days=1)
    assert standing(start, due, limit, CALENDAR).late == 0
    late = standing(start, following, limit, CALENDAR).late
    assert late == (1 if unit is Unit.WORKING_DAY else (following - due).days)


@given(st.dates(date(2004, 1, 1), date(2035, 1, 1)), st.integers(1, 60))
def test_a_working_day_limit_is_used_up_exactly_on_its_due_day(start: date, amount: int) -> None:
    due = deadline(start, Period(amount, Unit.WORKING_DAY), CALENDAR).due
    assert used(start, due, Unit.WORKING_DAY, CALENDAR).amount == amount
    assert used(start, due - timedelta(days=1), Unit.WORKING_DAY, CALENDAR).amount == amount - 1


@given(
    st.dates(date(2026, 6, 1), date(2037, 12, 31)), st.integers(1, 90), st.sampled_from(["WD", "CD"])
)
def test_the_expected_day_lies_within_the_interval(start: date, amount: int, unit: str) -> None:
    end = deadline(start, Period(amount, Unit(unit)), CALENDAR)
    assert end.earliest <= end.due <= end.latest
    assert end.provisional or end.earliest == end.latest


def test_a_limit_of_the_chart_is_a_limit() -> None:
    limit = TimeLimit(role=LimitRole.STATUTORY, amount=20, unit=Unit.WORKING_DAY)
    assert deadline(date(2026, 9, 18), limit, CALENDAR).due == date(2026, 10, 22)
    on_the_spot = TimeLimit(role=LimitRole.STATUTORY, amount=0, unit=Unit.SPOT)
    assert deadline(date(2026, 10, 3), on_the_spot, CALENDAR).due == date(2026, 10, 3)


def test_an_evening_in_greenwich_is_the_next_day_in_beijing() -> None:
    assert _due("2026-09-17T16:30Z", "20WD") == _due("2026-09-18", "20WD")


def test_the_end_of_a_deadline_is_midnight_after_its_day() -> None:
    end = deadline(date(2026, 9, 18), read_period("20WD"), CALENDAR)
    assert end.end == _at("2026-10-23T00:00")
    assert not end.is_over(_at("2026-10-22T23:59"))
    assert end.is_over(_at("2026-10-23T00:00"))
    hours = deadline(_at("2026-10-01T08:00"), read_period("24H"), CALENDAR)
    assert hours.end == _at("2026-10-02T08:00") == hours.due


def test_hours_need_an_instant() -> None:
    with pytest.raises(UsageError):
        deadline(date(2026, 9, 18), read_period("24H"), CALENDAR)


@pytest.mark.parametrize(
    ("start", "limit"), [("2040-12-20", "30WD"), ("2003-12-01", "5WD"), ("2004-01-02", "-5WD"), ("9999-12-30", "100Y")]
)
def test_a_deadline_outside_the_calendar_is_refused(start: str, limit: str) -> None:
    with pytest.raises(OutsideCalendar):
        _due(start, limit)


# Monday 2 March 2026; no holidays in March.
PAUSE = Pause(start=_at("2026-03-05T10:00"), end=_at("2026-03-11T10:00"), why="鉴定")


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        # 5 and 11 March count, 6 to 10 March do not: 3, 4, 5, 11, 12.
        ("5WD", "2026-03-12"),
        ("3WD", "2026-03-05"),
        ("4WD", "2026-03-11"),
        # 3, 4, 5, 11, 12 ...: ten days end on 17 March.
        ("10CD", "2026-03-17"),
        ("3CD", "2026-03-05"),
        # 2 April, and five days more.
        ("1M", "2026-04-07"),
    ],
)
def test_whole_days_of_a_pause_do_not_count(limit: str, due: str) -> None:
    assert _due("2026-03-02", limit, PAUSE) == due


def test_hours_stand_still_for_exactly_the_pause() -> None:
    assert _due("2026-03-05T09:00", "24H", PAUSE) == "2026-03-12T09:00:00+08:00"
    assert _due("2026-03-05T11:00", "24H", PAUSE) == "2026-03-12T10:00:00+08:00"
    assert _due("2026-03-01T11:00", "24H", PAUSE) == "2026-03-02T11:00:00+08:00"


def test_a_pause_within_one_day_or_after_the_deadline_changes_nothing() -> None:
    short = Pause(start=_at("2026-03-05T08:00"), end=_at("2026-03-05T18:00"))
    late = Pause(start=_at("2026-05-05T08:00"), end=_at("2026-05-25T18:00"))
    assert _due("2026-03-02", "5WD", short, late) == _due("2026-03-02", "5WD")


def test_a_pause_before_the_event_changes_nothing() -> None:
    early = Pause(start=_at("2026-02-02T08:00"), end=_at("2026-02-12T18:00"))
    assert _due("2026-03-02", "5WD", early) == _due("2026-03-02", "5WD")
    assert _due("2026-03-02", "5CD", early) == _due("2026-03-02", "5CD")
    assert _due("2026-03-02T09:00", "5H", early) == _due("2026-03-02T09:00", "5H")


def test_pauses_that_touch_are_one() -> None:
    """The day on which one ends and the next begins lies wholly within both together."""
    first = Pause(start=_at("2026-03-05T10:00"), end=_at("2026-03-09T12:00"))
    second = Pause(start=_at("2026-03-09T12:00"), end=_at("2026-03-11T10:00"))
    assert _due("2026-03-02", "5WD", second, first) == _due("2026-03-02", "5WD", PAUSE)


def test_a_pause_from_midnight_to_midnight_takes_its_days_whole() -> None:
    whole = Pause(start=_at("2026-03-05T00:00"), end=_at("2026-03-07T00:00"))
    assert _due("2026-03-02", "3WD", whole) == "2026-03-09"


def test_a_deadline_is_not_rolled_into_a_pause() -> None:
    """Friday + 8 days ends on Saturday 14 March; the clock stands still from Sunday to Tuesday."""
    pause = Pause(start=_at("2026-03-14T12:00"), end=_at("2026-03-18T09:00"))
    assert _due("2026-03-06", "8CD", pause) == "2026-03-18"


@given(
    st.dates(date(2010, 1, 1), date(2025, 6, 1)), st.integers(1, 40), st.integers(0, 60), st.integers(0, 30),
    st.integers(0, 23),
)
def test_pauses_agree_with_walking_day_by_day(start: date, amount: int, gap: int, length: int, hour: int) -> None:
    """Days strictly between the first and the last day of a pause (begun and ended by day) are left out."""
    first, last = start + timedelta(days=gap), start + timedelta(days=gap + length)
    begin = datetime(first.year, first.month, first.day, max(hour, 1), tzinfo=BEIJING)
    pause = Pause(start=begin, end=begin + timedelta(days=length))
    day, left = start, amount
    while left:
        day += timedelta(days=1)
        left -= works(day) and not first < day < last
    assert deadline(start, Period(amount, Unit.WORKING_DAY), CALENDAR, [pause]).due == day
    assert used(start, day, Unit.WORKING_DAY, CALENDAR, [pause]).amount == amount


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageError):
        Pause(start=_at("2026-03-05T10:00"), end=_at("2026-03-05T09:00"))


def test_used_working_days_and_calendar_days_and_hours() -> None:
    start, end = _at("2026-09-30T09:00"), _at("2026-10-08T10:30")
    assert used(start, end, Unit.WORKING_DAY, CALENDAR).amount == 1
    assert used(start, end, Unit.CALENDAR_DAY, CALENDAR).amount == 8
    assert used(start, end, Unit.MONTH, CALENDAR).unit is Unit.CALENDAR_DAY
    assert used(start, end, Unit.HOUR, CALENDAR).amount == 194  # 193 and a half: an hour begun counts
    assert used(end, start, Unit.WORKING_DAY, CALENDAR).amount == 0
    assert used(end, start, Unit.HOUR, CALENDAR).amount == 0
    assert used(start, end, Unit.HOUR, CALENDAR, [Pause(start=start, end=end)]).amount == 0


def test_used_days_of_a_provisional_year_say_so() -> None:
    assert used(date(2027, 3, 1), date(2027, 3, 8), Unit.WORKING_DAY, CALENDAR).provisional
    assert not used(date(2026, 3, 1), date(2026, 3, 8), Unit.WORKING_DAY, CALENDAR).provisional


@pytest.mark.parametrize(
    ("at", "late", "remaining"),
    [("2026-10-20", 0, 2), ("2026-10-22", 0, 0), ("2026-10-23", 1, 0), ("2026-10-24", 1, 0), ("2026-10-26", 2, 0)],
)
def test_standing_counts_in_working_days(at: str, late: int, remaining: int) -> None:
    now = standing(date(2026, 9, 18), date.fromisoformat(at), read_period("20WD"), CALENDAR)
    assert (now.late, now.remaining, now.is_late) == (late, remaining, late > 0)
    assert (now.late_at_least, now.late_at_most, now.provisional) == (late, late, False)


def test_an_act_on_a_day_of_rest_after_the_due_day_is_late() -> None:
    now = standing(date(2026, 3, 2), date(2026, 3, 7), read_period("4WD"), CALENDAR)
    assert (now.deadline.due, now.late) == (date(2026, 3, 6), 1)


def test_calendar_days_late_are_counted_from_the_rolled_day() -> None:
    now = standing(date(2026, 7, 5), date(2026, 10, 9), read_period("90CD"), CALENDAR)
    assert (now.used.amount, now.late) == (96, 1)
    assert standing(date(2026, 7, 5), date(2026, 10, 1), read_period("90CD"), CALENDAR).remaining == 7


def test_hours_late_and_left() -> None:
    start = _at("2026-03-05T09:00")
    assert standing(start, _at("2026-03-06T09:01"), read_period("24H"), CALENDAR).late == 1
    assert standing(start, _at("2026-03-06T09:00"), read_period("24H"), CALENDAR).late == 0
    assert standing(start, _at("2026-03-05T10:30"), read_period("24H"), CALENDAR).remaining == 22
    assert standing(start, _at("2026-03-05T10:30"), read_period("24H"), CALENDAR, [PAUSE]).remaining == 23


def test_time_left_leaves_out_the_pause() -> None:
    now = standing(date(2026, 3, 2), date(2026, 3, 4), read_period("5WD"), CALENDAR, [PAUSE])
    assert (now.remaining, now.used.amount) == (3, 2)
    assert standing(date(2026, 3, 2), date(2026, 3, 4), read_period("10CD"), CALENDAR, [PAUSE]).remaining == 8


def test_on_the_spot_is_late_the_next_day() -> None:
    assert standing(date(2026, 3, 2), date(2026, 3, 2), read_period("spot"), CALENDAR).late == 0
    assert standing(date(2026, 3, 2), date(2026, 3, 3), read_period("spot"), CALENDAR).late == 1


def test_how_late_is_an_interval_where_the_calendar_is_provisional() -> None:
    """Due 8 January, between the 6th and the 12th: an act on Monday the 11th is late or not."""
    now = standing(date(2026, 12, 10), date(2027, 1, 11), read_period("20WD"), CALENDAR)
    assert now.provisional
    assert now.late_at_least == 0 < now.late == 1 < now.late_at_most


def test_days_tell_how_every_day_counted() -> None:
    end = deadline(date(2026, 9, 18), read_period("20WD"), CALENDAR)
    counting = [counted.counting for counted in end.days]
    assert counting.count(Counting.COUNTED) == 20
    assert counting.count(Counting.RESTED) == 14
    assert end.days[0].day.date == date(2026, 9, 19)
    assert end.days[-1].day.date == end.due


def test_days_of_a_calendar_day_limit_are_those_at_its_end() -> None:
    end = deadline(date(2026, 7, 5), read_period("90CD"), CALENDAR)
    assert [counted.day.date.day for counted in end.days] == [3, 4, 5, 6, 7, 8]
    assert [counted.counting for counted in end.days] == [Counting.ROLLED] * 5 + [Counting.COUNTED]


def test_days_backwards_leave_out_both_ends() -> None:
    end = deadline(date(2026, 10, 13), read_period("-7WD"), CALENDAR)
    counted = [day.day.date.isoformat() for day in end.days if day.counting is Counting.COUNTED]
    assert (len(counted), counted[0], counted[-1]) == (7, "2026-09-28", "2026-10-12")


def test_hours_and_spot_need_no_days() -> None:
    assert deadline(_at("2026-09-18T09:00"), read_period("24H"), CALENDAR).days == ()
    assert deadline(date(2026, 9, 18), read_period("spot"), CALENDAR).days == ()
