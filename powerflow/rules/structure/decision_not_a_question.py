"""The label of a decision is no question.

Why: a statement or an act on a decision does not tell what is asked, so the answers on its exits hang in the air.
Mend: write it as a question, such as 材料是否齐全?, and the answers on the exits.
"""
from __future__ import annotations

import re

from powerflow.model import Flowchart, Severity
from powerflow.rules.deciding import splits
from powerflow.rules.rule import Breaches, rule

_QUESTION = re.compile(r"[?？]$|[吗呢么]$|是否|能否|可否|应否|有无|何|哪|谁|多少")  # not shown: how questions are written


@rule(
    title="判断没有写成问句",
    why="判断上写成陈述或动作，读者不知道问的是什么，出口上的答案就没有着落。",
    mend="写成问句，如“材料是否齐全？”，答案写在出口上。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for decision in splits(chart):
        if decision.name and not _QUESTION.search(decision.name):
            yield decision, "判断“{name}”没有写成问句", {"name": decision.name}
