"""One post finds the facts and decides on them.

Why: nobody else looks at the evidence before the decision: the likeliest place for arbitrary acts. Judged on
    confirmed step tags.
Mend: let another post decide, or let a third one review in between.
"""
from __future__ import annotations

from powerflow.graph import Function
from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.dividing import holding_both
from powerflow.rules.rule import Breaches, rule


@rule(
    title="同一岗位既调查又决定",
    why="决定之前没有第二双眼睛看证据，最容易任意处置。按已确认的环节标签判断。",
    mend="由另一岗位决定，或中间设一个岗位审核。",
    basis="州运行方案 四（四） (ML-25)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for post, first, second in holding_both(chart, Function.INVESTIGATE, Function.DECIDE):
        names = {"post": post.name, "first": label(first), "second": label(second)}
        yield second, "岗位“{post}”既调查（“{first}”）又决定（“{second}”）", names
