"""One post reviews a matter and decides it.

Why: who reviews his own decision in advance finds nothing; the review is there in name only.
Mend: let another post review, such as the section for legal affairs.
"""
from __future__ import annotations

from powerflow.graph import Function
from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.dividing import holding_both
from powerflow.rules.rule import Breaches, rule


@rule(
    title="同一岗位既审核又决定",
    why="自己审自己要作的决定，审核有名无实。按已确认的环节标签判断。",
    mend="由另一岗位审核，如法制机构。",
    basis="州运行方案 四（四） (ML-25)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for post, first, second in holding_both(chart, Function.REVIEW, Function.DECIDE):
        names = {"post": post.name, "first": label(first), "second": label(second)}
        yield second, "岗位“{post}”既审核（“{first}”）又决定（“{second}”）", names
