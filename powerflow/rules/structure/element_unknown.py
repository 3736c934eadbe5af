"""An element that belongs to BPMN's namespace and is not understood.

Why: it is kept as it is, but neither checked, drawn nor run: what it says would be lost on the reader.
Mend: correct the element's name, or express it with elements that powerflow knows.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.running import grave


@rule(
    title="有不认识的 BPMN 元素",
    why="它原样保留在文件里，但不检查、不绘制、不运行，读者看不到它的含义。",
    mend="改正元素名称，或换用 powerflow 认识的元素来表达。",
    basis="BPMN 2.0.2",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for kept in chart.kept:
        yield Breach(kept, "不认识的 BPMN 元素“{tag}”，已原样保留", {"tag": kept.name}, severity=grave(chart))
