"""The legal clocks of a case (计时): which run, from when, when they stood still, what lengthened them, when they are due.

The one place that decides this, for running cases and for replayed histories alike.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from powerflow.deadlines import Deadline, Pause, Period, Standing, WorkCalendar, deadline, local_day, standing_at
from powerflow.model import EntryKind, Event, LimitSense, TimeLimit, Unit
from powerflow.replay.course import Course, Opening, When, is_timer
from powerflow.replay.extending import extension_of
from powerflow.replay.stops import stops


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One run of one clock (计时), read at a moment.

    `owner` is the step or timer that carries the limit, "" for the item. `started` and `ended` are positions of
    entries; `ended` None: it still runs, and `end` is the moment. `extended` counts the units that were added; `void`
    are the positions of extensions granted when the limit had already run out, which add nothing. `stopped` is the
    legal kind of the time that does not count and lasts at that moment, "" if the clock goes; while it stands still
    `deadline` says what it would be if the clock went on at once.
    """

    limit: TimeLimit
    owner: str
    started: int
    ended: int | None
    start: datetime
    end: datetime
    extended: int
    void: tuple[int, ...]
    stopped: str
    deadline: Deadline

    @cached_property
    def standing(self) -> Standing:
        """How the end stands against the deadline."""
        return standing_at(self.deadline, self.end)

    @property
    def is_running(self) -> bool:
        """Whether the act that ends it has not happened yet."""
        return self.ended is None

    @property
    def is_late(self) -> bool:
        """Whether a limit (no wait) was or is exceeded."""
        return self.limit.sense is LimitSense.WITHIN and self.standing.is_late

    @property
    def is_cut(self) -> bool:
        """Whether a period that had to be left open was ended too early."""
        return self.limit.sense is LimitSense.WAIT and not self.is_running and not self.deadline.is_over(self.end)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """When the clock stood still, and why."""
        return self.deadline.pauses


