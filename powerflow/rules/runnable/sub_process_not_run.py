"""An event sub-process, transaction or ad-hoc sub-process, which is not run.

Why: the engine does not interrupt what it should, keeps cases open, or leaves the order to chance.
Mend: draw an ordinary sub-process; draw withdrawal and suspension as decisions or as acts on the case.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="事件子流程、事务、随意子流程无法运行",
    why="引擎该中断时不中断、该结束时不结束，或者任由先后次序随机。",
    mend="改画成普通子流程；撤回、中止画成判断，或作为对办件的操作。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.EVENT_SUB_PROCESS, Hindrance.SUB_PROCESS_KIND)
