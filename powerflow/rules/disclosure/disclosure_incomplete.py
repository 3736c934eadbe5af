"""A disclosure lacks its scope, form or time.

Why: the three are what the plan asks for; without them nobody can hold the authority to it.
Mend: fill in what the message names in `pf:disclosure`.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Term
from powerflow.rules.publishing import disclosures
from powerflow.rules.rule import Breaches, rule

_ASKED = {"scope": Term("范围"), "form": Term("形式"), "time": Term("时间")}


@rule(
    title="公开的范围、形式、时间不全",
    why="运行方案要求的正是这三项；缺了就无从督促。",
    mend="在 pf:disclosure 中补上所缺各项。",
    basis="州运行方案 四（三）重要部位和环节（ML-20）",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for thing, disclosure in disclosures(chart, chart.item):
        missing = tuple(word for field, word in _ASKED.items() if not getattr(disclosure, field))
        if disclosure.public and missing:
            yield thing, "“{content}”的公开没有写明 {missing}", {"content": disclosure.content, "missing": missing}
