"""Two exits of an exclusive decision hold at once.

Why: only one of them is taken, and which one depends on the order in the file: the same facts could be decided either
    way.
Mend: make the conditions exclude each other, or use an inclusive gateway if both are meant.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.deciding import answers, splits
from powerflow.rules.rule import Breaches, rule


@rule(
    title="排他判断的出口重叠",
    why="几个条件同时成立时只走一个，走哪个取决于文件里的先后：同样的事实可能得到不同的处理。",
    mend="使各条件互不重叠；确要都走的，改用包容网关。",
    basis="州运行方案 四（三）要素3 (ML-15)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    exclusive = (decision for decision in splits(chart) if decision.type == "exclusiveGateway")
    for decision in exclusive:
        doubtful = next((answer for answer in answers(chart, decision) or () if len(answer.taken) > 1), None)
        if doubtful:
            exits = tuple(flow.name or flow.id for flow in chart.outgoing(decision) if flow.id in doubtful.taken)
            names = {"decision": label(decision), "facts": doubtful.said, "exits": exits}
            yield decision, "判断“{decision}”在 {facts} 时有几个出口都成立：{exits}", names
