"""Which time limits run in a case and when they are over: of open steps, of timers, of the item as a whole."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from powerflow.cases.course import Course, Opening
from powerflow.deadlines import BEIJING, Deadline, Pause, Period, WorkCalendar, deadline
from powerflow.model import Event, Fact, Flowchart, LimitSense, Node, Step, TimeLimit


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A limit that runs from `start`. `stopped` names the step that does not count and is open now, if one is.

    While it is stopped `deadline` says what it would be if the clock went on at the moment of looking.
    """

    limit: TimeLimit
    start: datetime
    deadline: Deadline
    stopped: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenStep:
    """A step or timer that is open now: since when, who acts, what binds it, which facts it must be given."""

    node: Node
    post: str
    since: datetime
    clocks: tuple[Clock, ...]
    facts: tuple[Fact, ...]

    @property
    def is_timer(self) -> bool:
        """Whether it waits for time alone."""
        return isinstance(self.node, Event)

    @property
    def clock(self) -> Clock | None:
        """The clock that binds first: the promise where there is one, else the statutory limit, else a wait.

        Of a timer the first limit written, if none is a limit to act within.
        """
        bound = self.node.time_limit
        return next((clock for clock in self.clocks if clock.limit is bound), next(iter(self.clocks), None))


def open_steps(chart: Flowchart, course: Course, calendar: WorkCalendar, at: datetime) -> tuple[OpenStep, ...]:
    """What is open, in the order in which it opened, with its clocks as they stand at `at`.

    Sub-processes are not listed: what is open inside them is. Raises OutsideCalendar.
    """
    declared = {fact.name: fact for fact in chart.item.facts} if chart.item else {}
    found = []
    for opening in course.open:
        node = chart.nodes[opening.node]
        if isinstance(node, Step) and node.type == "subProcess":
            continue
        found.append(OpenStep(
            node=node, post=chart.post_of(node), since=opening.since,
            clocks=tuple(_clocks(chart, course, opening, calendar, at)),
            facts=tuple(declared[name] for name in node.notes.sets if name in declared),
        ))
    return tuple(found)


def item_clocks(chart: Flowchart, course: Course, calendar: WorkCalendar, at: datetime) -> tuple[Clock, ...]:
    """The limits of the whole item that have begun and are not met yet, as they stand at `at`."""
    if chart.item is None or course.ended:
        return ()
    found = []
    for limit in chart.item.time_limits:
        start = course.passed.get(limit.start) if limit.start else course.openings[0].since
        met = course.passed.get(limit.end) if limit.end else None
        if start is not None and (met is None or met < start):
            found.append(_clock(chart, course, limit, start, "", calendar, at, extends=True))
    return tuple(found)


def over_since(clock: Clock) -> datetime:
    """The first instant at which the limit is certainly over, whatever a coming notice says of days not yet published."""
    latest = clock.deadline.latest
    if isinstance(latest, datetime):
        # A limit in hours still holds at its last instant.
        return latest + timedelta(seconds=1)
    return datetime.combine(latest + timedelta(days=1), time(), BEIJING)


def not_before(clock: Clock) -> datetime:
    """The earliest instant at which the limit could be over if notices gave the fewest days off."""
    earliest = clock.deadline.earliest
    return earliest if isinstance(earliest, datetime) else _midnight(earliest)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def _clocks(
    chart: Flowchart, course: Course, opening: Opening, calendar: WorkCalendar, at: datetime
) -> Iterator[Clock]:
    node = chart.nodes[opening.node]
    holder = node.attached_to or node.id if isinstance(node, Event) else node.id
    for limit in node.notes.time_limits:
        start = course.passed.get(limit.start) if limit.start else opening.since
        if start is not None:
            extends = limit.start is not None and not isinstance(node, Event)
            yield _clock(chart, course, limit, start, holder, calendar, at, extends=extends)


def _clock(
    chart: Flowchart, course: Course, limit: TimeLimit, start: datetime, holder: str, calendar: WorkCalendar,
    at: datetime, *, extends: bool,
) -> Clock:
    excluded = [each for each in _excluded(chart, course) if each.node != holder and (each.until or at) > start]
    pauses = tuple(
        Pause(start=max(each.since, start), end=max(each.until or at, start), why=_why(chart, each)) for each in excluded
    )
    running = next((each.node for each in excluded if each.until is None), "")
    period = Period(limit.amount, limit.unit)
    if extends and limit.sense is LimitSense.WITHIN:
        period = _extended(chart, course, period, start, calendar, pauses)
    return Clock(limit=limit, start=start, deadline=deadline(start, period, calendar, pauses), stopped=running)


def _extended(
    chart: Flowchart, course: Course, period: Period, start: datetime, calendar: WorkCalendar, pauses: tuple[Pause, ...]
) -> Period:
    """The period with what steps that grant an extension have added; one granted when it had run out adds nothing."""
    granted: Counter[str] = Counter()
    for id, at in course.trace:
        extension = chart.nodes[id].notes.extension
        if extension is None or at < start or extension.unit is not period.unit or granted[id] == extension.times:
            continue
        if not deadline(start, period, calendar, pauses).is_over(at):
            granted[id] += 1
            period = Period(period.amount + extension.amount, period.unit)
    return period


def _excluded(chart: Flowchart, course: Course) -> Iterable[Opening]:
    """The times in which a step was open that does not count; its own limit runs all the same."""
    return (each for each in course.openings if chart.nodes[each.node].notes.excluded)


def _why(chart: Flowchart, opening: Opening) -> str:
    excluded = chart.nodes[opening.node].notes.excluded
    return excluded.kind if excluded else ""
