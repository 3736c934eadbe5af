"""What comes next after a node: the exits of the decisions behind it, the steps and ends these lead to."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from powerflow.model import Event, Flow, Flowchart, Node, Step


def exits_after(chart: Flowchart, nodes: Iterable[Node]) -> tuple[Flow, ...]:
    """The flows that can be taken after `nodes` before another step is done or a case waits for anything, nearest first."""
    found: dict[str, Flow] = {}
    waiting = [flow for node in nodes for flow in chart.outgoing(node)]
    while waiting:
        flow = waiting.pop(0)
        if flow.id not in found:
            found[flow.id] = flow
            target = chart.nodes[flow.target]
            if _goes_on_at_once(target):
                waiting += chart.outgoing(target)
    return tuple(found.values())


def ends_after(chart: Flowchart, nodes: Iterable[Node]) -> tuple[Event, ...]:
    """The end events that can be reached from `nodes` without passing one of them again, whatever else is on the way."""
    own = tuple(nodes)
    return tuple(node for node in _reached(chart, own) if isinstance(node, Event) and node.type == "endEvent")


def _reached(chart: Flowchart, own: tuple[Node, ...]) -> Iterator[Node]:
    seen = {node.id for node in own}
    waiting = [chart.nodes[flow.target] for node in own for flow in chart.outgoing(node)]
    while waiting:
        node = waiting.pop(0)
        if node.id in seen:
            continue
        seen.add(node.id)
        yield node
        waiting += [chart.nodes[flow.target] for flow in chart.outgoing(node)]
        if isinstance(node, Step):
            waiting += [chart.nodes[id] for id in node.boundary]


def _goes_on_at_once(node: Node) -> bool:
    if isinstance(node, Step) or node.type == "endEvent":
        return False
    return not (isinstance(node, Event) and node.type in ("intermediateCatchEvent", "boundaryEvent") and node.trigger != "none")
