"""An entry names a step that the chart does not have.

Why: power was exercised by a step that was never published, or the history belongs to another chart.
Mend: replay it against the chart under which the case began; add the step to the chart if it is real.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.replay import Fit
from powerflow.rules.happening import day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="流程图中没有这个环节",
    why="按没有公开的环节行使权力，或者记录属于另一张流程图。",
    mend="用办件开始时的流程图回放；环节确实存在的，补进流程图。",
    basis=("州运行方案 四（三）要素3 (ML-15)", "州运行方案 四（三）每项职权一图（ML-12）"),
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        if act.fit is Fit.UNKNOWN:
            yield act, "{day} 记录的“{node}”不是流程图中的环节或事件", {"node": act.entry.node, "day": day_of(act)}
