"""A step was done after another that the chart puts behind it.

Why: the order protects somebody: who hears the party after deciding has not heard them.
Mend: do what came too early again after this step, or explain the order in the case file.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.replay import Fit
from powerflow.rules.happening import article, day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="环节顺序颠倒",
    why="先后顺序保护当事人：先决定、后听取意见，等于没有听取。",
    mend="在本环节之后重新办理被提前的环节，或在案卷中说明理由。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        if act.fit is Fit.LATE:
            sooner = next(each for each in reversed(replay.acts[: act.position]) if act.entry.node in each.skipped)
            yield act, "“{name}”（{day}）晚于“{sooner}”（{sooner_day}）办理，按流程图应当在先{basis}", {
                "name": act.name, "day": day_of(act), "sooner": sooner.name, "sooner_day": day_of(sooner),
                "basis": article(act.node),
            }
