"""An event of a kind that is not run: conditional, error, escalation, cancel, or several at once.

Why: nothing would ever set it off, so its branch would be lost without anybody noticing.
Mend: draw a decision over a recorded fact, or a timer with its limit.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="这类事件无法运行",
    why="条件、错误、升级、取消、多重事件在办件中永远不会触发，它那一支会悄悄丢掉。",
    mend="改画成按登记的事实作出的判断，或带时限的定时事件。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.EVENT)
