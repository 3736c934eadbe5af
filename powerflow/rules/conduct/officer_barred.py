"""A step was done by an officer who must stay away from the case.

Why: who has an interest in the case, or is near to somebody who has, cannot deal with it fairly, and nobody will believe it.
Mend: have somebody else do the step again; what rests on it must be examined anew.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.replay import barred
from powerflow.rules.happening import day_of, officers_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="应当回避的人员仍然办理",
    why="与案件有利害关系的人办不公正，也没有人相信他办得公正。",
    mend="由他人重新办理该环节；以它为依据的决定要重新审查。",
    basis=("行政处罚法 第四十三条", "公务员法 第七十六条"),
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        away = barred(each.entry for each in replay.acts[: act.position])
        for officer in officers_of(act) if act.node is not None and away else ():
            if officer in away:
                yield act, "“{officer}”自第 {seq} 条起应当回避（{why}），却在 {day} 办理了“{name}”", {
                    "officer": officer, "seq": away[officer].seq, "why": away[officer].note or "—", "day": day_of(act),
                    "name": act.name,
                }
