"""Reads an exported history (`powerflow/history/2` or `/1`, JSON Lines); every line that is wrong is named, none is dropped."""
from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from powerflow.deadlines import BEIJING
from powerflow.errors import InputError
from powerflow.model import FIRST_KINDS, Entry, EntryKind, History, entry_from, history_from
from powerflow.translation import translate

_MAX_BYTES = 64_000_000
_NAMED = 20
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,6}))?(Z|[+-]\d{2}:\d{2})", re.ASCII | re.IGNORECASE
)
_HEADER: Mapping[str, type] = {
    "schema": str, "case": str, "item": str, "name": str, "chart": dict, "simulated": bool, "source": str,
}
_CHART: Mapping[str, type] = {"path": str, "digest": str}
_ENTRY_1: Mapping[str, type] = {
    "seq": int, "at": str, "kind": str, "node": str, "post": str, "officer": str, "facts": dict, "note": str,
    "command": str, "previous": str, "digest": str,
}
_ENTRY_2: Mapping[str, type] = {
    **_ENTRY_1, "to": str, "document": str, "limit": str, "approver": str, "refers": int, "case": str, "chart": str,
}
_DONE_SOMEWHERE = FIRST_KINDS | {EntryKind.CALLED}
_SCHEMAS = {"powerflow/history/1": _ENTRY_1, "powerflow/history/2": _ENTRY_2}


@dataclass(frozen=True)
class BadLine:
    """What is wrong with one line; `message` is a translation key, `values` fill it, lines count from 1."""

    line: int
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, lang: str) -> str:
        """The sentence in `lang`."""
        return translate(self.message, lang).format(line=self.line, **self.values)


class HistoryError(InputError):
    """A file is no history: `lines` names every line that cannot be read, and why."""

    def __init__(self, path: str, lines: tuple[BadLine, ...]) -> None:
        super().__init__("{path}：不是可以回放的运行记录，有 {count} 行读不了：{lines}", path=path, count=len(lines), lines="")
        self.lines = lines

    def say(self, lang: str = "zh") -> str:
        """One sentence a line, the first twenty of them."""
        said = [each.say(lang) for each in self.lines[:_NAMED]]
        if len(self.lines) > _NAMED:
            said.append(translate("其余 {count} 行从略", lang).format(count=len(self.lines) - _NAMED))
        return translate(self.message, lang).format(**{**self.values, "lines": "; ".join(said)})


class _Wrong(Exception):  # noqa: N818  never leaves this module
    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values_ = values


def read_history(source: Path | bytes, path: str = "") -> History:
    """The history in a file, or in bytes that `path` names in messages.

    Entries keep the order of their lines; whether their chain is whole is not judged here.
    Raises HistoryError naming each bad line, InputError for a file that cannot be opened or is beyond 64 MB.
    """
    data = _bytes(source) if isinstance(source, Path) else source
    path = path or (str(source) if isinstance(source, Path) else "-")
    if len(data) > _MAX_BYTES:
        raise InputError("{path}：运行记录超过 {most} 字节", path=path, most=_MAX_BYTES)
    bad: list[BadLine] = []
    head: dict[str, object] | None = None
    entries: list[Entry] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            values = _object(line)
            if head is None:
                head = values
                _check_header(values)
            else:
                entries.append(_entry(values, str(head.get("schema"))))
        except _Wrong as wrong:
            head = {} if head is None else head
            bad.append(BadLine(number, wrong.message, wrong.values_))
    if head is None:
        bad.append(BadLine(1, "第 {line} 行是空的，应当是运行记录的表头（schema、case、item、chart）"))
    if bad or head is None:
        raise HistoryError(path, tuple(bad))
    return history_from(head, tuple(entries))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError("{path}：运行记录超过 {most} 字节", path=path, most=_MAX_BYTES)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("{path}：没有这个文件", path=path) from error
    except OSError as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error.strerror or error) from error


def _object(line: bytes) -> dict[str, object]:
    try:
        value = json.loads(line.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise _Wrong("第 {line} 行不是 UTF-8 编码") from error
    except json.JSONDecodeError as error:
        raise _Wrong("第 {line} 行不是 JSON（{cause}）", cause=f"{error.msg}, {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise _Wrong("第 {line} 行不是 JSON（{cause}）", cause=type(error).__name__) from error
    if not isinstance(value, dict):
        raise _Wrong("第 {line} 行应当是一个 JSON 对象")
    return value


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:  # JSON readers keep the last one in silence
            raise _Wrong("第 {line} 行的字段“{key}”写了两次", key=key)
        found[key] = value
    return found


def _constant(text: str) -> NoReturn:
    raise _Wrong("第 {line} 行不是 JSON（{cause}）", cause=text)


def _check_header(values: dict[str, object]) -> None:
    if values.get("schema") not in _SCHEMAS:
        raise _Wrong("第 {line} 行应当是表头，写明 \"schema\": \"powerflow/history/1\" 或 \"powerflow/history/2\"")
    _check(values, _HEADER, required=("schema", "case", "item", "chart"))
    chart = values["chart"]
    assert isinstance(chart, dict)
    _check(chart, _CHART, required=())


def _check(values: Mapping[str, object], fields: Mapping[str, type], required: tuple[str, ...]) -> None:
    for key, value in values.items():
        if key not in fields:
            raise _Wrong("第 {line} 行有不认识的字段“{key}”", key=key)
        if not isinstance(value, fields[key]) or (isinstance(value, bool) and fields[key] is not bool):
            raise _value_wrong(key, value)
    for key in required:
        if values.get(key, "") == "":
            raise _Wrong("第 {line} 行缺少字段“{key}”", key=key)


def _entry(values: dict[str, object], schema: str) -> Entry:
    fields = _SCHEMAS.get(schema, _ENTRY_2)
    _check(values, fields, required=("seq", "at", "kind"))
    kind = next((each for each in EntryKind if each.value == values["kind"]), None)
    if kind is None or (fields is _ENTRY_1 and kind not in FIRST_KINDS):
        raise _value_wrong("kind", values["kind"])
    if kind in _DONE_SOMEWHERE:
        _check(values, fields, required=("node",))
    at = _instant(values["at"])
    try:
        entry = entry_from({**values, "at": at})
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise _value_wrong("facts", values.get("facts")) from error
    if any(isinstance(value, Decimal) and not value.is_finite() for value in entry.facts.values()):
        raise _value_wrong("facts", values["facts"])
    return entry


def _instant(value: object) -> str:
    """As Python 3.10 reads it: no `Z`, fractions of six digits; the offset stays as it was written."""
    match = _INSTANT.fullmatch(str(value))
    if not match:
        raise _value_wrong("at", value)
    moment, fraction, offset = match.groups()
    text = f"{moment}.{fraction.ljust(6, '0')}" if fraction else str(moment)
    text += "+00:00" if offset in "zZ" else offset
    try:
        datetime.fromisoformat(text).astimezone(BEIJING)
    except (ValueError, OverflowError) as error:
        raise _value_wrong("at", value) from error
    return text


def _value_wrong(key: str, value: object) -> _Wrong:
    return _Wrong("第 {line} 行字段“{key}”的值不对：{value}", key=key, value=_short(value))


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"
