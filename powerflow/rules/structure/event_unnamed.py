"""An event has no name.

Why: nobody can tell what begins, what is waited for, or how it ends.
Mend: name a start by what sets the case off, a timer by what runs out, an end by its result.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule


@rule(
    title="事件没有名称",
    why="看不出因何开始、等的是什么、结果如何。",
    mend="开始事件写因何启动，定时事件写什么到期，结束事件写结果。",
    basis="州运行方案 四（三）要素3 (ML-15)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for event in chart.events.values():
        # The start and end inside a sub-process say nothing that the sub-process does not.
        is_inner = event.scope in chart.nodes and event.type in ("startEvent", "endEvent")
        if not event.name and not is_inner:
            yield event, "事件“{id}”没有名称", {"id": event.id}
