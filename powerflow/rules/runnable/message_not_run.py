"""A message or signal event that sends, or one on a border that lets the step go on.

Why: cases receive messages but send none: it would go to nobody, and nobody would know.
Mend: draw what is sent as a step of the post that sends it; let a message on a border end the step.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="发出的消息或信号事件无法运行",
    why="办件只接收消息，不发出消息：发出的没有人收，也没有人知道。",
    mend="把要发出的画成发出岗位的环节；边界上的消息应当中断环节。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.MESSAGE)
