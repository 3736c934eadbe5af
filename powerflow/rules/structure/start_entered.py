"""A flow leads to a start event or boundary event.

Why: it begins by what sets it off from outside, not by a flow: the case that comes along it stops there.
Mend: lead the flow to the first step instead.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="有流向通往开始事件或边界事件",
    why="它由外部的事触发，不由流向触发；沿流向走来的办件会停在那里。",
    mend="把流向改引到第一个环节。",
    basis="BPMN 2.0.2 顺序流连接规则",
)
def check(chart: Flowchart) -> Breaches:
    for event in chart.events.values():
        if event.type in ("startEvent", "boundaryEvent") and event.incoming:
            yield event, "“{name}”不能由流向走入", {"name": label(event)}
