"""The item does not say where and until when the party may seek a remedy.

Why: without the body and the time limit the party loses the remedy; a decision that does not tell them runs on for
    a year.
Mend: write `pf:remedy` for reconsideration (60 days) and for litigation (6 months), with body and time.
"""
from __future__ import annotations

from powerflow.model import Flowchart, PowerKind
from powerflow.rules.rule import Breach, Breaches, rule

# Acts inside the administration and decisions of policy are not open to reconsideration or suit.
_NOT_OPEN = {PowerKind.INTERNAL, PowerKind.DECISION, PowerKind.PUBLIC_SERVICE}
_ASKED = (
    ("reconsideration", "JJ-01", "行政复议法第二十条（JJ-01）", "事项“{item}”没有写明行政复议机关和期限"),
    ("litigation", "JJ-02", "行政诉讼法第四十六条（JJ-02）", "事项“{item}”没有写明行政诉讼的法院和期限"),
)


@rule(
    title="没有写明救济途径",
    why="不写明机关和期限，当事人就会错过救济；未告知的，复议期限最长延到一年。",
    mend="写 pf:remedy：复议（六十日）、诉讼（六个月），各写明机关和期限。",
    basis=("行政复议法第二十条（JJ-01）", "行政诉讼法第四十六条（JJ-02）"),
)
def check(chart: Flowchart) -> Breaches:
    item = chart.item
    if item is None or item.kind in _NOT_OPEN:
        return
    stated = {remedy.kind for remedy in item.remedies if remedy.body and remedy.time}
    for kind, row, basis, message in _ASKED:
        if kind not in stated:
            yield Breach(chart, message, {"item": item.name}, row=row, level="E", basis=(basis,))
