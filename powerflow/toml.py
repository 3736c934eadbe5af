"""The one door to TOML: tables that people write, as plain data or row by row with their lines."""
from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

from powerflow.errors import InputError

_MAX_BYTES = 1_000_000


def parse(text: str, path: object) -> dict[str, object]:
    """The table in `text`; `path` is only for messages. Raises InputError for what is not TOML."""
    # tomllib came with Python 3.11; tomli is the same code for 3.10.
    try:
        toml = import_module("tomllib")
    except ModuleNotFoundError:
        toml = import_module("tomli")
    try:
        table: dict[str, object] = toml.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("{path}：不是格式正确的 TOML（{cause}）", path=path, cause=error) from error
    return table


class Tables:
    """A file of `[[tables]]` under one schema, as somebody wrote it."""

    def __init__(self, path: Path, schema: str, known: Collection[str]) -> None:
        """Reads the file. Raises InputError if it cannot be read, names another schema or holds a table not in `known`."""
        self._path = path
        self._text = text(path)
        self._data = parse(self._text, path)
        for key in self._data:
            if key not in ("schema", *known):
                raise InputError("{path}：没有“{key}”这一部分，只有 {keys}", path=path, key=key, keys=("schema", *known))
        if self._data.get("schema") != schema:
            raise InputError("{path}：应当写明 schema = \"{schema}\"", path=path, schema=schema)

    def rows(self, table: str, *keys: str) -> Iterator[Row]:
        """The entries `[[table]]`, which may have these keys. Raises InputError for another key or shape."""
        values = self._data.get(table, [])
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            raise InputError("{path}：“{table}”应当写成若干个 [[{table}]]", path=self._path, table=table)
        lines = self._lines(table)
        for number, each in enumerate(values):
            row = Row(self._path, lines[number] if number < len(lines) else 1, table, each)
            row.only(*keys)
            yield row

    def _lines(self, table: str) -> list[int]:
        header = re.compile(rf"\s*\[\[\s*{table}\s*\]\]")
        return [number for number, line in enumerate(self._text.splitlines(), start=1) if header.match(line)]


class Row:
    """One entry of such a file; knows its line, for messages. Every reader raises InputError for a value that does not fit."""

    def __init__(self, path: Path, line: int, table: str, values: Mapping[str, object]) -> None:
        self._path = path
        self.line = line
        self._table = table
        self._values = values

    def only(self, *keys: str) -> None:
        """Refuses fields that the table does not have."""
        for key in self._values:
            if key not in keys:
                raise self.wrong(
                    "{path} 第 {line} 行：[[{table}]] 没有字段“{key}”，只有 {keys}",
                    table=self._table, key=key, keys=tuple(keys),
                )

    def text(self, key: str, *, required: bool = True) -> str:
        """The text of a field, "" where an optional one is absent."""
        value = self._values.get(key, "")
        if not isinstance(value, str):
            raise self.wrong("{path} 第 {line} 行：字段“{key}”应当是文字，写的是 {value}", key=key, value=value)
        if required and not value.strip():
            raise self.wrong("{path} 第 {line} 行：[[{table}]] 缺少字段“{key}”", table=self._table, key=key)
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, empty where it is absent."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong("{path} 第 {line} 行：字段“{key}”应当是若干文字，如 [\"甲\", \"乙\"]，写的是 {value}", key=key, value=value)
        return tuple(each.strip() for each in value)

    def yes(self, key: str) -> bool:
        """A true or false, false where it is absent."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong("{path} 第 {line} 行：字段“{key}”应当是 true 或 false，写的是 {value}", key=key, value=value)
        return value

    def whole(self, key: str, *, least: int = 0) -> int:
        """The whole number of a field that must be there."""
        value = self._values.get(key)
        if value is None:
            raise self.wrong("{path} 第 {line} 行：[[{table}]] 缺少字段“{key}”", table=self._table, key=key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.wrong(
                "{path} 第 {line} 行：字段“{key}”应当是不小于 {least} 的整数，写的是 {value}", key=key, least=least, value=value
            )
        return value

    def day(self, key: str) -> date:
        """The date of a field that must be there."""
        value = self._values.get(key)
        if value is None:
            raise self.wrong("{path} 第 {line} 行：[[{table}]] 缺少字段“{key}”", table=self._table, key=key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(
                "{path} 第 {line} 行：字段“{key}”应当是不带引号的日期，如 2026-01-01，写的是 {value}", key=key, value=value
            )
        return value

    def day_if_any(self, key: str) -> date | None:
        """The date of a field, None where it is absent."""
        return self.day(key) if key in self._values else None

    def wrong(self, message: str, **values: object) -> InputError:
        """An error whose `message` begins with `{path}` and `{line}`."""
        return InputError(message, path=self._path, line=self.line, **values)


def text(path: Path) -> str:
    """The text of a table that somebody wrote. Raises InputError for a file that is missing, too large or not UTF-8."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError("{path}：文件超过 {most} 字节", path=path, most=_MAX_BYTES)
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError("{path}：没有这个文件", path=path) from error
    except OSError as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error.strerror or error) from error
    except ValueError as error:
        raise InputError("{path}：文件不是 UTF-8 编码", path=path) from error
