"""A timer counts backwards.

Why: it would have to go off before the case comes to it; it can never fire.
Mend: count from the event before which something is due, or draw a step with that limit instead.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="定时事件的期限往前数",
    why="它得在办件走到之前就触发，因此永远不会触发。",
    mend="改从之前的事件起算，或改画成带该时限的环节。",
    basis="州运行方案 四（三）要素4 (ML-16)",
)
def check(chart: Flowchart) -> Breaches:
    for event in chart.events.values():
        if event.trigger == "timer" and event.type != "startEvent" and any(limit.amount < 0 for limit in event.notes.time_limits):
            yield event, "定时事件“{name}”的期限往前数", {"name": label(event)}
