"""Reads many points in time at once, as logs write them, and keeps their offsets from UTC."""
from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

import numpy as np
import numpy.typing as npt

from powerflow.logs.table import NO_TIME, Int16s, Int64s, Moments

Bytes = npt.NDArray[np.uint8]
# Where a log does not say the offset: China has one.
CHINA = 480
_ZERO = ord("0")
_BASE = len("2026-07-01T09:30:00")
_MARKS = ((4, b"-"), (7, b"-"), (13, b":"), (16, b":"))
_DIGITS = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_LOOSE = re.compile(
    r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"  # not shown: a pattern
    r"(?:[T\s]+(上午|下午|AM|PM)?\s*(\d{1,2})[:时](\d{1,2})分?(?:[:]?(\d{1,2})秒?(?:[.,](\d{1,9}))?)?)?"  # not shown: a pattern
    r"\s*(AM|PM)?\s*(Z|z|UTC|[+-]\d{2}:?\d{2})?\s*"
)
_PACKED = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2})(\d{2})(\d{2})?)?\s*")
# A day as spreadsheets count it, from 1954 to 2119: with five digits nothing else that offices write is meant.
_SERIAL = re.compile(r"\s*([2-7]\d{4})(\.\d{1,12})?\s*")
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=timezone.utc)
_LATER = ("下午", "PM")  # not shown: how spreadsheets mark the afternoon
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Nanoseconds since 1970 in 64 bits reach no further; systems write 9999-12-31 where they mean "never".
_FIRST_YEAR, _LAST_YEAR = 1678, 2261


def read_loose(text: str, offset: int) -> tuple[int, int] | None:
    """One point in time in any of the usual ways of writing: instant (ns) and offset (min); None if it is none.

    Also as spreadsheets write it (2026/7/1 9:30, 2026/7/1 下午 1:30, 46204.4) and as databases do (20260701093000). Without
    a time of day it is the beginning of the day; without an offset it is at `offset`. What can be read in two ways, such as
    7/1/2026, is none, and so is a year before 1678 or after 2261.
    """
    try:
        found = _spelt(text) or _packed(text)
    except ValueError:
        return None
    if found is None:
        return None
    local, fraction, written = found
    if not _FIRST_YEAR <= local.year <= _LAST_YEAR:
        return None
    minutes = _offset(written, offset)
    if minutes is None:
        return None
    whole = (local - _EPOCH) // timedelta(seconds=1) - minutes * 60
    return whole * 1_000_000_000 + int(fraction.ljust(9, "0")), minutes


def _spelt(text: str) -> tuple[datetime, str, str | None] | None:
    """The local time, the digits after its seconds, and the offset as written."""
    match = _LOOSE.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups()[:3])
    hour, minute, second = (int(part or 0) for part in match.groups()[4:7])
    half = match[4] or match[9]
    if half and (hour > 12 or (match[4] and match[9])):
        raise ValueError(text)
    hour = hour % 12 + (12 if half in _LATER else 0) if half else hour
    return datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc), match[8] or "", match[10]


def _packed(text: str) -> tuple[datetime, str, str | None] | None:
    match = _PACKED.fullmatch(text)
    if match:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc), "", None
    match = _SERIAL.fullmatch(text)
    if match:
        # A spreadsheet keeps a moment only to some microseconds: whole seconds are meant.
        seconds = round(float(match[2] or 0) * 86_400)
        return _SERIAL_ZERO + timedelta(days=int(match[1]), seconds=seconds), "", None
    return None


def _offset(text: str | None, otherwise: int) -> int | None:
    if not text:
        return otherwise
    if text in ("Z", "z", "UTC"):
        return 0
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 18 or minutes > 59:
        return None
    return (hours * 60 + minutes) * (-1 if text[0] == "-" else 1)


def moments(texts: Sequence[str], offset: int = CHINA) -> Moments:
    """These points in time; NO_TIME for each that cannot be read."""
    known: dict[str, tuple[int, int]] = {}
    for text in texts:
        if text not in known:
            known[text] = read_loose(text, offset) or (NO_TIME, 0)
    pairs = [known[text] for text in texts]
    return Moments(np.array([pair[0] for pair in pairs], np.int64), np.array([pair[1] for pair in pairs], np.int16))


