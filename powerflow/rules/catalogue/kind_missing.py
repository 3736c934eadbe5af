"""The item does not state its kind of power.

Why: which laws and rights apply depends on the kind; without it half of the rules cannot judge.
Mend: write `kind` in the `pf:item` with the code of the kind (01 permit, 02 penalty …).
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="没有写明权力类型",
    why="适用哪些法律、哪些权利都取决于类型；不写，许多规则无法判断。",
    mend="在 pf:item 中写 kind（01 许可、02 处罚……）。",
    basis="州运行方案 四（一） (ML-02)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is not None and chart.item.kind is None:
        yield chart, "事项“{item}”没有写明权力类型", {"item": chart.item.name}
