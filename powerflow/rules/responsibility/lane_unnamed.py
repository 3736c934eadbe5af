"""A lane has no name.

Why: a reader sees that somebody acts there, but not who.
Mend: name the lane after the post or party.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="泳道没有名称",
    why="看得出有人在做，却不知道是谁。",
    mend="用岗位或当事人的名称给泳道命名。",
    basis="州运行方案 四（三）要素2 (ML-14)",
)
def check(chart: Flowchart) -> Breaches:
    for lane in chart.lanes.values():
        if not lane.name:
            names = tuple(label(chart.nodes[id]) for id in lane.members[:3] if id in chart.nodes)
            yield lane, "泳道“{id}”（含 {names}）没有名称", {"id": lane.id, "names": names or "—"}
