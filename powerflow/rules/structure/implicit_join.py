"""Several flows meet at a step or intermediate event without a gateway.

Why: by BPMN the step is done again for each that arrives; most readers expect it to wait, or to be done once.
Mend: draw a merging gateway for alternatives, or a parallel one to wait for all.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="多条流向不经网关就汇到一个环节或事件",
    why="按 BPMN 的规定每来一条就做一次，而多数读者以为会等齐或只做一次。",
    mend="任一到达即可的，画汇合网关；要等齐的，画并行网关。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    waiting = (event for event in chart.events.values() if event.type.startswith("intermediate"))
    for node in (*chart.steps.values(), *waiting):
        if len(node.incoming) > 1:
            names = {"name": label(node), "count": len(node.incoming)}
            yield node, "{count} 条流向直接汇到“{name}”，没有网关", names
