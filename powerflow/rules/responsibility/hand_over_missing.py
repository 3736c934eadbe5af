"""A flow goes to another lane without saying what is handed over.

Why: the plan asks for the interfaces between posts; papers get lost where nobody wrote down what passes to whom.
Mend: write a `pf:handOver` on the flow: what passes, and who receives it.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="跨岗位流转没有写明交接内容",
    why="运行方案要求写明相关岗位的衔接点；没有写明交什么、交给谁的地方，最容易出脱节。",
    mend="在流向上写 pf:handOver：移交什么，由谁接收。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for flow in chart.flows.values():
        source, target = chart.nodes[flow.source], chart.nodes[flow.target]
        if source.lane and target.lane and source.lane != target.lane and not flow.hand_overs:
            names = {"source": label(source), "target": label(target)}
            yield flow, "从“{source}”到“{target}”换了岗位，没有写明移交什么", names
