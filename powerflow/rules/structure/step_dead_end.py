"""Nothing follows an element that is no end.

Why: the case stops there without a result, and nobody is told so.
Mend: lead a flow from it to what comes next, or to an end event that names the result.
"""
from __future__ import annotations

from powerflow.graph import shapes
from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="走到这里就断了",
    why="办件走到这里没有下文，也没有结果，谁也不知道它是否了结。",
    mend="引一条流向到下一环节，或到写明结果的结束事件。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    for shape in shapes(chart):
        for id in shape.dead_ends:
            node = chart.nodes[id]
            yield node, "“{name}”之后没有下文，也不是结束", {"name": label(node)}
