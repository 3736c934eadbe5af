"""A step that decides does not say by whose authority.

Why: without it nobody can tell whether the post may decide this, or had to ask a higher one.
Mend: write `authority` of `pf:step`: who may decide, up to what amount or in which cases.
"""
from __future__ import annotations

from powerflow.graph import FUNCTIONS, Function
from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="作决定的环节没有写明权限",
    why="看不出这个岗位能不能定这件事，还是应当报上级。按已确认的环节标签判断。",
    mend="在 pf:step 的 authority 中写明由谁决定、金额或情形的限度。",
    basis="州运行方案 四（四） (ML-23)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for step in chart.steps.values():
        if step.tags & FUNCTIONS[Function.DECIDE] and not step.notes.authority:
            yield step, "“{name}”作出决定，没有写明权限", {"name": label(step)}
