"""Charts of nested blocks whose steps have limits, timers, excluded time and extensions; and a clockwork of its own for them.

The clockwork knows nothing of BPMN, of the engine or of the replay: it reads the tree and a list of what happened.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from powerflow.deadlines import WorkCalendar
from powerflow.model import ExcludedPeriod, Extension, LimitRole, StepNotes, TimeLimit, Unit
from tests.builders import ChartBuilder
from tests.cases import legal_time
from tests.cases.blocks import Running, Tree

# How a step is timed from outside: not at all, by a timer that ends it, by one that only reminds; or it is a mere wait.
KINDS = ("step", "deemed", "reminded", "wait")


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How one step is drawn. A `timer` of so many working days makes sense for all kinds but `step`."""

    kind: str = "step"
    timer: int = 2
    limits: tuple[TimeLimit, ...] = ()
    excluded: bool = False
    extension: Extension | None = None


@dataclass(frozen=True, kw_only=True)
class Timed:
    """A tree with names, how each of its steps is drawn, and the limits of the item."""

    tree: Tree
    manners: dict[str, Manner]
    limits: tuple[TimeLimit, ...] = ()

    def pen(self, drawn: ChartBuilder, name: str, sets: Sequence[str]) -> ChartBuilder:
        """Draws one step; its timer is `name.t`."""
        manner = self.manners[name]
        timer = TimeLimit(role=LimitRole.STATUTORY, amount=manner.timer, unit=Unit.WORKING_DAY)
        if manner.kind == "wait":
            return drawn.timer(name, timer)
        notes = StepNotes(
            time_limits=manner.limits, sets=tuple(sets), extension=manner.extension,
            excluded=ExcludedPeriod(kind=name) if manner.excluded else None,
        )
        drawn = drawn.step(name, notes=notes)
        if manner.kind == "deemed":
            drawn = drawn.decision(f"{name}.m").boundary_timer(f"{name}.t", name, timer).to(f"{name}.m").at(f"{name}.m")
        if manner.kind == "reminded":
            drawn = drawn.boundary_timer(f"{name}.t", name, timer, interrupting=False).end(f"{name}.e").at(name)
        return drawn


@dataclass
class Span:
    """A step or timer that was open, from one entry to another."""

    name: str
    since: int
    until: int | None = None
    is_done: bool = False


@dataclass
class Run:
    """One run of one clock; `last` is its deadline as it stands, `void` the extensions that came too late."""

    owner: str
    limit: TimeLimit
    since: int
    until: int | None
    start: datetime
    last: date | datetime
    void: tuple[int, ...]


