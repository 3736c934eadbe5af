"""A step names no time limit.

Why: the party cannot know when the step is late, and supervision has nothing to measure.
Mend: give the step a `pf:timeLimit` with the days and the law that sets them.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.acting import label, timed_steps
from powerflow.rules.rule import Breaches, rule


@rule(
    title="环节缺少办理时限",
    why="当事人不知道这一步何时算逾期，监察也无从计量。",
    mend="给环节写 pf:timeLimit：几日、什么日、依据哪一条。",
    basis="州运行方案 四（三）要素4 (ML-16)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for step in timed_steps(chart):
        if step.time_limit is None:
            yield step, "环节“{name}”没有办理时限", {"name": label(step)}
