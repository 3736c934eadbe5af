"""A receiver that cases come to, and whose message is never sent.

Why: what follows only when the message comes never takes place.
Mend: send the message where it belongs, or delete the receiver.
"""
from __future__ import annotations

from powerflow.graph import Fault
from powerflow.model import Flowchart
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.tokens import named, place_of, problems, senders


@rule(
    title="等不到消息的接收",
    why="消息来了才办的事，永远不会办。",
    mend="在应当发出的地方发出这条消息，或删去这个接收。",
    basis=("州运行方案 四（三）要素3 (ML-15)", "BPMN 2.0.2 第13章"),
)
def check(chart: Flowchart) -> Breaches:
    for problem in problems(chart, Fault.UNSERVED):
        values = {"element": named(chart, problem.element), "senders": senders(chart, problem)}
        yield Breach(place_of(chart, problem), "{element}等{senders}的消息，但它从来不会发出", values, witness=problem.trace)
