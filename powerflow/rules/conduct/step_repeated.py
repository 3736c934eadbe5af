"""A step was done again although the chart knows no way back to it.

Why: a second supplement notice, a second investigation of the same act: the law often allows a step once.
Mend: give the reason in the case file; if practice needs the way back, draw it in the chart.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.replay import Fit
from powerflow.rules.happening import day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="环节重复办理",
    why="法律往往只允许办理一次，例如一次性告知补正。",
    mend="在案卷中说明理由；实际需要返回的，把返回的流向画进流程图。",
    basis=("行政许可法 第三十二条（XK-07）", "州运行方案 四（三）要素3 (ML-15)"),
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        if act.fit is Fit.REPEATED:
            first = next(each for each in replay.acts if each.entry.node == act.entry.node and each.entry.is_doing)
            yield act, "“{name}”{day} 重复办理：{first} 已经办过（第 {seq} 项），流程图没有回到它的路径", {
                "name": act.name, "day": day_of(act), "first": day_of(first), "seq": first.seq,
            }
