"""Parallel work stands inside a loop.

Why: every turn leaves all branches in the engine's memory, and a case that turns often becomes slow: its cost grows
    with the cube of the turns.
Mend: bound the loop, take the parallel work out of it, or put one turn into an item of its own.
"""
from __future__ import annotations

from powerflow.graph import forks_in_loops
from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="循环里套着并行",
    why="每转一圈，各支都留在引擎的内存里；圈数一多，办件就慢得无法使用（耗时随圈数的立方增长）。",
    mend="限定循环次数，把并行移到循环之外，或把一圈另立事项。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for fork in forks_in_loops(chart):
        yield fork, "并行网关“{name}”在循环里，每转一圈都要再分 {count} 支", {"name": label(fork), "count": len(fork.outgoing)}