@dataclass
class Clockwork:
    """Follows a case entry by entry; entries count from 0, the first is the start event."""

    timed: Timed
    amount: int
    calendar: WorkCalendar
    begun: datetime
    spans: list[Span] = field(default_factory=list)
    done: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.instants = [self.begun]
        self.entries = ["start"]
        self.after_timer = [False]
        self.running = Running(self.timed.tree, self.amount)
        self.done.append(("start", 0))
        self._open_new()

    def step(self, name: str, at: datetime, again: bool) -> None:
        """A step was done."""
        self._happen(name, at, is_timer=False)
        self._close(name, is_done=True)
        self._close(f"{name}.t", is_done=False)
        self.running.do(name, again)
        self._open_new()

    def fire(self, node: str, at: datetime) -> None:
        """A timer fired: a reminder changes nothing else, any other ends its step."""
        self._happen(node, at, is_timer=True)
        name = node.removesuffix(".t")
        self._close(node, is_done=True)
        if name != node and self.timed.manners[name].kind == "reminded":
            return
        self._close(name, is_done=name == node)
        self.running.do(name, False)
        self._open_new()

    def timers(self, now: datetime) -> Iterator[tuple[datetime, str]]:
        """The open timers, each with the first instant at which it is over, as far as is known at `now`."""
        for span in self.spans:
            name = span.name.removesuffix(".t")
            is_timer = name != span.name or self.timed.manners[name].kind == "wait"
            if span.until is None and is_timer:
                start = self.instants[span.since]
                pauses = self._pauses({span.name, name}, start, now)
                last = legal_time.due(start, self.timed.manners[name].timer, Unit.WORKING_DAY, pauses, self.calendar)
                yield max(legal_time.over_from(last), self.instants[-1]), span.name

    def runs(self, now: datetime) -> list[Run]:
        """Every run of every clock but those of timers, as it stands at `now`."""
        owned = [("", limit) for limit in self.timed.limits]
        owned += [(name, limit) for name, manner in self.timed.manners.items() for limit in manner.limits]
        return [
            self._run(owner, limit, since, until, now)
            for owner, limit in owned for since, until in self._between(owner, limit)
        ]

    def late(self, runs: list[Run]) -> Counter[tuple[str, str | None, int]]:
        """What an auditor must find in a case that is over: rule, element and number of the entry."""
        found: Counter[tuple[str, str | None, int]] = Counter()
        lawful = {run.owner for run in runs if run.limit.role is LimitRole.STATUTORY}
        void = set()
        for run in runs:
            is_promise = run.limit.role is LimitRole.PROMISED
            if run.until is not None and legal_time.is_over(run.last, self.instants[run.until]):
                found["promise-passed" if is_promise else "limit-passed", run.owner or None, run.until + 1] += 1
            if not (is_promise and run.owner in lawful):
                void |= set(run.void)
        for position in void:
            found["extension-too-late", self.entries[position], position + 1] += 1
        return found

    def _happen(self, node: str, at: datetime, *, is_timer: bool) -> None:
        self.instants.append(at)
        self.entries.append(node)
        self.after_timer.append(is_timer)
        self.done.append((node, len(self.instants) - 1))

    def _close(self, name: str, *, is_done: bool) -> None:
        for span in self.spans:
            if span.name == name and span.until is None:
                span.until, span.is_done = len(self.instants) - 1, is_done

    def _open_new(self) -> None:
        known = {span.name for span in self.spans if span.until is None}
        for name in self.running.open:
            if name not in known:
                timed = self.timed.manners[name].kind in ("deemed", "reminded")
                self.spans += [Span(each, len(self.instants) - 1) for each in ([name, f"{name}.t"] if timed else [name])]

    def _between(self, owner: str, limit: TimeLimit) -> Iterator[tuple[int, int | None]]:
        """From which entry to which the clock of a limit ran."""
        mine = [span for span in self.spans if span.name == owner]
        if owner and limit.start is None and limit.end is None:
            yield from ((span.since, span.until) for span in mine if span.is_done or span.until is None)
            return
        starts = [at for node, at in self.done if node == limit.start] if limit.start else [span.since for span in mine]
        starts = starts if owner or limit.start else [0]
        end = limit.end or owner
        ends = [at for node, at in self.done if node == end]
        if not end and self.running.is_over:
            ends = [len(self.instants) - 1]
        for at in ends:
            # The case is over only after all that its last entry did.
            before = [start for start in starts if start < at + (not end)]
            if before:
                yield before[-1], at
        if not starts or self.running.is_over:
            return
        is_met = any(at > starts[-1] for at in ends)
        is_open = any(span.name == end and span.until is None for span in self.spans)
        if is_open or (not is_met and (not end or self.running.may_come(end.removesuffix(".t")))):
            yield starts[-1], None

    def _run(self, owner: str, limit: TimeLimit, since: int, until: int | None, now: datetime) -> Run:
        start, end = self.instants[since], now if until is None else self.instants[until]
        if limit.unit is Unit.SPOT and self.after_timer[since]:
            while not self.calendar.is_working_day(start.date()):
                start = datetime.combine(start.date(), start.timetz()) + legal_time.DAY
        pauses = self._pauses({owner}, start, end)
        amount, void = limit.amount, []
        granted: Counter[str] = Counter()
        for span in sorted((span for span in self.spans if span.until is not None), key=lambda span: span.until or 0):
            extension = self.timed.manners[span.name].extension if span.name in self.timed.manners else None
            counts = extension is not None and span.is_done and extension.unit is limit.unit and bool(not owner or limit.start)
            if extension is None or span.until is None or not counts or not since < span.until < (until or len(self.instants)):
                continue
            granted[span.name] += 1
            if granted[span.name] <= extension.times:
                last = legal_time.due(start, amount, limit.unit, pauses, self.calendar)
                if legal_time.is_over(last, self.instants[span.until]):
                    void.append(span.until)
                else:
                    amount += extension.amount
        last = legal_time.due(start, amount, limit.unit, pauses, self.calendar)
        return Run(owner, limit, since, until, start, last, tuple(void))

    def _excluded(self, own: set[str]) -> Iterator[Span]:
        for span in self.spans:
            if span.name in self.timed.manners and self.timed.manners[span.name].excluded and span.name not in own:
                yield span

    def _pauses(self, own: set[str], start: datetime, end: datetime) -> list[legal_time.Span]:
        found = [
            (max(self.instants[span.since], start), end if span.until is None else min(self.instants[span.until], end))
            for span in self._excluded(own)
        ]
        return [(begin, close) for begin, close in found if begin < close]
