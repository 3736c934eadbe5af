"""What follows is done twice: branches that run at the same time meet without waiting for each other.

Why: a decision is made and served twice in one case, and which of them counts cannot be told.
Mend: wait for all branches with a parallel gateway where they meet, or let the split before choose only one of them.
"""
from __future__ import annotations

from powerflow.graph import Fault
from powerflow.model import Flowchart
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.tokens import course, named, place_of, problems, split_of


@rule(
    title="同时办理的分支没有等齐，后面会办两次（缺少同步）",
    why="同一办件会作出、送达两次决定，说不清以哪一次为准。",
    mend="在分支相遇处用并行网关等齐；如果本来只应走一支，就把前面的分支改为判断。",
    basis=("州运行方案 四（三）要素3 (ML-15)", "BPMN 2.0.2 第13章"),
)
def check(chart: Flowchart) -> Breaches:
    for problem in problems(chart, Fault.UNSYNCHRONISED):
        split = split_of(chart, problem)
        message = "{element}及其后的环节会办两次：{course}"
        if split:
            message = "{element}及其后的环节会办两次：{course}；{split}分出的分支先后到达，没有等齐"
        values = {
            "course": course(chart, problem), "element": named(chart, problem.element), "split": named(chart, split),
        }
        yield Breach(place_of(chart, problem), message, values, witness=problem.trace)
