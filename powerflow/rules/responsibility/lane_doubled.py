"""Two lanes of a process stand for the same post.

Why: readers take them for two posts, and a hand-over is drawn where nothing changes hands.
Mend: put the steps into one lane, or name the lanes after the posts that really act.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Lane, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="两条泳道是同一个岗位",
    why="读者会以为是两个岗位，并没有换手的地方也画成了交接。",
    mend="合成一条泳道，或按实际的岗位分别命名。",
    basis="州运行方案 四（三）要素2 (ML-14)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    first: dict[tuple[str, str | None, str], Lane] = {}
    for lane in chart.lanes.values():
        if lane.post and first.setdefault((lane.process, lane.parent, lane.post), lane) is not lane:
            yield lane, "泳道“{name}”与前面的一条是同一个岗位“{post}”", {"name": label(lane), "post": lane.post}
