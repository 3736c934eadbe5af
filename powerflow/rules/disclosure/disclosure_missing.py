"""A key step does not say what is made public of it.

Why: the plan asks for scope, form and time of publication at key parts and steps: decisions, money, experts,
    tenders.
Mend: write `pf:disclosure` at the step; if it is not published, say public="false" with basis and reason.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule

KEY_TAGS = frozenset({
    "DECIDE", "DECIDE_GRANT", "DECIDE_STOP", "EXEC_DECIDE", "SPOT_DECIDE", "DISPOSE", "FEE", "FUND", "PAY",
    "COMPENSATE", "EXPERT", "RANDOM_EXPERT", "TENDER", "AUCTION",
})


@rule(
    title="重要环节没有注明公开",
    why="运行方案要求在重要部位和环节注明公开的范围、形式、时间：决定、收费与资金、专家、招标等。",
    mend="在环节上写 pf:disclosure；不公开的写 public=\"false\"，并写明依据和理由。",
    basis="州运行方案 四（三）重要部位和环节（ML-20）",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for step in chart.steps.values():
        if step.tags & KEY_TAGS and not step.notes.disclosures:
            yield step, "重要环节“{name}”没有注明公开的范围、形式、时间", {"name": label(step)}
