"""Scores (考核得分): recomputed from the alarms in histories by a profile; nothing that was done much or fined much adds to one."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from powerflow import toml
from powerflow.cases import AlarmRaised, AlarmState
from powerflow.deadlines import BEIJING, WorkCalendar
from powerflow.errors import InputError, UsageError
from powerflow.replay import Lamp
from powerflow.supervision.handling import due_of
from powerflow.supervision.scheme import Scheme
from powerflow.supervision.triggers import TRIGGERS

SCHEMA = "powerflow/scores/1"
_FOLDER = Path(__file__).with_name("profiles")
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})|Q([1-4])|H([12]))?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Aspect:
    """One part of a score. `triggers` cost points of it; `handling`: so do alarms that nobody handled in time."""

    name: str
    points: int
    triggers: frozenset[str]
    handling: bool = False

    @property
    def is_measured(self) -> bool:
        """Whether histories show anything of it; else its points are given whole, and that is said."""
        return bool(self.triggers) or self.handling


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How points are counted. An alarm costs `yellow` or `red` points, one that was not handled in time `overdue` more.

    `grades` are names with the least total, the best first.
    """

    name: str
    note: str
    aspects: tuple[Aspect, ...]
    yellow: int
    red: int
    overdue: int
    grades: tuple[tuple[str, int], ...]

    @property
    def points(self) -> int:
        """All points together."""
        return sum(aspect.points for aspect in self.aspects)

    def grade(self, total: int) -> str:
        """The grade of a total."""
        return next(name for name, least in self.grades if total >= least)


@dataclass(frozen=True)
class Span:
    """A month, quarter, half-year or year: from `since` to before `until`."""

    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class AspectScore:
    """What was left of one aspect, and which alarms cost how many points: triggers with their number."""

    aspect: Aspect
    score: int
    lost: int
    alarms: tuple[tuple[str, int], ...]
    overdue: int


@dataclass(frozen=True, kw_only=True)
class Score:
    """The score of one subject: a department, post or item."""

    subject: str
    aspects: tuple[AspectScore, ...]
    total: int
    grade: str


