"""The case began under a chart that was not in force on that day.

Why: an item binds from the day on which it takes effect, and nobody may begin a case under one that is no more.
Mend: take the version that was in force when the case began; a case begun under the wrong one is examined anew under the right one.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.deadlines import local_day
from powerflow.model import EntryKind
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="办件开始时流程图不在有效期内",
    why="流程图自生效之日起适用；取消、停用之后不得再按它受理。",
    mend="按办件开始当日有效的版本回放；确实用错版本受理的，按有效的版本重新核对办理过程。",
    basis="州运行方案 四（二） (ML-11)",
)
def check(replay: Replay) -> Breaches:
    item = replay.chart.item
    if item is None or not replay.acts:
        return
    changed = [act for act in replay.acts if act.entry.kind is EntryKind.MIGRATE]
    first = changed[-1] if changed else replay.acts[0]  # a case that changed its version is judged by that one, from then on
    began = local_day(first.entry.at)
    values = {"case": replay.case, "began": began.isoformat(), "path": replay.chart.path}
    if item.effective_from is not None and began < item.effective_from:
        yield first, "办件 {case} {began} 开始，流程图 {path} 自 {day} 起才生效", {
            **values, "day": item.effective_from.isoformat(),
        }
    if item.effective_to is not None and item.effective_to <= began:
        yield first, "办件 {case} {began} 开始，流程图 {path} 自 {day} 起已经停用", {
            **values, "day": item.effective_to.isoformat(),
        }
