"""A process has no start event.

Why: nobody can see how a case begins, and no case can be run.
Mend: draw a start event and lead a flow from it to the first step.
"""
from __future__ import annotations

from powerflow.graph import begins
from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="流程没有开始事件",
    why="看不出一件事从哪里、因何开始，也无法据此运行办件。",
    mend="画一个开始事件，并从它引一条流向到第一个环节。",
    basis="州运行方案 四（三）要素1 (ML-13)",
)
def check(chart: Flowchart) -> Breaches:
    for process in chart.processes.values():
        if process.nodes and not any(begins(chart.nodes[id]) for id in process.nodes):
            yield process, "流程“{name}”没有开始事件", {"name": process.name or process.id}
