"""How a sub-process may be left: to its end, by an event at its border, or with an error that leaves the scope around it too."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from powerflow.graph.net import THROWN, Net, Ways, net
from powerflow.graph.once import once
from powerflow.graph.statespace import Play, explore
from powerflow.model import Event, Flowchart, Step

# A sub-process with more states is taken to be left in every way that is drawn.
_MOST_STATES = 2_000


@once
def ways_out(chart: Flowchart) -> Mapping[str, Ways]:
    """For each sub-process in which an error or a cancellation is drawn, how it may be left; all others in every way.

    An error that is drawn nowhere inside may still happen: then the event that catches it is left alone.
    """
    throwing = {event.scope for event in chart.events.values() if is_throwing(event) and event.scope in chart.steps}
    if not throwing:
        return {}
    found: dict[str, _Left] = {}
    around = {outer for scope in throwing for outer in _around(chart, scope)}
    for id in sorted(around, key=lambda each: -sum(1 for _ in _around(chart, each))):
        step = chart.steps[id]
        if step.inner and step.type != "adHocSubProcess":
            found[id] = _left(chart, step, found)
    return {id: each.ways for id, each in found.items()}


def is_throwing(event: Event) -> bool:
    """Whether the event is an end that breaks off all that goes on around it."""
    return event.type == "endEvent" and event.trigger in THROWN


@dataclass(frozen=True)
class _Left:
    """The ways out of a sub-process, and the errors that nobody caught there."""

    ways: Ways
    uncaught: tuple[Event, ...]


def _around(chart: Flowchart, scope: str) -> Iterator[str]:
    """A sub-process and those around it."""
    while scope in chart.steps:
        yield scope
        scope = chart.nodes[scope].scope


def _left(chart: Flowchart, step: Step, known: Mapping[str, _Left]) -> _Left:
    inside = [chart.nodes[id] for id in step.inner]
    handlers = [each for each in inside if isinstance(each, Step) and each.triggered_by_event]
    built = net(chart, step.id, step.inner, {id: each.ways for id, each in known.items()})
    drawn = [event for id, event in chart.events.items() if is_throwing(event) and step.id in _around(chart, event.scope)]
    thrown, normally = _played(chart, built, known) if built else ([], True)
    starts = [event for each in handlers for id in each.inner if isinstance(event := chart.nodes[id], Event) and event.type == "startEvent"]
    # Whoever handles an error inside lets the sub-process come to its end.
    normally |= any(event.interrupting for event in starts)
    thrown = [each for each in thrown if not any(_catches(event, each) for event in starts)]
    thrown += [event for each in handlers if each.id in known for event in known[each.id].uncaught]
    borders = [event for id in step.boundary if isinstance(event := chart.nodes[id], Event)]
    kinds = {event.trigger for event in drawn}
    never = [event.id for event in borders if event.trigger in kinds and not any(_catches(event, each) for each in thrown)]
    uncaught = [each for each in thrown if not any(_catches(event, each) for event in borders)]
    ways = Ways(normally=normally or not thrown, never=frozenset(never), escapes=bool(uncaught))
    return _Left(ways, tuple(each for each in uncaught if each.trigger == "error"))


def _played(chart: Flowchart, built: Net, known: Mapping[str, _Left]) -> tuple[list[Event], bool]:
    """What may be thrown, and whether the scope may come to its end without; where it cannot be played out, it may."""
    found = explore(Play(built), _MOST_STATES)
    thrown: list[Event] = []
    for node, id in built.breaks.items():
        if found.acted >> node & 1 or not found.complete:
            event = chart.nodes[id]
            thrown += [event] if isinstance(event, Event) else known[id].uncaught
    is_open = not found.complete or bool(found.doubled or found.repeated)
    return thrown, is_open or found.can_complete


def _catches(event: Event, thrown: Event) -> bool:
    """Whether `event` catches what an end throws: the same error, or any."""
    return event.trigger == thrown.trigger and event.reference in ("", thrown.reference)
