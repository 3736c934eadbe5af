"""Which numbers of an act are working days (期限单位): decided act by act, for no number means the same everywhere."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from powerflow import toml
from powerflow.deadlines.period import Period
from powerflow.errors import UsageError
from powerflow.model import Unit

_MOST = 999


@dataclass(frozen=True, kw_only=True)
class Act:
    """How one act counts: one table of `statutes.toml`, where its fields are explained."""

    name: str
    english: str
    short: tuple[str, ...] = ()
    working: tuple[int, ...] = ()
    until: int = 0
    all: bool = False
    article: str = ""
    printed: bool = False
    doubtful: tuple[int, ...] = ()
    note: str = ""
    note_english: str = ""

    def unit(self, number: int) -> Unit:
        """What 日 means behind `number`."""
        working = number in self.working or number <= self.until or self.all
        return Unit.WORKING_DAY if working else Unit.CALENDAR_DAY


@dataclass(frozen=True, kw_only=True)
class UnitReading:
    """What 日 means for one number of an act; `note` and its English say what is doubtful about it."""

    act: Act
    number: int
    unit: Unit
    note: str = ""
    note_english: str = ""

    @property
    def period(self) -> Period:
        """The number in its unit."""
        return Period(self.number, self.unit)


def unit_of(act: str, number: int) -> UnitReading:
    """How `act` counts a limit that it prints as so many 日; full or short name. Raises UsageError for an act not in the table."""
    found = _by_name().get(_bare(act))
    if found is None:
        near = get_close_matches(_bare(act), list(_by_name()), n=3)
        raise UsageError("期限单位表里没有“{act}”；已有：{known}", act=act, known=tuple(near) or tuple(each.name for each in acts()))
    if not 1 <= number <= _MOST:
        raise UsageError("数字 {number} 不是日数", number=number)
    is_doubtful = number in found.doubtful
    return UnitReading(
        act=found, number=number, unit=found.unit(number), note=found.note if is_doubtful else "",
        note_english=found.note_english if is_doubtful else "",
    )


@lru_cache(maxsize=1)
def acts() -> tuple[Act, ...]:
    """All acts of the table."""
    path = Path(__file__).with_name("statutes.toml")
    tables = toml.parse(path.read_text(encoding="utf-8"), path)["act"]
    assert isinstance(tables, list)
    return tuple(_act(table) for table in tables)


def _act(table: Mapping[str, object]) -> Act:
    return Act(**{key: tuple(value) if isinstance(value, list) else value for key, value in table.items()})  # type: ignore[arg-type]  # our own file


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Act]:
    return {name: act for act in acts() for name in (act.name, *act.short)}


_STATE = "中华人民共和国"  # not shown: a prefix that is read


def _bare(act: str) -> str:
    return act.strip().strip("《》").removeprefix(_STATE)  # not shown: brackets that are read
