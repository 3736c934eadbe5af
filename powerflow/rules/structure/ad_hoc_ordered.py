"""An ad-hoc sub-process with a start or an end, or with nothing to do.

Why: its steps are done in any order, so a start and an end contradict it, and without steps it says nothing.
Mend: take the start and end out, or make it an ordinary sub-process; put steps into it.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Step
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="随意子流程画了开始结束，或者空着",
    why="随意子流程里的环节不分先后，画开始、结束自相矛盾；没有环节则什么也没说。",
    mend="去掉开始和结束，或改成普通子流程；把环节放进去。",
    basis="BPMN 2.0.2",
)
def check(chart: Flowchart) -> Breaches:
    for step in chart.steps.values():
        if step.type != "adHocSubProcess":
            continue
        inner = [chart.nodes[id] for id in step.inner]
        if not any(isinstance(node, Step) for node in inner):
            yield step, "随意子流程“{name}”里没有环节", {"name": label(step)}
        for node in inner:
            if node.type in ("startEvent", "endEvent"):
                yield node, "随意子流程“{name}”里不分先后，不应有开始或结束", {"name": label(step)}
