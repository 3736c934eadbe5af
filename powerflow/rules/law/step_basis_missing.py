"""A step that is drawn from the law names no article.

Why: where the law sets the procedure the chart follows it; which article that is must be visible, or nobody can
    compare.
Mend: write a `pf:legalBasis` at the step, or say source="actual" if practice alone is behind it.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="法定程序的环节没有写明依据",
    why="有法定程序的按法定程序画；不写是哪一条，就没法对照。",
    mend="在环节上写 pf:legalBasis；只是实际做法的，写 source=\"actual\"。",
    basis="州运行方案 四（三）法定程序（ML-21）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for step in chart.steps.values():
        if step.notes.source == "statutory" and not step.notes.bases:
            yield step, "法定环节“{name}”没有写明依据哪一条", {"name": label(step)}
