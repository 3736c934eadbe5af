"""Reads a settings file (powerflow.toml): limits and severities of rules, packs of law, findings that are not to be reported."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from powerflow import toml
from powerflow.errors import InputError
from powerflow.model import Place, PlacedSuppression
from powerflow.rules.families import pack_named, rules_of

_NEEDED = ("rule", "reason", "by", "until")
_KNOWN = (*_NEEDED, "element", "file")
_LEVELS = ("error", "advice", "off")
_MAX_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Settings:
    """What an office settled: decisions not to report, and its own numbers for rules (rule, name of the limit, number).

    `severities` say what a rule or legal row counts as (`error`, `advice`, `off`); `packs` which rows of law count besides
    the national ones.
    """

    suppressions: tuple[PlacedSuppression, ...] = ()
    limits: tuple[tuple[str, str, int], ...] = ()
    severities: tuple[tuple[str, str], ...] = ()
    packs: tuple[str, ...] = ()


def read_settings(path: Path) -> Settings:
    """The entries `[[suppress]]`, the tables `[limits.RULE]` and `[severity]`, and `packs` of the file, in its order.

    Raises InputError for a file that cannot be read, an entry without reason, person or last day, or a name that
    nobody knows; UsageError for a rule or a limit that there is not.
    """
    text = _text(path)
    table = toml.parse(text, path)
    unknown = next((name for name in table if name not in ("suppress", "limits", "severity", "packs")), None)
    if unknown is not None:
        raise InputError(
            "{path}：配置文件没有“{name}”这一项，只有 [[suppress]]、[limits.规则编号]、[severity] 和 packs", path=path, name=unknown
        )
    entries = table.get("suppress", [])
    if not isinstance(entries, list):
        raise InputError("{path}：suppress 应当写成 [[suppress]]", path=path)
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if line.strip().startswith("[[suppress")]
    lines += [1] * (len(entries) - len(lines))
    suppressions = (_suppression(path, line, entry) for line, entry in zip(lines, entries, strict=False))
    return Settings(
        tuple(suppressions), tuple(_limits(path, table.get("limits", {}))),
        tuple(_severities(path, table.get("severity", {}))), tuple(_packs(path, table.get("packs", []))),
    )


def _severities(path: Path, table: object) -> Iterator[tuple[str, str]]:
    for name, level in table.items() if isinstance(table, Mapping) else [("", None)]:
        if level not in _LEVELS:
            raise InputError("{path}：[severity] 下面应当是 规则编号或法律条目 = \"error\"、\"advice\" 或 \"off\"", path=path)
        yield str(name), str(level)


def _packs(path: Path, names: object) -> Iterator[str]:
    for name in names if isinstance(names, list) else [None]:
        if not isinstance(name, str):
            raise InputError("{path}：packs 应当写成 packs = [\"名称\"]", path=path)
        yield pack_named(name)


def _limits(path: Path, table: object) -> Iterator[tuple[str, str, int]]:
    rows = table.items() if isinstance(table, Mapping) else [("", None)]
    for rule, numbers in rows:
        if not isinstance(numbers, Mapping):
            raise InputError("{path}：限值应当写成 [limits.规则编号]，下面是 名称 = 整数", path=path)
        for name, value in numbers.items():
            if not isinstance(value, int) or isinstance(value, bool):
                raise InputError("{path}：限值应当写成 [limits.规则编号]，下面是 名称 = 整数", path=path)
            yield str(rule), str(name), value


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError("{path}：配置文件超过 {most} 字节", path=path, most=_MAX_BYTES)
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError("{path}：配置文件无法读取（{cause}）", path=path, cause=error.strerror or error) from error
    except ValueError as error:
        raise InputError("{path}：配置文件不是 UTF-8 编码", path=path) from error


def _suppression(path: Path, line: int, entry: object) -> PlacedSuppression:
    if not isinstance(entry, Mapping):
        raise InputError("{path} 第 {line} 行：suppress 应当写成 [[suppress]]", path=path, line=line)
    for name in entry:
        if name not in _KNOWN:
            raise InputError("{path} 第 {line} 行：[[suppress]] 没有“{name}”这一项", path=path, line=line, name=name)
    for name in _NEEDED:
        if not entry.get(name):
            raise InputError("{path} 第 {line} 行：[[suppress]] 缺少“{name}”", path=path, line=line, name=name)
    rule = str(entry["rule"])
    rules_of(rule)
    return PlacedSuppression(
        rule=rule, reason=str(entry["reason"]), by=str(entry["by"]), until=_day(path, line, entry["until"]),
        element=str(entry.get("element", "")), file=str(entry.get("file", "")), place=Place(str(path), line),
    )


def _day(path: Path, line: int, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(
            "{path} 第 {line} 行：until 应当是日期，如 2026-12-31，不能是“{value}”", path=path, line=line, value=value
        ) from error
