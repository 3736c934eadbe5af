"""A decision does not say what is decided.

Why: a reader cannot tell on which question the way forks.
Mend: write the question on the gateway, such as 材料是否齐全?
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.deciding import splits
from powerflow.rules.rule import Breaches, rule


@rule(
    title="判断没有写明判断什么",
    why="读图的人不知道凭什么分岔。",
    mend="在判断上写出问题，如“材料是否齐全？”。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for decision in splits(chart):
        if not decision.name:
            names = tuple(label(chart.nodes[flow.target]) for flow in chart.outgoing(decision))
            yield decision, "通往 {names} 的判断没有写明判断什么", {"names": names}
