"""The drawing in each shipped file: complete, inside its lanes, nothing over anything else."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

from powerflow import bpmn
from powerflow.model import Bounds, Event, Flowchart
from tests.conftest import ROOT

_FILES = sorted((ROOT / "processes").rglob("*.bpmn"))
items = pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
_DI = {
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI", "di": "http://www.omg.org/spec/DD/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
}
Point = tuple[float, float]
Box = tuple[float, float, float, float]


def _edges(path: Path) -> dict[str, list[Point]]:
    return {
        edge.get("bpmnElement", ""): [(float(p.get("x", "")), float(p.get("y", ""))) for p in edge.findall("di:waypoint", _DI)]
        for edge in etree.parse(str(path)).iterfind(".//bpmndi:BPMNEdge", _DI)
    }


def _labels(path: Path) -> dict[str, Box]:
    found = {}
    for holder in etree.parse(str(path)).iterfind(".//bpmndi:BPMNLabel/..", _DI):
        bounds = holder.find("bpmndi:BPMNLabel/dc:Bounds", _DI)
        assert bounds is not None
        x, y, width, height = (float(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
        found[holder.get("bpmnElement", "")] = (x, y, x + width, y + height)
    return found


def _box(bounds: Bounds) -> Box:
    return bounds.x, bounds.y, bounds.x + bounds.width, bounds.y + bounds.height


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _is_on_border(point: Point, box: Box) -> bool:
    x, y = point
    inside = box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1
    return inside and min(abs(x - box[0]), abs(x - box[2]), abs(y - box[1]), abs(y - box[3])) <= 1


def _pieces(points: list[Point]) -> Iterator[Box]:
    for (x1, y1), (x2, y2) in pairwise(points):
        yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _node_boxes(chart: Flowchart) -> dict[str, Box]:
    return {id: _box(chart.shapes[id]) for id in chart.nodes}


@items
def test_everything_is_drawn(path: Path) -> None:
    chart = bpmn.read(path)
    assert set(chart.shapes) == {*chart.nodes, *chart.lanes, *chart.pools}
    assert set(_edges(path)) == set(chart.flows)


@items
def test_nodes_lie_inside_their_lane_and_lanes_inside_the_pool(path: Path) -> None:
    chart = bpmn.read(path)
    [pool] = (_box(chart.shapes[id]) for id in chart.pools)
    for lane in chart.lanes.values():
        box = _box(chart.shapes[lane.id])
        assert pool[0] <= box[0] and box[2] <= pool[2] and pool[1] <= box[1] and box[3] <= pool[3], lane.id
        for id in lane.members:
            x1, y1, x2, y2 = _box(chart.shapes[id])
            assert box[0] < x1 and x2 < box[2] and box[1] < y1 and y2 < box[3], id
    assert sorted(id for lane in chart.lanes.values() for id in lane.members) == sorted(chart.nodes)


@items
def test_no_shape_covers_another(path: Path) -> None:
    chart = bpmn.read(path)
    for (one, first), (other, second) in combinations(_node_boxes(chart).items(), 2):
        hosts = {node.attached_to for node in (chart.nodes[one], chart.nodes[other]) if isinstance(node, Event)}
        assert not _meet(first, second) or hosts & {one, other}, (one, other)


@items
def test_edges_run_straight_from_border_to_border_and_through_nothing(path: Path) -> None:
    chart = bpmn.read(path)
    boxes = _node_boxes(chart)
    for id, points in _edges(path).items():
        flow = chart.flows[id]
        assert _is_on_border(points[0], boxes[flow.source]), id
        assert _is_on_border(points[-1], boxes[flow.target]), id
        for piece in _pieces(points):
            assert piece[0] == piece[2] or piece[1] == piece[3], f"{id} is slanted"
            crossed = [name for name, box in boxes.items() if name not in (flow.source, flow.target) and _meet(piece, box)]
            assert not crossed, (id, crossed)


@items
def test_labels_stand_free(path: Path) -> None:
    """No label covers a shape or another label, and all lie in the pool."""
    chart = bpmn.read(path)
    labels = _labels(path)
    assert {id for id in chart.flows if chart.flows[id].name} <= set(labels)
    for id, label in labels.items():
        assert [name for name, box in _node_boxes(chart).items() if _meet(label, box)] == [], id
    assert [(one, other) for one, other in combinations(labels, 2) if _meet(labels[one], labels[other])] == []
