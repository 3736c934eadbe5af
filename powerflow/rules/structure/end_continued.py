"""A flow leaves an end event.

Why: an end ends: what is drawn behind it never takes place, or the case goes on although its result was announced.
Mend: draw a step or an intermediate event in its place, or delete the flow.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="结束事件之后还有流向",
    why="结束就是结束：后面画的不会发生，或者宣布了结果却还在办。",
    mend="改画成环节或中间事件，或删去该流向。",
    basis="BPMN 2.0.2 顺序流连接规则",
)
def check(chart: Flowchart) -> Breaches:
    for event in chart.events.values():
        if event.type == "endEvent" and event.outgoing:
            yield event, "结束事件“{name}”之后还有流向", {"name": label(event)}
