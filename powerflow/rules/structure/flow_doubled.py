"""Two flows lead from the same element to the same element.

Why: behind a step or a fork the case goes there twice and everything after it is done twice; elsewhere one of them
    says nothing.
Mend: delete one of them; two conditions on one way are joined by `or`.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="同样的流向画了两条",
    why="在环节或并行网关之后，办件会走两遍，后面的事都要办两次；在别处，其中一条毫无意义。",
    mend="删去一条；同一条路上的两个条件用 or 连接。",
    basis="BPMN 2.0.2 顺序流连接规则",
)
def check(chart: Flowchart) -> Breaches:
    seen: set[tuple[str, str, str | None]] = set()
    for flow in chart.flows.values():
        way = (flow.source, flow.target, flow.condition)
        if way in seen:
            names = {"source": label(chart.nodes[flow.source]), "target": label(chart.nodes[flow.target])}
            yield flow, "从“{source}”到“{target}”画了两条同样的流向", names
        seen.add(way)
