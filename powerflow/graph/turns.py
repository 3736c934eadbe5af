"""The ways back in a stretch of a chart (退回): which lead round again, and how often the chart lets them."""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from powerflow.graph.timing_net import Edge, Moment
from powerflow.model import Flow, Flowchart

# `退回次数 < 2` and the like: a recorded number that must stay below another.
_MOST_TIMES, _MOST_BOUNDED = 9, 4  # beyond these every combination would be too many
_BELOW = re.compile(r"([^\W\d]\w*)\s*(<=|<|＜|≤)\s*([0-9]{1,4})(?![0-9.])")


@dataclass(frozen=True)
class Turn:
    """A way back: from `source` to `target` again, at most `times` (None: the chart does not say)."""

    source: str
    target: str
    times: int | None
    edge: tuple[Moment, Moment]


def returns(chart: Flowchart, edges: Mapping[Moment, Iterable[Edge]], origin: Moment) -> tuple[Turn, ...]:
    """The ways back in the net of `edges` as seen from the origin; without them nothing comes round again.

    A return is bounded where it cannot be taken without a flow whose condition holds a recorded whole number below another,
    and then by that other number.
    """
    onward = {moment: tuple(dict.fromkeys(edge.target for edge in out)) for moment, out in edges.items()}
    counted = _counted(chart)
    bounds = {(edge.source, edge.target) for out in edges.values() for edge in out if edge.bound}
    ways = {(edge.source, edge.target) for out in edges.values() for edge in out if not edge.bound}
    found: list[Turn] = []
    for back in _backward(onward, origin):
        # A limit counted from an element that comes later says nothing of the first time.
        times = 0 if back in bounds - ways else _times(onward, back, counted)
        if times and (times > _MOST_TIMES or sum(bool(turn.times) for turn in found) == _MOST_BOUNDED):
            times = None
        found.append(Turn(back[0].node, back[1].node, times, back))
    return tuple(found)


def first_named(chart: Flowchart, id: str) -> str:
    """The element itself, or the first one with a name behind nameless ones with a single way on."""
    node, passed = chart.nodes[id], set[str]()
    while not node.name and len(node.outgoing) == 1 and node.id not in passed:
        passed.add(node.id)
        node = chart.nodes[chart.flows[node.outgoing[0]].target]
    return node.id


def _backward(onward: Mapping[Moment, tuple[Moment, ...]], origin: Moment) -> list[tuple[Moment, Moment]]:
    """The edges that lead back to a moment that is still being followed, depth first."""
    found: list[tuple[Moment, Moment]] = []
    is_followed = {origin: True}
    path = [(origin, iter(onward.get(origin, ())))]
    while path:
        moment, targets = path[-1]
        target = next(targets, None)
        if target is None:
            is_followed[moment] = False
            path.pop()
        elif target not in is_followed:
            is_followed[target] = True
            path.append((target, iter(onward[target])))
        elif is_followed[target]:
            found.append((moment, target))
    return found


def _counted(chart: Flowchart) -> Mapping[tuple[Moment, Moment], int]:
    """The edges of flows with a bounded number, and that number."""
    numbers = {fact.name for fact in chart.item.facts if fact.type == "integer"} if chart.item else set()
    found = {}
    for flow in chart.flows.values():
        most = _most(flow, numbers)
        if most:
            found[Moment(flow.source, True), Moment(flow.target, False)] = most
    return found


def _most(flow: Flow, numbers: Collection[str]) -> int:
    if flow.condition is None or " or " in flow.condition:
        return 0
    bounds = [int(number) for name, _, number in _BELOW.findall(flow.condition) if name in numbers]
    return max(1, min(bounds)) if bounds else 0


def _times(
    onward: Mapping[Moment, tuple[Moment, ...]], back: tuple[Moment, Moment], counted: Mapping[tuple[Moment, Moment], int]
) -> int | None:
    source, target = back
    for most in sorted({*counted.values()}):
        kept = {edge for edge, number in counted.items() if number <= most}
        if back in kept or not _leads(onward, target, source, kept):
            return most
    return None


def _leads(onward: Mapping[Moment, tuple[Moment, ...]], first: Moment, last: Moment, avoiding: Collection[tuple[Moment, Moment]]) -> bool:
    found, waiting = {first}, [first]
    while waiting:
        moment = waiting.pop()
        if moment == last:
            return True
        for target in onward.get(moment, ()):
            if target not in found and (moment, target) not in avoiding:
                found.add(target)
                waiting.append(target)
    return False
