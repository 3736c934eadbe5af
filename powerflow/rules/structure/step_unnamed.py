"""A step has no name.

Why: neither the party nor the officer can tell what is done there.
Mend: name it with a verb and its object, such as 审查申请材料.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="环节没有名称",
    why="当事人和经办人都不知道这里要做什么。",
    mend="用“动词加对象”起名，如“审查申请材料”。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    for step in chart.steps.values():
        if not step.name:
            yield step, "环节“{id}”没有名称", {"id": step.id}
