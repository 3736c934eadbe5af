"""Nobody is named who did a step of the authority.

Why: without a name nobody can be asked, recused or held to account.
Mend: record the officers who did the step.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.model import EntryKind
from powerflow.rules.acting import is_of_authority
from powerflow.rules.happening import day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="没有记录经办人",
    why="没有姓名，就无从询问、回避和追责。",
    mend="登记办理该环节的人员。",
    basis="州运行方案 四（六） (ML-29)",
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        # What a registered service does nobody does; `draw-not-verified` looks at it.
        is_step = act.entry.kind is EntryKind.STEP and act.node is not None and act.node.type != "serviceTask"
        if is_step and not act.entry.officer.strip() and act.node and is_of_authority(replay.chart, act.node):
            yield act, "“{name}”（{day}）没有记录由谁办理", {"name": act.name, "day": day_of(act)}
