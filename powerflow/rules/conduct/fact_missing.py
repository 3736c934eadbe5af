"""A step did not record the facts that it must record.

Why: the decisions that follow read them; without them nobody can say afterwards why the case went this way.
Mend: add the facts to the record, with the date on which they were established.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.model import EntryKind
from powerflow.rules.happening import day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="环节没有登记应当登记的事实",
    why="后面的判断要用这些事实；没有登记，事后说不清案件为什么这样走。",
    mend="补登这些事实，并注明查明的日期。",
    basis="州运行方案 四（六） (ML-29)",
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        if act.node is None or act.entry.kind is not EntryKind.STEP:
            continue
        missing = tuple(name for name in act.node.notes.sets if name not in act.entry.facts)
        if missing:
            yield act, "“{name}”（{day}）应当登记事实：{facts}，没有登记", {
                "name": act.name, "day": day_of(act), "facts": missing,
            }
