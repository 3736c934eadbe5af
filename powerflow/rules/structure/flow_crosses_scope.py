"""A sequence flow that leads out of its process or sub-process, or into another one.

Why: BPMN does not know such a flow: what runs along it is undefined, and no program can follow it.
Mend: end the flow at the border: leave a sub-process by its end event, reach another pool by a message flow.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="流向跨出了流程或子流程",
    why="BPMN 中没有这样的流向，沿它走什么、怎么走没有定义，任何程序都无法执行。",
    mend="子流程用结束事件走出，跨池的往来改用消息流。",
    basis="BPMN 2.0.2 顺序流连接规则",
)
def check(chart: Flowchart) -> Breaches:
    for flow in chart.flows.values():
        source, target = chart.nodes[flow.source], chart.nodes[flow.target]
        if source.scope != target.scope:
            names = {"source": label(source), "target": label(target)}
            yield flow, "流向从“{source}”跨到了另一流程或子流程中的“{target}”", names
