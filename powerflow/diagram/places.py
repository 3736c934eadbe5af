"""Puts shapes, text and arrow heads of Graphviz's SVG exactly where the scene has them.

Versions of Graphviz round sizes, measure fonts and shorten arrows differently; the finished picture must not depend on that.
"""
from __future__ import annotations

import re
from collections.abc import Mapping

from powerflow import xml
from powerflow.diagram import look
from powerflow.diagram.scene import Align, Fill, Form, Point, Scene, Stroke, Text

# Of the font size: how far below the middle of its box a line of Chinese stands.
_BASELINE = 0.3
_ARROW_LONG = 10 * look.ARROW
# Half the width of an arrow head, of its length.
_ARROW_SPREAD = 0.35


def settle(graph: xml.Element, scene: Scene, nodes: Mapping[str, xml.Element]) -> Point:
    """Moves the drawing to where the scene has it, and says by how much.

    Versions of Graphviz differ in the margin that they give the page; the first rectangle tells.
    """
    for index, group in enumerate(scene.groups):
        for place, item in enumerate(group.items):
            drawn = _middle(nodes.get(f"g{index}.{place}")) if isinstance(item, Fill) and item.form is Form.BOX else None
            if drawn is not None:
                x, y = item.box.centre
                shift = round(x - drawn[0], 2), round(y - drawn[1], 2)
                graph.set("transform", f"translate({shift[0]:.2f} {shift[1]:.2f})")
                return shift
    return 0.0, scene.height


def _middle(node: xml.Element | None) -> Point | None:
    """The middle of a node's polygon."""
    shapes = () if node is None else xml.children(node)
    points = next((each.get("points") or "" for each in shapes if xml.local_name(each) == "polygon"), "")
    numbers = [float(number) for number in re.findall(r"[-\d.]+", points)]
    xs, ys = numbers[::2], numbers[1::2]
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2) if ys else None


def stand(element: xml.Element, item: Text, shift: Point) -> None:
    """The place of a line of text, the same whatever font metrics this machine's Graphviz goes by."""
    x = {Align.LEFT: item.box.x, Align.MIDDLE: item.box.centre[0], Align.RIGHT: item.box.right}[item.align]
    element.set("text-anchor", {Align.LEFT: "start", Align.MIDDLE: "middle", Align.RIGHT: "end"}[item.align])
    element.set("x", f"{x - shift[0]:.2f}")
    element.set("y", f"{item.box.centre[1] + item.size * _BASELINE - shift[1]:.2f}")


def span(element: xml.Element, item: Fill, shift: Point) -> None:
    """The corners of a rectangle or diamond."""
    box, (x, y) = item.box, item.box.centre
    corners = {
        Form.BOX: ((box.right, box.y), (box.x, box.y), (box.x, box.bottom), (box.right, box.bottom)),
        Form.DIAMOND: ((x, box.y), (box.x, y), (x, box.bottom), (box.right, y)),
    }.get(item.form)
    if corners:
        element.set("points", _points((*corners, corners[0]), shift))


def point(edge: xml.Element, stroke: Stroke, shift: Point) -> None:
    """The head of an arrow, its tip where the line ends, and the ring at its beginning."""
    for child in xml.children(edge):
        if stroke.arrow and xml.local_name(child) == "polygon":
            (x, y), (dx, dy) = stroke.points[-1], _direction(stroke.points[-1], stroke.points[-2])
            foot, wide = (x + dx * _ARROW_LONG, y + dy * _ARROW_LONG), _ARROW_SPREAD * _ARROW_LONG
            sides = [(foot[0] - dy * side, foot[1] + dx * side) for side in (wide, -wide)]
            child.set("points", _points((sides[0], (x, y), sides[1], sides[0]), shift))
        if stroke.dot and xml.local_name(child) == "ellipse":
            (x, y), (dx, dy) = stroke.points[0], _direction(stroke.points[0], stroke.points[1])
            radius = float(child.get("rx") or "0")
            child.set("cx", f"{x + dx * radius - shift[0]:.2f}")
            child.set("cy", f"{y + dy * radius - shift[1]:.2f}")


def _direction(one: Point, other: Point) -> Point:
    """From `one` towards `other`, one point long."""
    long = abs(other[0] - one[0]) + abs(other[1] - one[1])
    return ((other[0] - one[0]) / long, (other[1] - one[1]) / long) if long else (0.0, 0.0)


def _points(points: tuple[Point, ...], shift: Point) -> str:
    return " ".join(f"{x - shift[0]:.2f},{y - shift[1]:.2f}" for x, y in points)
