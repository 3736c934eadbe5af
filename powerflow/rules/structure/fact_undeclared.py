"""A condition or step uses a fact that the item does not declare.

Why: nobody knows what kind of value it has, so it can be neither asked for nor compared.
Mend: declare it in the item with `pf:fact`, with its type and choices; or correct the name.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.deciding import conditions
from powerflow.rules.rule import Breaches, rule


@rule(
    title="使用了未声明的事实",
    why="不知道它是文字、金额还是日期，也就无从登记和比较。",
    mend="在事项中用 pf:fact 声明它的名称、类型和可选值；若是写错，改正名称。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    declared = {fact.name for fact in chart.item.facts}
    for flow, condition in conditions(chart):
        for name in condition.names:
            if name not in declared:
                yield flow, "条件用到的事实“{fact}”没有在事项中声明", {"fact": name}
    for node in chart.nodes.values():
        for name in node.notes.sets:
            if name not in declared:
                yield node, "“{name}”登记的事实“{fact}”没有在事项中声明", {"name": label(node), "fact": name}
