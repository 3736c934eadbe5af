"""A reference to an element that is not in the file.

Why: the drawing hangs together only by accident: a flow leads nowhere, a lane lists a step that does not exist.
Mend: correct the id, or delete the reference.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="引用了不存在的元素",
    why="流向通向虚空，或泳道列了并不存在的环节，图就对不上。",
    mend="改正标识，或删去这处引用。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(chart: Flowchart) -> Breaches:
    for end in chart.loose_ends:
        names = {"attribute": end.attribute, "target": end.target}
        if end.target:
            yield end, "{attribute} 指向不存在的元素“{target}”", names
        else:
            yield end, "缺少 {attribute}，不知指向哪个元素", names
