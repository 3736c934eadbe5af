"""A sub-process does not have exactly one start event.

Why: nobody can see where its work begins, and no case can be run through it.
Mend: draw one start event in it and lead a flow to the first step.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Place, Severity
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="子流程不是恰好一个开始",
    why="看不出里面的事从哪里做起，也无法据此运行办件。",
    mend="在子流程里画一个开始事件，并引流向到第一个环节。",
    basis="BPMN 2.0.2",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for each in hindered(chart, Hindrance.SUB_PROCESS_STARTS):
        # A folded sub-process may stand for something that is drawn elsewhere, until a case is to run through it.
        if each.severity is Severity.ERROR or chart.steps[_id(each)].inner:
            yield each


def _id(breach: Breach) -> str:
    return (breach.thing if isinstance(breach.thing, Place) else breach.thing.place).element or ""
