"""Two start events of a process begin it in the same way.

Why: there is one start for each way in (application, ex officio, assignment); of two alike nobody knows which one a
    case takes.
Mend: merge them into one, or say by `pf:wayIn` how they differ.
"""
from __future__ import annotations

from powerflow.model import Event, Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.deciding import top_events
from powerflow.rules.rule import Breaches, rule


@rule(
    title="同一种启动方式有两个开始",
    why="依申请、依职权、交办各画一个开始；两个同样的开始，说不清办件从哪个进来。",
    mend="合并为一个，或用 pf:wayIn 写明两者启动方式不同。",
    basis="州运行方案 四（三）要素1 (ML-13)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    first: dict[tuple[str, ...], Event] = {}
    for event in top_events(chart, "startEvent"):
        way = event.way_in.kind if event.way_in else ""
        told_apart = event.reference or event.name if event.trigger != "none" else ""
        other = first.setdefault((event.scope, event.trigger, way, told_apart), event)
        if other is not event:
            yield event, "开始事件“{name}”与“{other}”的启动方式相同", {"name": label(event), "other": label(other)}