class Clocks:
    """The clocks of one case as it has gone, by one calendar, read at one moment.

    A limit on a step runs while that is open, unless it names its start or end: then it begins anew each time that its
    start happens, and one whose end cannot come any more is none. A limit of the item without a start runs from the
    first entry. What a timer says is when it fires. A step that does not count, or suspends the clock (中止), stops
    every clock but its own, those of its events and of what is in it; a suspension of the case stops all, also waits and
    timers. Every method raises OutsideCalendar for days that the calendar does not know.
    """

    def __init__(self, course: Course, calendar: WorkCalendar, moment: datetime) -> None:
        self._course = course
        self._chart = course.chart
        self._calendar = calendar
        self._moment = moment

    def readings(self) -> tuple[Reading, ...]:
        """Every run of every clock but those of timers, in the order in which they began."""
        return self._read((owner, limit, run) for owner, limit in self._limits() for run in self._runs(owner, limit))

    def running(self) -> tuple[Reading, ...]:
        """Those that run now."""
        return self._running

    def running_on(self, owner: str) -> tuple[Reading, ...]:
        """Those that run now and hang on the step `owner`."""
        return tuple(reading for reading in self._running if reading.owner == owner)

    def timer(self, timer: str, since: When) -> Reading | None:
        """The clock of a timer that opened then; None if it names no limit, or one whose start has not happened."""
        node = self._chart.nodes[timer]
        limit = node.time_limit or next(iter(node.notes.time_limits), None)
        if limit is None:
            return None
        start = self._last_done(limit.start) if limit.start else ((0, 0), since)
        return self._reading(timer, limit, start[1], None) if start else None

    # -- which clocks run, from when to when --------------------------------------------------------------------

    def _limits(self) -> Iterator[tuple[str, TimeLimit]]:
        for limit in self._chart.item.time_limits if self._chart.item else ():
            yield "", limit
        for node in self._chart.limited:
            if not is_timer(node):
                yield from ((node.id, limit) for limit in node.notes.time_limits)

    def _runs(self, owner: str, limit: TimeLimit) -> Iterator[_Run]:
        if owner and limit.start is None and limit.end is None:
            for opening in self._known_openings(owner):
                if opening.until is None or opening.is_done:
                    yield opening.since, opening.until
            return
        starts, ends = self._starts(owner, limit), self._ends(owner, limit)
        for order, end in ends:
            before = [start for earlier, start in starts if earlier < order]
            if before:
                yield before[-1], end
        for since in self._running_since(owner, limit):
            yield since, None

    def _running_since(self, owner: str, limit: TimeLimit) -> Iterator[When]:
        """When the runs that are not over began; found without a look at all those that are."""
        if owner and limit.start is None and limit.end is None:
            yield from (opening.since for opening in self._course.open if opening.node == owner)
            return
        start, end = self._last_start(owner, limit), self._last_end(owner, limit)
        if start and self._goes_on(limit.end or owner, is_met=end is not None and end[0] > start[0]):
            yield start[1]

    def _last_start(self, owner: str, limit: TimeLimit) -> _Mark | None:
        if limit.start is not None:
            return self._last_done(limit.start)
        if owner:
            known = (each for each in self._course.openings_of(owner, latest_first=True) if _is_known(each))
            return next((self._after_all(opening.since) for opening in known), None)
        return next(iter(self._starts(owner, limit)), None)

    def _last_end(self, owner: str, limit: TimeLimit) -> _Mark | None:
        if limit.end is not None or owner:
            return self._last_done(limit.end or owner)
        return next(iter(self._ends(owner, limit)), None)

    def _last_done(self, node: str) -> _Mark | None:
        return next((((when.position, number), when) for number, when in self._course.done_of(node)[-1:]), None)

    def _goes_on(self, end: str, *, is_met: bool) -> bool:
        """Whether a clock that has begun still runs: also one that was met, if what ends it has been opened anew."""
        if self._course.ended:
            return False
        return self._course.is_open(end) or not (is_met or (end and not self._course.may_come(end)))

    def _starts(self, owner: str, limit: TimeLimit) -> Sequence[_Mark]:
        if limit.start is not None:
            return self._course_of(limit.start)
        if owner:
            return [self._after_all(opening.since) for opening in self._known_openings(owner)]
        entries = self._course.entries
        return [((0, 0), When(0, entries[0].at))] if entries else []

    def _ends(self, owner: str, limit: TimeLimit) -> Sequence[_Mark]:
        if limit.end is not None or owner:
            return self._course_of(limit.end or owner)
        last = len(self._course.entries) - 1
        return [self._after_all(When(last, self._course.entries[last].at))] if self._course.ended else []

    def _after_all(self, when: When) -> _Mark:
        """What opens or ends with an entry does so after all that the entry let pass."""
        return (when.position, len(self._course.done)), when

    def _course_of(self, node: str) -> Sequence[_Mark]:
        return [((when.position, number), when) for number, when in self._course.done_of(node)]

    def _known_openings(self, node: str) -> list[Opening]:
        return [each for each in self._course.openings_of(node) if _is_known(each)]

    # -- how they stand -------------------------------------------------------------------------------------------

    @cached_property
    def _running(self) -> tuple[Reading, ...]:
        return self._read(
            (owner, limit, (since, None)) for owner, limit in self._limits() for since in self._running_since(owner, limit)
        )

    def _read(self, found: Iterable[tuple[str, TimeLimit, _Run]]) -> tuple[Reading, ...]:
        readings = (self._reading(owner, limit, *run) for owner, limit, run in found)
        return tuple(sorted(readings, key=lambda reading: (reading.started, reading.start)))

    def _reading(self, owner: str, limit: TimeLimit, started: When, ended: When | None) -> Reading:
        start = self._begin(limit, started)
        end = self._moment if ended is None else ended.at
        own = self._own(owner)
        pauses = tuple(self._pauses(own, start, end))
        period, void = Period(limit.amount, limit.unit), tuple[int, ...]()
        if not owner or not is_timer(self._chart.nodes[owner]):
            run = (started, ended)
            period, void = self._extended(self._grants_for(owner, limit), limit, start, run, pauses)
        return Reading(
            limit=limit, owner=owner, started=started.position, ended=None if ended is None else ended.position,
            start=start, end=end, extended=period.amount - limit.amount, void=void,
            stopped="" if ended else self._stopped(own), deadline=deadline(start, period, self._calendar, pauses),
        )

    def _begin(self, limit: TimeLimit, started: When) -> datetime:
        """A period runs out at midnight, also of a day of rest; "on the spot" is then the next working day."""
        start = started.at
        if limit.unit is Unit.SPOT and self._course.entries[started.position].kind is EntryKind.TIMER:
            while not self._calendar.is_working_day(local_day(start)):
                start += timedelta(days=1)
        return start

    def _own(self, owner: str) -> frozenset[str]:
        """The nodes whose time counts for limits of `owner`: itself, what it is fixed to, the sub-processes around it."""
        node, own = self._chart.nodes.get(owner), {owner}
        if isinstance(node, Event) and node.attached_to:
            own.add(node.attached_to)
        while node is not None and node.scope in self._chart.steps:
            own.add(node.scope)
            node = self._chart.nodes[node.scope]
        return frozenset(own)

    @cached_property
    def _excluded(self) -> Sequence[_Span]:
        """When steps that do not count or suspend the clock were open, and when the case stood still; in one fixed order."""
        found = [_Span(stop.since, stop.node, stop.until, stop.why) for stop in stops(self._course.remarks)]
        for node, why in self._chart.stopping:
            found += [_Span(each.since, node, each.until, why) for each in self._course.openings_of(node)]
        return sorted(found, key=lambda span: (span.since, span.node))

    def _pauses(self, own: frozenset[str], start: datetime, end: datetime) -> Iterator[Pause]:
        for span in self._excluded:
            closed = self._moment if span.until is None else span.until.at
            begin, close = max(span.since.at, start), min(closed, end)
            if span.concerns(own) and begin < close:
                yield Pause(start=begin, end=close, why=span.why)

    def _stopped(self, own: frozenset[str]) -> str:
        return next((span.why for span in self._excluded if span.until is None and span.concerns(own)), "")

    def _extended(
        self, grants: Iterable[_Grant], limit: TimeLimit, start: datetime, run: _Run, pauses: tuple[Pause, ...]
    ) -> tuple[Period, tuple[int, ...]]:
        """The period with what `grants` added while it ran, each as often as it may be granted.

        Waits are not extended, an extension in another unit adds nothing, nor does one granted too late: its position
        is given beside the period.
        """
        (started, ended), period, void = run, Period(limit.amount, limit.unit), list[int]()
        granted: Counter[str] = Counter()
        for grant in grants if limit.sense is LimitSense.WITHIN else ():
            in_time = started.position < grant.when.position and (ended is None or grant.when.position < ended.position)
            if grant.unit is not limit.unit or not in_time:
                continue
            granted[grant.by] += 1
            if granted[grant.by] > grant.times:
                continue
            if deadline(start, period, self._calendar, pauses).is_over(grant.when.at):
                void.append(grant.when.position)
            else:
                period = Period(period.amount + grant.amount, period.unit)
        return period, tuple(void)

    def _grants_for(self, owner: str, limit: TimeLimit) -> Iterable[_Grant]:
        """What lengthens a limit: an entry that names its step; for limits of the whole case also steps and other entries."""
        is_of_case = not owner or limit.start is not None
        return [grant for grant in self._grants if grant.owner == owner or (is_of_case and not grant.owner)]

    @cached_property
    def _grants(self) -> Sequence[_Grant]:
        """Who granted an extension when: the steps that were open and done, and the entries that say so, in order."""
        found = []
        for node, extension in self._chart.extending:
            found += [
                _Grant(each.until, node, "", extension.amount, extension.unit, extension.times)
                for each in self._course.openings_of(node) if each.is_done and each.until is not None
            ]
        for position, entry in self._course.remarks:
            granted = extension_of(self._chart, entry) if entry.kind is EntryKind.EXTEND else None
            # What nobody allows, or somebody granted who may not, lengthens nothing.
            if granted is not None and granted.allowed is not None and granted.is_by_right(self._chart, entry.to):
                when = When(position, entry.at)
                found.append(_Grant(when, f"+{entry.node}", entry.node, granted.amount, granted.unit, granted.allowed.times))
        return sorted(found, key=lambda grant: grant.when.position)


def _is_known(opening: Opening) -> bool:
    """Whether it is known since when it was open; see Opening."""
    return opening.until is None or opening.since.position < opening.until.position


class _Span(NamedTuple):
    """Time that does not count, and why; `node` is the step whose own clocks go on, "" for none."""

    since: When
    node: str
    until: When | None
    why: str

    def concerns(self, own: frozenset[str]) -> bool:
        """Whether it stops the clocks of something that `own` belongs to."""
        return not self.node or self.node not in own


class _Grant(NamedTuple):
    """An extension as it was granted: when, by which step or entry, for the limits of which step ("" the case), how much."""

    when: When
    by: str
    owner: str
    amount: int
    unit: Unit
    times: int


# From when to when a clock ran; None: it still runs.
_Run = tuple[When, "When | None"]
# When something happened, after its place in the order of all that happened.
_Mark = tuple[tuple[int, int], When]
