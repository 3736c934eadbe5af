"""Which exits of a decision the recorded facts allow (判断结果); nothing is guessed where a fact is missing."""
from __future__ import annotations

from collections.abc import Mapping

from powerflow.conditions import ConditionError, UnknownFact, evaluate
from powerflow.model import Decision, FactValue, Flow, Flowchart, Node


def verdict(chart: Flowchart, node: Node, facts: Mapping[str, FactValue]) -> frozenset[str] | None:
    """The flows that `facts` make a token take at `node`; none if no condition holds and there is no default.

    None where that cannot be said: a fact is not known, a condition is missing or cannot be read. An exclusive gateway
    takes the first exit in file order whose condition holds; an inclusive one, or a step, every such exit.
    """
    if isinstance(node, Decision) and node.type == "complexGateway":
        return None
    exclusive = isinstance(node, Decision) and node.type == "exclusiveGateway"
    taken: list[str] = []
    for flow in chart.outgoing(node):
        if flow.id == node.default:
            continue
        holds = _holds(flow, facts, free=not isinstance(node, Decision))
        if holds is None:
            return None
        if holds:
            taken.append(flow.id)
            if exclusive:
                break
    free = [id for id in taken if chart.flows[id].condition is None]
    if len(taken) == len(free) and node.default:
        taken.append(node.default)
    return frozenset(taken)


def _holds(flow: Flow, facts: Mapping[str, FactValue], *, free: bool) -> bool | None:
    if flow.condition is None:
        return True if free else None
    try:
        return evaluate(flow.condition, facts)
    except (UnknownFact, ConditionError):
        return None
