"""A step marked as a loop or as multi-instance, which is not run.

Why: how often it is done depends on an expression of another language, which is not evaluated.
Mend: draw the loop with a decision over a recorded fact, or one step a party.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="标为循环或多实例的环节无法运行",
    why="重复几次取决于别种语言的表达式，这里不予计算。",
    mend="用判断和登记的事实画出循环，或一个对象画一个环节。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.REPETITION)
