"""Which facts are surely recorded by the time a case comes to a node, whatever way it took."""
from __future__ import annotations

from collections.abc import Mapping

from powerflow.model import Event, Flowchart, Node, Step

_Known = dict[str, frozenset[str]]


def facts_known(chart: Flowchart) -> Mapping[str, frozenset[str]]:
    """For each node the facts that a step (`sets`) has recorded on every way there.

    A parallel join knows what any of its branches recorded; an inclusive join, some of whose branches may not have
    been taken, only what all of them did. What a step sets is known after it, and not at its boundary events.
    Conditions are not looked at: two decisions on the same fact still count as four ways.
    """
    every = frozenset(name for node in chart.nodes.values() for name in node.notes.sets)
    before: _Known = dict.fromkeys(chart.nodes, every)
    changed = bool(every)
    while changed:  # ends, because what is known only ever shrinks
        changed = False
        for node in chart.nodes.values():
            known = _on_arrival(chart, node, before)
            if known != before[node.id]:
                before[node.id] = known
                changed = True
    return before


def _on_arrival(chart: Flowchart, node: Node, before: _Known) -> frozenset[str]:
    ways = [_after(chart, chart.nodes[flow.source], before) for flow in chart.incoming(node)]
    if isinstance(node, Event) and node.attached_to in chart.nodes:
        ways.append(before[node.attached_to or ""])
    if not ways and node.scope in chart.nodes:
        ways.append(before[node.scope])  # the first nodes of a sub-process
    if node.type == "parallelGateway":
        return frozenset().union(*ways)
    return frozenset.intersection(*ways) if ways else frozenset()


def _after(chart: Flowchart, node: Node, before: _Known) -> frozenset[str]:
    known = before[node.id] | frozenset(node.notes.sets)
    if isinstance(node, Step):
        ends = [chart.nodes[id] for id in node.inner if not chart.nodes[id].outgoing]
        if ends:
            known |= frozenset.intersection(*(_after(chart, end, before) for end in ends))
    return known
