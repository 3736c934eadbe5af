"""A node is drawn in another lane than the one that lists it.

Why: the picture that is published names another post than the file: what people read is not what is run.
Mend: move the shape into its lane, or list the node in the lane in which it is drawn.
"""
from __future__ import annotations

from powerflow.model import Bounds, Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule


@rule(
    title="画的位置与所属泳道不一致",
    why="公布的图上是一个岗位，文件里是另一个岗位，群众看到的与实际运行的不是一回事。",
    mend="把图形移进所属的泳道，或改列到所画的泳道。",
    basis="州运行方案 四（三）要素2 (ML-14)",
)
def check(chart: Flowchart) -> Breaches:
    for node in chart.nodes.values():
        shape, lane = chart.shapes.get(node.id), chart.shapes.get(node.lane or "")
        # A boundary event is drawn on the border of its step and may hang over a lane's edge.
        if shape and lane and node.type != "boundaryEvent" and not _is_inside(shape, lane):
            names = {"name": label(node), "lane": label(chart.lanes[node.lane or ""])}
            yield node, "“{name}”列在泳道“{lane}”中，却画在它之外", names


def _is_inside(shape: Bounds, lane: Bounds) -> bool:
    x, y = shape.x + shape.width / 2, shape.y + shape.height / 2
    return lane.x <= x <= lane.x + lane.width and lane.y <= y <= lane.y + lane.height
