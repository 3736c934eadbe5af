"""A limit runs from or to an element that is not in the file.

Why: the clock never starts or never stops, and nobody is ever late.
Mend: correct `start` or `end` of the `pf:timeLimit` to the id of a step or event.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.model import Flowchart, Node, PowerItem, TimeLimit
from powerflow.rules.rule import Breaches, rule


@rule(
    title="时限的起算或止算元素不存在",
    why="时钟不会起跑或不会停，永远判不出逾期。",
    mend="把 pf:timeLimit 的 start 或 end 改为图中某个环节或事件的标识。",
    basis="州运行方案 四（三）要素4 (ML-16)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for thing, limits in _all_limits(chart, chart.item):
        for anchor in (anchor for limit in limits for anchor in (limit.start, limit.end)):
            if anchor is not None and anchor not in chart.nodes:
                yield thing, "时限的起止元素“{anchor}”不在图中", {"anchor": anchor}


def _all_limits(chart: Flowchart, item: PowerItem) -> Iterator[tuple[Flowchart | Node, tuple[TimeLimit, ...]]]:
    yield chart, item.time_limits
    for node in chart.nodes.values():
        yield node, node.notes.time_limits
