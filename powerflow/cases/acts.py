"""What people and time do to a case: it starts, a step is done, timers fire. A refused act leaves no trace."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from powerflow.cases.authority import refuse_stranger
from powerflow.cases.casefile import CaseFile, document_of
from powerflow.cases.course import Run, follow
from powerflow.cases.given import given_facts
from powerflow.cases.naming import open_step, start_event, steps_called
from powerflow.cases.obstacles import NotRunnable, obstacles
from powerflow.cases.store import Conflict, HistoryStore, NewCase, OpenRow, Turn
from powerflow.cases.timers import fire_due, open_rows
from powerflow.cases.warm import Held, Warm
from powerflow.conditions import UnknownFact
from powerflow.deadlines import WorkCalendar, local_day, local_instant
from powerflow.errors import PowerflowError, UsageError
from powerflow.model import Entry, EntryKind, Flowchart, Node, PowerItem
from powerflow.organisation import Organisation
from powerflow.replay import Clocks

_TRIES = 10
_NOT_IN_AN_ID = re.compile(r"[^\w.-]+")
_CLOSED = frozenset({"暂停", "取消"})  # not shown: spellings of pf:item status


@dataclass(frozen=True)
class Registry:
    """Where cases are kept (登记处), and by what every act on them is judged."""

    store: HistoryStore
    organisation: Organisation
    calendar: WorkCalendar
    warm: Warm = field(default_factory=Warm, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody does: as which post, by whom, what it says of the case (texts by the names of facts).

    `command` is an id of the caller's choice: the same act sent twice under it is recorded once.
    """

    post: str = ""
    officers: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    command: str = ""


@dataclass(frozen=True)
class Ticked:
    """What a tick did: the timers that fired, with their cases, and the cases that could not go on, with the reason."""

    fired: tuple[tuple[str, Entry], ...]
    failed: tuple[tuple[str, PowerflowError], ...]


def start(
    registry: Registry, content: bytes, path: str, act: Act, *, now: datetime, at: datetime | None = None,
    simulated: bool = False, event: str = "",
) -> CaseFile:
    """Begins a case of the chart in the bytes `content`; `path` is how its history names the file.

    `now` is the system's time, `at` another one, for simulated cases only. `event` chooses among several start events.
    Raises NotRunnable for a chart that cannot run, UsageError for an act that is not allowed, OutsideCalendar for a
    year that the calendar does not know.
    """
    document = document_of(content, path)
    chart = document.chart
    found = obstacles(chart)
    if found or chart.item is None:
        raise NotRunnable(path, found)
    moment = _moment(now, at, simulated=simulated, last=None)
    _refuse_not_in_force(chart.item, moment)
    node = start_event(chart, event)
    if chart.post_of(node):
        _refuse_stranger(registry, chart, node, act, moment)
    entry = _entry(chart, node, act, EntryKind.START, seq=1, at=moment)
    with _saying_what_is_missing():
        run = follow(chart, [entry])
    _refuse_uncountable(registry, run, moment)
    case = registry.store.create(
        NewCase(
            prefix=_NOT_IN_AN_ID.sub("-", chart.item.code)[:60], year=moment.year, item=chart.item.code,
            name=chart.item.name, chart_path=path, chart_digest=document.digest, chart=content, simulated=simulated,
            command=act.command,
        ),
        _turn(registry, run, (entry,), now),
    )
    with registry.warm.holding(registry.store, case) as held:
        begun = held.snapshot()
    if begun.document.digest != document.digest:
        raise _other(act.command)
    _refuse_other(begun.history.entries[0], entry)
    return begun


def do(
    registry: Registry, case: str, step: str, act: Act, *, now: datetime, at: datetime | None = None
) -> CaseFile:
    """Records that a step (its id or name) is done; timers that ran out before fire first.

    Raises UsageError if the step is not open, the post or officer may not act, a fact is missing or of the wrong
    kind, or the time is out of order; OutsideCalendar for a limit that cannot be counted; Stuck if the chart could not
    go on; StoreError if the store cannot be trusted.
    """
    for _ in range(_TRIES):
        with registry.warm.holding(registry.store, case) as held:
            try:
                return _do(registry, held, step, act, now, at)
            except Conflict:
                overtaken = True
            except (PowerflowError, UnknownFact):
                # What was kept in memory may be older than the store: only a refusal by the newest state counts.
                overtaken = not held.is_fresh and registry.store.length(case) != held.length
                if not overtaken:
                    raise
        registry.warm.drop(case)
    raise _crowded(case)


def tick(registry: Registry, *, now: datetime, at: datetime | None = None) -> Ticked:
    """Fires every timer that ran out: in real cases by the system's time `now`, with `at` in simulated ones instead.

    A case that cannot go on is named and the others go on.
    """
    moment = local_instant(at or now).replace(microsecond=0)
    fired: list[tuple[str, Entry]] = []
    failed: list[tuple[str, PowerflowError]] = []
    for case in registry.store.due(moment, simulated=at is not None):
        try:
            fired += [(case, entry) for entry in _tick_one(registry, case, moment, now)]
        except PowerflowError as error:
            failed.append((case, error))
    return Ticked(tuple(fired), tuple(failed))


def _tick_one(registry: Registry, case: str, moment: datetime, now: datetime) -> tuple[Entry, ...]:
    for _ in range(_TRIES):
        with registry.warm.holding(registry.store, case) as held:
            is_new = held.is_fresh or registry.store.length(case) == held.length
            fired = fire_due(held.run, held.last, registry.calendar, moment) if is_new else ()
            if is_new and not fired:
                return ()
            if is_new:
                try:
                    _append(registry, held, fired, now)
                except Conflict:
                    pass
                else:
                    return fired
        registry.warm.drop(case)
    raise _crowded(case)


