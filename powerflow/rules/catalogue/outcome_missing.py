"""An end does not name the legal outcome.

Why: the party, the statistics and the remedies all depend on how a case ended: granted, refused, terminated.
Mend: write `pf:outcome` on the end event, with adverse="true" where it is to the party's disadvantage.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.deciding import top_events
from powerflow.rules.rule import Breaches, rule


@rule(
    title="结束事件没有写明办理结果",
    why="当事人、统计和救济都取决于如何了结：准予、不予、终止。",
    mend="在结束事件上写 pf:outcome；对当事人不利的写 adverse=\"true\"。",
    basis="州运行方案 四（五）结果公开（ML-28）",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for event in top_events(chart, "endEvent"):
        if event.outcome is None:
            yield event, "结束“{name}”没有写明办理结果", {"name": label(event)}
