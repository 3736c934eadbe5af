"""Fewer officers did a step than the chart demands.

Why: on-site checks and investigations need two officers; evidence taken by one alone may not stand.
Mend: do the step again with enough officers, or complete the record if they were there.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.rules.happening import article, day_of, officers_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="办理人数不足",
    why="现场核查、调查取证应有两名以上人员；一人取得的证据可能不被采信。",
    mend="补足人员重新办理；确实在场的，补全记录。",
    basis=("行政许可法 第三十四条（XK-10）", "行政处罚法 第四十二条"),
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        least = act.node.notes.min_staff if act.node else None
        officers = set(officers_of(act))
        if least is not None and officers and len(officers) < least:
            yield act, "“{name}”（{day}）至少要 {least} 人办理，记录了 {count} 人：{officers}{basis}", {
                "name": act.name, "day": day_of(act), "least": least, "count": len(officers),
                "officers": tuple(sorted(officers)), "basis": article(act.node),
            }
