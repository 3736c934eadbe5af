"""A timer event carries no time limit.

Why: our clock decides when it fires, by legal days; without a limit it never fires.
Mend: give the timer a `pf:timeLimit` with amount, unit and basis.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="定时事件没有时限",
    why="何时触发由法定日历决定；没有时限，它永远不会触发。",
    mend="给定时事件写 pf:timeLimit：数量、单位、依据。",
    basis="州运行方案 四（三）要素4 (ML-16)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for event in chart.events.values():
        if event.trigger == "timer" and event.type != "startEvent" and not event.notes.time_limits:
            yield event, "定时事件“{name}”没有写明时限", {"name": label(event)}
