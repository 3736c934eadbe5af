"""Several flows leave a step or event without a gateway.

Why: by BPMN all of them are taken at once; most readers take them for alternatives.
Mend: draw a parallel gateway if all are meant, or a decision if one of them is.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.running import grave


@rule(
    title="环节后不经判断就分岔",
    why="按 BPMN 的规定这些流向同时都走，而多数读者以为是任选其一。",
    mend="都要走的，画并行网关；只走一条的，画判断。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for node in (*chart.steps.values(), *chart.events.values()):
        if len(node.outgoing) > 1:
            names = {"name": label(node), "count": len(node.outgoing)}
            yield Breach(node, "“{name}”之后直接分出 {count} 条流向，没有网关", names, severity=grave(chart))
