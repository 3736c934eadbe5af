"""Parallel blocks in a row multiply what an engine foresees.

Why: SpiffWorkflow as it comes plans every way through every join: ten blocks of three branches are 383,817 tasks
    before the first step is done. Here nothing is planned ahead, elsewhere the chart does not start.
Mend: put blocks that follow one another into sub-processes, or join what need not be parallel.
"""
from __future__ import annotations

from powerflow.graph import tasks_ahead
from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="并行块前后相接，预测的任务成倍增长",
    why="原样的 SpiffWorkflow 会为每条走法预先排好任务：十个三支的并行块，一步未办就有 38 万个任务。本系统不作预排，换到别处就启动不了。",
    mend="把前后相接的并行块放进子流程，不必并行的改为顺序。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart, *, most: int = 10_000) -> Breaches:
    if sum(len(node.outgoing) > 1 for node in chart.nodes.values()) < 2:
        return  # one fork does not multiply another
    first, count = tasks_ahead(chart)
    if count > most:
        node = chart.nodes[first]
        yield node, "从“{name}”往后，引擎要预排约 {count} 个任务", {"name": label(node), "count": count}
