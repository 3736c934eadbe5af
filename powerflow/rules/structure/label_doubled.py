"""Two steps have the same name.

Why: in talk, in records and in lists nobody can tell which of them is meant.
Mend: say in the name what sets them apart: 初次审查, 补正后审查.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity, Step
from powerflow.rules.rule import Breaches, rule


@rule(
    title="两个环节同名",
    why="说起来、记起来、列出来都分不清指的是哪一个。",
    mend="在名称里写出区别，如“初次审查”“补正后审查”。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    first: dict[tuple[str, str], Step] = {}
    for step in chart.steps.values():
        other = first.setdefault((step.scope, step.name), step)
        if step.name and other is not step:
            yield step, "“{name}”与第 {line} 行的环节同名", {"name": step.name, "line": other.place.line}
