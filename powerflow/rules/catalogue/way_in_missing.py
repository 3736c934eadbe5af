"""A start does not say whether the power is used on application or ex officio.

Why: element 1 of the flowchart: duties and limits differ between the two.
Mend: write `pf:wayIn` on the start event: application, ex-officio or assigned.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.deciding import top_events
from powerflow.rules.rule import Breaches, rule


@rule(
    title="开始事件没有写明启动方式",
    why="这是流程图的要素1：依申请还是依职权，义务和时限都不同。",
    mend="在开始事件上写 pf:wayIn：依申请、依职权或交办。",
    basis="州运行方案 四（三）要素1 (ML-13)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for event in top_events(chart, "startEvent"):
        if event.way_in is None:
            yield event, "开始“{name}”没有写明依申请还是依职权", {"name": label(event)}
