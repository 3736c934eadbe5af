"""Whether the total of an item can be kept cannot be told from the chart.

Why: a step without a limit makes the longest time unknown, and unknown is not kept.
Mend: give the steps named a limit.
"""
from __future__ import annotations

from powerflow.law import Rows
from powerflow.model import Flowchart, Severity
from powerflow.rules.lasting import Length, names
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.totals import is_judged_by_law, name_of, totals


@rule(
    title="无法判断总时限能否守住",
    why="有环节没有时限，最长要多久就算不出来；算不出来不等于没有超过。",
    mend="给所列环节写明时限。",
    basis="州运行方案 四（三）要素4 (ML-16)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for total in totals(chart, rows):
        if total.shown.found.unknown and total.shown.taken.fit.over <= 0 and not is_judged_by_law(chart, total, rows):
            yield total.thing, "无法判断{name}的{role}时限{limit}能否守住：{unknown}没有时限", {
                "name": name_of(total), "role": total.role, "limit": Length(total.limit.amount, total.limit.unit),
                "unknown": names(chart, total.shown.found.unknown),
            }
