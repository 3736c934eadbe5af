"""A limit was extended by another post than the one that may approve it.

Why: only the head of the authority, or whom the law names, may take more time from the party.
Mend: have the extension approved by the proper post before the limit runs out; without it the time is not extended.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.rules.happening import article, day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.model import Flowchart
    from powerflow.replay import Act, Replay


@rule(
    title="延长未经有权人批准",
    why="延长时限要由行政机关负责人或者法律规定的人批准，承办人不能自行延长。",
    mend="在届满前报有权的岗位批准；没有批准的，时限不延长。",
    basis=("行政许可法 第四十二条（XK-14）", "政府信息公开条例 第三十三条（XX-09）"),
)
def check(replay: Replay) -> Breaches:
    posts = _posts(replay.chart)
    for act in replay.acts:
        extension = act.node.notes.extension if act.node else None
        if extension is None or extension.approver not in posts or not act.entry.post:
            continue  # an approver in other words than those of a post ("the head") can be told by people only
        if act.entry.post != extension.approver and not _is_approved(replay, act, extension.approver):
            yield act, "“{name}”（{day}）应由“{approver}”批准延长，记录的是“{post}”{basis}", {
                "name": act.name, "day": day_of(act), "approver": extension.approver, "post": act.entry.post,
                "basis": article(act.node, extension.basis),
            }


def _posts(chart: Flowchart) -> frozenset[str]:
    return frozenset(chart.post_of(node) for node in chart.nodes.values()) | {lane.post for lane in chart.lanes.values()}


def _is_approved(replay: Replay, act: Act, approver: str) -> bool:
    """Whether the entry before is the approver's: then this one only carries the approval out."""
    return act.position > 0 and replay.acts[act.position - 1].entry.post == approver
