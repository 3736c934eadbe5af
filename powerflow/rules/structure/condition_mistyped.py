"""A condition compares things of different kinds.

Why: an amount is not a text, a text has no greater or less: the case stops at the decision with an error.
Mend: compare the fact with a value of its own type; see the type in its `pf:fact`.
"""
from __future__ import annotations

from powerflow.conditions import ConditionError, worlds
from powerflow.model import Flowchart
from powerflow.rules.deciding import conditions
from powerflow.rules.rule import Breaches, rule


@rule(
    title="条件把不同类的值放在一起比较",
    why="金额不是文字，文字没有大小；办件走到这个判断会出错停下。",
    mend="用与该事实同类的值来比较，类型见它的 pf:fact。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for flow, condition in conditions(chart):
        try:
            for facts in worlds(chart.item.facts, [condition]) or ():
                condition.evaluate(facts)
        except ConditionError as error:
            yield flow, error.message, error.values
