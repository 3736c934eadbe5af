"""A decision lacks an outcome that the law provides for.

Why: where the chart knows only one answer, the other is given without form or reasons.
Mend: draw an exit or an end for each outcome and name it in the words of the law.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from powerflow.graph import ends_after, exits_after
from powerflow.law import OutcomeOf, Rows
from powerflow.model import Flowchart, Node
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, breach, shown, tagged
from powerflow.rules.rule import Breaches, rule


@rule(
    title="缺少法定的处理结果",
    why="图上只有一种结果，另一种就会没有程序、不说理由。",
    mend="为每种法定结果画一个出口或结束，用法律的用语命名。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(OutcomeOf):
        nodes = tagged(chart, demand.tags)
        if nodes:
            said = tuple(_said(chart, nodes))
            missing = tuple(shown(words) for words in demand.all if not any(words.said_in(text) for text in said))
            if missing:
                yield breach(
                    nodes[0], rows, row, demand, "“{name}”之后没有这样的结果：{missing}；法律要求：{demand}",
                    {"name": label(nodes[0]), "missing": missing},
                )


def _said(chart: Flowchart, nodes: Iterable[Node]) -> Iterator[str]:
    """The names of the exits behind the nodes, of what these lead to, and of the ends with their outcomes."""
    nodes = tuple(nodes)
    for flow in exits_after(chart, nodes):
        yield flow.name
        yield chart.nodes[flow.target].name
    for end in ends_after(chart, nodes):
        yield end.name
        yield end.outcome.kind if end.outcome else ""
