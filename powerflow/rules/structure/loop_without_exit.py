"""A loop that a case can never leave.

Why: once in it, the case is sent round for ever; the party never gets a decision.
Mend: give the loop an exit: a decision with a way on, or a limit on how often it may be gone through.
"""
from __future__ import annotations

from powerflow.graph import Fault, is_broken_off, shapes
from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.tokens import course, named, place_of, problems


@rule(
    title="走不出去的循环",
    why="办件一旦进入就反复打转，当事人永远等不到结果。",
    mend="给循环一个出口：加一个判断，或限定次数。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    told = set()
    for shape in shapes(chart):
        for loop in () if is_broken_off(chart, shape.scope) else shape.loops:
            if set(loop) <= set(shape.trapped):
                told.add(shape.scope)
                node = chart.nodes[loop[0]]
                message = "从“{name}”起的循环（{count} 个元素）没有出口"
                yield Breach(node, message, {"name": label(node), "count": len(loop)}, witness=loop)
    for problem in problems(chart, Fault.LIVELOCK):
        if problem.scope not in told:
            values = {"element": named(chart, problem.element), "course": course(chart, problem)}
            message = "办件走到{element}以后会一直打转，到不了任何结束：{course}"
            yield Breach(place_of(chart, problem), message, values, witness=problem.trace)
