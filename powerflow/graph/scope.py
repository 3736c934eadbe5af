"""One scope of a chart (a process or sub-process) as a directed graph; a sub-process is one node of the scope around it."""
from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from powerflow.model import Event, Flowchart, Node, Step

_FROM_OUTSIDE = ("timer", "message", "signal", "conditional")


@dataclass(frozen=True)
class Scope:
    """The nodes directly inside a process or sub-process, and for each what comes `after` and `before` it.

    Besides sequence flows there is an edge from an activity to each of its boundary events, and from a link's near
    side to its far side. A flow that leaves the scope is no edge: `crossing` names its end that lies inside.
    """

    id: str
    chart: Flowchart
    nodes: tuple[str, ...]
    after: Mapping[str, Collection[str]]
    before: Mapping[str, Collection[str]]
    crossing: frozenset[str]

    @property
    def entries(self) -> tuple[str, ...]:
        """Where a token may come to be: the start events; where there is none, every node that nothing leads to.

        Nodes that something else starts count too: event sub-processes and compensation.
        """
        starts = [id for id in self.nodes if begins(self.chart.nodes[id])]
        implied = [] if starts else [id for id in self.nodes if not self.before[id]]
        return tuple(dict.fromkeys([*starts, *implied, *(id for id in self.nodes if self._is_started_elsewhere(id))]))

    @property
    def exits(self) -> tuple[str, ...]:
        """Where a token may rest for good: the end events; where there is none, every node that leads to nothing.

        Nodes that go on by other means count too: event sub-processes and compensation.
        """
        ends = [id for id in self.nodes if self.chart.nodes[id].type == "endEvent"]
        implied = [] if ends else [id for id in self.nodes if not self.after[id]]
        return tuple(dict.fromkeys([*ends, *implied, *(id for id in self.nodes if self._goes_on_elsewhere(id))]))

    def _is_started_elsewhere(self, id: str) -> bool:
        return id in self.crossing or _stands_apart(self.chart.nodes[id])

    def _goes_on_elsewhere(self, id: str) -> bool:
        node = self.chart.nodes[id]
        compensates = isinstance(node, Event) and node.type == "boundaryEvent" and node.trigger == "compensate"
        return id in self.crossing or compensates or _stands_apart(node)


def begins(node: Node) -> bool:
    """Whether a case may begin at `node`: a start event, or a receive task that says so and that nothing leads to."""
    return node.type == "startEvent" or (isinstance(node, Step) and node.instantiates and not node.incoming)


def _stands_apart(node: Node) -> bool:
    return isinstance(node, Step) and (node.triggered_by_event or node.for_compensation)


def is_broken_off(chart: Flowchart, scope: str) -> bool:
    """Whether `scope` is a sub-process that an event at its border may leave whatever goes on inside: a time, a message …

    An error or escalation has to be thrown inside it first.
    """
    step = chart.nodes.get(scope)
    events = (chart.nodes[id] for id in step.boundary) if isinstance(step, Step) else ()
    return any(isinstance(event, Event) and event.interrupting and event.trigger in _FROM_OUTSIDE for event in events)


def scopes(chart: Flowchart) -> Iterator[Scope]:
    """Every process and sub-process of the chart that holds nodes, in file order."""
    inner = {id: step.inner for id, step in chart.steps.items() if step.inner}
    for id, nodes in [*((id, process.nodes) for id, process in chart.processes.items()), *inner.items()]:
        if nodes:
            yield _scope(chart, id, nodes)


def _scope(chart: Flowchart, id: str, nodes: tuple[str, ...]) -> Scope:
    after: dict[str, dict[str, None]] = {node: {} for node in nodes}
    before: dict[str, dict[str, None]] = {node: {} for node in nodes}
    crossing = set()
    for node in (chart.nodes[each] for each in nodes):
        for target in [chart.flows[flow].target for flow in node.outgoing]:
            if target in after:
                after[node.id][target] = before[target][node.id] = None
            else:
                crossing.add(node.id)
        for flow in node.incoming:
            if chart.flows[flow].source not in after:
                crossing.add(node.id)
        for event in node.boundary if isinstance(node, Step) else ():
            if event in after:
                after[node.id][event] = before[event][node.id] = None
    for thrower, catcher in _links(chart, nodes):
        after[thrower][catcher] = before[catcher][thrower] = None
    return Scope(id, chart, nodes, after, before, frozenset(crossing))


def _links(chart: Flowchart, nodes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The link events of one scope that belong together: thrower, catcher."""
    events = [event for id in nodes if isinstance(event := chart.nodes[id], Event) and event.trigger == "link"]
    for thrower, catcher in product(events, events):
        names = {event.reference or event.name for event in (thrower, catcher)}
        if thrower.type == "intermediateThrowEvent" and catcher.type == "intermediateCatchEvent" and len(names) == 1:
            yield thrower.id, catcher.id
