"""Random charts of nested blocks with timers, and random cases on them, told turn by turn as the store has them."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from powerflow import bpmn
from powerflow.cases import CaseFile, Registry, tick
from powerflow.cases.sqlite import driver
from powerflow.deadlines import BEIJING
from powerflow.errors import UsageError
from powerflow.model import StepNotes, WayIn
from tests.cases.blocks import Block, Step, Tree, draw, named, names
from tests.cases.desk import act, begin, drawing
from tests.cases.timed import KINDS, Manner, Timed

# Days before holidays of years whose notices are published, so that a timer runs out on a known day.
_BEGINNINGS = (datetime(2025, 1, 20, 9), datetime(2025, 4, 25, 9), datetime(2025, 9, 26, 9), datetime(2025, 12, 29, 9))
_PACE = (timedelta(minutes=20), timedelta(hours=7), timedelta(days=2), timedelta(days=9))
_MOST_ROUNDS = 8
_OPEN = "SELECT position, node, is_timer, since, post, \"over\", due FROM open_steps WHERE case_id = ? ORDER BY position"
_LINE = "SELECT length, last, ended FROM cases WHERE case_id = ?"


class Stored(NamedTuple):
    """How a case stands in the store: its line, and what is open."""

    length: int
    last: str
    ended: str | None
    open: tuple[tuple[Any, ...], ...]


def tree(random: Random, leaves: int) -> Tree:
    """A tree of at most so many steps, without names."""
    if leaves <= 1 or random.random() < 0.15:
        return Block("loop", "", (Step(""),)) if random.random() < 0.2 else Step("")
    kind = random.choice(("seq", "seq", "and", "xor", "or", "loop"))
    if kind == "loop":
        return Block("loop", "", (tree(random, leaves - 1),))
    first = random.randint(1, leaves - 1)
    low = random.randint(0, 5)
    return Block(kind, "", (tree(random, first), tree(random, leaves - first)), low, low + 1 + random.randint(0, 5))


def timed(random: Random, leaves: int = 7) -> Timed:
    """A random tree, some of whose steps end with a timer, are reminded by one, or are a mere wait."""
    drawn = named(tree(random, leaves), count(1))
    loops = {name for name in names(drawn) if name.startswith("loop")}
    manners = {
        name: Manner(kind=random.choice(("step", "step", *(KINDS[:3:2] if name in loops else KINDS))), timer=random.randint(1, 4))
        for name in names(drawn)
    }
    return Timed(tree=drawn, manners=manners)


def content(chart: Timed) -> bytes:
    """The chart's bytes."""
    document = draw(chart.tree, drawing().start(), chart.pen).end().document()
    return bpmn.write(bpmn.annotate(document, "start", WayIn(kind="application"), StepNotes(sets=("金额",))))


def walk(desk: Registry, chart: bytes, random: Random, path: Path) -> Iterator[tuple[CaseFile, Stored]]:
    """One case from its start to its end, as it is after each command, with what the file at `path` holds of it then."""
    at = random.choice(_BEGINNINGS).replace(tzinfo=BEIJING)
    file = begin(desk, chart, at=at, facts={"金额": str(random.randint(0, 8))})
    connection = driver().connect(path)
    yield file, stored(connection, file.history.case)
    turns = 0
    while not file.course.ended:
        at, turns = at + random.choice(_PACE), turns + 1
        steps = [each.node for each in file.course.open if each.node in file.chart.steps]
        if not steps or random.random() < 0.2:
            tick(desk, now=at, at=at)
            file = CaseFile(desk.store.read(file.history.case), file.document)
        else:
            step = random.choice(steps)
            again = {"听证": "是" if turns < _MOST_ROUNDS and random.random() < 0.5 else "否"} if step.startswith("loop") else {}
            try:
                file = act(desk, file, step, at, **again)
            except UsageError as error:
                # A timer was quicker, and nobody has looked since; then this look leaves it to the next tick.
                assert "定时事件已到期" in error.say(), error.say()
        yield file, stored(connection, file.history.case)
    connection.close()


def stored(connection: Any, case: str) -> Stored:
    """What the store has of a case, read beside the program."""
    line = connection.execute(_LINE, (case,)).fetchone()
    return Stored(*line, tuple(tuple(row) for row in connection.execute(_OPEN, (case,))))
