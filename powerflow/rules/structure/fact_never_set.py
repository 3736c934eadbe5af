"""A condition reads a fact that no step records.

Why: the decision can never be made: nothing in the procedure establishes what it turns on.
Mend: name the fact in `sets` of the step that establishes it.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.deciding import conditions
from powerflow.rules.rule import Breaches, rule


@rule(
    title="条件所用的事实没有任何环节登记",
    why="流程中没有哪一步认定这件事，判断就无从作出。",
    mend="在认定该事实的环节的 sets 中写上它。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    recorded = {name for node in chart.nodes.values() for name in node.notes.sets}
    declared = {fact.name for fact in chart.item.facts}
    for flow, condition in conditions(chart):
        for name in condition.names:
            if name in declared - recorded:
                yield flow, "条件用到的事实“{fact}”没有任何环节登记", {"fact": name}
