"""Measures a finished page without asking the layout: what lies on what, what runs through what."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from powerflow.diagram.scene import Box, Fill, Form, Group, Point, Scene, Text, extent

Segment = tuple[Point, Point]


def figures(scene: Scene) -> dict[str, Fill]:
    """The outline of every figure."""
    return {
        group.element: group.items[0]
        for group in scene.groups
        if _kind(group) in ("figure", "node") and isinstance(group.items[0], Fill)
    }


def labels(scene: Scene) -> list[Text]:
    """The lines of the words on links."""
    return [item for group in scene.groups if _kind(group) == "label" for item in group.items if isinstance(item, Text)]


def texts(scene: Scene) -> str:
    """All words of the page without the line breaks between them."""
    return "".join(item.text for group in scene.groups for item in group.items if isinstance(item, Text))


def _kind(group: Group) -> str:
    return group.key.split("-")[0].rstrip("0123456789")


def flows(scene: Scene) -> dict[str, list[Segment]]:
    """The straight pieces of every link."""
    return {stroke.element: list(pairwise(stroke.points)) for stroke in scene.strokes if stroke.element}


def overlapping_figures(scene: Scene) -> list[tuple[str, str]]:
    return [(one, two) for (one, a), (two, b) in combinations(figures(scene).items(), 2) if a.box.meets(b.box)]


def flows_through_figures(scene: Scene) -> list[tuple[str, str]]:
    """Links that enter the inside of a figure; that they touch its border at their ends is right."""
    return [
        (flow, id)
        for flow, segments in flows(scene).items()
        for id, shape in figures(scene).items()
        if any(_cuts(segment, shape) for segment in segments)
    ]


def _cuts(segment: Segment, shape: Fill) -> bool:
    for step in range(1, 40):
        share = step / 40
        x = segment[0][0] + (segment[1][0] - segment[0][0]) * share
        y = segment[0][1] + (segment[1][1] - segment[0][1]) * share
        if _is_inside((x, y), shape):
            return True
    return False


def _is_inside(point: Point, shape: Fill) -> bool:
    x, y = shape.box.centre
    across, down = abs(point[0] - x) / (shape.box.width / 2), abs(point[1] - y) / (shape.box.height / 2)
    return across + down < 0.97 if shape.form is Form.DIAMOND else max(across, down) < 0.97


def labels_on_figures(scene: Scene) -> list[str]:
    return [text.text for text in labels(scene) if any(_touches(extent(text), shape) for shape in figures(scene).values())]


def _touches(box: Box, shape: Fill) -> bool:
    steps = 12
    return any(
        _is_inside((box.x + box.width * i / steps, box.y + box.height * j / steps), shape)
        for i in range(steps + 1) for j in range(steps + 1)
    )


def labels_on_flows(scene: Scene) -> list[str]:
    every = [segment for segments in flows(scene).values() for segment in segments]
    return [text.text for text in labels(scene) if any(_crosses(extent(text), segment) for segment in every)]


def _crosses(box: Box, segment: Segment) -> bool:
    (x, y), (x2, y2) = segment
    return (min(x, x2) < box.right and box.x < max(x, x2) and min(y, y2) < box.bottom and box.y < max(y, y2)) or (
        abs(x - x2) < 0.01 and box.x < x < box.right and min(y, y2) < box.bottom and box.y < max(y, y2)
    ) or (abs(y - y2) < 0.01 and box.y < y < box.bottom and min(x, x2) < box.right and box.x < max(x, x2))


def slanted(scene: Scene) -> list[str]:
    """Links with a piece that is neither level nor upright."""
    return [
        flow for flow, segments in flows(scene).items()
        if any(abs(one[0] - two[0]) > 0.01 and abs(one[1] - two[1]) > 0.01 for one, two in segments)
    ]


def running_out(scene: Scene) -> list[str]:
    """Lines of text wider than their box or off the page."""
    return [
        item.text
        for group in scene.groups for item in group.items
        if isinstance(item, Text) and (_is_off(extent(item), scene) or extent(item).width > item.box.width + 0.6)
    ]


def _is_off(box: Box, scene: Scene) -> bool:
    return box.x < -0.1 or box.y < -0.1 or box.right > scene.width + 0.1 or box.bottom > scene.height + 0.1


def bends(scene: Scene) -> Iterator[int]:
    for segments in flows(scene).values():
        yield len(segments) - 1


def shared_lines(scene: Scene) -> list[tuple[str, str]]:
    """Pairs of links that lie on each other for a stretch without ending or starting together."""
    ends = {stroke.element: (stroke.points[0], stroke.points[-1]) for stroke in scene.strokes if stroke.element}
    return [
        (one, two)
        for (one, a), (two, b) in combinations(flows(scene).items(), 2)
        if ends[one][0] != ends[two][0] and ends[one][1] != ends[two][1]
        and any(_lie_on(first, second) > 1 for first in a for second in b)
    ]


def _lie_on(one: Segment, two: Segment) -> float:
    for axis in (0, 1):
        level = {round(point[axis], 2) for point in (*one, *two)}
        if len(level) == 1:
            other = 1 - axis
            low = max(min(one[0][other], one[1][other]), min(two[0][other], two[1][other]))
            high = min(max(one[0][other], one[1][other]), max(two[0][other], two[1][other]))
            return high - low
    return 0.0


def runs_through(box: Box, segment: Segment) -> bool:
    """Whether a piece of a link runs over `box`."""
    return _crosses(box, segment)


def crossings(scene: Scene) -> int:
    """How often a level piece of one link crosses an upright piece of another, ends and corners not counted."""
    count = 0
    for one, other in combinations(flows(scene).values(), 2):
        for first in one:
            for second in other:
                count += _cross(first, second) or _cross(second, first)
    return count


def _cross(level: Segment, upright: Segment) -> bool:
    if abs(level[0][1] - level[1][1]) > 0.01 or abs(upright[0][0] - upright[1][0]) > 0.01:
        return False
    x, y = upright[0][0], level[0][1]
    left, right = sorted((level[0][0], level[1][0]))
    top, bottom = sorted((upright[0][1], upright[1][1]))
    return left + 0.5 < x < right - 0.5 and top + 0.5 < y < bottom - 0.5
