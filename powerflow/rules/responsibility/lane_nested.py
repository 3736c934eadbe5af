"""A lane stands inside another one.

Why: a published chart names one post a lane; in lanes inside lanes readers cannot tell whether the outer one acts or
    only frames.
Mend: draw one lane a post, and write the unit into `pf:lane`.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="泳道里套着泳道",
    why="公布的图一条泳道一个岗位；层层相套，看不出外层是在办事还是只作框。",
    mend="一个岗位画一条泳道，科室写进 pf:lane。",
    basis="州运行方案 四（三）要素2 (ML-14)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for lane in chart.lanes.values():
        if lane.parent in chart.lanes:
            names = {"name": label(lane), "outer": label(chart.lanes[lane.parent or ""])}
            yield lane, "泳道“{name}”套在泳道“{outer}”里", names
