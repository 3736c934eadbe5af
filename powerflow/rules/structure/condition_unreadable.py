"""A condition is not written in the language of conditions.

Why: it can neither be checked nor decide anything, and guessing its meaning would decide cases wrongly.
Mend: compare facts of the item with values, such as 收件结果 == "受理" and 面积 > 50.
"""
from __future__ import annotations

from powerflow.conditions import ConditionError, parse
from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="条件无法读懂",
    why="这样的条件既不能检查，也不能据以分流；猜测其含义会把办件引错。",
    mend="用事项的事实与值作比较，如：收件结果 == \"受理\" and 面积 > 50。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for flow in chart.flows.values():
        if not flow.condition:
            continue
        try:
            parse(flow.condition)
        except ConditionError as error:
            yield flow, error.message, error.values
