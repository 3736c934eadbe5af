"""Reads a calendar file (`powerflow/calendar/1`): an office's own notices, laid over the published ones."""
from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from powerflow.deadlines.days import Notice, NoticeKind, NoticeStatus
from powerflow.errors import InputError

SCHEMA = "powerflow/calendar/1"
_MAX_BYTES = 1_000_000
_MAX_DAYS = 31
_NOTICE_KEYS = frozenset(
    {"kind", "year", "number", "issued", "source", "status", "area", "holidays", "workdays", "note"}
)
_Choice = TypeVar("_Choice", NoticeKind, NoticeStatus)


def read_notices(path: Path) -> tuple[Notice, ...]:
    """The notices of a calendar file (UTF-8 JSON, see docs/calendar.md). Raises InputError, naming what is wrong."""
    data = _json(path)
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise InputError("日历文件 {path} 应当写明 \"schema\": \"{schema}\"", path=path, schema=SCHEMA)
    rows = data.get("notices")
    if not isinstance(rows, list) or not rows:
        raise InputError("日历文件 {path} 没有通知：“notices”应当是非空的列表", path=path)
    return tuple(_Row(path, number, row).notice() for number, row in enumerate(rows, start=1))


def _json(path: Path) -> object:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError("日历文件 {path} 超过 {most} 字节", path=path, most=_MAX_BYTES)
        data: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError("找不到日历文件 {path}", path=path) from error
    except OSError as error:
        raise InputError("读不了日历文件 {path}：{cause}", path=path, cause=error.strerror) from error
    except json.JSONDecodeError as error:
        raise InputError(
            "日历文件 {path} 第 {line} 行不是 JSON:{cause}", path=path, line=error.lineno, cause=error.msg
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError("日历文件 {path} 不是 UTF-8 编码的 JSON", path=path) from error
    return data


class _Row:
    """One notice of the file, while it is read; knows where it stands, for messages."""

    def __init__(self, path: Path, number: int, row: object) -> None:
        self._path = path
        self._number = number
        if not isinstance(row, dict):
            raise self._wrong("notices", row)
        unknown = sorted(set(row) - _NOTICE_KEYS)
        if unknown:
            raise InputError(
                "日历文件 {path} 第 {number} 条通知有不认识的字段“{key}”",
                path=path, number=number, key=unknown[0],
            )
        self._row: Mapping[str, object] = row

    def notice(self) -> Notice:
        kind = self._choice(NoticeKind, "kind", "")
        status = self._choice(NoticeStatus, "status", NoticeStatus.PUBLISHED.value)
        year = self._year()
        days_off = self._holidays(kind, year)
        working_days = self._workdays(kind, year)
        both = sorted(set(days_off) & set(working_days))
        if both:
            raise self._wrong("workdays", both[0])
        if kind is NoticeKind.LOCAL and (not self._text("area") or status is NoticeStatus.DRAFT):
            raise InputError(
                "日历文件 {path} 第 {number} 条通知：地方放假要写明“area”，并且已经公布",
                path=self._path, number=self._number,
            )
        return Notice(
            kind=kind, year=year, number=self._text("number"), issued=self._issued(), source=self._text("source"),
            status=status, area=self._text("area"), days_off=days_off, working_days=working_days,
        )

    def _holidays(self, kind: NoticeKind, year: int) -> dict[date, str]:
        days: dict[date, str] = {}
        for row in self._rows("holidays", {"name", "from", "to"}):
            first, last = self._day(row, "from"), self._day({"to": row["from"], **row}, "to")
            if not 0 <= (last - first).days < _MAX_DAYS:
                raise self._wrong("to", last)
            for n in range((last - first).days + 1):
                days[self._within(kind, year, first + timedelta(days=n))] = self._name(row, "name")
        if not days:
            raise self._wrong("holidays", "[]")
        return days

    def _workdays(self, kind: NoticeKind, year: int) -> dict[date, str]:
        days: dict[date, str] = {}
        for row in self._rows("workdays", {"date", "for"}):
            day = self._within(kind, year, self._day(row, "date"))
            if day.weekday() < 5:
                raise InputError(
                    "日历文件 {path} 第 {number} 条通知：{day} 不是周末，不必写成调休上班日",
                    path=self._path, number=self._number, day=day,
                )
            days[day] = self._name(row, "for")
        return days

    def _within(self, kind: NoticeKind, year: int, day: date) -> date:
        before = kind is NoticeKind.NATIONAL and (day.year, day.month) == (year - 1, 12)
        if day.year != year and not before:
            raise InputError(
                "日历文件 {path} 第 {number} 条通知是 {year} 年的，却写了 {day}",
                path=self._path, number=self._number, year=year, day=day,
            )
        return day

    def _rows(self, key: str, keys: set[str]) -> list[dict[str, object]]:
        rows = self._row.get(key, [])
        if not isinstance(rows, list):
            raise self._wrong(key, rows)
        for row in rows:
            if not isinstance(row, dict) or not set(row) <= keys or not set(row) >= keys - {"to"}:
                raise self._wrong(key, row)
        return rows

    def _choice(self, kinds: type[_Choice], key: str, default: str) -> _Choice:
        try:
            return kinds(self._row.get(key, default))
        except ValueError as error:
            raise self._wrong(key, self._row.get(key, default)) from error

    def _year(self) -> int:
        year = self._row.get("year")
        if not isinstance(year, int) or isinstance(year, bool) or not 1950 <= year <= 2100:
            raise self._wrong("year", year)
        return year

    def _text(self, key: str) -> str:
        text = self._row.get(key, "")
        if not isinstance(text, str):
            raise self._wrong(key, text)
        return text

    def _name(self, row: Mapping[str, object], key: str) -> str:
        name = row[key]
        if not isinstance(name, str) or not name.strip():
            raise self._wrong(key, name)
        return name

    def _issued(self) -> date | None:
        return self._day(self._row, "issued") if "issued" in self._row else None

    def _day(self, row: Mapping[str, object], key: str) -> date:
        text = row[key]
        try:
            if isinstance(text, str) and len(text) == len("2026-01-01"):
                return date.fromisoformat(text)
        except ValueError as error:
            raise self._wrong(key, text) from error
        raise self._wrong(key, text)

    def _wrong(self, key: str, value: object) -> InputError:
        return InputError(
            "日历文件 {path} 第 {number} 条通知的“{key}”不对：{value}",
            path=self._path, number=self._number, key=key, value=value,
        )
