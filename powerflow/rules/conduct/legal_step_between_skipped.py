"""What the law puts between two steps was not done between them, whatever the chart says.

Why: a decision straight after the notice hears nobody.
Mend: do what is missing and then the later step again; draw it in the chart on every way between the two.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.law import Between, Rows
from powerflow.rules.happening import day_of, done_with, flows_between, is_told_skipped
from powerflow.rules.lawful import ROWS_OF_LAW, TagNames, breach, tagged
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Act, Replay


@rule(
    title="两个环节之间没有办法定环节",
    why="告知之后直接决定，等于没有听取陈述和申辩。",
    mend="补办该环节，再重新办理后一环节；在流程图两者之间的每条路上画出它。",
    basis=ROWS_OF_LAW,
)
def check(replay: Replay, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Between):
        # Of a chart that has no such step at all step-between-missing tells once, not each case anew.
        is_told = not tagged(replay.chart, demand.tags) or is_told_skipped(replay, demand.tags)
        pair = None if is_told else _pair(replay, demand)
        if pair is not None:
            after, before = pair
            yield breach(
                before, rows, row, demand,
                "“{after}”（{after_day}）到“{before}”（{day}）之间没有“{tags}”的记录。法律要求：{demand}",
                {
                    "after": after.name, "after_day": day_of(after), "before": before.name, "day": day_of(before),
                    "tags": TagNames(demand.tags),
                },
            )


def _pair(replay: Replay, demand: Between) -> tuple[Act, Act] | None:
    """The last entry of the earlier kind and the next of the later one with nothing of what is demanded between."""
    between = done_with(replay, demand.tags)
    for before in done_with(replay, demand.before):
        after = next((act for act in reversed(done_with(replay, demand.after)) if act.position < before.position), None)
        if after is None or before in between or any(after.position <= act.position < before.position for act in between):
            continue
        if not any(demand.exits.said_in(flow.name) for flow in flows_between(replay, after, before)):
            return after, before
    return None
