"""A process has no end event.

Why: nobody can see how a case ends, and with which result.
Mend: draw an end event for every way in which a case may end.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="流程没有结束事件",
    why="看不出一件事如何了结、有哪几种结果。",
    mend="为每一种了结方式各画一个结束事件。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    for process in chart.processes.values():
        if process.nodes and not any(chart.nodes[id].type == "endEvent" for id in process.nodes):
            yield process, "流程“{name}”没有结束事件", {"name": process.name or process.id}
