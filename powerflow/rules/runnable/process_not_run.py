"""The file does not hold exactly one process with steps.

Why: a case runs one process; the others would be left out without anybody noticing.
Mend: keep one process a file and draw the other pools as black boxes, or as files of their own.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="文件里不是恰好一个流程",
    why="一个办件只运行一个流程，其余的会悄悄漏掉。",
    mend="一个文件只留一个流程，其他池画成黑箱，或各立一个文件。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.PROCESSES_SEVERAL)
