"""An element is listed in two lanes that are not one inside the other.

Why: two posts seem to do the same thing: overlap of duties, or nobody who answers for it.
Mend: leave it in the lane of the post that does it, and only there.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Lane
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="一个元素列在两条泳道中",
    why="看上去两个岗位做同一件事，职责交叉，出了事谁都不负责。",
    mend="只留在实际承办的那条泳道里。",
    basis="州运行方案 四（四） (ML-24)",
)
def check(chart: Flowchart) -> Breaches:
    for node in chart.nodes.values():
        lanes = [lane for lane in chart.lanes.values() if node.id in lane.members]
        innermost = [lane for lane in lanes if not any(lane.id in _around(chart, other) for other in lanes)]
        if len(innermost) > 1:
            names = tuple(label(lane) for lane in innermost)
            yield node, "“{name}”同时列在 {lanes} 几条泳道中", {"name": label(node), "lanes": names}


def _around(chart: Flowchart, lane: Lane) -> set[str]:
    around = set()
    while lane.parent in chart.lanes:
        lane = chart.lanes[lane.parent or ""]
        around.add(lane.id)
    return around