def _do(registry: Registry, held: Held, step: str, act: Act, now: datetime, at: datetime | None) -> CaseFile:
    known = held.commands.get(act.command)
    if known is not None:
        _refuse_other_step(held.chart, known, step, act)
        return held.snapshot()
    last, run = held.last, held.run
    moment = _moment(now, at, simulated=held.history.simulated, last=last)
    fired = fire_due(run, last, registry.calendar, moment)
    node = open_step(held.chart, run, held.history.case, step, fired)
    _refuse_stranger(registry, held.chart, node, act, moment)
    entry = _entry(held.chart, node, act, EntryKind.STEP, seq=last.seq + len(fired) + 1, at=moment)
    with _saying_what_is_missing():
        run.take(entry)
    _refuse_uncountable(registry, run, moment)
    return _append(registry, held, (*fired, entry), now)


def _append(registry: Registry, held: Held, entries: tuple[Entry, ...], now: datetime) -> CaseFile:
    turn = _turn(registry, held.run, entries, now, held.open)
    sealed = registry.store.append(held.history.case, expected=held.length, tip=held.last.digest, turn=turn)
    held.open = turn.open
    return held.stored(sealed)


def _turn(
    registry: Registry, run: Run, entries: tuple[Entry, ...], now: datetime, before: tuple[OpenRow, ...] | None = None
) -> Turn:
    return Turn(
        entries=entries, open=open_rows(run, registry.calendar, entries[-1].at, before or ()), ended=run.ended,
        recorded=local_instant(now), before=before,
    )


def _entry(chart: Flowchart, node: Node, act: Act, kind: EntryKind, *, seq: int, at: datetime) -> Entry:
    return Entry(
        seq=seq, at=at, kind=kind, node=node.id, post=act.post or chart.post_of(node), officer="、".join(act.officers),
        facts=given_facts(chart, node, act.facts), note=act.note, command=act.command,
    )


def _moment(now: datetime, at: datetime | None, *, simulated: bool, last: Entry | None) -> datetime:
    """The time of an act: the system's, or for a simulated case the one that was given; whole seconds in Beijing."""
    if at is None and simulated and last is not None:
        raise UsageError("这是模拟办件，办理时间要用 --at 给出；上一条记录在 {last}", last=last.at.strftime("%Y-%m-%d %H:%M"))
    if at is not None and not simulated:
        raise UsageError("办理时间由系统记录；--at 只能用于以 --simulate 开始的模拟办件")
    moment = local_instant(at or now).replace(microsecond=0)
    if last is not None and moment < last.at:
        raise UsageError(
            "时间 {moment} 早于上一条记录 {last}；模拟办件请用 --at 给出更晚的时间，否则请校正系统时钟",
            moment=moment.isoformat(), last=last.at.isoformat(),
        )
    return moment


def _refuse_uncountable(registry: Registry, run: Run, moment: datetime) -> None:
    """Raises OutsideCalendar where a limit runs that nobody could count: the case could be kept, but not shown."""
    registry.calendar.day(local_day(moment))
    if not (run.is_timeless or run.ended):
        Clocks(run.course, registry.calendar, moment).running()


def _refuse_not_in_force(item: PowerItem, moment: datetime) -> None:
    day = local_day(moment)
    if item.status in _CLOSED:
        raise UsageError("事项“{name}”的状态是“{status}”，不能办理", name=item.name, status=item.status)
    too_early = item.effective_from is not None and day < item.effective_from
    if too_early or (item.effective_to is not None and day >= item.effective_to):
        raise UsageError(
            "事项“{name}”在 {day} 不在用（生效 {start}，取消 {end}）", name=item.name, day=day,
            start=item.effective_from or "—", end=item.effective_to or "—",
        )


def _refuse_stranger(registry: Registry, chart: Flowchart, node: Node, act: Act, moment: datetime) -> None:
    refuse_stranger(
        chart, node, post=act.post or (chart.post_of(node) if node.type == "startEvent" else ""),
        officers=act.officers, organisation=registry.organisation, day=local_day(moment),
    )


def _refuse_other_step(chart: Flowchart, known: Entry, step: str, act: Act) -> None:
    """A command id that is used again must say the same."""
    node = next((node for node in steps_called(chart, step) if node.id == known.node), None)
    if node is None:
        raise _other(act.command)
    _refuse_other(known, _entry(chart, node, act, EntryKind.STEP, seq=known.seq, at=known.at))


def _refuse_other(known: Entry, entry: Entry) -> None:
    if any(
        getattr(known, name) != getattr(entry, name)
        for name in ("kind", "node", "post", "officer", "facts", "note", "command")
    ):
        raise _other(entry.command)


def _other(command: str) -> UsageError:
    return UsageError("命令编号“{command}”已用于另一项内容不同的办理，请换一个编号", command=command)


def _crowded(case: str) -> Conflict:
    return Conflict("办件 {case} 正被许多人同时办理，请稍后重试", case=case)


@contextmanager
def _saying_what_is_missing() -> Iterator[None]:
    try:
        yield
    except UnknownFact as error:
        raise UsageError(
            "接下来的判断“{text}”要用事实“{name}”，它还没有登记，本次办理没有记录。请用 --set {name}=… 一并给出",
            text=error.text, name=error.name,
        ) from error
