"""A lane holds nothing.

Why: it names somebody who has nothing to do; perhaps the steps were left in another lane.
Mend: put the post's steps into the lane, or delete it.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="泳道里没有环节",
    why="写了岗位却没有它要做的事，也许环节放错了泳道。",
    mend="把该岗位的环节放进来，或删去泳道。",
    basis="州运行方案 四（三）要素2 (ML-14)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    parents = {lane.parent for lane in chart.lanes.values()}
    for lane in chart.lanes.values():
        if lane.id not in parents and not any(id in chart.nodes for id in lane.members):
            yield lane, "泳道“{name}”里没有任何环节", {"name": label(lane)}