def spans(data: Bytes, begins: Int64s, ends: Int64s, offset: int = CHINA) -> Moments:
    """The points in time that stand in `data` from `begins` up to `ends`; NO_TIME for each that cannot be read.

    The usual way of writing (2026-07-01T09:30:00, with or without fractions, with an offset or Z) is read at once.
    """
    instant = np.full(len(begins), NO_TIME, np.int64)
    offsets = np.zeros(len(begins), np.int16)
    lengths = ends - begins
    for length in np.unique(lengths).tolist():
        some = np.flatnonzero(lengths == length)
        if _BASE < length < 64:
            text = data[begins[some][:, None] + np.arange(length)]
            read, where, good = _regular(text)
            instant[some[good]], offsets[some[good]] = read[good], where[good]
    for row in np.flatnonzero(instant == NO_TIME).tolist():
        text_here = bytes(data[begins[row]:ends[row]]).decode("utf-8", "replace")
        instant[row], offsets[row] = read_loose(text_here, offset) or (NO_TIME, 0)
    return Moments(instant, offsets)


def _regular(text: Bytes) -> tuple[Int64s, Int16s, npt.NDArray[np.bool_]]:
    """Rows of texts of one length: instants, offsets, and which of them are written regularly."""
    good = (text[:, 10] == ord("T")) | (text[:, 10] == ord(" "))
    for column, mark in _MARKS:
        good &= text[:, column] == mark[0]
    number = text - np.uint8(_ZERO)
    for column in _DIGITS:
        good &= number[:, column] <= 9
    digits = number.astype(np.int32)
    year = digits[:, 0] * 1000 + digits[:, 1] * 100 + digits[:, 2] * 10 + digits[:, 3]
    month, day, hour, minute, second = (digits[:, at] * 10 + digits[:, at + 1] for at in (5, 8, 11, 14, 17))
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    good &= (year >= _FIRST_YEAR) & (year <= _LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    good &= (hour <= 23) & (minute <= 59) & (second <= 59)
    good &= day <= _DAYS[np.clip(month, 0, 12)] + (leap & (month == 2))
    offset, tail, fine = _offsets(text, digits, number)
    good &= fine
    fraction, fine = _fractions(text, digits, number, tail)
    good &= fine
    days = _civil(year.astype(np.int64), month, day)
    seconds = days * 86_400 + (hour * 3600 + minute * 60 + second) - offset.astype(np.int64) * 60
    return seconds * 1_000_000_000 + fraction, offset.astype(np.int16), good


def _offsets(text: Bytes, digits: npt.NDArray[np.int32], number: Bytes) -> tuple[Int64s, int, npt.NDArray[np.bool_]]:
    """The offsets in minutes, and how many characters they take: all rows as the first is."""
    length = text.shape[1]
    zulu = text[:, -1] == ord("Z")
    if bool(zulu[0]) or length < _BASE + 6:
        return np.zeros(len(text), np.int64), 1, zulu
    minus = text[:, -6] == ord("-")
    fine = (minus | (text[:, -6] == ord("+"))) & (text[:, -3] == ord(":"))
    for column in (-5, -4, -2, -1):
        fine &= number[:, column] <= 9
    hours = digits[:, -5] * 10 + digits[:, -4]
    minutes = digits[:, -2] * 10 + digits[:, -1]
    fine &= (hours <= 18) & (minutes <= 59)
    return ((hours * 60 + minutes) * np.where(minus, -1, 1)).astype(np.int64), 6, fine


def _fractions(
    text: Bytes, digits: npt.NDArray[np.int32], number: Bytes, tail: int
) -> tuple[Int64s, npt.NDArray[np.bool_]]:
    """The nanoseconds between the seconds and the offset."""
    end = text.shape[1] - tail
    fraction = np.zeros(len(text), np.int64)
    fine = np.ones(len(text), np.bool_)
    if end == _BASE:
        return fraction, fine
    fine = text[:, _BASE] == ord(".")
    if not 1 <= end - _BASE - 1 <= 9:
        return fraction, np.zeros(len(text), np.bool_)
    for place, column in enumerate(range(_BASE + 1, end)):
        fine &= number[:, column] <= 9
        fraction += digits[:, column].astype(np.int64) * 10 ** (8 - place)
    return fraction, fine


def _civil(year: Int64s, month: npt.NDArray[np.int32], day: npt.NDArray[np.int32]) -> Int64s:
    """Days since 1970-01-01 of the Gregorian calendar; the year is counted from March, so that a leap day comes last."""
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year: Int64s = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    days: Int64s = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return days
