"""The mapping file (对照表): how another system's log speaks of our chart, and what it must keep to where the chart is silent."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from powerflow.conditions import ConditionError, parse
from powerflow.logs.instants import CHINA
from powerflow.logs.wanted import Wanted
from powerflow.model import Flowchart, LimitSense, Unit
from powerflow.toml import Row, Tables

SCHEMA = "powerflow/mapping/1"
_TABLES = ("log", "activity", "ignored", "unrecorded", "actor", "group", "limit", "wait", "required", "notice", "separation", "forbidden")
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")
_DEFAULT = Wanted()


@dataclass(frozen=True, kw_only=True)
class StatedLimit:
    """From each `start` to the next `end` (activities): at most (`within`) or at least (`wait`) so many units.

    `required`: an end that never comes is a breach too, once the time has run out.
    """

    name: str
    start: str
    end: str
    amount: int
    unit: Unit
    sense: LimitSense
    basis: str
    required: bool
    line: int


@dataclass(frozen=True, kw_only=True)
class StatedNeed:
    """Where `activity` is done, `needs` must be done too: `before` it, `after` it, or at any time (`any`).

    `is_notice`: it tells the party of a right or a result (`right` names it).
    """

    name: str
    activity: str
    needs: str
    when: str
    right: str
    basis: str
    is_notice: bool
    line: int


@dataclass(frozen=True, kw_only=True)
class StatedSeparation:
    """Two activities that one person may not both do in one case (不相容岗位分离)."""

    name: str
    first: str
    second: str
    basis: str
    line: int


@dataclass(frozen=True, kw_only=True)
class StatedBan:
    """`activity` may not be done while `condition` holds for what the log last said of the case (不得办理)."""

    name: str
    activity: str
    condition: str
    basis: str
    line: int


@dataclass(frozen=True)
class Target:
    """What an activity stands for, as written: ids or names of steps; `fail` makes the error that names the line."""

    steps: tuple[str, ...]
    fail: Callable[..., Exception] = field(repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class LogMap:
    """A mapping file, read; of no chart in particular.

    `targets` are the activities that stand for steps under another name; `ignored` those that are no steps at all.
    """

    wanted: Wanted = _DEFAULT
    targets: Mapping[str, Target] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    unrecorded: Mapping[str, Target] = field(default_factory=dict)
    officers: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[StatedLimit, ...] = ()
    needs: tuple[StatedNeed, ...] = ()
    separations: tuple[StatedSeparation, ...] = ()
    bans: tuple[StatedBan, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The columns that the statements read."""
        return tuple(dict.fromkeys(name for ban in self.bans for name in parse(ban.condition).names))

    @property
    def is_stating(self) -> bool:
        """Whether it says what the log must keep to."""
        return bool(self.limits or self.needs or self.separations or self.bans)

    def on(self, chart: Flowchart) -> ChartMap:
        """What the activities stand for on `chart`; those not named here stand for the steps that bear their name.

        Raises InputError, with the line, for a step that the chart does not have.
        """
        named = _steps_by_name(chart)
        activities = dict(named)
        for activity, target in self.targets.items():
            activities[activity] = _found(chart, named, target)
        unrecorded = {id for target in self.unrecorded.values() for id in _found(chart, named, target)}
        return ChartMap(activities=activities, unrecorded=frozenset(unrecorded), ignored=self.ignored)

    def officer(self, actor: str) -> str:
        """The officer behind a name in the log."""
        return self.officers.get(actor, actor)

    def post(self, group: str) -> str:
        """The post behind a group in the log."""
        return self.posts.get(group, group)


@dataclass(frozen=True, kw_only=True)
class ChartMap:
    """How a log speaks of one chart: activities with the ids of their steps, steps that leave no event, events that are no steps."""

    activities: Mapping[str, tuple[str, ...]]
    unrecorded: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()

    def variant(self, activities: Sequence[str]) -> tuple[str, ...]:
        """The activities that count."""
        return tuple(each for each in activities if each not in self.ignored) if self.ignored else tuple(activities)


def read_map(path: Path) -> LogMap:
    """The mapping file. Raises InputError for every mistake in it, with its line."""
    tables = Tables(path, SCHEMA, _TABLES)
    targets: dict[str, Target] = {}
    unrecorded: dict[str, Target] = {}
    for row in tables.rows("activity", "name", "step"):
        steps = row.texts("step")
        if not steps:
            raise row.wrong("{path} 第 {line} 行：[[activity]] 缺少 step，应当写成 step = [\"环节\"]")
        targets[_once(row, "name", targets)] = Target(steps, row.wrong)
    for row in tables.rows("unrecorded", "step"):
        step = _once(row, "step", unrecorded)
        unrecorded[step] = Target((step,), row.wrong)
    return LogMap(
        wanted=_wanted(tables), targets=targets,
        ignored=frozenset(row.text("activity") for row in tables.rows("ignored", "activity")),
        unrecorded=unrecorded, officers=_names(tables, "actor", "officer"), posts=_names(tables, "group", "post"),
        limits=(*_limits(tables, "limit", LimitSense.WITHIN), *_limits(tables, "wait", LimitSense.WAIT)),
        needs=(*_needs(tables, "required"), *_needs(tables, "notice")),
        separations=tuple(
            StatedSeparation(
                name=row.text("name", required=False), first=row.text("first"), second=row.text("second"),
                basis=row.text("basis", required=False), line=row.line,
            )
            for row in tables.rows("separation", "name", "first", "second", "basis")
        ),
        bans=tuple(_bans(tables)),
    )


