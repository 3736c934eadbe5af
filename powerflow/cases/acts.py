"""What people and time do to a case: it starts, a step is done, timers fire. A refused act leaves no trace."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from powerflow.cases.authority import Power, refuse_for_step, refuse_stranger
from powerflow.cases.casefile import CaseFile, document_of
from powerflow.cases.circles import refuse_circles
from powerflow.cases.course import follow
from powerflow.cases.given import given_facts
from powerflow.cases.naming import open_step, start_event
from powerflow.cases.obstacles import NotRunnable, obstacles
from powerflow.cases.registry import Act, Registry
from powerflow.cases.standing import refuse_by_hand
from powerflow.cases.store import Conflict, NewCase
from powerflow.cases.timers import Blocked, fire_due, take_early
from powerflow.cases.transaction import (
    Scene,
    Wish,
    append,
    carry_out,
    crowded,
    moment_of,
    other,
    refuse_uncountable,
    saying_what_is_missing,
    turn_of,
)
from powerflow.cases.warm import Held
from powerflow.deadlines import local_day, local_instant
from powerflow.errors import PowerflowError, UsageError
from powerflow.model import Entry, EntryKind, PowerItem
from powerflow.replay import stops

_TRIES = 10
_NOT_IN_AN_ID = re.compile(r"[^\w.-]+")
_CLOSED = frozenset({"暂停", "取消"})  # not shown: spellings of pf:item status


@dataclass(frozen=True)
class Ticked:
    """What a tick did: the timers that fired, with their cases, and the cases that could not go on, with the reason."""

    fired: tuple[tuple[str, Entry], ...]
    failed: tuple[tuple[str, PowerflowError], ...]


def start(
    registry: Registry, content: bytes, path: str, act: Act, *, now: datetime, at: datetime | None = None,
    simulated: bool = False, event: str = "", caller: str = "", calling: str = "",
) -> CaseFile:
    """Begins a case of the chart in the bytes `content`; `path` is how its history names the file.

    `now` is the system's time, `at` another one, for simulated cases only. `event` chooses among several start events;
    `caller` is the case that calls this one from its step `calling`, if one does: then nobody need hold a post.
    Raises NotRunnable for a chart that cannot run, UsageError for an act that is not allowed, OutsideCalendar for a
    year that the calendar does not know.
    """
    document = document_of(content, path)
    chart = document.chart
    found = obstacles(chart)
    if found or chart.item is None:
        raise NotRunnable(path, found)
    moment = moment_of(now, at, simulated=simulated, last=None)
    _refuse_not_in_force(chart.item, moment)
    node = start_event(chart, event)
    post = act.post or chart.post_of(node)
    refuse_circles(registry.items, chart)
    if chart.post_of(node) and not caller:
        refuse_stranger(chart, node, Power(registry.organisation, local_day(moment), post, act.officers))
    entry = Entry(
        seq=1, at=moment, kind=EntryKind.START, node=node.id, post=post, officer="、".join(act.officers),
        facts=given_facts(chart, node, act.facts), note=act.note, command=act.command, case=caller,
        chart=document.digest if caller else "",
    )
    with saying_what_is_missing():
        run = follow(chart, [entry])
    refuse_uncountable(registry, run, moment)
    case = registry.store.create(
        NewCase(
            prefix=_NOT_IN_AN_ID.sub("-", chart.item.code)[:60], year=moment.year, item=chart.item.code,
            name=chart.item.name, chart_path=path, chart_digest=document.digest, chart=content, simulated=simulated,
            command=act.command, caller=caller, calling=calling,
        ),
        turn_of(registry, run, (entry,), now),
    )
    with registry.warm.holding(registry.store, case) as held:
        begun = held.snapshot()
    if begun.history.chart_digest != document.digest or not _is_same(begun.history.entries[0], entry):
        raise other(act.command)
    return begun


def do(
    registry: Registry, case: str, step: str, act: Act, *, now: datetime, at: datetime | None = None
) -> CaseFile:
    """Records that a step (its id or name) is done; timers that ran out before fire first.

    Raises UsageError if the step is not open, the post or officer may not act, a fact is missing or of the wrong
    kind, or the time is out of order; OutsideCalendar for a limit that cannot be counted; Stuck if the chart could not
    go on; StoreError if the store cannot be trusted.
    """
    return carry_out(registry, case, Wish(kind=EntryKind.STEP, act=act, step=step), _step_done, now=now, at=at)


def _step_done(scene: Scene) -> Entry:
    wish, act, run = scene.wish, scene.wish.act, scene.run
    node = open_step(scene.chart, run, scene.case, wish.step, scene.fired)
    refuse_suspended(scene)
    refuse_for_step(run, node, scene.power)
    facts = given_facts(scene.chart, node, act.facts)
    refuse_by_hand(run, node, facts)
    return scene.entry(node.id, facts, post=act.post)


def refuse_suspended(scene: Scene) -> None:
    """Raises UsageError while the case is suspended."""
    for stop in stops(scene.run.remarks):
        if stop.until is None and stop.entry.kind is EntryKind.SUSPEND:
            raise UsageError(
                "办件 {case} 自 {since} 起中止（{document}：{why}），恢复以后才能继续办理", case=scene.case,
                since=f"{stop.since.at:%Y-%m-%d %H:%M}", document=stop.entry.document, why=stop.why,
            )


def tick(registry: Registry, *, now: datetime, at: datetime | None = None) -> Ticked:
    """Fires every timer that ran out: in real cases by the system's time `now`, with `at` in simulated ones instead.

    A case that cannot go on is named and the others go on; its history gets an incident (待处理异常), once for each cause.
    """
    moment = local_instant(at or now).replace(microsecond=0)
    fired: list[tuple[str, Entry]] = []
    failed: list[tuple[str, PowerflowError]] = []
    for case in registry.store.due(moment, simulated=at is not None):
        try:
            entries, blocked = tick_one(registry, case, moment, now)
            fired += [(case, entry) for entry in entries if entry.kind is EntryKind.TIMER]
            failed += [(case, each.error) for each in blocked]
        except PowerflowError as error:
            failed.append((case, error))
    return Ticked(tuple(fired), tuple(failed))


def tick_one(
    registry: Registry, case: str, moment: datetime, now: datetime
) -> tuple[tuple[Entry, ...], tuple[Blocked, ...]]:
    """Fires what ran out in one case: the entries that this added, and the timers that wait because something is not known."""
    for _ in range(_TRIES):
        with registry.warm.holding(registry.store, case) as held:
            if held.is_fresh or registry.store.length(case) == held.length:
                fired, blocked = fire_due(held, registry.calendar, moment)
                entries = (*fired, *take_early(held, moment), *_incidents(held, blocked, moment))
                if not entries:
                    return (), blocked
                try:
                    append(registry, held, entries, now)
                except Conflict:
                    pass
                else:
                    return entries, blocked
        registry.warm.drop(case)
    raise crowded(case)


def _incidents(held: Held, blocked: tuple[Blocked, ...], moment: datetime) -> tuple[Entry, ...]:
    """An incident for each timer that waits, unless the case tells of it already; taken by the run."""
    found = []
    for each in blocked:
        said = each.error.say()
        since = held.run.opening(each.node).since.position
        known = any(
            entry.kind is EntryKind.INCIDENT and (entry.node, entry.note) == (each.node, said) and position > since
            for position, entry in held.run.remarks
        )
        if not known:
            last = held.run.entries[-1]
            entry = Entry(seq=last.seq + 1, at=max(moment, last.at), kind=EntryKind.INCIDENT, node=each.node, note=said)
            held.run.take(entry)
            found.append(entry)
    return tuple(found)


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


def _is_same(known: Entry, entry: Entry) -> bool:
    """Whether a start that bears the id of a command says what the command says."""
    names = ("kind", "node", "post", "officer", "facts", "note", "command", "case")
    return all(getattr(known, name) == getattr(entry, name) for name in names)
