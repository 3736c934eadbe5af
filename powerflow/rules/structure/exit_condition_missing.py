"""An exit of a decision has no condition and is not the default.

Why: a case cannot be led along it by what was found; somebody would have to guess.
Mend: write a condition over the item's facts on the flow, or make it the default of the decision.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.deciding import splits
from powerflow.rules.rule import Breaches, rule


@rule(
    title="判断的出口没有条件",
    why="办件走到这里，无法按登记的事实决定走不走这边，只能靠人猜。",
    mend="在流向上按事项的事实写出条件，或把它设为该判断的默认出口。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for decision in splits(chart):
        for flow in chart.outgoing(decision):
            if not flow.condition and flow.id != decision.default:
                names = {"decision": label(decision), "exit": flow.name or label(chart.nodes[flow.target])}
                yield flow, "判断“{decision}”的出口“{exit}”没有条件，也不是默认出口", names
