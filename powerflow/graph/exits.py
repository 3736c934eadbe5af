"""Which exits of a decision or step can be taken together."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from powerflow.model import Decision, Flowchart, Node

# Beyond this many exits that may combine freely only single ones and all together are tried: 2^n sets otherwise.
_MOST_COMBINED = 10


def is_conditional(chart: Flowchart, node: Node) -> bool:
    """Whether some flow out of `node` is taken only under a condition."""
    return any(flow.condition is not None for flow in chart.outgoing(node))


def exit_sets(chart: Flowchart, node: Node) -> Iterator[tuple[str, ...]]:
    """The sets of flows, each in file order, that may be taken together when a token leaves `node`."""
    if isinstance(node, Decision) and node.type == "exclusiveGateway":
        yield from ((id,) for id in node.outgoing)
        return
    if isinstance(node, Decision):
        yield from _subsets(node.outgoing)
        return
    free = [id for id in node.outgoing if chart.flows[id].condition is None and id != node.default]
    bound = tuple(id for id in node.outgoing if chart.flows[id].condition is not None and id != node.default)
    for chosen in _subsets(bound):
        yield tuple(id for id in node.outgoing if id in chosen or id in free)
    rest = (*free, *((node.default,) if node.default else ()))
    if rest:
        yield tuple(id for id in node.outgoing if id in rest)


def _subsets(ids: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if len(ids) > _MOST_COMBINED:
        yield from ((id,) for id in ids)
        yield ids
        return
    for size in range(1, len(ids) + 1):
        yield from combinations(ids, size)
