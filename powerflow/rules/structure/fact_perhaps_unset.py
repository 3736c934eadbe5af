"""A condition reads a fact that not every way to it records.

Why: a case that comes by the other way stops there, because what the decision turns on is not known.
Mend: let a step on every way record the fact, or draw the decision after such a step.
"""
from __future__ import annotations

from powerflow.graph import facts_known
from powerflow.model import Flowchart, Severity
from powerflow.rules.acting import label
from powerflow.rules.deciding import conditions
from powerflow.rules.rule import Breaches, rule


@rule(
    title="有的走法到这里时事实还没有登记",
    why="沿另一条路走来的办件会停在这里，因为判断所凭的事实还不知道。",
    mend="让每一条走法上都有环节登记该事实，或把判断移到登记之后。",
    basis="州运行方案 四（三）要素3 (ML-15)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    recorded = {name for node in chart.nodes.values() for name in node.notes.sets}
    known = facts_known(chart)
    at_decisions = ((flow, condition) for flow, condition in conditions(chart) if flow.source in chart.decisions)
    for flow, condition in at_decisions:
        for name in condition.names:
            if name in recorded - known[flow.source]:
                names = {"fact": name, "decision": label(chart.nodes[flow.source])}
                yield flow, "走到“{decision}”时，有的走法还没有登记事实“{fact}”", names
