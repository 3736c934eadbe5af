"""Fewer officers did a step than the law demands, where the chart demands fewer or says nothing.

Why: the law's number binds also where the chart is silent; evidence taken by one alone may not stand.
Mend: do the step again with enough officers, or complete the record; state the number in the chart.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.law import Rows, Staff
from powerflow.rules.happening import day_of, done_with, officers_of
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Act, Replay


@rule(
    title="办理人数少于法律规定",
    why="法律规定的人数，流程图没有写也要遵守；一人取得的证据可能不被采信。",
    mend="补足人员重新办理；确实在场的，补全记录；在流程图上写明人数。",
    basis=ROWS_OF_LAW,
)
def check(replay: Replay, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Staff):
        for act in done_with(replay, demand.tags):
            officers = officers_of(act)
            if officers and len(officers) < demand.n and not _is_told(act, len(officers)):
                yield breach(
                    act, rows, row, demand, "“{name}”（{day}）至少要 {least} 人办理，记录了 {count} 人：{officers}。法律要求：{demand}",
                    {
                        "name": act.name, "day": day_of(act), "least": demand.n, "count": len(officers),
                        "officers": tuple(sorted(officers)),
                    },
                )


def _is_told(act: Act, count: int) -> bool:
    """Whether the chart's own number is missed as well: staff-too-few says so."""
    return act.node is not None and act.node.notes.min_staff is not None and count < act.node.notes.min_staff
