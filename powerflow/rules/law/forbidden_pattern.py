"""The chart shows something that the law forbids.

Why: what the law forbids is void even where everybody agrees to it.
Mend: take the step, fee or paper out, or give it to whom the law allows.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import acting_lane
from powerflow.law import Forbid, Rows
from powerflow.model import Fee, Flowchart, Node, PowerItem
from powerflow.rules.acting import label
from powerflow.rules.entrusted import acts_as_meant
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breaches, rule


@rule(
    title="出现法律禁止的做法",
    why="法律禁止的做法，谁同意都无效。",
    mend="删去该环节、收费或材料，或者交给法律允许的主体。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Forbid):
        item = chart.item
        if item is None or (demand.organ_nature and (item.organ.nature if item.organ else "") not in demand.organ_nature):
            continue
        for thing, name in _steps(chart, demand) if demand.of == "step" else _parts(chart, item, demand):
            yield breach(thing, rows, row, demand, _message(demand), {"name": name})


def _message(demand: Forbid) -> str:
    """What is wrong with that which was found."""
    if demand.of != "step":
        told = {"fee": "不得收取“{name}”：{demand}", "material": "不得要求提供“{name}”：{demand}"}
        return told.get(demand.of, "不得要求“{name}”：{demand}")
    if demand.excluded is not None:
        return "“{name}”的时间应当计入时限：{demand}" if demand.excluded else "“{name}”的时间不应当计入时限：{demand}"
    return "“{name}”不得由这条泳道的一方办：{demand}" if demand.side else "“{name}”是法律不允许的：{demand}"


def _steps(chart: Flowchart, demand: Forbid) -> Iterator[tuple[Flowchart | Node, str]]:
    for node in chart.steps.values():
        if (demand.tags and node.tags.isdisjoint(demand.tags)) or not acts_as_meant(chart, node, demand):
            continue
        lane = acting_lane(chart, node)
        if (
            (not demand.words or demand.words.within(node.name))
            and (not demand.side or (lane is not None and lane.notes.side in demand.side))
            and (demand.excluded is None or demand.excluded is (node.notes.excluded is not None))
        ):
            yield node, label(node)


def _parts(chart: Flowchart, item: PowerItem, demand: Forbid) -> Iterator[tuple[Flowchart | Node, str]]:
    """The fees, papers and services of the item that fit all that is given."""
    if demand.of == "material":
        for paper in item.materials:
            if (
                (not demand.words or demand.words.within(paper.name)) and (not demand.source or demand.source.within(paper.source))
                and (demand.required is None or paper.required is demand.required)
            ):
                yield chart, paper.name
        return
    for part in item.fees if demand.of == "fee" else item.intermediaries:
        listed = part.listed if isinstance(part, Fee) else None
        if (not demand.words or demand.words.within(part.name)) and (demand.listed is None or demand.listed is listed):
            yield chart, part.name
