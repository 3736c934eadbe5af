"""The item does not say what is public of decision, execution and result.

Why: openness is to cover the whole course of a power: how it is decided, how it is carried out, what came of it.
Mend: write `pf:disclosure` with the stage for each of them, on the item or on steps; what is withheld is told with its reason.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.publishing import disclosures
from powerflow.rules.rule import Breaches, rule

_STAGES = ("决策", "执行", "结果")


@rule(
    title="决策、执行、结果的公开不全",
    why="公开要覆盖权力运行全过程：怎样决定、怎样执行、结果如何。",
    mend="为缺少的环节写 pf:disclosure 的 stage；不公开的写明依据和理由。",
    basis=("政府信息公开条例第二十条（XX-01）", "州运行方案 四（三）重要部位和环节（ML-20）"),
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    told = {each.stage for _, each in disclosures(chart, chart.item)}
    missing = tuple(stage for stage in _STAGES if stage not in told)
    if told and missing:
        yield chart, "事项“{item}”没有写明{stages}环节的公开", {"item": chart.item.name, "stages": missing}
