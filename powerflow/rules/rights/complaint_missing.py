"""The item names no way to complain or report.

Why: element 7 of the flowchart: the party must know to whom to turn, and how.
Mend: write `pf:complaint` with the receiving body and a telephone, address, web page or mail.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="没有写明投诉举报途径",
    why="这是流程图的要素7；当事人要知道向谁投诉、怎样投诉。",
    mend="写 pf:complaint：受理机构，并附电话、地址、网址或邮箱。",
    basis="州运行方案 四（三）要素7 (ML-19)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    if not chart.item.complaints:
        yield chart, "事项“{item}”没有写明投诉举报途径", {"item": chart.item.name}
    for contact in chart.item.complaints:
        if not (contact.telephone or contact.address or contact.url or contact.mail):
            yield chart, "投诉受理机构“{body}”没有联系方式", {"body": contact.body}
