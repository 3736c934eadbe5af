"""Legal time in a case: which timers ran out, in which order, and what the store keeps to find them again."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from powerflow.cases.course import Run, Stuck, follow
from powerflow.cases.open_steps import open_steps, open_timers
from powerflow.cases.standing import standing
from powerflow.cases.store import OpenRow
from powerflow.cases.warm import Held
from powerflow.conditions import ConditionError
from powerflow.deadlines import WorkCalendar
from powerflow.errors import PowerflowError
from powerflow.graph import receives
from powerflow.model import Entry, EntryKind, Event, Node, Step
from powerflow.replay import Opening, Reading, holding, is_timer, not_before, runs_out

_MOST = 100


@dataclass(frozen=True)
class Blocked:
    """A timer that ran out and could not fire, because what follows it cannot be decided; `error` says why."""

    node: str
    error: PowerflowError


def fire_due(held: Held, calendar: WorkCalendar, moment: datetime) -> tuple[tuple[Entry, ...], tuple[Blocked, ...]]:
    """Lets the case take every timer that ran out by `moment`, in the order in which they did.

    Gives their entries, and the timers after which the case could not go on: these wait, nothing of them is taken. An entry
    bears the instant at which legal time ran out, however late anybody came to look. Raises Stuck.
    """
    fired: list[Entry] = []
    blocked: dict[str, Blocked] = {}
    while (found := _next(held.run, calendar, moment, blocked)) is not None:
        if len(fired) == _MOST:
            raise Stuck("流程图的定时事件一个接一个不停地到期，办件无法停下")
        instant, node = found
        last = held.run.entries[-1]
        entry = Entry(seq=last.seq + 1, at=max(instant, last.at), kind=EntryKind.TIMER, node=node)
        try:
            held.run.take(entry)
        except (ConditionError, Stuck) as error:
            blocked[node] = Blocked(node, error)
            held.run = follow(held.run.chart, held.run.entries[:-1])
        else:
            fired.append(entry)
    return tuple(fired), tuple(blocked.values())


def take_early(held: Held, moment: datetime) -> tuple[Entry, ...]:
    """Lets open events take the messages that had come before anything awaited them, the oldest first; gives their entries.

    One after which the case could not go on is kept, until what is missing is known.
    """
    taken: list[Entry] = []
    kept: set[int] = set()
    while held.run.early and len(taken) < _MOST and (found := next(_awaited(held.run, kept), None)) is not None:
        early, node = found
        last = held.run.entries[-1]
        entry = replace(
            early, seq=last.seq + 1, at=max(moment, last.at), node=node, refers=early.seq, command="", previous="", digest="",
        )
        try:
            held.run.take(entry)
        except (ConditionError, Stuck):
            kept.add(early.seq)
            held.run = follow(held.run.chart, held.run.entries[:-1])
        else:
            taken.append(entry)
    return tuple(taken)


def _awaited(run: Run, kept: Collection[int]) -> Iterator[tuple[Entry, str]]:
    for early in run.early.values():
        for opening in run.open if early.seq not in kept else ():
            node = run.chart.nodes[opening.node]
            if receives(node) and is_for(node, early.to):
                yield early, node.id


def is_for(node: Node, name: str) -> bool:
    """Whether a message of that name is for the event or receive task: by id, by name, or by the message that it names."""
    words = " ".join(name.split())
    return words in (node.id, node.name) or (isinstance(node, Event) and words == node.reference)


def open_rows(run: Run, calendar: WorkCalendar, at: datetime, before: Iterable[OpenRow] = ()) -> tuple[OpenRow, ...]:
    """What is open, as the store keeps it; of a chart without limits those of `before` that are still open as they are."""
    places = {place: each for place, each in run.places.items() if not _has_inner(run, each)}
    if run.is_timeless:
        known = {} if run.remarks else {row.position: row for row in before if row.node not in run.machines}
        return _for_us(run, tuple(known.get(place) or _row(run, place, each) for place, each in places.items()))
    return _for_us(run, tuple(
        OpenRow(
            node=each.node.id, is_timer=each.is_timer, since=each.since, post=each.post, over=_over(each.clock, at),
            due=_due(each.clock), position=place,
        )
        for place, each in zip(places, open_steps(run.live, calendar, at, run.clocks(calendar, at)), strict=True)
    ))


def _for_us(run: Run, rows: tuple[OpenRow, ...]) -> tuple[OpenRow, ...]:
    """The rows, those of steps that the system has yet to begin as due from their opening: so they are found like timers."""
    if not run.machines:
        return rows
    places = {each.place for each in standing(run) if each.is_to_begin}
    return tuple(replace(row, is_timer=True, over=row.since, due=None) if row.position in places else row for row in rows)


def _row(run: Run, place: int, opening: Opening) -> OpenRow:
    post = holding(run.chart, opening, run.remarks).post
    return OpenRow(node=opening.node, is_timer=False, since=opening.since.at, post=post, position=place)


def _has_inner(run: Run, opening: Opening) -> bool:
    node = run.chart.nodes[opening.node]
    return isinstance(node, Step) and bool(node.inner)


def _over(clock: Reading | None, at: datetime) -> datetime | None:
    """When the limit may be over. A clock that stands still has no end until it goes on, unless this was its last day."""
    if clock is None:
        return None
    first = not_before(clock.deadline)
    return None if clock.stopped and first > at else first


def _due(clock: Reading | None) -> datetime | None:
    return None if clock is None or clock.stopped else runs_out(clock.deadline)


def _next(run: Run, calendar: WorkCalendar, moment: datetime, passing: Collection[str]) -> tuple[datetime, str] | None:
    """The timer that ran out first, `passing` over some; of several at one instant the one that opened first."""
    if not any(is_timer(run.chart.nodes[each.node]) for each in run.open):
        return None
    due = ((runs_out(clock.deadline), clock.owner) for clock in open_timers(run.live, calendar, moment))
    return min((each for each in due if each[0] <= moment and each[1] not in passing), key=lambda each: each[0], default=None)
