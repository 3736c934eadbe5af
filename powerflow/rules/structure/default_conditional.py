"""The default exit of a decision has a condition.

Why: the default is taken when nothing else holds, so its condition is never asked: the drawing says something that
    has no effect.
Mend: take the condition away, or choose another exit as the default.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="默认出口写有条件",
    why="默认出口在其他条件都不成立时走，它自己的条件从不过问，写了等于没写。",
    mend="删去该条件，或另选默认出口。",
    basis="BPMN 2.0.2 顺序流连接规则",
)
def check(chart: Flowchart) -> Breaches:
    for node in chart.nodes.values():
        flow = chart.flows.get(node.default or "")
        if flow is not None and flow.condition is not None:
            yield flow, "“{name}”的默认出口写有条件", {"name": label(node)}
