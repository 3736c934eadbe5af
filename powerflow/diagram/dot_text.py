"""Writes a scene as DOT: every shape and line of text a node at a fixed place, every link an edge along given points.

`neato -n2` then only draws. Everything has a fixed size and position, so the text of this file decides the picture.
"""
from __future__ import annotations

import re
from dataclasses import replace
from math import floor

from graphviz import Digraph

from powerflow.diagram import look
from powerflow.diagram.font import width
from powerflow.diagram.scene import Align, Box, Fill, Form, Point, Scene, Stroke, Text, extent

_SHAPES = {Form.BOX: "box", Form.ROUND: "box", Form.DIAMOND: "diamond", Form.CIRCLE: "circle"}
_JUSTIFY = {Align.LEFT: "\\l", Align.MIDDLE: "", Align.RIGHT: "\\r"}
# The middle of a Chinese character lies this much of an em above the middle that Graphviz centres.
_LIFT = 0.09
_MOST_TEXT = 2000


# cairo 1.16 loses these characters from the fonts it embeds in PDF (their outlines call a subroutine that it drops);
# the same character of the sister font has another outline and stays.
LOST_IN_PDF = "如"  # not shown: a list of characters
SISTER_FONT = "Noto Sans CJK TC"


def dot_text(scene: Scene, *, for_pdf: bool = False) -> str:
    """The DOT source. Names of nodes are `g<group>.<shape>`, so that a reader of the SVG can put groups together again."""
    graph = Digraph(engine="neato")
    graph.attr(
        "graph", margin="0", pad="0", bgcolor=look.WHITE, outputorder="nodesfirst", splines="true", fontname=look.FONT,
        charset="UTF-8",
    )
    graph.attr("node", shape="none", label="", margin="0", fixedsize="true", fontname=look.FONT, penwidth="0")
    graph.attr("edge", fontname=look.FONT, arrowhead="none", arrowsize=_number(look.ARROW))
    graph.node("page.0", shape="point", style="invis", width="0", height="0", pos="0,0")
    graph.node("page.1", shape="point", style="invis", width="0", height="0", pos=f"{_number(scene.width)},{_number(scene.height)}")
    for index, group in enumerate(scene.groups):
        for place, item in enumerate(group.items):
            name = f"g{index}.{place}"
            if for_pdf and isinstance(item, Text) and not item.bold and any(letter in LOST_IN_PDF for letter in item.text):
                for part, font in _spared(item):
                    _text(graph, f"{name}.{part.box.x:.0f}", part, scene.height, font)
            elif isinstance(item, Text):
                _text(graph, name, item, scene.height, look.FONT_BOLD if item.bold else "")
            else:
                _fill(graph, name, item, scene.height)
    for index, stroke in enumerate(scene.strokes):
        _stroke(graph, f"s{index}", stroke, scene.height)
    return str(graph.source)


def escaped(text: str) -> str:
    """Text that Graphviz shows as it is: no escape sequences, no entities, no control characters, never HTML."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text[:_MOST_TEXT])
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\\", "\\\\").replace('"', "&quot;")


def _text(graph: Digraph, name: str, item: Text, page: float, font: str) -> None:
    if not item.text:
        return
    x, y = item.box.centre
    graph.node(
        name, label=escaped(item.text) + _JUSTIFY[item.align], fontsize=_number(item.size), fontcolor=item.colour,
        **({"fontname": font} if font else {}), **_place(x, page - y - item.size * _LIFT, item.box.width, item.box.height),
    )


def _spared(item: Text) -> list[tuple[Text, str]]:
    """A line of text in pieces, those characters that would get lost in the sister font."""
    pieces: list[tuple[Text, str]] = []
    ink = extent(item)
    x = ink.x
    for piece in re.findall(f"[{LOST_IN_PDF}]+|[^{LOST_IN_PDF}]+", item.text):
        wide = width(piece, item.size)
        box = Box(x, item.box.y, wide, item.box.height)
        pieces.append((replace(item, text=piece, box=box, align=Align.LEFT), SISTER_FONT if piece[0] in LOST_IN_PDF else ""))
        x += wide
    return pieces


def _fill(graph: Digraph, name: str, item: Fill, page: float) -> None:
    box = item.box
    x, y = box.centre
    # Graphviz 2.42 draws shapes in whole points only; asked for whole points, every version draws the same.
    wide, high = (max(1, floor(size + 0.5)) for size in (box.width, box.height))
    style = "filled" + (",rounded" if item.form is Form.ROUND else "") + (",dashed" if item.dashed else "")
    graph.node(
        name, shape=_SHAPES[item.form], style=style, fillcolor=item.colour, color=item.line or item.colour,
        penwidth=_number(item.thick if item.line else 0), **_place(x, page - y, wide, high),
    )


def _stroke(graph: Digraph, name: str, stroke: Stroke, page: float) -> None:
    points = [(x, page - y) for x, y in stroke.points]
    ends = ""
    inner = list(points)
    if stroke.arrow:
        # The line stops where the arrow head begins; Graphviz draws the head from there to the "e" point.
        inner[-1] = _towards(points[-1], points[-2], 10 * look.ARROW)
        ends += f"e,{_number(points[-1][0])},{_number(points[-1][1])} "
    if stroke.dot:
        inner[0] = _towards(points[0], points[1], 10 * look.ARROW)
        ends = f"s,{_number(points[0][0])},{_number(points[0][1])} {ends}"  # Graphviz wants "s" before "e"
    spline = " ".join(f"{_number(x)},{_number(y)}" for x, y in _rounded(inner))
    graph.edge(
        "page.0", "page.1", id=name, pos=ends + spline, color=stroke.colour, penwidth=_number(stroke.thick),
        arrowhead="normal" if stroke.arrow else "none", **({"style": "dashed"} if stroke.dashed else {}),
        **({"dir": "both", "arrowtail": "odot"} if stroke.dot else {}),
    )


def _rounded(points: list[Point]) -> list[Point]:
    """Control points of a Bézier curve along the corners: straight pieces, each corner a small arc."""
    curve = [points[0]]
    here = points[0]
    for index in range(1, len(points)):
        corner = points[index]
        if index == len(points) - 1:
            curve += [here, corner, corner]
            break
        radius = min(look.CORNER, _length(here, corner) / 2, _length(corner, points[index + 1]) / 2)
        before, after = _towards(corner, here, radius), _towards(corner, points[index + 1], radius)
        curve += [here, before, before, corner, corner, after]
        here = after
    return curve


def _towards(point: Point, other: Point, by: float) -> Point:
    length = _length(point, other)
    if length == 0:
        return point
    share = min(1.0, by / length)
    return point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _place(x: float, y: float, wide: float, high: float) -> dict[str, str]:
    return {"pos": f"{_number(x)},{_number(y)}", "width": _number(wide / 72, 5), "height": _number(high / 72, 5)}


def _number(value: float, digits: int = 2) -> str:
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
