"""Parallel posts do the same to the same thing.

Why: the party is asked twice and the posts wait for each other; the plan forbids overlapping powers of parallel
    posts. Judged on confirmed step tags and on what the names of the steps have in common.
Mend: leave it to one of them, or say in the names what each looks at.
"""
from __future__ import annotations

from powerflow.graph import doublings
from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="平行岗位对同一事做同样的事",
    why="当事人要跑两遍，岗位之间互相等靠；方案要求防止平行岗位职权交叉重复。按已确认的环节标签和环节名称判断。",
    mend="只留一个岗位做，或在名称里写明各自看什么。",
    basis="州运行方案 四（四） (ML-24)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for doubling in doublings(chart):
        one, *others = doubling.steps
        for other in others:
            names = {"post": chart.post_of(other), "name": label(other), "other": chart.post_of(one), "same": label(one)}
            yield other, "岗位“{post}”的“{name}”与岗位“{other}”的“{same}”是同样的事", names
