"""An interface of the item does not say who receives.

Why: the plan asks for the points where posts meet; where the other side is not named, the matter falls between two
    chairs.
Mend: write `receiver` of `pf:interface`: the post, unit or body on the other side.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="接口没有写明接收岗位",
    why="方案要求写明相关岗位的衔接点；对方是谁没有写，事情就两头不管。",
    mend="在 pf:interface 的 receiver 中写明对方的岗位或机关。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    for interface in chart.item.interfaces if chart.item else ():
        if not interface.receiver:
            yield chart, "接口“{name}”没有写明由谁接收", {"name": interface.name}
