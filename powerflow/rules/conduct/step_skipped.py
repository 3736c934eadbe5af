"""A step that the chart puts before another left no entry.

Why: a decision without the steps that the law demands before it can be set aside.
Mend: do the step, or record it if it was done; what was decided without it must be examined again.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.replay import Fit
from powerflow.rules.happening import Happening, article, day_of
from powerflow.rules.rule import Breach, Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Act, Replay


@rule(
    title="跳过了应当先办的环节",
    why="缺少法定环节就作出的决定，可能被撤销或确认违法。",
    mend="补办该环节；已经办理的补登记录；没有它就作出的决定要重新审查。",
    basis=("行政处罚法 第三十八条", "州运行方案 四（三）要素3 (ML-15)"),
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        for node in act.skipped:
            if not _is_made_up(replay, act, node):
                yield Breach(
                    Happening(replay.place_of(node), act.seq),
                    "“{act}”（{day}）办理之前没有“{name}”的记录，按流程图应当先办{basis}",
                    {
                        "act": act.name, "day": day_of(act), "name": replay.name_of(node),
                        "basis": article(replay.chart.nodes[node]),
                    },
                    witness=(*act.skipped, act.entry.node),
                )


def _is_made_up(replay: Replay, act: Act, node: str) -> bool:
    """Whether the step was done later: then it is out of order, not missing."""
    return any(later.fit is Fit.LATE and later.entry.node == node for later in replay.acts[act.position + 1 :])
