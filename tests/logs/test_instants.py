"""Points in time are read as Python's own reader reads them, with their offsets; what is none is none."""
from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerflow.logs.instants import moments, spans
from powerflow.logs.table import NO_TIME, Moments

_OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_MOMENTS = st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1), timezones=_OFFSETS)


def _spans(texts: list[str]) -> Moments:
    whole = "".join(texts).encode()
    ends = np.cumsum([len(text.encode()) for text in texts])
    begins = np.concatenate([[0], ends[:-1]]) if texts else ends
    return spans(np.frombuffer(whole, np.uint8), begins.astype(np.int64), ends.astype(np.int64))


@given(st.lists(_MOMENTS, max_size=20), st.sampled_from(["auto", "seconds", "milliseconds", "microseconds"]))
def test_iso_texts_are_read_at_once_as_one_by_one(points: list[datetime], precision: str) -> None:
    texts = [point.isoformat(timespec=precision) for point in points]
    for found in (_spans(texts), moments(texts)):
        for row, text in enumerate(texts):
            read = found.at(row)
            expected = datetime.fromisoformat(text)
            assert read == expected and read.utcoffset() == expected.utcoffset()
            assert int(found.day[row]) == expected.date().toordinal()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026/7/1 下午 1:30", "2026-07-01T13:30:00+08:00"), ("2026/7/1 上午12:05", "2026-07-01T00:05:00+08:00"),
        ("2026/7/1 1:30 PM", "2026-07-01T13:30:00+08:00"), ("20260701093000", "2026-07-01T09:30:00+08:00"),
        ("20260701", "2026-07-01T00:00:00+08:00"), ("46204", "2026-07-01T00:00:00+08:00"),
        ("46204.395833333336", "2026-07-01T09:30:00+08:00"),
        ("2026-07-01", "2026-07-01T00:00:00+08:00"), ("2026/7/1 9:05", "2026-07-01T09:05:00+08:00"),
        ("2026年7月1日 9时05分06秒", "2026-07-01T09:05:06+08:00"), ("2026-07-01 09:05:06.5", "2026-07-01T09:05:06.500000+08:00"),
        ("2026-07-01T00:00:00Z", "2026-07-01T00:00:00+00:00"), ("2026-02-28T23:59:59-0330", "2026-02-28T23:59:59-03:30"),
    ],
)
def test_the_usual_ways_of_writing_are_read(text: str, iso: str) -> None:
    for found in (_spans([text]), moments([text])):
        read = found.at(0)
        assert read is not None and read.isoformat() == iso


@pytest.mark.parametrize(
    "text", ["", "昨天", "2026-02-30T00:00:00+08:00", "2026-13-01", "2026-07-01T24:00:00Z", "2026-07-01T09:60:00.000+08:00",
             "2026-07-01T09:00:00.000+99:00", "2026-07-01T09:00:0x.000+08:00", "2025-02-29T00:00:00+08:00",
             "9999-12-31", "9999-12-31T23:59:59+08:00", "2262-01-01 00:00:00", "0001-01-01T00:00:00", "1677-12-31"],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert _spans([text]).instant.tolist() == moments([text]).instant.tolist() == [NO_TIME]
    assert _spans([text]).at(0) is None
    assert _spans([text]).day.tolist() == [-1]


def test_a_monday_at_midnight_in_china_stays_a_monday() -> None:
    found = _spans(["2026-07-06T00:00:00.000+08:00"])
    assert datetime.fromordinal(int(found.day[0])).isoweekday() == 1
