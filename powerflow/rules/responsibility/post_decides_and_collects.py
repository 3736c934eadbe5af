"""One post decides what is to be paid and takes the money.

Why: decision and collection are to be separate: who does both can ask for more than is due, or let it go for a
    favour.
Mend: let a bank or the treasury collect.
"""
from __future__ import annotations

from powerflow.graph import Function
from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.dividing import holding_both
from powerflow.rules.rule import Breaches, rule


@rule(
    title="同一岗位既决定又收缴",
    why="决定与收缴应当分离；一人兼做，既可多收，也可徇私少收。按已确认的环节标签判断。",
    mend="由代收银行或国库收缴。",
    basis="州运行方案 四（四） (ML-25)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for post, first, second in holding_both(chart, Function.DECIDE, Function.COLLECT):
        names = {"post": post.name, "first": label(first), "second": label(second)}
        yield second, "岗位“{post}”既决定（“{first}”）又收缴（“{second}”）", names
