"""A chart has more elements than a reader can take in.

Why: errors and misreadings grow quickly beyond some fifty elements; the plan wants charts simple and clear. A chart
    that is divided into phases is read phase by phase.
Mend: put parts into sub-processes or items of their own, or divide the chart into phases by `phase` of `pf:step`.
"""
from __future__ import annotations

from collections import Counter

from powerflow.model import Event, Flowchart, Node, Severity
from powerflow.rules.rule import Breaches, rule


@rule(
    title="流程图太大",
    why="超过五十个左右的元素，读错画错的就成倍增加；方案要求流程图简洁明了。分了阶段的图按阶段来读。",
    mend="把一部分另立子流程或事项，或用 pf:step 的 phase 划分阶段。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart, *, most: int = 50) -> Breaches:
    if len(chart.nodes) <= most:
        return
    has_phases = any(step.notes.phase for step in chart.steps.values())
    phases = Counter(_phase(chart, node) if has_phases else "" for node in chart.nodes.values())
    for phase, count in phases.items():
        if count > most:
            names = {"phase": phase or chart.name, "count": count, "most": most}
            yield chart, "“{phase}”有 {count} 个元素，多于 {most} 个", names


def _phase(chart: Flowchart, node: Node) -> str:
    """The phase that a node names, else that of what comes before it."""
    seen: set[str] = set()
    while not node.notes.phase and node.id not in seen:
        seen.add(node.id)
        before = [flow.source for flow in chart.incoming(node)]
        if isinstance(node, Event) and node.attached_to:
            before.append(node.attached_to)
        node = chart.nodes.get(next(iter(before), node.scope), node)
    return node.notes.phase