def _bans(tables: Tables) -> Iterator[StatedBan]:
    for row in tables.rows("forbidden", "name", "activity", "when", "basis"):
        condition = row.text("when")
        try:
            parse(condition)
        except ConditionError as error:
            raise row.wrong("{path} 第 {line} 行：when 应当是一个条件（{cause}）", cause=error) from error
        yield StatedBan(
            name=row.text("name", required=False), activity=row.text("activity"), condition=condition,
            basis=row.text("basis", required=False), line=row.line,
        )


def _once(row: Row, key: str, known: Mapping[str, object]) -> str:
    name = row.text(key)
    if name in known:
        raise row.wrong("{path} 第 {line} 行：“{name}”写了两次", name=name)
    return name


def _names(tables: Tables, table: str, key: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in tables.rows(table, "name", key):
        names[_once(row, "name", names)] = row.text(key)
    return names


def _wanted(tables: Tables) -> Wanted:
    rows = [*tables.rows("log", "case", "activity", "time", "actor", "group", "keep", "offset", "encoding", "delimiter")]
    if not rows:
        return _DEFAULT
    if len(rows) > 1:
        raise rows[1].wrong("{path} 第 {line} 行：[[log]] 只能有一个")
    row = rows[0]
    said = {key: row.text(key, required=False) for key in ("case", "activity", "time", "actor", "group", "encoding", "delimiter")}
    return Wanted(
        case=said["case"] or _DEFAULT.case, activity=said["activity"] or _DEFAULT.activity, time=said["time"] or _DEFAULT.time,
        actor=said["actor"] or _DEFAULT.actor, group=said["group"] or _DEFAULT.group, encoding=said["encoding"],
        delimiter=said["delimiter"], keep=row.texts("keep") or None, offset=_offset(row),
    )


def _offset(row: Row) -> int:
    text = row.text("offset", required=False)
    if not text:
        return CHINA
    match = _OFFSET.fullmatch(text)
    if not match:
        raise row.wrong("{path} 第 {line} 行：offset 应当写成 +08:00 这样，写的是 {value}", value=text)
    minutes = int(match[2]) * 60 + int(match[3])
    return -minutes if match[1] == "-" else minutes


def _limits(tables: Tables, table: str, sense: LimitSense) -> list[StatedLimit]:
    return [
        StatedLimit(
            name=row.text("name", required=False), start=row.text("from"), end=row.text("to"), amount=row.whole("amount"),
            unit=_unit(row), sense=sense, basis=row.text("basis", required=False), required=row.yes("required"), line=row.line,
        )
        for row in tables.rows(table, "name", "from", "to", "amount", "unit", "basis", "required")
    ]


def _unit(row: Row) -> Unit:
    text = row.text("unit")
    units = {unit.value: unit for unit in Unit if unit is not Unit.SPOT}
    if text not in units:
        raise row.wrong("{path} 第 {line} 行：没有单位“{value}”，只有 {units}", value=text, units=tuple(units))
    return units[text]


def _needs(tables: Tables, table: str) -> list[StatedNeed]:
    found = []
    for row in tables.rows(table, "name", "activity", "needs", "when", "right", "basis"):
        when = row.text("when", required=False) or "any"
        if when not in ("before", "after", "any"):
            raise row.wrong("{path} 第 {line} 行：when 只能是 before、after 或 any，写的是 {value}", value=when)
        found.append(StatedNeed(
            name=row.text("name", required=False), activity=row.text("activity"), needs=row.text("needs"), when=when,
            right=row.text("right", required=False), basis=row.text("basis", required=False), is_notice=table == "notice",
            line=row.line,
        ))
    return found


def _steps_by_name(chart: Flowchart) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for step in chart.steps.values():
        if not step.inner:
            name = step.name.strip() or step.id
            found[name] = (*found.get(name, ()), step.id)
    return found


def _found(chart: Flowchart, named: Mapping[str, tuple[str, ...]], target: Target) -> tuple[str, ...]:
    ids: list[str] = []
    for step in target.steps:
        some = (step,) if step in chart.nodes else named.get(step, ())
        if not some:
            raise target.fail("{path} 第 {line} 行：流程图 {chart} 没有环节“{step}”", chart=chart.path, step=step)
        ids += some
    return tuple(dict.fromkeys(ids))
