"""The working calendar: published years, years that only the law tells of, and an office's own notices."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import holidays
import pytest

from powerflow.deadlines import (
    DayKind,
    Deadline,
    Notice,
    NoticeKind,
    NoticeStatus,
    OutsideCalendar,
    Period,
    WorkCalendar,
    calendar_with,
    deadline,
    national_calendar,
)
from powerflow.errors import InputError
from powerflow.model import Unit
from tests.deadlines.days_one_by_one import working_days_after, works

CALENDAR = national_calendar()


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_2026_has_248_working_days() -> None:
    assert CALENDAR.working_days(date(2025, 12, 31), date(2026, 12, 31)) == 248


def test_days_off_of_2026_are_those_of_the_notice() -> None:
    off = [
        ("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
        ("09-25", "09-27"), ("10-01", "10-07"),
    ]
    expected = {
        day for first, last in off
        for day in _days(date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}"))
    }
    year = [CALENDAR.day(day) for day in _days(date(2026, 1, 1), date(2026, 12, 31))]
    assert {day.date for day in year if day.kind is DayKind.HOLIDAY} == expected


def test_make_up_days_of_2026_are_those_of_the_notice() -> None:
    year = [CALENDAR.day(day) for day in _days(date(2026, 1, 1), date(2026, 12, 31))]
    make_up = [f"{day.date:%m-%d}" for day in year if day.kind is DayKind.MAKE_UP]
    assert make_up == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_every_day_from_2004_to_2026_agrees_with_the_published_notices() -> None:
    days = _days(date(2004, 1, 1), date(2026, 12, 31))
    assert [day for day in days if CALENDAR.is_working_day(day) != works(day)] == []


def test_second_opinion_agrees_on_every_day_from_2018_to_2026() -> None:
    other = holidays.country_holidays("CN", years=range(2018, 2027))
    days = _days(date(2018, 1, 1), date(2026, 12, 31))
    assert [day for day in days if CALENDAR.is_working_day(day) != other.is_working_day(day)] == []


def test_second_opinion_agrees_on_the_festivals_up_to_2040() -> None:
    """Statutory days that are not moved: their names in the other library carry no "(observed)"."""
    other = holidays.country_holidays("CN", years=range(2027, 2041), language="en_US")
    wanted = {
        day for day, name in other.items()
        if not all("observed" in part or "substituted" in part.lower() for part in name.split("; "))
    }
    ours = {
        day for day in _days(date(2027, 1, 1), date(2040, 12, 31)) if CALENDAR.day(day).kind is DayKind.HOLIDAY
    }
    assert wanted - ours == set()


@pytest.mark.parametrize("year", range(2027, 2041))
def test_a_year_without_a_notice_has_thirteen_weekdays_off_and_is_provisional(year: int) -> None:
    """Each statutory day costs one weekday: those on weekends are made good (放假办法 art. 6)."""
    days = _days(date(year, 1, 1), date(year, 12, 31))
    weekdays = sum(day.weekday() < 5 for day in days)
    assert sum(map(CALENDAR.is_working_day, days)) == weekdays - 13
    assert all(CALENDAR.day(day).provisional for day in days)


def test_labour_day_2027_on_a_weekend_is_made_good_on_monday_and_tuesday() -> None:
    off = [day.date.day for day in map(CALENDAR.day, _days(date(2027, 4, 29), date(2027, 5, 6))) if not day.is_working]
    assert off == [1, 2, 3, 4]


def test_mid_autumn_within_national_day_2028_costs_a_day_of_its_own() -> None:
    off = [day.date.day for day in map(CALENDAR.day, _days(date(2028, 9, 29), date(2028, 10, 8))) if not day.is_working]
    assert off == [30, 1, 2, 3, 4, 5, 7, 8]


def test_only_the_end_of_the_last_published_december_is_provisional() -> None:
    """Notices for 2019 and 2024 gave 30 and 31 December off; the one for 2019 took the 29th for work."""
    open_days = [day for day in _days(date(2026, 1, 1), date(2026, 12, 31)) if CALENDAR.day(day).provisional]
    assert open_days == [date(2026, 12, 30), date(2026, 12, 31)]
    assert CALENDAR.latest_published_year == 2026


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2041, 1, 1)])
def test_days_that_nothing_is_known_of_are_refused(day: date) -> None:
    with pytest.raises(OutsideCalendar, match="2004-01-01"):
        CALENDAR.is_working_day(day)


def test_deadlines_of_a_year_taken_for_unknown_lie_in_their_interval() -> None:
    """Each notice of 2018 to 2026 left out in turn: what docs/calendar.md says of the intervals."""
    held = {
        year: [
            end.earliest <= working_days_after(start, amount) <= end.latest
            for start, amount, end in _deadlines_without_the_notice(year)
        ]
        for year in range(2018, 2027)
    }
    assert sum(map(sum, held.values())) / sum(map(len, held.values())) > 0.99
    assert {year for year, found in held.items() if sum(found) / len(found) < 0.98} == {2026}
    assert sum(held[2026]) / len(held[2026]) > 0.96


def _deadlines_without_the_notice(year: int) -> Iterator[tuple[date, int, Deadline]]:
    unknown = WorkCalendar(tuple(notice for notice in CALENDAR.notices if notice.year != year))
    assert unknown.open_years[0] == year
    for start in _days(date(year - 1, 12, 1), date(year, 10, 31)):
        for amount in (5, 20):
            yield start, amount, deadline(start, Period(amount, Unit.WORKING_DAY), unknown)


def test_a_draft_is_computed_with_but_its_year_stays_open() -> None:
    notice = Notice(
        kind=NoticeKind.NATIONAL, year=2027, status=NoticeStatus.DRAFT, days_off={date(2027, 3, 3): "试放假"}
    )
    calendar = calendar_with([notice])
    assert not calendar.is_working_day(date(2027, 3, 3))
    assert calendar.day(date(2027, 3, 3)).provisional
    assert calendar.latest_published_year == 2026


def test_a_national_notice_settles_its_year() -> None:
    notice = Notice(
        kind=NoticeKind.NATIONAL, year=2027,
        days_off={date(2027, 1, 1): "元旦", date(2026, 12, 31): "元旦"}, working_days={date(2027, 1, 9): "元旦"},
    )
    calendar = calendar_with([notice])
    assert calendar.latest_published_year == 2027
    assert not calendar.is_working_day(date(2026, 12, 31))
    assert calendar.day(date(2027, 1, 9)).kind is DayKind.MAKE_UP
    assert not calendar.day(date(2027, 6, 1)).provisional


def test_local_days_rest_only_where_they_were_laid_on() -> None:
    day = date(2026, 8, 6)
    local = Notice(kind=NoticeKind.LOCAL, year=2026, area="云水自治州", days_off={day: "火把节"})
    calendar = calendar_with([local])
    assert CALENDAR.is_working_day(day)
    assert not calendar.is_working_day(day)
    assert (calendar.day(day).name, calendar.day(day).area) == ("火把节", "云水自治州")
    assert not calendar.day(day).provisional


def test_years_with_a_gap_between_them_are_refused() -> None:
    with pytest.raises(InputError, match="2000"):
        calendar_with([Notice(kind=NoticeKind.NATIONAL, year=1999)]).is_working_day(date(2026, 1, 5))


def test_a_calendar_without_national_notices_is_refused() -> None:
    with pytest.raises(InputError):
        WorkCalendar(()).is_working_day(date(2026, 1, 5))
