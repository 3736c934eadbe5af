"""Limits and dates as text, in both directions."""
from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerflow.deadlines import BEIJING, Period, local_day, local_instant, read_period, read_start
from powerflow.errors import UsageError
from powerflow.model import Unit

WORDS = [
    ("20WD", "20个工作日", "20 working days"),
    ("1wd", "1个工作日", "1 working day"),
    ("90CD", "90个自然日", "90 calendar days"),
    ("6M", "6个月", "6 months"),
    ("1Y", "1年", "1 year"),
    ("24H", "24小时", "24 hours"),
    ("spot", "当场", "on the spot"),
    ("当场", "当场", "on the spot"),
    ("-7WD", "7个工作日以前", "7 working days before"),
]


@pytest.mark.parametrize(("text", "chinese", "english"), WORDS)
def test_a_limit_is_said_in_both_languages(text: str, chinese: str, english: str) -> None:
    period = read_period(text)
    assert (period.say(), period.say("en")) == (chinese, english)


@given(st.integers(-100, 100).filter(bool), st.sampled_from([unit for unit in Unit if unit is not Unit.SPOT]))
def test_text_of_a_limit_reads_back(amount: int, unit: Unit) -> None:
    period = Period(amount, unit)
    assert read_period(str(period)) == period


@pytest.mark.parametrize(
    "text", ["", "20", "WD", "20 W D", "二十WD", "2.5WD", "20D", "--7WD", "20WD ago", "1e3CD", "\uff12\uff10WD", "9999999CD"]
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="spot"):
        read_period(text)


@pytest.mark.parametrize("text", ["0WD", "0H", "101Y", "1201M", "-36501WD"])
def test_a_limit_of_nothing_or_of_more_than_a_century_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_period(text)


def test_on_the_spot_takes_no_amount() -> None:
    with pytest.raises(UsageError):
        Period(1, Unit.SPOT)


def test_a_date_is_a_date() -> None:
    start = read_start(" 2026-09-18 ")
    assert start == date(2026, 9, 18)
    assert not isinstance(start, datetime)


@pytest.mark.parametrize(
    ("text", "hour", "day"),
    [
        ("2026-09-18T09:30", 9, 18),
        ("2026-09-18 09:30:15", 9, 18),
        ("2026-09-18T01:30:15.5Z", 9, 18),
        ("2026-09-18T20:30:00-05:00", 9, 19),
        ("2026-09-18T00:30+08:00", 0, 18),
    ],
)
def test_an_instant_is_read_in_beijing(text: str, hour: int, day: int) -> None:
    start = read_start(text)
    assert isinstance(start, datetime)
    assert (start.hour, start.day, start.utcoffset()) == (hour, day, timedelta(hours=8))


@pytest.mark.parametrize(
    "text", ["", "18.09.2026", "2026-9-18", "2026-02-30", "2026-09-18T25:00", "20260918", "0001-01-01T00:00+23:00", "now"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_start(text)


def test_the_legal_day_is_the_day_in_beijing() -> None:
    """Monday 00:00 in Beijing is still Sunday in Greenwich."""
    instant = datetime(2026, 9, 20, 16, 0, tzinfo=timezone.utc)
    assert local_day(instant) == date(2026, 9, 21)
    assert local_instant(instant).tzinfo is BEIJING


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(UsageError):
        local_day(datetime(2026, 9, 21))


def test_a_date_is_no_instant() -> None:
    with pytest.raises(UsageError):
        local_instant(date(2026, 9, 21))
