"""A message or signal event inside the procedure.

Why: cases do not send each other messages: the case would wait for ever for one, or send it to nobody.
Mend: draw what is waited for as a step of the post that receives it, or as a timer with its limit.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="流程中的消息或信号事件无法运行",
    why="办件之间不传递消息：等消息的会一直等下去，发消息的没有人收。",
    mend="把所等的事画成接收岗位的环节，或画成带时限的定时事件。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.MESSAGE)
