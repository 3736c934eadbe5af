"""One gateway joins flows and forks them again.

Why: what is waited for and what is decided stand in one figure, and most readers see only one of the two.
Mend: draw two gateways: one that joins, and after it one that decides or forks.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="一个网关既汇合又分支",
    why="等什么、判断什么挤在一个图形里，多数读者只看到其中之一。",
    mend="画成两个网关：先汇合，再判断或分支。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for decision in chart.decisions.values():
        if len(decision.incoming) > 1 and len(decision.outgoing) > 1:
            names = {"name": label(decision), "came": len(decision.incoming), "left": len(decision.outgoing)}
            yield decision, "网关“{name}”汇合 {came} 条流向，又分出 {left} 条", names
