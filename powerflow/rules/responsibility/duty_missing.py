"""A post acts in the chart but has no row in the table of duties.

Why: the plan breaks every power down to posts and persons; a post without a duty answers for nothing.
Mend: write a `pf:duty` for the post in the item.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Step
from powerflow.rules.acting import is_of_authority, label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="岗位没有责任",
    why="运行方案要求把职权分解到岗、责任到人；没有责任行的岗位，出了问题无从追究。",
    mend="在事项中为该岗位写一条 pf:duty。",
    basis="州运行方案 四（四） (ML-23)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    stated = {duty.post for duty in chart.item.duties}
    first: dict[str, Step] = {}
    for step in chart.steps.values():
        if is_of_authority(chart, step):
            first.setdefault(chart.post_of(step), step)
    for post, step in first.items():
        if post and post not in stated:
            names = {"post": post, "name": label(step)}
            yield step, "岗位“{post}”（如环节“{name}”）没有写明岗位责任", names
