"""What makes an engine labour: work in parallel that is drawn so that it multiplies."""
from __future__ import annotations

from powerflow.graph.shape import shapes
from powerflow.model import Decision, Flowchart

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
_MOST_COUNTED = 10**9


def forks_in_loops(chart: Flowchart) -> tuple[Decision, ...]:
    """The parallel forks that a case may come back to; each turn leaves all its branches in the engine's memory."""
    turning = {id for shape in shapes(chart) for loop in shape.loops for id in loop}
    return tuple(
        decision for decision in chart.decisions.values()
        if decision.type == "parallelGateway" and len(decision.outgoing) > 1 and decision.id in turning
    )


def tasks_ahead(chart: Flowchart) -> tuple[str, int]:
    """The node from which most tasks lie ahead, and how many (at most 10⁹); ("", 0) for a chart without nodes.

    Counted as an engine foresees them that does not know joins: once for every way there, up to the next decision.
    Eight forks of three branches in a row make tens of thousands.
    """
    ahead: dict[str, int] = {}
    for id in chart.nodes:
        _count(chart, id, ahead)
    first = max(ahead, key=ahead.__getitem__, default="")
    return first, ahead.get(first, 0)


def _count(chart: Flowchart, start: str, ahead: dict[str, int]) -> None:
    """Fills `ahead` for `start` and all that follows it; a loop is gone through once."""
    waiting, underway = [start], set[str]()
    while waiting:
        id = waiting[-1]
        node = chart.nodes[id]
        following = () if node.type in _CHOOSING else [chart.flows[flow].target for flow in node.outgoing]
        missing = [each for each in following if each not in ahead and each not in underway]
        if id not in ahead and missing:
            underway.add(id)
            waiting += missing
            continue
        waiting.pop()
        if id not in ahead:
            ahead[id] = min(_MOST_COUNTED, 1 + sum(ahead.get(each, 0) for each in following))
        underway.discard(id)
