"""One end is reached twice in a case.

Why: the case is closed, published and served twice; its time limit and its result are counted twice.
Mend: join the branches with a parallel gateway before the end, or let the split before choose only one of them.
"""
from __future__ import annotations

from powerflow.graph import Fault
from powerflow.model import Flowchart
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.tokens import course, named, place_of, problems, split_of


@rule(
    title="一个办件会了结两次",
    why="同一办件会办结、公示、送达两次，时限和结果也会统计两次。",
    mend="在结束之前用并行网关等齐各分支；如果本来只应走一支，就把前面的分支改为判断。",
    basis=("州运行方案 四（三）要素3 (ML-15)", "BPMN 2.0.2 第13章"),
)
def check(chart: Flowchart) -> Breaches:
    for problem in problems(chart, Fault.REPEATED_END):
        split = split_of(chart, problem)
        message = "办件会两次到达{element}：{course}"
        if split:
            message = "办件会两次到达{element}：{course}；{split}分出的分支各自到了这里"
        values = {
            "course": course(chart, problem), "element": named(chart, problem.element), "split": named(chart, split),
        }
        yield Breach(place_of(chart, problem), message, values, witness=problem.trace)
