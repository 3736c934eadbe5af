"""Scopes through which a single token runs: most real ones, and sound as soon as it can always come to an end."""
from __future__ import annotations

from collections.abc import Iterable, Mapping

from powerflow.graph.scope import begins
from powerflow.model import Decision, Event, Flowchart, Node, Step

_CHOOSING = frozenset({"exclusiveGateway", "eventBasedGateway"})
_Ways = Mapping[str, list[str]]


def runs_through(chart: Flowchart, inside: tuple[str, ...]) -> bool:
    """Whether a single token runs through the nodes of one scope, comes to each of them and can always come to an end.

    False says nothing: then the net of the scope has to be built and played. True says that it is sound.
    """
    after: dict[str, list[str]] = {id: [] for id in inside}
    before: dict[str, list[str]] = {id: [] for id in inside}
    starts = []
    for id in inside:
        node = chart.nodes[id]
        if not _is_single(chart, node):
            return False
        if begins(node):
            starts.append(id)
        for target in _targets(chart, node):
            if target not in before:
                return False
            after[id].append(target)
            before[target].append(id)
    return _covers(starts, after) and _covers([id for id, ways in after.items() if not ways], before)


def _is_single(chart: Flowchart, node: Node) -> bool:
    """Whether the node takes one token and gives one, on any of its ways out, and nothing else ever starts or ends it."""
    if isinstance(node, Decision):
        return node.type in _CHOOSING or (len(node.incoming) < 2 and len(node.outgoing) < 2)
    if len(node.outgoing) > 1:
        return False
    if isinstance(node, Step):
        return not (node.triggered_by_event or node.for_compensation) and all(
            _interrupts(chart.nodes[event]) for event in node.boundary
        )
    if node.type == "endEvent":
        return not node.outgoing and isinstance(node, Event) and node.trigger != "terminate"
    return isinstance(node, Event) and node.trigger != "link" and (node.type != "boundaryEvent" or node.attached_to is not None)


def _interrupts(event: Node) -> bool:
    return isinstance(event, Event) and event.interrupting and event.trigger != "compensate"


def _targets(chart: Flowchart, node: Node) -> list[str]:
    targets = [chart.flows[flow].target for flow in node.outgoing]
    return [*targets, *node.boundary] if isinstance(node, Step) and node.boundary else targets


def _covers(first: Iterable[str], ways: _Ways) -> bool:
    """Whether the ways lead from `first` to every node."""
    seen = set(first)
    waiting = list(seen)
    while waiting:
        for id in ways[waiting.pop()]:
            if id not in seen:
                seen.add(id)
                waiting.append(id)
    return len(seen) == len(ways)
