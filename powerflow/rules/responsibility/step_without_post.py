"""No post is named for a step.

Why: the plan asks for the section that handles every step; without it nobody answers for the step.
Mend: name the lane after the post, or write the post in `pf:lane` or `pf:step`.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="环节没有承办岗位",
    why="运行方案要求写明每个环节的承办科室；没有岗位，就没有人负责。",
    mend="用岗位给泳道命名，或在 pf:lane、pf:step 中写明岗位。",
    basis="州运行方案 四（三）要素2 (ML-14)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    with_lanes = {lane.process for lane in chart.lanes.values()}
    for step in chart.steps.values():
        is_in_no_lane = step.lane is None and step.scope in with_lanes  # step-without-lane says so
        if not is_in_no_lane and not chart.post_of(step):
            yield step, "环节“{name}”没有写明承办岗位", {"name": label(step)}
