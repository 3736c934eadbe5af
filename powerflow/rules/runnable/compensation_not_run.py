"""Compensation, which is not run.

Why: the engine passes over the throwing event as if it were nothing, and what was to be undone stays done.
Mend: draw the undoing (revocation, return, recovery) as steps of the posts that do it.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="补偿无法运行",
    why="引擎会把补偿事件当作空事件越过，该撤回、返还的就不会做。",
    mend="把撤回、返还、追缴等画成承办岗位的环节。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.COMPENSATING_STEP, Hindrance.COMPENSATING_EVENT)
