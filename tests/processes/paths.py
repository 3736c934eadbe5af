"""Plain walks over a chart for the tests of the shipped items, independent of powerflow.graph."""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from powerflow.model import Flowchart, Node, Step


def successors(chart: Flowchart, id: str) -> list[str]:
    """The nodes a token may reach next: along flows, and from a step to the events on its border."""
    node = chart.nodes[id]
    following = [flow.target for flow in chart.outgoing(node)]
    return following + (list(node.boundary) if isinstance(node, Step) else [])


def reachable(chart: Flowchart, start: str) -> set[str]:
    """All nodes that `start` leads to, itself included."""
    seen, todo = {start}, [start]
    while todo:
        for following in successors(chart, todo.pop()):
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return seen


def simple_paths(chart: Flowchart, start: str, end: str) -> Iterator[tuple[str, ...]]:
    """Every path from `start` to `end` that visits no node twice."""
    stack: list[tuple[str, ...]] = [(start,)]
    while stack:
        path = stack.pop()
        if path[-1] == end:
            yield path
            continue
        stack += [(*path, following) for following in successors(chart, path[-1]) if following not in path]


def known_facts(chart: Flowchart) -> Mapping[str, frozenset[str]]:
    """For each node, the facts that are recorded on every way to it, before it."""
    everything = frozenset(fact for node in chart.nodes.values() for fact in node.notes.sets)
    known = dict.fromkeys(chart.nodes, everything)
    changed = True
    while changed:
        changed = False
        for id, node in chart.nodes.items():
            facts = _before(chart, node, known)
            if facts != known[id]:
                known[id], changed = facts, True
    return known


def _before(chart: Flowchart, node: Node, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    attached = getattr(node, "attached_to", None)
    if attached:
        return known[attached]
    arriving = [known[flow.source] | set(chart.nodes[flow.source].notes.sets) for flow in chart.incoming(node)]
    if not arriving:
        return frozenset()
    if node.type == "parallelGateway":
        return frozenset().union(*arriving)
    return frozenset.intersection(*map(frozenset, arriving))
