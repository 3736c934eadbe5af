"""Reads every legal clock over the acts of a case: from when to when, what was used, when it was due."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from powerflow.deadlines import Deadline, Pause, Period, Standing, WorkCalendar, deadline, local_day, standing
from powerflow.model import EntryKind, Event, Flowchart, LimitSense, Node, Step, TimeLimit, Unit
from powerflow.replay.act import Act, Passed


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One run of one clock (计时).

    `owner` is the step or timer that carries the limit, "" for the item. `started` and `ended` are positions of acts;
    `ended` None: it still runs, and `end` is the moment of the replay. `extended` counts the units that were added;
    `void` are the positions of extensions granted when the limit had already run out, which add nothing.
    """

    limit: TimeLimit
    owner: str
    started: int
    ended: int | None
    start: datetime
    end: datetime
    extended: int
    void: tuple[int, ...]
    standing: Standing

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
        return (
            self.limit.sense is LimitSense.WAIT and not self.is_running and not self.standing.deadline.is_over(self.end)
        )

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """When the clock stood still, and why."""
        return self.standing.deadline.pauses


class Clocks:
    """The clocks of one chart by one calendar."""

    def __init__(self, chart: Flowchart, calendar: WorkCalendar) -> None:
        self._chart = chart
        self._calendar = calendar

    def timer_deadline(
        self, timer: str, since: int, acts: Sequence[Act], open_since: Mapping[str, int], moment: datetime
    ) -> Deadline | None:
        """The deadline, as it stands at `moment`, of a timer opened at the position `since`; None if it has no limit."""
        node = self._chart.nodes[timer]
        limit = node.time_limit or next(iter(node.notes.time_limits), None)
        if limit is None:
            return None
        begun = [act.position for act in acts if act.entry.node == limit.start] if limit.start else [since]
        if not begun:
            return None
        start = acts[begun[-1]].entry.at
        return deadline(start, limit, self._calendar, self._pauses(acts, (), open_since, moment, start, moment, node))

    def readings(
        self, acts: Sequence[Act], *, last: Sequence[Passed], open_since: Mapping[str, int], moment: datetime,
        complete: bool, may_come: Callable[[str], bool],
    ) -> tuple[Reading, ...]:
        """Every run of every clock, in the order in which they began.

        `last` are the nodes passed after the last act, `open_since` what is open now. A clock that names its start
        begins anew each time that this happens; one whose end cannot come any more, or whose case is over, is none.
        """
        course = _Course(self._chart, acts, last, open_since, moment, complete, may_come)
        found = [
            self._reading(course, limit, owner, started, ended)
            for owner, limit in self._limits() for started, ended in course.runs(owner, limit)
        ]
        return tuple(sorted(found, key=lambda reading: (reading.started, reading.start)))

    def _limits(self) -> Iterator[tuple[str, TimeLimit]]:
        for limit in self._chart.item.time_limits if self._chart.item else ():
            yield "", limit
        for node in self._chart.nodes.values():
            # What a timer says is when it fires; `timer_deadline` reads that.
            if not (isinstance(node, Event) and node.trigger == "timer"):
                yield from ((node.id, limit) for limit in node.notes.time_limits)

    def _reading(self, course: _Course, limit: TimeLimit, owner: str, started: int, ended: int | None) -> Reading:
        start = course.time(started, limit.start)
        if limit.unit is Unit.SPOT and course.acts[started].entry.kind is EntryKind.TIMER:
            start = self._when_somebody_is_there(start)
        end = course.moment if ended is None else course.time(ended, limit.end)
        pauses = self._pauses(
            course.acts, course.last, course.open_since, course.moment, start, end, self._chart.nodes.get(owner)
        )
        named = not owner or limit.start is not None
        extended, void = self._extended(course, limit, (started, ended), start, pauses) if named else (0, ())
        stands = standing(start, end, Period(limit.amount + extended, limit.unit), self._calendar, pauses)
        return Reading(
            limit=limit, owner=owner, started=started, ended=ended, start=start, end=end, extended=extended, void=void,
            standing=stands,
        )

    def _when_somebody_is_there(self, instant: datetime) -> datetime:
        """A period runs out at midnight, also of a day of rest; "on the spot" is then the next working day."""
        while not self._calendar.is_working_day(local_day(instant)):
            instant += timedelta(days=1)
        return instant

    def _pauses(
        self, acts: Sequence[Act], last: Sequence[Passed], open_since: Mapping[str, int], moment: datetime,
        start: datetime, end: datetime, holder: Node | None,
    ) -> tuple[Pause, ...]:
        """When a step that stops clocks was open between two instants, save the one on which the limit hangs."""
        own = {holder.id, holder.attached_to if isinstance(holder, Event) else holder.id} if holder else set()
        stopping = [node for node in self._chart.nodes.values() if node.notes.excluded and node.id not in own]
        spans = (
            (node, max(opened, start), closed)
            for node in stopping for opened, closed in openings(node, self._cut_by(node), acts, last, open_since, moment)
        )
        return tuple(
            Pause(start=opened, end=closed, why=node.notes.excluded.kind if node.notes.excluded else "")
            for node, opened, closed in spans if opened < closed and opened < end
        )

    def _cut_by(self, node: Node) -> frozenset[str]:
        events = (self._chart.events[id] for id in node.boundary) if isinstance(node, Step) else ()
        return frozenset(event.id for event in events if event.interrupting)

    def _extended(
        self, course: _Course, limit: TimeLimit, run: tuple[int, int | None], start: datetime, pauses: tuple[Pause, ...]
    ) -> tuple[int, tuple[int, ...]]:
        """How many units extensions have added, and the positions of those that came when the limit had run out."""
        added, void = 0, list[int]()
        for position, amount in course.extensions(limit, *run):
            due = deadline(start, Period(limit.amount + added, limit.unit), self._calendar, pauses)
            if due.is_over(course.time(position)):
                void.append(position)
            else:
                added += amount
        return added, tuple(void)


