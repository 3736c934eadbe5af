"""Takes small steps out of links: where a link may meet the side of a card a little higher or lower, it runs straight on."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from powerflow.diagram.scene import Box, Form, Point

Line = tuple[Point, ...]
# How near a moved piece may come to the corner of a figure, to other lines, to figures it passes.
_CORNER, _APART, _CLEAR = 7.0, 5.0, 4.0


def straightened(lines: Sequence[Line], ends: Sequence[tuple[str, str]], boxes: Mapping[str, Box], forms: Mapping[str, Form]) -> list[Line]:
    """The lines, those with a step before a figure without it where nothing is in the way; `ends` are their source and target."""
    made = list(lines)
    for index, (source, target) in enumerate(ends):
        for figure, is_start in ((target, False), (source, True)):
            line = made[index][::-1] if is_start else made[index]
            shorter = _without_step(line, boxes[figure], forms[figure])
            if shorter is not None and _is_free(shorter, index, made, boxes, {source, target}):
                made[index] = shorter[::-1] if is_start else shorter
    return made


def _without_step(line: Line, box: Box, form: Form) -> Line | None:
    """The line with its last three pieces as one where they make a step and the figure's side reaches that far."""
    if len(line) < 4 or form is not Form.BOX:
        return None
    before, corner, _, end = line[-4:]
    axis = 1 if abs(before[1] - corner[1]) < 0.01 else 0
    goes, arrives = corner[1 - axis] - before[1 - axis], end[1 - axis] - line[-2][1 - axis]
    low, high = ((box.x, box.right), (box.y, box.bottom))[axis]
    if goes * arrives <= 0 or not low + _CORNER <= before[axis] <= high - _CORNER:
        return None
    tip = (end[0], before[1]) if axis else (before[0], end[1])
    return (*line[:-3], tip)


def _is_free(line: Line, index: int, lines: Sequence[Line], boxes: Mapping[str, Box], ends: set[str]) -> bool:
    """Whether the last piece of a line keeps clear of figures and of all other lines."""
    piece = _span(line[-2], line[-1])
    if any(id not in ends and piece.meets(box, _CLEAR) for id, box in boxes.items()):
        return False
    others = [_span(*pair) for place, other in enumerate(lines) if place != index for pair in pairwise(other)]
    return not any(piece.meets(other, _APART) for other in others)


def _span(one: Point, other: Point) -> Box:
    x, y = min(one[0], other[0]), min(one[1], other[1])
    return Box(x, y, abs(one[0] - other[0]), abs(one[1] - other[1]))
