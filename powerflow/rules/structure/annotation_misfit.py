"""One of our annotations does not fit the vocabulary.

Why: what it was to say is not read: a limit or right that somebody wrote down has no effect.
Mend: write it as docs/vocabulary.md says.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="标注不合词汇表",
    why="写下的时限、权利等没有被读到，等于没写。",
    mend="按 docs/vocabulary.md 的写法改正。",
    basis="词汇表 urn:powerflow:bpmn:1",
)
def check(chart: Flowchart) -> Breaches:
    for misfit in chart.misfits:
        yield misfit, misfit.message, misfit.values
