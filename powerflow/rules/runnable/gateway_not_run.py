"""A complex or event-based gateway, which is not run.

Why: what it waits for cannot be reckoned from the drawing, so the case would go a way that nobody drew.
Mend: use exclusive, inclusive or parallel gateways, and boundary timers for what happens when nothing comes.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="复杂网关、事件网关无法运行",
    why="它等什么无法从图上推定，办件会走上没有画出的路。",
    mend="改用排他、包容、并行网关；等不到的情形用边界定时事件。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.GATEWAY)
