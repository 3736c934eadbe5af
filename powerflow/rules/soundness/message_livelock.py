"""Pools go on for ever: for want of a message no end can be reached any more, or each begins the other anew.

Why: messages are sent back and forth and the party never gets a decision.
Mend: send the missing message on every way that the sender may take, or let the receiver end without it after a time;
let one of the ends that begin another pool anew send nothing.
"""
from __future__ import annotations

from powerflow.graph import Fault
from powerflow.model import Flowchart
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.tokens import course, named, place_of, problems, senders


@rule(
    title="消息往来没有尽头，各方一直打转",
    why="文来文往，当事人永远等不到结果。",
    mend="让发送方在每一条走法上都发出这条消息，或让接收方过一段时间后不等它也能了结；互相发起的，让其中一方了结时不再发消息。",
    basis=("州运行方案 四（三）要素3 (ML-15)", "BPMN 2.0.2 第13章"),
)
def check(chart: Flowchart) -> Breaches:
    for problem in problems(chart, Fault.MESSAGE_LIVELOCK):
        values = {
            "course": course(chart, problem), "waiting": tuple(named(chart, id) for id in problem.waiting),
            "senders": senders(chart, problem),
        }
        message = "各方会一直打转：{course}；{waiting}等不到{senders}的消息，到不了结束"
        if not problem.missing:
            message = "各方会没完没了地一再发起对方：{course}；{waiting}每了结一次又会被消息重新启动"
        yield Breach(place_of(chart, problem), message, values, witness=problem.trace)
