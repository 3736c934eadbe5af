"""The item does not state a right that the law gives the party of its kind.

Why: element 6 of the flowchart: a right that the party is not told of is a right not used.
Mend: write `pf:right` in the item or at the step where it can be used; reconsideration, litigation and compensation
    as `pf:remedy`.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from powerflow.model import Flowchart, PowerKind, Term
from powerflow.rules.rule import Breach, Breaches, rule


@dataclass(frozen=True)
class Row:
    """One legal row: the rights that a kind of item must state, since when, and where the law says so."""

    id: str
    kind: PowerKind
    rights: tuple[Term, ...]
    since: date
    basis: str


_FIVE = (Term("陈述"), Term("申辩"), Term("复议"), Term("诉讼"), Term("赔偿"))
ROWS = (
    Row("XK-32", PowerKind.PERMIT, _FIVE, date(2004, 7, 1), "行政许可法第七条（XK-32）"),
    Row("CF-46", PowerKind.PENALTY, (*_FIVE, Term("听证"), Term("回避")), date(2021, 7, 15), "行政处罚法第七条（CF-46）"),
    Row("QZ-25", PowerKind.COMPULSION, _FIVE, date(2012, 1, 1), "行政强制法第八条（QZ-25）"),
)
_REMEDIES = {"reconsideration": "复议", "litigation": "诉讼", "compensation": "赔偿"}  # not shown: compared with the rows


@rule(
    title="没有写明相对人的法定权利",
    why="这是流程图的要素6；不告知的权利，等于不能用的权利。",
    mend="在事项中或在能行使该权利的环节写 pf:right；复议、诉讼、赔偿写 pf:remedy。",
    basis=("州运行方案 四（三）要素6 (ML-18)", "行政许可法第七条（XK-32）", "行政处罚法第七条（CF-46）", "行政强制法第八条（QZ-25）"),
)
def check(chart: Flowchart, *, day: date) -> Breaches:
    item = chart.item
    if item is None:
        return
    stated = [*item.rights, *(right for node in chart.nodes.values() for right in node.notes.rights)]
    text = " ".join([*(right.name for right in stated), *(_REMEDIES.get(remedy.kind, "") for remedy in item.remedies)])
    for row in ROWS:
        for right in row.rights if row.kind is item.kind and row.since <= day else ():
            if right not in text:
                values = {"item": item.name, "right": right}
                message = "事项“{item}”没有写明相对人的权利：{right}"
                yield Breach(chart, message, values, row=row.id, level="E", basis=(row.basis,))
