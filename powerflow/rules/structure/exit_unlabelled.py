"""An exit of a decision does not say when it is taken.

Why: a reader sees that the way forks, but not which answer leads where.
Mend: name the flow with the answer, such as 齐全 or 不齐全.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.deciding import splits
from powerflow.rules.rule import Breaches, rule


@rule(
    title="判断的出口没有写明走哪种情形",
    why="读图的人看得到分岔，却不知道哪种情形走哪边。",
    mend="在流向上写出答案，如“齐全”“不齐全”。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for decision in splits(chart):
        for flow in chart.outgoing(decision):
            if not flow.name:
                names = {"decision": label(decision), "target": label(chart.nodes[flow.target])}
                yield flow, "判断“{decision}”通往“{target}”的出口没有写明情形", names
