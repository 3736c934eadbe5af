"""The item or a step does not state what the law wants stated.

Why: what must be published cannot be, and nobody can compare it.
Mend: write the annotation that the finding names.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.law import FieldOf, Rows
from powerflow.model import Flowchart, Node
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, FieldNames, breach, is_stated, tagged_steps
from powerflow.rules.rule import Breaches, rule


@rule(
    title="缺少应当写明的内容",
    why="应当公布的没有写，就没法公布，也没法对照。",
    mend="按提示补写相应的标注。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(FieldOf):
        for thing, holder, name in _holders(chart, demand):
            missing = tuple(FieldNames(demand.of, names) for names in demand.names if not any(is_stated(holder, path) for path in names))
            if missing:
                yield breach(
                    thing, rows, row, demand, "“{name}”没有写明 {missing}，而法律要求：{demand}",
                    {"name": name, "missing": missing},
                )


def _holders(chart: Flowchart, demand: FieldOf) -> Iterator[tuple[Flowchart | Node, object, str]]:
    """What must state the fields, where it stands, and its name."""
    if demand.of == "item":
        yield chart, chart.item, chart.name
        return
    for node in tagged_steps(chart, demand.tags):
        yield node, node.notes, label(node)
