"""What is open in a running case: which steps and timers, since when, who acts, what binds them, which facts they need."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from powerflow.deadlines import WorkCalendar
from powerflow.model import Event, Fact, Node, Step
from powerflow.replay import Clocks, Course, Holding, Opening, Reading, holding, is_timer


@dataclass(frozen=True, kw_only=True)
class OpenStep:
    """A step or event that is open now: since when, which post acts, what binds it, which facts it must be given.

    `holding` says who has the step in hand; its post is not the chart's if the step was handed over.
    """

    node: Node
    post: str
    since: datetime
    clocks: tuple[Reading, ...]
    facts: tuple[Fact, ...]
    holding: Holding

    @property
    def is_timer(self) -> bool:
        """Whether it waits for time alone."""
        return is_timer(self.node)

    @property
    def is_message(self) -> bool:
        """Whether it waits for a message from outside."""
        return isinstance(self.node, Event) and not self.is_timer

    @property
    def clock(self) -> Reading | None:
        """The clock that binds first: the promise where there is one, else the statutory limit, else a wait."""
        bound = self.node.time_limit
        return next((clock for clock in self.clocks if clock.limit is bound), next(iter(self.clocks), None))


def open_steps(course: Course, calendar: WorkCalendar, at: datetime, clocks: Clocks | None = None) -> tuple[OpenStep, ...]:
    """What is open, in the order in which it opened, with its clocks as they stand at `at`.

    `clocks` are those of the course at that moment, if they have been read already. Sub-processes are not listed: what is
    open inside them is. Raises OutsideCalendar.
    """
    clocks = clocks or Clocks(course, calendar, at)
    return tuple(_open_step(course, opening, clocks) for opening in course.open if not _has_inner(course, opening))


def open_timers(course: Course, calendar: WorkCalendar, at: datetime) -> tuple[Reading, ...]:
    """The clocks of the timers that are open, in the order in which they opened."""
    clocks = Clocks(course, calendar, at)
    found = (clocks.timer(each.node, each.since) for each in course.open if is_timer(course.chart.nodes[each.node]))
    return tuple(clock for clock in found if clock is not None)


def _open_step(course: Course, opening: Opening, clocks: Clocks) -> OpenStep:
    node, item = course.chart.nodes[opening.node], course.chart.item
    if is_timer(node):
        running = tuple(clock for clock in (clocks.timer(node.id, opening.since),) if clock is not None)
    else:
        running = clocks.running_on(node.id)
    held = holding(course.chart, opening, course.remarks)
    return OpenStep(
        node=node, post=held.post, holding=held, since=opening.since.at, clocks=running,
        facts=tuple(fact for name in node.notes.sets for fact in (item.facts if item else ()) if fact.name == name),
    )


def _has_inner(course: Course, opening: Opening) -> bool:
    node = course.chart.nodes[opening.node]
    return isinstance(node, Step) and bool(node.inner)
