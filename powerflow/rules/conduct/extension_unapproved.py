"""A limit was extended by another post than the one that may approve it.

Why: only the head of the authority, or whom the law names, may take more time from the party.
Mend: have the extension approved by the proper post before the limit runs out; without it the time is not extended.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.deadlines import local_day
from powerflow.model import EntryKind
from powerflow.replay import approving_posts, extension_of
from powerflow.rules.happening import article, called, day_of, remarks
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
    yield from _unapproved_entries(replay)
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


def _unapproved_entries(replay: Replay) -> Breaches:
    """Extensions that entries grant: longer than the chart allows, or by nobody who may agree to them."""
    for act in remarks(replay, EntryKind.EXTEND):
        extending = extension_of(replay.chart, act.entry)
        if extending is None or extending.allowed is None or extending.period.amount > extending.allowed.amount:
            yield act, "“{name}”（{day}）延长 {limit}，流程图没有规定可以这样延长", {
                "name": called(act), "day": day_of(act), "limit": act.entry.limit or "—",
            }
            continue
        posts = approving_posts(replay.chart, extending.allowed)
        if posts and (act.entry.to not in posts or not _held(replay, act)):
            yield act, "“{name}”（{day}）应由“{approver}”批准，记录的是“{officer}”（{post}）{basis}", {
                "name": called(act), "day": day_of(act), "approver": extending.allowed.approver, "officer": act.entry.approver or "—",
                "post": act.entry.to or "—", "basis": article(None, extending.allowed.basis),
            }


def _held(replay: Replay, act: Act) -> bool:
    """Whether who approved held that post on the day, as far as the table knows it."""
    table, post = replay.organisation, act.entry.to
    return table is None or not table.has_post(post) or table.holds(act.entry.approver, post, local_day(act.entry.at))