class _Course:
    """What happened in a case, as clocks look at it: when which node was opened, done or passed."""

    def __init__(
        self, chart: Flowchart, acts: Sequence[Act], last: Sequence[Passed], open_since: Mapping[str, int],
        moment: datetime, complete: bool, may_come: Callable[[str], bool],
    ) -> None:
        self.moment = moment
        self._chart = chart
        self.acts = acts
        self.last = last
        self.open_since = open_since
        self._complete = complete
        self._may_come = may_come
        self._done = _positions(_completions(acts, last))
        self._instants = {(each.node, each.position): each.at for each in _all_passed(acts, last)}

    def time(self, position: int, node: str | None = None) -> datetime:
        """When the node was done, or when the entry at `position` was made."""
        return (self._instants.get((node, position)) if node else None) or self.acts[position].entry.at

    def runs(self, owner: str, limit: TimeLimit) -> Iterator[tuple[int, int | None]]:
        """From which position to which the clock of `limit` ran; None: it still runs."""
        if owner and limit.start is None and limit.end is None:
            for act in self.acts:
                if act.entry.node == owner and act.fits and act.since is not None:
                    yield act.since, act.position
            if self.open_since.get(owner, -1) >= 0:
                yield self.open_since[owner], None
            return
        starts = self._starts(owner, limit)
        ends = self._ends(owner, limit)
        for end in ends:
            start = max((each for each in starts if each <= end), default=None)
            if start is not None:
                yield start, end
        latest = max(starts, default=None)
        if latest is None or self._complete or any(end >= latest for end in ends):
            return
        if self._may_come(limit.end or owner):
            yield latest, None

    def extensions(self, limit: TimeLimit, started: int, ended: int | None) -> Iterator[tuple[int, int]]:
        """Position and amount of the extensions granted while the clock ran, each as often as it may be.

        Waits are not extended, and an extension in another unit than the limit's adds nothing.
        """
        granted: defaultdict[str, int] = defaultdict(int)
        for act in self.acts[started + 1 : ended]:
            extension = act.node.notes.extension if act.node and act.fits else None
            if extension is None or extension.unit is not limit.unit or limit.sense is LimitSense.WAIT:
                continue
            granted[act.entry.node] += 1
            if granted[act.entry.node] <= extension.times:
                yield act.position, extension.amount

    def _starts(self, owner: str, limit: TimeLimit) -> list[int]:
        if limit.start is not None:
            return self._done[limit.start]
        if not owner:
            return [0] if self.acts else []
        opened = [act.since for act in self.acts if act.entry.node == owner and act.fits and act.since is not None]
        return [*opened, *(since for since in (self.open_since.get(owner, -1),) if since >= 0)]

    def _ends(self, owner: str, limit: TimeLimit) -> list[int]:
        if limit.end is not None or owner:
            return self._done[limit.end or owner]
        return [len(self.acts) - 1] if self._complete else []


def openings(
    node: Node, cut_by: frozenset[str], acts: Sequence[Act], last: Sequence[Passed], open_since: Mapping[str, int],
    moment: datetime,
) -> Iterator[tuple[datetime, datetime]]:
    """From when to when a step or timer was open, each time that this is known; one that is open still, until `moment`.

    `cut_by` are the events on its border that close it.
    """
    if isinstance(node, Step) and node.inner:
        passed = [each for each in _all_passed(acts, last) if each.node == node.id]
        opened = [acts[each.position].entry.at for each in passed if each.opened]
        cut = [act.entry.at for act in acts if act.entry.node in cut_by and act.fits]
        closed = sorted([*cut, *(acts[each.position].entry.at for each in passed if not each.opened)])
        yield from zip_longest(opened, closed[: len(opened)], fillvalue=moment)
        return
    for act in acts:
        for timer in act.timers:
            if timer.node in cut_by and timer.since is not None and timer.due is not None:
                yield acts[timer.since].entry.at, min(timer.due.end, act.entry.at)
        if act.entry.node in {node.id, *cut_by} and act.fits and act.since is not None:
            yield acts[act.since].entry.at, act.entry.at
    if open_since.get(node.id, -1) >= 0:
        yield acts[open_since[node.id]].entry.at, moment


def _completions(acts: Sequence[Act], last: Sequence[Passed]) -> Iterator[tuple[str, int]]:
    # A step that was passed over happened to nobody's knowledge; it starts and ends no clock.
    unrecorded = {(id, act.position) for act in acts for id in act.skipped}
    for each in _all_passed(acts, last):
        if not each.opened and (each.node, each.position) not in unrecorded:
            yield each.node, each.position
    yield from ((act.entry.node, act.position) for act in acts)


def _all_passed(acts: Sequence[Act], last: Sequence[Passed]) -> Iterator[Passed]:
    passed = (*(each for act in acts for each in act.passed), *last)
    return (each for each in passed if each.position >= 0)


def _positions(found: Iterable[tuple[str, int]]) -> defaultdict[str, list[int]]:
    sets: defaultdict[str, set[int]] = defaultdict(set)
    for node, position in found:
        sets[node].add(position)
    return defaultdict(list, {node: sorted(positions) for node, positions in sets.items()})
