"""Which exits of a chart say that a review failed, for charts and for what happened in cases alike."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import exits_after
from powerflow.law import Bar
from powerflow.model import Decision, Flow, Flowchart, Node
from powerflow.rules.lawful import tagged


def reviews(chart: Flowchart, demand: Bar) -> tuple[Node, ...]:
    """The reviews that a demand speaks of: steps with its tags, or the decisions that ask one of its words."""
    if not demand.asks:
        return tagged(chart, demand.tags)
    return tuple(
        node for node in chart.nodes.values() if isinstance(node, Decision)
        and (demand.asks.within(node.name) or any(demand.asks.within(flow.name) for flow in chart.outgoing(node)))
    )


def failing_exits(chart: Flowchart, demand: Bar) -> Iterator[Flow]:
    """The exits by which such a review has failed; behind a step, those of all that is decided before the next step."""
    found = reviews(chart, demand)
    exits = (flow for node in found for flow in chart.outgoing(node)) if demand.asks else exits_after(chart, found)
    for flow in exits:
        if not demand.besides.within(flow.name) and demand.exits.said_in(flow.name):
            yield flow
