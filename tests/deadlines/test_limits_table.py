"""Every limit of the law's table, begun before New Year, Spring Festival, National Day and the first year without a notice."""
from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from powerflow.deadlines import BEIJING, Period, deadline, read_period
from powerflow.law import LimitLine, all_rows
from powerflow.model import Unit
from tests.deadlines.limits_by_hand import calendar, due, latest_before

CALENDAR = calendar()
LINES = [(row.id, line) for row in all_rows().values() for line in row.limits]
STARTS = {
    "New Year": date(2025, 12, 24), "Spring Festival": date(2026, 2, 10), "National Day": date(2026, 9, 24),
    "no notice": date(2026, 12, 10),
}
_DAYS = [(row, line) for row, line in LINES if line.unit != "H"]


def _names(lines: list[tuple[str, LimitLine]]) -> list[str]:
    return [f"{row} {line.matter} {line.n}{line.unit}" for row, line in lines]


def test_the_table_is_whole() -> None:
    """117 limits, five of them in two rows."""
    assert len(LINES) == 122
    assert {line.unit for _, line in LINES} == {"WD", "CD", "M", "Y", "H"}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("line", [line for _, line in _DAYS], ids=_names(_DAYS))
def test_limit_in_days_months_or_years(line: LimitLine, start: date) -> None:
    found = deadline(start, Period(line.n, Unit(line.unit)), CALENDAR)
    assert found.due == due(start, line.n, line.unit)
    assert found.provisional or found.day.year <= 2026


@pytest.mark.parametrize("event", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("line", [line for _, line in _DAYS if line.op != "<=" and line.unit in ("WD", "CD")], ids=str)
def test_period_to_be_left_counted_backwards_from_the_event(line: LimitLine, event: date) -> None:
    assert deadline(event, Period(-line.n, Unit(line.unit)), CALENDAR).due == latest_before(event, line.n, line.unit)


@pytest.mark.parametrize("line", [line for _, line in LINES if line.unit == "H"], ids=str)
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_limit_in_hours_never_skips_a_rest_day(line: LimitLine, start: date) -> None:
    instant = datetime(start.year, start.month, start.day, 16, 30, tzinfo=BEIJING)
    assert deadline(instant, Period(line.n, Unit.HOUR), CALENDAR).due == instant + timedelta(hours=line.n)


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        # 24 Dec 2025 is a Wednesday; 1 to 3 January off, Sunday 4 January worked.
        ("2025-12-24", "5WD", "2025-12-31"), ("2025-12-24", "7WD", "2026-01-05"), ("2025-12-24", "10WD", "2026-01-08"),
        ("2025-12-24", "10CD", "2026-01-04"),  # 3 January rests, Sunday 4 January is worked
        # 10 Feb 2026 is a Tuesday; Saturday 14 worked, 15 to 23 off, Saturday 28 worked.
        ("2026-02-10", "3WD", "2026-02-13"), ("2026-02-10", "5WD", "2026-02-24"), ("2026-02-10", "10WD", "2026-03-02"),
        ("2026-02-10", "7CD", "2026-02-24"), ("2026-02-10", "1M", "2026-03-10"),
        # 24 Sep 2026 is a Thursday; 25 to 27 off, 1 to 7 October off, Saturday 10 October worked.
        ("2026-09-24", "2WD", "2026-09-29"), ("2026-09-24", "7WD", "2026-10-12"), ("2026-09-24", "15CD", "2026-10-09"),
        ("2026-09-24", "60CD", "2026-11-23"),  # 23 November is a Monday
        # 10 Dec 2026 is a Thursday; 1 January 2027 is off by law.
        ("2026-12-10", "15WD", "2026-12-31"), ("2026-12-10", "20WD", "2027-01-08"), ("2026-12-10", "30CD", "2027-01-11"),
        ("2026-12-10", "2M", "2027-02-11"),  # 10 February 2027 makes good for a statutory day on a weekend
    ],
)
def test_dates_counted_by_hand(start: str, limit: str, expected: str) -> None:
    assert deadline(date.fromisoformat(start), read_period(limit), CALENDAR).due == date.fromisoformat(expected)


def test_in_the_first_year_without_a_notice_the_date_is_provisional_with_an_interval() -> None:
    found = deadline(date(2026, 12, 10), read_period("20WD"), CALENDAR)
    assert found.provisional and found.earliest <= found.due <= found.latest
