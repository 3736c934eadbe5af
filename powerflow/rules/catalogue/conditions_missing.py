"""The item does not state under which conditions the power is used.

Why: element 1 of the flowchart: without conditions the party cannot know whether to apply, nor the officer when to
    act.
Mend: write `pf:condition` in the item, one for each condition.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="没有写明行使条件",
    why="这是流程图的要素1；没有条件，当事人不知道能否申请，经办人不知道何时应当办。",
    mend="在事项中写 pf:condition，一条一个。",
    basis="州运行方案 四（三）要素1 (ML-13)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is not None and not chart.item.conditions:
        yield chart, "事项“{item}”没有写明行使或受理的条件", {"item": chart.item.name}
