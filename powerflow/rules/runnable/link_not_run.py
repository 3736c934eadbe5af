"""A link event, which no engine here follows.

Why: the engine takes the throwing side for the end: a case would count as done in the middle of its procedure.
Mend: draw the flow itself, or put the part that is left out into a sub-process or an item of its own.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="链接事件无法运行",
    why="引擎会把链接的抛出端当作终点，办件走到一半就被当作办结。",
    mend="直接画出流向，或把略去的部分另立子流程、另立事项。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.LINK)
