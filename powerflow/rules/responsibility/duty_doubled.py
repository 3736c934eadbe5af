"""Two posts have the same duty.

Why: what two answer for in the same words each leaves to the other; the plan forbids overlapping powers of parallel
    posts.
Mend: divide the duty and write of each post what it does.
"""
from __future__ import annotations

from powerflow.model import Duty, Flowchart, Severity
from powerflow.rules.rule import Breaches, rule


@rule(
    title="两个岗位的责任相同",
    why="写得一样的责任，互相推给对方；方案要求防止平行岗位职权交叉重复。",
    mend="把责任分开，各写各的。",
    basis="州运行方案 四（四） (ML-24)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    first: dict[str, Duty] = {}
    for duty in chart.item.duties if chart.item else ():
        content = "".join(duty.content.split())
        other = first.setdefault(content, duty)
        if content and other.post != duty.post:
            yield chart, "岗位“{post}”与“{other}”的责任内容相同", {"post": duty.post, "other": other.post}
