"""An exit of a decision that no recorded fact can open.

Why: what is drawn behind it never takes place: mostly a choice is misspelt, or two conditions contradict each other.
Mend: correct the value to one that the fact may have, or delete the exit.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.deciding import answers, splits
from powerflow.rules.rule import Breaches, rule


@rule(
    title="判断的出口永远走不到",
    why="它后面画的都不会发生：多半是选项写错了，或者条件自相矛盾。",
    mend="把值改成该事实可以取的值，或删去这个出口。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for decision in splits(chart):
        tried = answers(chart, decision)
        taken = frozenset().union(*(answer.taken for answer in tried or ()))
        for flow in chart.outgoing(decision) if tried else ():
            if flow.id not in taken and flow.id != decision.default:
                names = {"decision": label(decision), "condition": flow.condition}
                yield flow, "判断“{decision}”的这个出口无论如何都走不到：{condition}", names
