"""No start leads to an element.

Why: it is drawn as part of the procedure and yet never takes place: a step that is owed to the party is left out.
Mend: lead a flow to it from where it belongs, or delete it.
"""
from __future__ import annotations

from powerflow.graph import shapes
from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="从开始走不到的元素",
    why="图上有、办事时却永远轮不到，应当履行的环节就落空了。",
    mend="从它应当承接的环节引一条流向过来，或者删去它。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    for shape in shapes(chart):
        for id in shape.unreachable:
            node = chart.nodes[id]
            yield node, "从任何开始都走不到“{name}”", {"name": label(node)}
