"""Whether a limit of the law is kept cannot be told from the chart.

Why: a step without a limit, or a return that nothing bounds, makes the longest time unknown; unknown is not kept.
Mend: give the steps named a limit; bound the return by a recorded number (退回次数 < 1), or shorten the way so that
    something is left for a return.
"""
from __future__ import annotations

from powerflow.law import Rows
from powerflow.model import Flowchart, Severity
from powerflow.rules.lasting import Length, Stretch, back, names, stretches
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breach, Breaches, rule


@rule(
    title="无法判断是否超过法定期限",
    why="有环节没有时限，或者退回的次数没有限制，最长要多久就算不出来；算不出来不等于没有超过。",
    mend="给所列环节写明时限；用登记的次数限制退回（如 退回次数 < 1），或者缩短路径，留出退回的余量。",
    basis=ROWS_OF_LAW,
    severity=Severity.ADVICE,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for stretch in stretches(chart, rows):
        if stretch.shown.taken.fit.over > 0:
            continue
        if stretch.shown.found.unknown:
            yield _told(chart, rows, stretch, "无法判断是否超过{limit}：{unknown}没有时限。法律要求：{demand}")
        # A return uses up what is left of the limit; where nothing is left any return breaks it.
        elif stretch.shown.taken.fit.over == 0 < stretch.shown.once.fit.over:
            yield _told(
                chart, rows, stretch, "不退回时正好用足{limit}，{back}一次就超过 {over}，而图上没有限制次数。法律要求：{demand}",
            )


def _told(chart: Flowchart, rows: Rows, stretch: Stretch, message: str) -> Breach:
    turn = next((turn for turn in stretch.shown.found.unbounded if turn.source in stretch.shown.once.way.nodes), None)
    found = breach(chart.nodes[stretch.shown.taken.way.nodes[-1]], rows, stretch.row, stretch.demand, message, {
        "limit": Length(stretch.limit.amount, stretch.limit.unit), "unknown": names(chart, stretch.shown.found.unknown),
        "over": Length(max(1, stretch.shown.once.fit.over), stretch.shown.once.fit.unit), "back": back(chart, turn) if turn else "",
    }, stretch.shown.once.way.nodes)
    return found._replace(severity=Severity.ADVICE)
