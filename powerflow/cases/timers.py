"""Legal time in a case: which timers ran out, in which order, and what the store keeps to find them again."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from powerflow.cases.course import Run, Stuck
from powerflow.cases.open_steps import open_steps, open_timers
from powerflow.cases.store import OpenRow
from powerflow.deadlines import WorkCalendar
from powerflow.model import Entry, EntryKind, Step
from powerflow.replay import Opening, Reading, is_timer, not_before, runs_out

_MOST = 100


def fire_due(run: Run, last: Entry, calendar: WorkCalendar, moment: datetime) -> tuple[Entry, ...]:
    """Lets `run` take every timer that ran out by `moment`, in the order in which they did; gives their entries.

    An entry bears the instant at which legal time ran out, however late anybody came to look. Raises Stuck.
    """
    fired: list[Entry] = []
    while (found := _next(run, calendar, moment)) is not None:
        if len(fired) == _MOST:
            raise Stuck("流程图的定时事件一个接一个不停地到期，办件无法停下")
        instant, node = found
        last = Entry(seq=last.seq + 1, at=max(instant, last.at), kind=EntryKind.TIMER, node=node)
        run.take(last)
        fired.append(last)
    return tuple(fired)


def open_rows(run: Run, calendar: WorkCalendar, at: datetime, before: Iterable[OpenRow] = ()) -> tuple[OpenRow, ...]:
    """What is open, as the store keeps it; of a chart without limits those of `before` that are still open as they are."""
    places = {place: each for place, each in run.places.items() if not _has_inner(run, each)}
    if run.is_timeless:
        known = {row.position: row for row in before}
        return tuple(known.get(place) or _row(run, place, each) for place, each in places.items())
    return tuple(
        OpenRow(
            node=each.node.id, is_timer=each.is_timer, since=each.since, post=each.post, over=_over(each.clock, at),
            due=_due(each.clock), position=place,
        )
        for place, each in zip(places, open_steps(run.course, calendar, at), strict=True)
    )


def _row(run: Run, place: int, opening: Opening) -> OpenRow:
    post = run.chart.post_of(run.chart.nodes[opening.node])
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


def _next(run: Run, calendar: WorkCalendar, moment: datetime) -> tuple[datetime, str] | None:
    """The timer that ran out first; of several at one instant the one that opened first."""
    if not any(is_timer(run.chart.nodes[each.node]) for each in run.open):
        return None
    due = ((runs_out(clock.deadline), clock.owner) for clock in open_timers(run.course, calendar, moment))
    return min((each for each in due if each[0] <= moment), key=lambda each: each[0], default=None)
