"""Walks generated charts with timers, limits and extensions through the real engine, a clockwork of its own beside it."""
from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from powerflow import bpmn
from powerflow.cases import CaseFile, Registry, tick
from powerflow.deadlines import BEIJING, national_calendar
from powerflow.model import EntryKind, Extension, LimitRole, StepNotes, TimeLimit, Unit, WayIn
from powerflow.replay import Replay, replay
from tests.cases.blocks import Tree, draw, names
from tests.cases.desk import act, begin, drawing, registry
from tests.cases.timed import KINDS, Clockwork, Manner, Timed

# Days before holidays of two years whose notices are published, so that no deadline is provisional.
_BEGINNINGS = [date(2025, 1, 20), date(2025, 4, 25), date(2025, 5, 30), date(2025, 9, 26)]
_UNITS = {Unit.WORKING_DAY: (1, 6), Unit.CALENDAR_DAY: (2, 9), Unit.HOUR: (1, 60), Unit.SPOT: (0, 0)}
_MOST_ROUNDS = 12


def _limit(random: Random, anchors: list[str], *, of_item: bool, ample: bool) -> TimeLimit:
    unit = random.choice([Unit.WORKING_DAY, Unit.CALENDAR_DAY] if ample else list(_UNITS))
    amount = random.randint(*_UNITS[unit]) * (30 if ample else 4 if of_item and unit is not Unit.SPOT else 1)
    return TimeLimit(
        role=random.choice(list(LimitRole)), amount=amount, unit=unit,
        start=random.choice(anchors) if random.random() < 0.4 else None,
        end=random.choice(anchors) if random.random() < (0.7 if of_item else 0.1) else None,
    )


def timed_chart(tree: Tree, random: Random, *, ample: bool) -> Timed:
    """A manner for each step; `ample` limits are longer than any walk."""
    steps, loops = names(tree), {name for name in names(tree) if name.startswith("loop")}
    kinds = {name: random.choice(KINDS[:3:2] if name in loops else KINDS) if random.random() < 0.5 else "step" for name in steps}
    anchors = ["start", *steps, *(f"{name}.t" for name in steps if kinds[name] in ("deemed", "reminded"))]

    def manner(name: str) -> Manner:
        if kinds[name] == "wait":
            return Manner(kind="wait", timer=random.randint(1, 3))
        return Manner(
            kind=kinds[name], timer=random.randint(1, 3), excluded=random.random() < 0.25,
            limits=tuple(_limit(random, anchors, of_item=False, ample=ample) for _ in range(random.choice([0, 1, 1, 2]))),
            extension=Extension(
                amount=random.randint(1, 5), unit=random.choice([Unit.WORKING_DAY, Unit.CALENDAR_DAY]), approver="局长",
                times=random.choice([1, 2]),
            ) if random.random() < 0.4 else None,
        )

    limits = tuple(_limit(random, anchors, of_item=True, ample=ample) for _ in range(random.choice([0, 1, 2])))
    return Timed(tree=tree, manners={name: manner(name) for name in steps}, limits=limits)


def content_of(timed: Timed) -> bytes:
    """The chart's bytes."""
    document = draw(timed.tree, drawing(time_limits=timed.limits).start(), timed.pen).end().document()
    document = bpmn.annotate(document, "start", WayIn(kind="application"), StepNotes(sets=("金额",)))
    return bpmn.write(document)


@contextmanager
def own_desk() -> Iterator[Registry]:
    """A desk in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        desk = registry(Path(folder))
        with desk.store:
            yield desk


class TimedWalk:
    """One case through the real engine, and the clockwork beside it. At the turn number `delayed` it stands for `delay`."""

    def __init__(
        self, desk: Registry, timed: Timed, random: Random, pace: list[timedelta], *, delayed: int = -1,
        delay: timedelta = timedelta(),
    ) -> None:
        self._desk = desk
        self._random = random
        self._pace = pace
        self._delayed, self._delay = delayed, delay
        amount = random.randint(1, 8)
        self._at = datetime.combine(random.choice(_BEGINNINGS), datetime.min.time(), BEIJING) + timedelta(hours=9)
        self.file = begin(desk, content_of(timed), at=self._at, facts={"金额": str(amount)})
        self.clockwork = Clockwork(timed, amount, desk.calendar, self._at)
        self._timed = timed

    def to_its_end(self) -> None:
        """Goes on until nothing is open."""
        for turn in count():
            if self.clockwork.running.is_over:
                break
            self._at += self._delay if turn == self._delayed else self._random.choice(self._pace)
            self._let_time_pass()
            steps = [name for name in self.clockwork.running.open if self._timed.manners[name].kind != "wait"]
            if steps:
                self._do(self._random.choice(steps), again=turn < _MOST_ROUNDS and self._random.random() < 0.4)
        assert self.file.course.ended

    def _let_time_pass(self) -> None:
        before = len(self.file.history.entries)
        tick(self._desk, now=self._at, at=self._at)
        self.file = CaseFile(self._desk.store.read(self.file.history.case), self.file.document)
        for entry in self.file.history.entries[before:]:
            assert entry.kind is EntryKind.TIMER
            over = {node: at for at, node in self.clockwork.timers(self._at)}
            assert over[entry.node] == min(over.values()) == entry.at
            self.clockwork.fire(entry.node, entry.at)
        assert all(at > self._at for at, _ in self.clockwork.timers(self._at))

    def _do(self, step: str, *, again: bool) -> None:
        given = {"听证": "是" if again else "否"} if step.startswith("loop") else {}
        self.file = act(self._desk, self.file, step, self._at, **given)
        self.clockwork.step(step, self._at, again)
        self._compare()

    def _compare(self) -> None:
        """What is due, as the case shows it, as a replay of it shows it, and as the clockwork has it."""
        for moment in (self._at, self._at + timedelta(days=3, hours=5)):
            clocks = self.file.clocks(self._desk.calendar, moment)
            assert clocks == tuple(each for each in replayed(self.file, moment).readings if each.is_running)
            assert Counter((each.owner, each.limit, each.started, each.deadline.due) for each in clocks) == Counter(
                (run.owner, run.limit, run.since, run.last) for run in self.clockwork.runs(moment) if run.until is None
            )


def replayed(file: CaseFile, moment: datetime | None = None) -> Replay:
    """The case, replayed."""
    return replay(file.history, file.chart, national_calendar(), moment=moment)
