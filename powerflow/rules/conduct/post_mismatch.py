"""A step was done by another post than the one that the chart names.

Why: only the post that holds the power may use it.
Mend: let the proper post do the step, or correct the record; if the duty has moved, change the chart and publish it.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.rules.acting import is_of_authority
from powerflow.rules.happening import day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="办理岗位与流程图不符",
    why="职权只能由持有它的岗位行使。",
    mend="由流程图所定的岗位办理，或更正记录；职责已经调整的，修改流程图并公布。",
    basis=("州运行方案 四（三）要素2 (ML-14)", "州运行方案 四（四） (ML-23)"),
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        if act.node is None or not act.entry.post or not is_of_authority(replay.chart, act.node):
            continue
        post = replay.holding(act).post
        if post and act.entry.post != post:
            yield act, "“{name}”（{day}）应由“{post}”办理，记录的是“{actual}”", {
                "name": act.name, "day": day_of(act), "post": post, "actual": act.entry.post,
            }
