"""By what an office supervises (监察方案): when lamps turn, what each trigger weighs, who handles alarms and in what time."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from powerflow import toml
from powerflow.deadlines import Period, read_period
from powerflow.errors import InputError, UsageError
from powerflow.replay import Lamp
from powerflow.supervision.triggers import TRIGGERS

SCHEMA = "powerflow/supervision/1"
_SHIPPED = Path(__file__).with_name("scheme.toml")
_LATE = (Lamp.YELLOW, Lamp.RED)


@dataclass(frozen=True, kw_only=True)
class LampRules:
    """When a running limit turns its lamp.

    A step is blue with `step_left` left, a case with `case_left` or `case_share` percent of its limit left, whichever comes
    first. A case to which `reminders` reminders in a row brought nothing is yellow (0: never). The others say what a limit
    that is over shows, by who set it.
    """

    step_left: Period
    case_left: Period
    case_share: int
    reminders: int
    step_promised: Lamp
    step_statutory: Lamp
    case_promised: Lamp
    case_statutory: Lamp


@dataclass(frozen=True, kw_only=True)
class Handling:
    """Who handles alarms, and how long each act of it may take.

    `supervisors` are the posts that confirm, cancel, order, recheck and close; `reviewers` those that decide objections.
    """

    supervisors: tuple[str, ...]
    reviewers: tuple[str, ...]
    explain: Period
    confirm: Period
    correct: Period
    recheck: Period
    object: Period
    decide: Period


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A scheme of supervision. `weights` says which lamp a trigger shows where that is not as usual; `off` are not raised."""

    name: str
    lamps: LampRules
    handling: Handling
    weights: Mapping[str, Lamp] = field(default_factory=dict)
    off: frozenset[str] = frozenset()


def read_scheme(path: Path) -> Scheme:
    """The scheme in a TOML file (docs/supervision.md). Raises InputError with file, line and what is wrong."""
    return _Reader(path).read()


@lru_cache(maxsize=1)
def default_scheme() -> Scheme:
    """The scheme that is shipped."""
    return read_scheme(_SHIPPED)


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._tables = toml.Tables(path, SCHEMA, ("scheme", "lamps", "handling", "trigger"))

    def read(self) -> Scheme:
        """The whole scheme. Raises InputError at the first thing that is wrong."""
        weights: dict[str, Lamp] = {}
        off: set[str] = set()
        for row in self._tables.rows("trigger", "code", "lamp", "off", "note"):
            code = row.text("code")
            if code not in TRIGGERS:
                raise row.wrong("{path} 第 {line} 行：没有监察规则“{code}”，只有 {codes}", code=code, codes=tuple(TRIGGERS))
            if row.yes("off"):
                off.add(code)
            elif row.text("lamp", required=False):
                weights[code] = _lamp(row, "lamp")
        return Scheme(
            name=self._one("scheme", "name", "note").text("name"), lamps=self._lamps(), handling=self._handling(),
            weights=weights, off=frozenset(off),
        )

    def _lamps(self) -> LampRules:
        colours = ("step_promised", "step_statutory", "case_promised", "case_statutory")
        row = self._one("lamps", "step_left", "case_left", "case_share", "reminders", *colours, "note")
        share = row.whole("case_share")
        if share > 100:
            raise row.wrong("{path} 第 {line} 行：“{key}”是百分数，不能大于 100", key="case_share")
        return LampRules(
            step_left=_period(row, "step_left"), case_left=_period(row, "case_left"), case_share=share,
            reminders=row.whole("reminders"), **{name: _lamp(row, name) for name in colours},
        )

    def _handling(self) -> Handling:
        times = ("explain", "confirm", "correct", "recheck", "object", "decide")
        row = self._one("handling", "supervisors", "reviewers", *times, "note")
        supervisors, reviewers = row.texts("supervisors"), row.texts("reviewers")
        if not supervisors:
            raise row.wrong("{path} 第 {line} 行：要写明由哪些岗位监察（supervisors）")
        return Handling(
            supervisors=supervisors, reviewers=reviewers or supervisors, **{name: _period(row, name) for name in times}
        )

    def _one(self, table: str, *keys: str) -> toml.Row:
        rows = list(self._tables.rows(table, *keys))
        if len(rows) != 1:
            raise InputError("{path}：[[{table}]] 要写一个，写了 {count} 个", path=self._path, table=table, count=len(rows))
        return rows[0]


def _period(row: toml.Row, key: str) -> Period:
    try:
        period = read_period(row.text(key))
    except UsageError as error:
        raise row.wrong("{path} 第 {line} 行：看不懂期限“{text}”，应当写成 1WD、10WD、24H 等", text=row.text(key)) from error
    if period.amount < 1:
        raise row.wrong("{path} 第 {line} 行：看不懂期限“{text}”，应当写成 1WD、10WD、24H 等", text=row.text(key))
    return period


def _lamp(row: toml.Row, key: str) -> Lamp:
    text = row.text(key)
    if text not in [each.value for each in _LATE]:
        raise row.wrong("{path} 第 {line} 行：“{key}”应当是 yellow 或 red，写的是 {text}", key=key, text=text)
    return Lamp(text)
