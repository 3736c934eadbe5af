"""Something is not made public, without basis or reason.

Why: publication is the rule; what is withheld needs a legal basis and a reason.
Mend: write `basis` and `reason` (and the date of review) in the `pf:disclosure`, or publish.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.publishing import disclosures
from powerflow.rules.rule import Breaches, rule


@rule(
    title="不公开却没有依据和理由",
    why="公开为原则、不公开为例外；不公开或暂不公开的必须有依据和理由。",
    mend="在 pf:disclosure 中写明 basis 和 reason（及复查日期），或者公开。",
    basis="州运行方案 四（一）步骤3 (ML-08)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for thing, disclosure in disclosures(chart, chart.item):
        if not disclosure.public and not (disclosure.basis and disclosure.reason):
            yield thing, "“{content}”不公开，没有写明依据和理由", {"content": disclosure.content}
