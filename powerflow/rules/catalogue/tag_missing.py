"""A step has no tag that says which legal step it is.

Why: the rules of law look for steps by their tags (acceptance, hearing, decision); an untagged step is overlooked.
Mend: write a confirmed `pf:tag` at the step; docs/vocabulary.md lists the tags.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="环节没有标签",
    why="法律规则按标签（受理、听证、决定……）找环节；没有标签的环节会被漏看。",
    mend="在环节上写经确认的 pf:tag，标签见 docs/vocabulary.md。",
    basis="州运行方案 四（三）法定程序（ML-21）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for step in chart.steps.values():
        if not step.tags and not step.inner:
            yield step, "环节“{name}”没有标签", {"name": label(step)}
