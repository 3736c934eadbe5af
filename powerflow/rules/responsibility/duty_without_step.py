"""A post has a duty but nothing to do in the chart.

Why: either its step was forgotten, or the duty belongs to somebody else: what nobody does in practice nobody answers
    for.
Mend: give the post its step or lane, correct its name, or delete the duty.
"""
from __future__ import annotations

from powerflow.graph import responsibility
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule


@rule(
    title="有岗位责任却没有环节",
    why="要么漏画了它的环节，要么责任写错了岗位；没人做的事，出了问题也无人负责。",
    mend="补画该岗位的环节或泳道，改正岗位名称，或删去这条责任。",
    basis="州运行方案 四（四） (ML-23)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None or not chart.item.duties:
        return
    for post in responsibility(chart).posts.values():
        if post.duties and not post.steps and not (post.lane and post.lane.members):
            yield chart, "岗位“{post}”写有责任，图中却没有它的环节", {"post": post.name}
