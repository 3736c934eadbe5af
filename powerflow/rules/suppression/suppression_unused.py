"""A decision not to report a finding covers nothing.

Why: it may have been written for a fault that is mended, and would hide the next one.
Mend: delete it, or correct the rule, element or file that it names.
"""
from __future__ import annotations

from datetime import date

from powerflow.model import Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.silence import Judged


@rule(
    title="不再报告的决定没有对象",
    why="它针对的问题也许早已改正，留着会掩盖下一个问题。",
    mend="删去它，或改正它所写的规则、元素或文件。",
    basis="powerflow 的约定：例外要写明理由、决定人和期限",
    severity=Severity.ADVICE,
)
def check(judged: Judged, *, day: date) -> Breaches:
    for each in judged.unused(day):
        yield each, "{by}决定不再报告 {rule}，但没有这样的问题", {"rule": each.rule, "by": each.by}
