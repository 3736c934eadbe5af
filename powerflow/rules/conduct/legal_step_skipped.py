"""A decision was made, or a case closed, without a step that the law prescribes before it, whatever the chart says.

Why: the law's own steps bind the case also where the chart lets it go round them; a decision without them can be annulled.
Mend: do the step and decide again; draw it in the chart on every way to the decision.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.graph import END
from powerflow.law import Must, Rows
from powerflow.rules.happening import day_of, done_with, is_told_skipped
from powerflow.rules.lawful import ROWS_OF_LAW, TagNames, breach, tagged
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Act, Replay


@rule(
    title="没有办法定环节就作出决定",
    why="法定环节约束每一件办件，流程图可以绕过也不例外；缺少它作出的决定可能被撤销。",
    mend="补办该环节并重新决定；在流程图通向决定的每条路上画出它。",
    basis=ROWS_OF_LAW,
)
def check(replay: Replay, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Must):
        # Of a chart that has no such step at all required-step-missing tells once, not each case anew.
        if demand.mode != "every" or not tagged(replay.chart, demand.tags) or is_told_skipped(replay, demand.tags):
            continue
        act = _first_without(replay, demand)
        if act is not None:
            yield breach(
                act, rows, row, demand, "“{name}”（{day}）之前没有“{tags}”的记录。法律要求：{demand}",
                {"name": act.name, "day": day_of(act), "tags": TagNames(demand.tags)},
            )


def _first_without(replay: Replay, demand: Must) -> Act | None:
    """The first entry that needs the step and has none before it; for the end of the case its last entry."""
    done = done_with(replay, demand.tags)
    goals = [act for act in done_with(replay, demand.before) if act not in done]
    if END in demand.before and replay.complete and replay.acts:
        goals.append(replay.acts[-1])
    return next((act for act in goals if not any(each.position <= act.position for each in done)), None)