def profiles() -> tuple[str, ...]:
    """The names of the profiles that are shipped."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def profile(name: str) -> Profile:
    """A shipped profile by its name, else the one in the file of that name. Raises UsageError, InputError."""
    if name in profiles():
        return _read(_FOLDER / f"{name}.toml")
    path = Path(name)
    if path.suffix != ".toml":
        raise UsageError("没有评分方案“{name}”；有：{known}，或者写一个 .toml 文件", name=name, known=profiles())
    return _read(path)


def span(text: str) -> Span:
    """`2026-09`, `2026Q3`, `2026H1` or `2026`. Raises UsageError."""
    match = _PERIOD.fullmatch(text.strip())
    months = _months(match) if match else None
    if match is None or months is None:
        raise UsageError("看不懂时段“{text}”；应当写成 2026-09、2026Q3、2026H1 或 2026", text=text)
    first, count = months
    year = int(match[1])
    until = first + count
    return Span(text.strip(), _begin(year, first), _begin(year + (until - 1) // 12, (until - 1) % 12 + 1))


def scores(
    raised: Iterable[AlarmRaised], subjects: Collection[str], by: Profile, *, subject_of: Callable[[AlarmRaised], str],
    scheme: Scheme, calendar: WorkCalendar, until: datetime,
) -> tuple[Score, ...]:
    """The scores of `subjects` and of everybody with an alarm, as they stand at `until`; the lowest first.

    An alarm that was cancelled costs nothing. Raises OutsideCalendar.
    """
    held: defaultdict[str, list[AlarmRaised]] = defaultdict(list)
    for alarm in raised:
        if alarm.state != AlarmState.CANCELLED.value:
            held[subject_of(alarm)].append(alarm)
    late = {alarm for alarms in held.values() for alarm in alarms if _is_overdue(alarm, scheme, calendar, until)}
    found = (_score(subject, held.get(subject, []), late, by) for subject in {*subjects, *held} - {""})
    return tuple(sorted(found, key=lambda score: (score.total, score.subject)))


def _is_overdue(alarm: AlarmRaised, scheme: Scheme, calendar: WorkCalendar, until: datetime) -> bool:
    due = due_of(alarm, scheme, calendar)
    return due is not None and due <= until


def _score(subject: str, alarms: Iterable[AlarmRaised], late: Collection[AlarmRaised], by: Profile) -> Score:
    alarms = list(alarms)
    parts = tuple(_aspect_score(aspect, alarms, late, by) for aspect in by.aspects)
    total = sum(part.score for part in parts)
    return Score(subject=subject, aspects=parts, total=total, grade=by.grade(total))


def _aspect_score(aspect: Aspect, alarms: Iterable[AlarmRaised], late: Collection[AlarmRaised], by: Profile) -> AspectScore:
    own = [alarm for alarm in alarms if alarm.code in aspect.triggers]
    overdue = sum(alarm in late for alarm in alarms) if aspect.handling else 0
    lost = sum(by.red if alarm.lamp == Lamp.RED.value else by.yellow for alarm in own) + overdue * by.overdue
    return AspectScore(
        aspect=aspect, score=max(0, aspect.points - lost), lost=lost, overdue=overdue,
        alarms=tuple(sorted(Counter(alarm.code for alarm in own).items())),
    )


def _months(match: re.Match[str]) -> tuple[int, int] | None:
    """The first month and how many."""
    if match[2]:
        return (int(match[2]), 1) if 1 <= int(match[2]) <= 12 else None
    if match[3]:
        return int(match[3]) * 3 - 2, 3
    return (int(match[4]) * 6 - 5, 6) if match[4] else (1, 12)


def _begin(year: int, month: int) -> datetime:
    try:
        return datetime(year, month, 1, tzinfo=BEIJING)
    except ValueError as error:
        raise UsageError("看不懂时段“{text}”；应当写成 2026-09、2026Q3、2026H1 或 2026", text=year) from error


@lru_cache(maxsize=8)
def _read(path: Path) -> Profile:
    tables = toml.Tables(path, SCHEMA, ("profile", "aspect", "grade"))
    heads = list(tables.rows("profile", "name", "yellow", "red", "overdue", "note"))
    if len(heads) != 1:
        raise InputError("{path}：[[{table}]] 要写一个，写了 {count} 个", path=path, table="profile", count=len(heads))
    aspects = tuple(_aspect(row) for row in tables.rows("aspect", "name", "points", "triggers", "handling", "note"))
    _refuse_doubled(path, aspects)
    grades = [(row.text("name"), row.whole("least")) for row in tables.rows("grade", "name", "least", "note")]
    if not aspects or not grades or grades[-1][1] != 0 or grades != sorted(grades, key=lambda each: -each[1]):
        raise InputError("{path}：要写明各方面（[[aspect]]）和从高到低的等次（[[grade]]），最低的等次从 0 分起", path=path)
    [head] = heads
    return Profile(
        name=head.text("name"), note=head.text("note", required=False), aspects=aspects, yellow=head.whole("yellow"),
        red=head.whole("red"), overdue=head.whole("overdue"), grades=tuple(grades),
    )


def _aspect(row: toml.Row) -> Aspect:
    codes = row.texts("triggers")
    for code in codes:
        if code not in TRIGGERS:
            raise row.wrong("{path} 第 {line} 行：没有监察规则“{code}”，只有 {codes}", code=code, codes=tuple(TRIGGERS))
    return Aspect(
        name=row.text("name"), points=row.whole("points", least=1), triggers=frozenset(codes), handling=row.yes("handling")
    )


def _refuse_doubled(path: Path, aspects: Iterable[Aspect]) -> None:
    counted: Mapping[str, int] = Counter(code for aspect in aspects for code in aspect.triggers)
    doubled = tuple(sorted(code for code, count in counted.items() if count > 1))
    if doubled:
        raise InputError("{path}：监察规则 {codes} 在几个方面重复扣分", path=path, codes=doubled)
