"""The chart has too many states for its runs to be looked at, so orders and required steps are not judged.

Why: silence here would pass for approval.
Mend: put what runs side by side into fewer branches, or into sub-processes of their own.
"""
from __future__ import annotations

from powerflow.graph import runs
from powerflow.law import AtMost, Bar, Between, Follow, Must, Order, Rows
from powerflow.model import Flowchart, Severity
from powerflow.rules.lawful import ROWS_OF_LAW
from powerflow.rules.rule import Breaches, rule


@rule(
    title="走法太多，无法判断先后",
    why="判断不了又不说，就会被当成合法。",
    mend="减少并行的分支，或者把并行的部分拆成子流程。",
    basis=ROWS_OF_LAW,
    severity=Severity.ADVICE,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    asked = tuple(dict.fromkeys(row.id for row, demand in rows.bound if isinstance(demand, (Must, Order, Between, Follow, Bar, AtMost))))
    if asked and runs(chart) is None:
        yield chart, "走法太多，无法判断这些法律条目：{rows}", {"rows": asked}
