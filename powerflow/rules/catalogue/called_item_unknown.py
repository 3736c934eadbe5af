"""A step calls an item that the catalogue does not have.

Why: the called case cannot begin, and the case that calls it waits until somebody decides by hand.
Mend: write the code of the item in `calledElement`, or add its chart to the library.
"""
from __future__ import annotations

from powerflow.model import Catalogue
from powerflow.rules.acting import label
from powerflow.rules.calling import calls
from powerflow.rules.rule import Breaches, rule


@rule(
    title="要调用的事项不在目录里",
    why="被调用的办件开始不了，调用它的办件要等人来处理。",
    mend="在 calledElement 中写对事项编码，或者把它的流程图放进事项库。",
    basis="docs/running.md",
)
def check(catalogue: Catalogue) -> Breaches:
    if len(catalogue.charts) < 2:
        return  # of a single file nobody knows what stands beside it
    for _, step, _ in calls(catalogue):
        if step.called not in catalogue.by_code:
            yield step, "“{name}”调用的事项 {item} 不在目录里", {"name": label(step), "item": step.called}
