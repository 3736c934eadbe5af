"""A step stands in no lane although the process has lanes.

Why: nobody can see who is to do it.
Mend: put the step into the lane of the post that does it (`flowNodeRef`).
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="环节不在任何泳道中",
    why="看不出这一步由谁来做。",
    mend="把环节放进承办岗位的泳道（flowNodeRef）。",
    basis="州运行方案 四（三）要素2 (ML-14)",
)
def check(chart: Flowchart) -> Breaches:
    with_lanes = {lane.process for lane in chart.lanes.values()}
    for step in chart.steps.values():
        if step.lane is None and step.scope in with_lanes:
            yield step, "环节“{name}”不在任何泳道中", {"name": label(step)}
