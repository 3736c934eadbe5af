"""A terminate end where nothing else can be going on.

Why: it ends everything at once; where only one thing is done at a time, readers look for the work that is cut off.
Mend: draw a plain end event.
"""
from __future__ import annotations

from powerflow.model import Event, Flowchart, Node, Severity, Step
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="多余的终止结束",
    why="终止会立即停掉一切在办的事；只有一件事在办的地方，读者会去找被停掉的是什么。",
    mend="画成普通的结束事件。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    parallel = {node.scope for node in chart.nodes.values() if _goes_on_beside(node)}
    for event in chart.events.values():
        if event.type == "endEvent" and event.trigger == "terminate" and event.scope not in parallel:
            yield event, "“{name}”是终止结束，但这里没有同时在办的事", {"name": label(event)}


def _goes_on_beside(node: Node) -> bool:
    """Whether work may go on beside other work because of this node."""
    if isinstance(node, Event):
        return len(node.outgoing) > 1 or (node.type == "boundaryEvent" and not node.interrupting)
    if isinstance(node, Step):
        return len(node.outgoing) > 1 or node.looped == "multi" or node.triggered_by_event
    return len(node.outgoing) > 1 and node.type not in ("exclusiveGateway", "eventBasedGateway")
