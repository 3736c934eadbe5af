"""A condition on a flow that leaves no decision.

Why: it looks as if it decided something, but only the exits of a decision are chosen by conditions.
Mend: draw a decision after the step and put the condition on its exit.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.deciding import splits
from powerflow.rules.rule import Breaches, rule


@rule(
    title="条件写在不起判断作用的流向上",
    why="看上去像是在判断，其实只有判断的出口才按条件选择。",
    mend="在环节之后画一个判断，把条件写到判断的出口上。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    deciding = {decision.id for decision in splits(chart)}
    for flow in chart.flows.values():
        if flow.condition and flow.source not in deciding:
            yield flow, "从“{source}”出来的流向写有条件，但那里不作判断", {"source": label(chart.nodes[flow.source])}
