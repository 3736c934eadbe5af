"""The item does not name supervision inside and outside, each with a way to reach it.

Why: element 5 of the flowchart: without a body and its contact the party cannot call upon anybody to look into it.
Mend: write `pf:supervision` with side="internal" and one with side="external", each with telephone, address, web or
    mail.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="没有写明监督方式",
    why="这是流程图的要素5；没有机构和联系方式，当事人无处反映。",
    mend="写 pf:supervision：内部（internal）、外部（external）各至少一个，并附电话、地址、网址或邮箱。",
    basis="州运行方案 四（三）要素5 (ML-17)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    sides = {contact.side for contact in chart.item.supervision}
    if "internal" not in sides:
        yield chart, "事项“{item}”没有写明内部监督机构", {"item": chart.item.name}
    if "external" not in sides:
        yield chart, "事项“{item}”没有写明外部监督渠道", {"item": chart.item.name}
    for contact in chart.item.supervision:
        if not (contact.telephone or contact.address or contact.url or contact.mail):
            yield chart, "监督机构“{body}”没有联系方式", {"body": contact.body}
