"""A hand-over does not say who receives it.

Why: papers that are addressed to nobody lie about, and the clock runs on.
Mend: write `receiver` of `pf:handOver`: the post that takes over.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="移交没有写明由谁接收",
    why="没有写收件人的材料无人认领，时限却照走。",
    mend="在 pf:handOver 的 receiver 中写明接收岗位。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    for flow in chart.flows.values():
        for hand_over in flow.hand_overs:
            if not hand_over.receiver:
                yield flow, "移交“{passes}”没有写明由谁接收", {"passes": hand_over.passes}
