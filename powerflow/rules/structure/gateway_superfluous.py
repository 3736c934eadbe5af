"""A gateway with one flow in and one out.

Why: it neither decides nor joins anything; readers look for the branch that is missing.
Mend: take it out and draw the flow through.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="多余的网关",
    why="只有一进一出，既不判断也不汇合，读者会去找那条没有画出的分支。",
    mend="删去它，把流向直接连上。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for decision in chart.decisions.values():
        if len(decision.incoming) == len(decision.outgoing) == 1:
            target = chart.nodes[chart.outgoing(decision)[0].target]
            names = {"name": decision.name or decision.id, "target": label(target)}
            yield decision, "网关“{name}”只有一进一出（通往“{target}”）", names
