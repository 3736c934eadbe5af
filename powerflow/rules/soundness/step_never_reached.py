"""A step that flows lead to, and that no case ever comes to.

Why: a step that is owed to the party, or a result that the law provides for, never takes place.
Mend: look at the splits and joins on the way to it: one of them never lets a case through.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import Fault, Problem, verdict
from powerflow.model import Decision, Flowchart
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.tokens import leads, named, place_of, problems


@rule(
    title="永远轮不到的环节",
    why="应当向当事人履行的环节、法律规定的结果，实际上永远不会发生。",
    mend="检查通向它的分支和汇聚：其中一处永远放不过去。",
    basis=("州运行方案 四（三）要素3 (ML-15)", "BPMN 2.0.2 第13章"),
)
def check(chart: Flowchart) -> Breaches:
    stuck = [each.element for each in verdict(chart).problems if each.fault is Fault.DEADLOCK and each.element in chart.nodes]
    for problem in _told(chart):
        before = next((id for id in stuck if leads(chart, chart.nodes[id].outgoing, {problem.element})), "")
        message = "{element}永远轮不到：它前面的{join}等不齐" if before else "{element}永远轮不到"
        yield Breach(
            place_of(chart, problem), message, {"element": named(chart, problem.element), "join": named(chart, before)}
        )


def _told(chart: Flowchart) -> Iterator[Problem]:
    """Steps and events; gateways only where nothing else is dead."""
    dead = list(problems(chart, Fault.DEAD))
    doing = [each for each in dead if not isinstance(chart.nodes.get(each.element), Decision)]
    yield from doing or dead
