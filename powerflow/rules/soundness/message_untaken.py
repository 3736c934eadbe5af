"""A message is sent that nobody ever takes.

Why: what one office sends to another, or to the party, is lost: nobody is there to receive it.
Mend: let the other pool receive it where it can come, or do not send it.
"""
from __future__ import annotations

from powerflow.graph import Fault
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.tokens import named, problems


@rule(
    title="发出后没有人接收的消息",
    why="一方发给另一方的文书没有人收，等于没有发。",
    mend="在对方能收到的地方画出接收，或不发这条消息。",
    basis=("州运行方案 四（三）要素3 (ML-15)", "BPMN 2.0.2 第13章"),
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for problem in problems(chart, Fault.UNTAKEN):
        flow = chart.message_flows[problem.element]
        values = {"sender": named(chart, flow.source), "receiver": named(chart, flow.target)}
        yield Breach(flow, "{sender}发给{receiver}的消息，对方从来收不到", values)
