"""A chart as a net of moments: each node's opening and completion, and how much time may or must pass between them.

Readings:

- A step takes at most its own limit, promised before statutory, and at least its own waiting time. A machine's step and a
  step of the party (side P) without a limit take none; any other step without a limit is unknown.
- A limit that runs from an earlier element bounds the moment of that element plus the limit.
- A timer fires exactly when its limit is over; what waits beside it behind an event-based gateway waits no longer.
- A timer on the border of a step fires that long after the step was opened; any other event there at any time while it is
  open. A step without a limit of its own lasts until an interrupting timer on its border ends it.
- A sub-process takes its own limit, or, without one or where it holds an end of the stretch, what is in it.
- A message ties its receiver to its sender; one from outside the chart is unknown.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from powerflow.graph.amounts import Piece, piece
from powerflow.graph.once import once
from powerflow.graph.responsibility import acting_lane
from powerflow.graph.wiring import Wiring, wired
from powerflow.model import Event, Flowchart, LimitSense, Node, Step, TimeLimit, governing

# What a machine does needs no time of a person.
_MACHINES = {"serviceTask", "scriptTask", "businessRuleTask"}
_AWAITED = {"message", "signal", "conditional"}


class Moment(NamedTuple):
    """The opening (`done` false) or completion of a node."""

    node: str
    done: bool


class Edge(NamedTuple):
    """From one moment to another; `most` is the longest time between them, `least` the shortest, None for none.

    A `bound` is no way that a token takes: the moment that it leads to merely never comes before its end. `unless` names
    an element that bounds the time already where every way passed it; `most` is for the other ways. `flow` is the sequence flow
    that it stands for.
    """

    source: Moment
    target: Moment
    most: Piece | None = None
    least: Piece | None = None
    bound: bool = False
    unless: str = ""
    flow: str = ""


@dataclass(frozen=True)
class TimingNet:
    """The edges by the moment that they leave, and the nodes whose time is unknown."""

    edges: dict[Moment, tuple[Edge, ...]]
    unknown: frozenset[str]


def timing_net(chart: Flowchart, ends: Collection[str], free: Collection[str]) -> TimingNet:
    """The net of `chart`. Sub-processes that hold one of `ends` are opened up; the nodes in `free` take no time."""
    key = (frozenset(scope for end in ends for scope in _around(chart, end)), frozenset(free))
    nets = _nets(chart)
    if key not in nets:
        nets[key] = _Builder(chart, *key).build()
    return nets[key]


@once
def _nets(chart: Flowchart) -> dict[tuple[frozenset[str], frozenset[str]], TimingNet]:
    """The nets of one chart as they are asked for: many limits are measured on the same one."""
    return {}


def _around(chart: Flowchart, id: str) -> Iterator[str]:
    """The sub-processes around an element."""
    scope = chart.nodes[id].scope if id in chart.nodes else ""
    while scope in chart.nodes:
        yield scope
        scope = chart.nodes[scope].scope


class _Builder:
    def __init__(self, chart: Flowchart, opened: frozenset[str], free: frozenset[str]) -> None:
        self._chart = chart
        self._wiring: Wiring = wired(chart)
        self._free, self._opened = free, opened
        self._senders: defaultdict[str, list[str]] = defaultdict(list)
        for message in chart.message_flows.values():
            if message.source in chart.nodes and message.target in chart.nodes:
                self._senders[message.target].append(message.source)
        self._edges: defaultdict[Moment, list[Edge]] = defaultdict(list)
        self._unknown: set[str] = set()

    def build(self) -> TimingNet:
        for node in self._chart.nodes.values():
            for target, flow in self._followers(node):
                self._add(Edge(Moment(node.id, True), Moment(target, False), flow=flow))
            for sender in self._senders[node.id]:
                self._add(Edge(Moment(sender, True), Moment(node.id, True)))
            if isinstance(node, Event) and node.attached_to in self._chart.nodes:
                self._add_border(node, self._chart.nodes[node.attached_to or ""])
            elif isinstance(node, Step) and node.inner and not self._is_whole(node):
                self._open_up(node)
            else:
                self._add_inside(node)
        return TimingNet({moment: tuple(edges) for moment, edges in self._edges.items()}, frozenset(self._unknown))

    def _add(self, edge: Edge) -> None:
        self._edges[edge.source].append(edge)

    def _followers(self, node: Node) -> Iterator[tuple[str, str]]:
        yield from ((self._chart.flows[flow].target, flow) for flow in node.outgoing)
        if isinstance(node, Event) and node.trigger == "link" and node.type == "intermediateThrowEvent":
            yield from ((target, "") for target in self._wiring.link_targets(node))

    # -- within one node ----------------------------------------------------------------------------------------

    def _is_whole(self, step: Step) -> bool:
        """Whether a sub-process is taken by its own limit."""
        return step.id not in self._opened and (step.id in self._free or step.time_limit is not None)

    def _open_up(self, step: Step) -> None:
        for entry in self._wiring.starts(step.id) or self._wiring.entries(step.id):
            self._add(Edge(Moment(step.id, False), Moment(entry, False)))
        for inner in (self._chart.nodes[id] for id in step.inner):
            stands_apart = isinstance(inner, Step) and (inner.triggered_by_event or inner.for_compensation)
            if not inner.outgoing and not stands_apart:
                self._add(Edge(Moment(inner.id, True), Moment(step.id, True)))

    def _add_inside(self, node: Node) -> None:
        opened, done = Moment(node.id, False), Moment(node.id, True)
        if node.id in self._free:
            self._add(Edge(opened, done))
            return
        if isinstance(node, Event):
            if node.type != "startEvent" and node.trigger == "timer":
                self._add_timer(node, opened)
                return
            if node.type == "intermediateCatchEvent" and node.trigger in _AWAITED:
                self._add_awaited(node)
                return
        elif isinstance(node, Step):
            self._add_step(node)
            return
        self._add(Edge(opened, done))

    def _add_step(self, step: Step) -> None:
        opened, done = Moment(step.id, False), Moment(step.id, True)
        limits = step.notes.time_limits
        own = governing(tuple(limit for limit in limits if limit.start is None and limit.end in (None, step.id)))
        anchored = governing(tuple(limit for limit in limits if self._is_from_elsewhere(limit, step)))
        if own is not None:
            self._add(Edge(opened, done, most=piece(step.id, own)))
        elif anchored is not None:
            self._add_anchored(opened, done, anchored, least=False)
        elif (timer := self._interrupting(step)) is not None:
            self._add(Edge(opened, done, most=timer))
        else:
            self._add(Edge(opened, done))
            if self._needs_limit(step):
                self._unknown.add(step.id)
        self._add_waits(step)

    def _add_waits(self, step: Step) -> None:
        opened, done = Moment(step.id, False), Moment(step.id, True)
        for limit in step.notes.time_limits:
            if limit.sense is not LimitSense.WAIT or limit.end not in (None, step.id):
                continue
            waited = piece(step.id, limit)
            start = opened if limit.start is None else Moment(limit.start, True)
            self._add(Edge(start, done, waited, waited, bound=True))

    def _is_from_elsewhere(self, limit: TimeLimit, node: Node) -> bool:
        return limit.sense is LimitSense.WITHIN and limit.start in self._chart.nodes and limit.end in (None, node.id)

    def _needs_limit(self, step: Step) -> bool:
        lane = acting_lane(self._chart, step)
        is_party = lane is not None and lane.notes.side == "P"
        return not (is_party or step.type in _MACHINES or step.triggered_by_event or self._senders[step.id])

    def _interrupting(self, step: Step) -> Piece | None:
        """The interrupting timer that ends the step at the latest."""
        timers = [event for event in self._wiring.boundaries(step.id) if event.interrupting and event.trigger == "timer"]
        limits = [(event.id, limit) for event in timers if (limit := self._limit_of(event)) is not None and limit.start is None]
        return piece(*limits[0]) if limits else None

    # -- events -------------------------------------------------------------------------------------------------

    def _limit_of(self, timer: Node) -> TimeLimit | None:
        return timer.time_limit or next(iter(timer.notes.time_limits), None)

    def _add_timer(self, timer: Node, opened: Moment) -> None:
        done = Moment(timer.id, True)
        limit = self._limit_of(timer)
        if limit is None:
            self._unknown.add(timer.id)
            self._add(Edge(opened, done))
        elif limit.start in self._chart.nodes:
            self._add_anchored(opened, done, limit, least=True)
        else:
            fires = piece(timer.id, limit)
            self._add(Edge(opened, done, fires, fires))

    def _add_anchored(self, opened: Moment, done: Moment, limit: TimeLimit, *, least: bool) -> None:
        """A moment bounded from an earlier element; where the way did not pass that element, from the opening instead."""
        bound = piece(done.node, limit)
        start = limit.start or ""
        self._add(Edge(Moment(start, True), done, bound, bound if least else None, bound=True))
        self._add(Edge(opened, done, bound, unless=start))

    def _add_awaited(self, event: Event) -> None:
        opened, done = Moment(event.id, False), Moment(event.id, True)
        own = governing(event.notes.time_limits)
        beside = next(iter(self._timers_beside(event)), None)
        most = piece(event.id, own) if own is not None else beside
        self._add(Edge(opened, done, most))
        if most is None and not self._senders[event.id]:
            self._unknown.add(event.id)

    def _timers_beside(self, event: Event) -> Iterator[Piece]:
        for gateway in (self._chart.nodes[flow.source] for flow in self._chart.incoming(event)):
            if gateway.type != "eventBasedGateway":
                continue
            for other in (self._chart.nodes[flow.target] for flow in self._chart.outgoing(gateway)):
                limit = self._limit_of(other) if isinstance(other, Event) and other.trigger == "timer" else None
                if limit is not None:
                    yield piece(other.id, limit)

    def _add_border(self, event: Event, host: Node) -> None:
        if event.trigger == "timer" and host.id not in self._free:
            self._add_timer(event, Moment(host.id, False))
            return
        done = Moment(event.id, True)
        self._add(Edge(Moment(host.id, True), done))
        self._add(Edge(Moment(host.id, False), done))
