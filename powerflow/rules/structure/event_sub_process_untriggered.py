"""An event sub-process whose start waits for nothing.

Why: it begins when something happens; with a plain start nothing ever does, and what is in it never takes place.
Mend: give its start event a message, timer, error or the like, or make it an ordinary sub-process.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="事件子流程没有触发事件",
    why="它要等某件事发生才开始；开始事件不写等什么，里面的事就永远不会发生。",
    mend="给它的开始事件写明消息、定时等，或改成普通子流程。",
    basis="BPMN 2.0.2",
)
def check(chart: Flowchart) -> Breaches:
    for event in chart.events.values():
        around = chart.steps.get(event.scope)
        if around and around.triggered_by_event and event.type == "startEvent" and event.trigger == "none":
            yield event, "事件子流程“{name}”的开始没有写明由什么触发", {"name": label(around)}
