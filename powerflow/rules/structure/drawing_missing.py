"""Part of the chart is not drawn although the rest is.

Why: whoever opens the file in a drawing tool does not see it: what is published is not what is run.
Mend: draw the shape or line, or take the element out.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="有元素没有画出来",
    why="其余都画了，唯独它没有；用绘图工具打开就看不到，公布的与运行的不是一回事。",
    mend="补画图形或连线，或删去该元素。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    if not chart.shapes:
        return  # a file without any drawing is laid out by whoever shows it
    drawn = {node.scope for node in chart.nodes.values() if node.id in chart.shapes}
    for process in chart.processes.values():
        if process.nodes and process.id not in drawn:
            yield process, "流程“{name}”整个没有画出来", {"name": process.name or process.id}
    # What is in a folded sub-process need not be drawn.
    for node in chart.nodes.values():
        if node.scope in drawn and node.id not in chart.shapes:
            yield node, "“{name}”没有画出来", {"name": label(node)}
    for flow in chart.flows.values():
        if flow.scope in drawn and chart.lines.get(flow.id, 0) < 2 and {flow.source, flow.target} <= chart.shapes.keys():
            names = {"source": label(chart.nodes[flow.source]), "target": label(chart.nodes[flow.target])}
            yield flow, "从“{source}”到“{target}”的流向没有画出来", names
