"""A case can get stuck: a join waits for a branch that never comes.

Why: the case lies there without a result, nobody is late by any limit, and the party waits in vain.
Mend: make the join the same kind as the split before it: a choice is merged by an exclusive gateway, parallel work by a parallel one.
"""
from __future__ import annotations

from powerflow.graph import Fault
from powerflow.model import Flowchart
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.tokens import course, named, place_of, problems, split_of


@rule(
    title="办件会卡住（死锁）",
    why="办件停在那里没有下文，哪个时限也没有超，当事人却白等。",
    mend="让汇聚与它前面的分支同类：任选一支的用排他网关汇合，并行办理的用并行网关等齐。",
    basis=("州运行方案 四（三）要素3 (ML-15)", "BPMN 2.0.2 第13章"),
)
def check(chart: Flowchart) -> Breaches:
    for problem in problems(chart, Fault.DEADLOCK):
        split = split_of(chart, problem)
        message = "办件会卡住：{course}；再也走不动"
        if problem.missing:
            message = "办件会卡住：{course}；{join}还在等{missing}，该分支不会到达"
        if problem.missing and split:
            message = "办件会卡住：{course}；{join}还在等{missing}，该分支不会到达：{split}分出的分支不会都走"
        values = {
            "course": course(chart, problem), "join": named(chart, problem.element), "split": named(chart, split),
            "missing": tuple(named(chart, chart.flows[id].source) for id in problem.missing),
        }
        yield Breach(place_of(chart, problem), message, values, witness=problem.trace)
