"""Less time was left between two steps than the law gives the party, whatever the chart says.

Why: who decides before the time to answer is over takes the right away; the decision can be annulled.
Mend: wait until the time has run out, or record how the party gave the right up; then decide again.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.deadlines import Period, deadline
from powerflow.law import Rows, Wait
from powerflow.model import LimitSense, Unit
from powerflow.replay import Amount, DueDay
from powerflow.rules.happening import day_of
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.passed import is_told, is_waived, runs
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="法定等待期间被截短",
    why="期间未满就作出决定，等于剥夺当事人的权利，决定可能被撤销。",
    mend="等期间届满后重新办理；当事人放弃权利的，登记放弃的环节。",
    basis=ROWS_OF_LAW,
)
def check(replay: Replay, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Wait):
        period = Period(demand.n, Unit(demand.unit))
        for begun, ended in runs(replay, demand.start, demand.end):
            over = deadline(begun.entry.at, period, replay.calendar)
            if over.is_over(ended.entry.at) or is_waived(replay, begun, ended, demand) or is_told(replay, ended, LimitSense.WAIT):
                continue
            yield breach(
                ended, rows, row, demand,
                "“{begun}”（{start}）之后应当留足{limit}，{due} 才届满，{end} 就办理了“{ended}”。法律要求：{demand}",
                {
                    "begun": begun.name, "start": day_of(begun), "ended": ended.name, "end": day_of(ended),
                    "limit": Amount(period.amount, period.unit), "due": DueDay(over.due, over.provisional),
                },
            )
