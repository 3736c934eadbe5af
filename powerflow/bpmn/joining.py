"""Finds room in the drawing for a new gateway before an element, and leads the lines to it."""
from __future__ import annotations

from powerflow import xml
from powerflow.bpmn.names import BPMNDI, DC, DI

_SIZE, _GAP = 50.0, 25.0
# x, y, width, height
_Box = tuple[float, float, float, float]
_Point = tuple[float, float]


def draw_gateway(tree: xml.Tree, before: str, gateway: str, flows: list[str]) -> None:
    """Draws the gateway `gateway` beside the shape of `before`, leads the lines of `flows` to it and one on to the element.

    Does nothing where the element is not drawn.
    """
    shapes = {_target(each): each for each in tree.getroot().iter(f"{{{BPMNDI}}}BPMNShape")}
    edges = {_target(each): each for each in tree.getroot().iter(f"{{{BPMNDI}}}BPMNEdge")}
    shape = shapes.get(before)
    box = _box(shape) if shape is not None else None
    if shape is None or box is None:
        return
    lines = [edges[flow] for flow in flows if flow in edges]
    others = [each for id, other in shapes.items() if id != before and (each := _box(other)) and not _holds(each, box)]
    at = _room(box, others, [points[-1] for line in lines if (points := _points(line))])
    drawn = xml.make(f"{{{BPMNDI}}}BPMNShape", {"id": f"{gateway}_di", "bpmnElement": gateway})
    x, y, width, height = at
    drawn.append(xml.make(f"{{{DC}}}Bounds", {"x": _text(x), "y": _text(y), "width": _text(width), "height": _text(height)}))
    link = xml.make(f"{{{BPMNDI}}}BPMNEdge", {"id": f"{gateway}-flow_di", "bpmnElement": f"{gateway}-flow"})
    for point in (_border(at, _centre(box)), _border(box, _centre(at))):
        link.append(_waypoint(point))
    for new in (drawn, link):
        new.tail = shape.tail
        shape.addnext(new)
    for line in lines:
        _lead(line, at)


def _target(drawn: xml.Element) -> str:
    return str(drawn.get("bpmnElement") or "").rpartition(":")[2]


def _box(shape: xml.Element) -> _Box | None:
    bounds = shape.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    try:
        x, y, width, height = (float(bounds.get(name) or 0) for name in ("x", "y", "width", "height"))
    except ValueError:
        return None
    return x, y, width, height


def _room(box: _Box, others: list[_Box], arriving: list[_Point]) -> _Box:
    """The free place beside `box` on the side where most lines arrive; that side itself where none is free."""
    x, y, width, height = box
    middle, centre = y + height / 2 - _SIZE / 2, x + width / 2 - _SIZE / 2
    places = {
        "left": (x - _GAP - _SIZE, middle), "above": (centre, y - _GAP - _SIZE), "below": (centre, y + height + _GAP),
        "right": (x + width + _GAP, middle),
    }
    count = [_side(box, point) for point in arriving]
    order = sorted(places, key=lambda side: -count.count(side))
    free = (side for side in order if not any(_meet((*places[side], _SIZE, _SIZE), other) for other in others))
    return (*places[next(free, order[0])], _SIZE, _SIZE)


def _side(box: _Box, point: _Point) -> str:
    x, y, width, height = box
    away = {
        "left": abs(point[0] - x), "right": abs(point[0] - x - width), "above": abs(point[1] - y),
        "below": abs(point[1] - y - height),
    }
    return min(away, key=lambda side: away[side])


def _meet(one: _Box, other: _Box) -> bool:
    return (
        one[0] < other[0] + other[2] and other[0] < one[0] + one[2] and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]
    )


def _holds(outer: _Box, inner: _Box) -> bool:
    """Whether `outer` is a lane, pool or sub-process around `inner`."""
    return (
        outer[0] <= inner[0] and outer[1] <= inner[1] and outer[0] + outer[2] >= inner[0] + inner[2]
        and outer[1] + outer[3] >= inner[1] + inner[3]
    )


def _centre(box: _Box) -> _Point:
    return box[0] + box[2] / 2, box[1] + box[3] / 2


def _border(box: _Box, towards: _Point) -> _Point:
    """The middle of the side of `box` that looks towards a point."""
    (x, y), (width, height) = _centre(box), box[2:]
    across, down = towards[0] - x, towards[1] - y
    if abs(across) >= abs(down):
        return (x + width / 2 if across > 0 else x - width / 2), y
    return x, (y + height / 2 if down > 0 else y - height / 2)


def _points(edge: xml.Element) -> list[_Point]:
    try:
        return [(float(each.get("x") or 0), float(each.get("y") or 0)) for each in edge.iterfind(f"{{{DI}}}waypoint")]
    except ValueError:
        return []


def _lead(edge: xml.Element, to: _Box) -> None:
    """Ends a line at the border of a box, seen from its last point but one."""
    points = _points(edge)
    if len(points) > 1:
        last = list(edge.iterfind(f"{{{DI}}}waypoint"))[-1]
        x, y = _border(to, points[-2])
        last.set("x", _text(x))
        last.set("y", _text(y))


def _waypoint(point: _Point) -> xml.Element:
    return xml.make(f"{{{DI}}}waypoint", {"x": _text(point[0]), "y": _text(point[1])})


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
