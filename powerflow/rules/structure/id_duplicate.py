"""Two elements have the same id.

Why: whatever refers to that id (a flow, a lane, a history) may mean either of them.
Mend: give the second element an id of its own and correct what should refer to it.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="标识重复",
    why="凡引用这个标识的流向、泳道、运行记录，都说不清指的是哪一个。",
    mend="给后一个元素换一个标识，并改正应当指向它的引用。",
    basis="BPMN 2.0.2 的 XML Schema (xsd:ID)",
)
def check(chart: Flowchart) -> Breaches:
    for place in chart.duplicates:
        yield place, "标识“{id}”已被前面的元素使用", {"id": place.element}
