"""A decision has no exit for something that may well be recorded.

Why: a case for which none of the conditions holds stops there, and nobody is told how to go on.
Mend: add the exit that is missing, widen a condition, or make one exit the default.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.deciding import answers, splits
from powerflow.rules.rule import Breaches, rule


@rule(
    title="判断没有覆盖全部情形",
    why="各出口的条件都不成立的办件会停在这里，没有人知道下一步怎么走。",
    mend="补画所缺的出口，放宽条件，或把一个出口设为默认。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for decision in splits(chart):
        if decision.default is None:
            left_out = [answer for answer in answers(chart, decision) or () if not answer.taken]
            if left_out:
                names = {"decision": label(decision), "facts": left_out[0].said, "count": len(left_out)}
                yield decision, "判断“{decision}”没有出口可走：{facts}（这样的情形有 {count} 种）", names
