"""A chart does not say which power item it belongs to.

Why: what the law asks of an item cannot be checked: the rules about annotations keep silent.
Mend: write a `pf:item` in the `extensionElements` of the process, with code and name.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule


@rule(
    title="没有写明属于哪个权力事项",
    why="法律对事项的要求无从检查，有关标注的规则都不作声。",
    mend="在流程（process）的 extensionElements 中写 pf:item，注明编码和名称。",
    basis="州运行方案 四（三）每项职权一图（ML-12）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None and chart.processes:
        yield chart, "没有 pf:item，只检查了结构和泳道", {}
