"""Pools wait for each other: a message that one of them needs is never sent any more.

Why: each side believes that it is the other's turn; the case lies between two offices and nobody answers for it.
Mend: send the message on every way that the sender may take, or let the receiver go on without it after a time.
"""
from __future__ import annotations

from powerflow.graph import Fault
from powerflow.model import Flowchart
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.tokens import course, named, place_of, problems, senders


@rule(
    title="各方互相等住（消息死锁）",
    why="双方都以为轮到对方，事情搁在两家之间，没有人负责。",
    mend="让发送方在每一条走法上都发出这条消息，或让接收方过一段时间后不等它也能往下走。",
    basis=("州运行方案 四（三）要素3 (ML-15)", "BPMN 2.0.2 第13章"),
)
def check(chart: Flowchart) -> Breaches:
    for problem in problems(chart, Fault.MESSAGE_DEADLOCK):
        values = {
            "course": course(chart, problem), "waiting": tuple(named(chart, id) for id in problem.waiting),
            "senders": senders(chart, problem),
        }
        message = "各方会互相等住：{course}；{waiting}还在等{senders}的消息，它不会再来"
        yield Breach(place_of(chart, problem), message, values, witness=problem.trace)
